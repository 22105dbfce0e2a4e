"""Charts, as Plotly and Chart.js keep them in JSON -> a table for each of their curves.

Plotly writes `{"data": [{"name": "ppo", "x": [...], "y": [...]}], "layout": {...}}`, Chart.js
`{"labels": [...], "datasets": [{"label": "ppo", "data": [...]}]}`, alone or under `data`.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

import numpy as np

from rlreport.catalogue import AXIS_ROLES, describe, methods
from rlreport.read._json import opened
from rlreport.read._records import as_number, table
from rlreport.values import Table

_FEWEST = 2  # points of a curve
_LABEL = re.compile(r"\s*(?:[^\W\d]+[ .:#-]*)?(\d+(?:\.\d+)?)\s*")
_PACKED = {name: np.dtype(f"<{name}") for name in ["i1", "u1", "i2", "u2", "i4", "u4", "f4", "f8"]}


@dataclass(frozen=True, kw_only=True)
class _Chart:
    """Curves by name, each of places and values, and the titles of both axes."""

    curves: Sequence[tuple[str, Sequence[Any], Sequence[Any]]]
    across: str = ""
    upwards: str = ""


def is_chart(head: bytes) -> bool:
    """Whether a document that begins with `head` is a chart with curves."""
    if b'"datasets"' not in head and b'"data"' not in head:
        return False
    return any(True for _ in tables(opened(head)))


def tables(value: Any) -> Iterator[Table]:
    """The curves of a chart; none of other documents.

    Curves that bear the names of metrics are these; otherwise each is a run, and all are of the
    metric that the vertical axis is called after.
    """
    chart = _chart(value)
    called = [name for name, _, _ in chart.curves]
    known = any(describe(name).role != "other" for name in called)
    metrics = known or not (chart.upwards or any(map(methods.is_method, called)))
    counter = chart.across if describe(chart.across).role in AXIS_ROLES else "step"
    for name, places, values in chart.curves:
        names = (counter, name if metrics else chart.upwards or "value")
        rows = [dict(zip(names, row, strict=True)) for row in zip_longest(places, values)]
        yield table(rows, step=counter, run="" if metrics else name)


def _chart(value: Any) -> _Chart:
    if not isinstance(value, Mapping):
        return _Chart(curves=())
    data, layout = value.get("data"), value.get("layout")
    if isinstance(data, list) and isinstance(layout, Mapping):
        return _Chart(
            curves=[*_traces(data)], across=_title(layout, "xaxis"), upwards=_title(layout, "yaxis")
        )
    return _Chart(curves=[*_datasets(data if isinstance(data, Mapping) else value)])


def _traces(data: Sequence[Any]) -> Iterator[tuple[str, Sequence[Any], Sequence[Any]]]:
    """The curves of Plotly that have numbers on both axes."""
    for place, trace in enumerate(data, 1):
        if isinstance(trace, Mapping) and trace.get("type", "scatter") in ("scatter", "scattergl"):
            values = _numbers(trace.get("y"))
            places = _numbers(trace.get("x")) or [*range(len(values))]
            if len(values) >= _FEWEST:
                yield str(trace.get("name") or f"series {place}"), places, values


def _datasets(data: Mapping[str, Any]) -> Iterator[tuple[str, Sequence[Any], Sequence[Any]]]:
    """The curves of Chart.js, of values for its labels or of points."""
    labels, found = data.get("labels"), data.get("datasets")
    for place, one in enumerate(found if isinstance(found, list) else (), 1):
        points = one.get("data") if isinstance(one, Mapping) else None
        if isinstance(points, list) and len(points) >= _FEWEST:
            name = str(one.get("label") or f"series {place}")
            if all(isinstance(point, Mapping) for point in points):
                yield name, [one.get("x") for one in points], [one.get("y") for one in points]
            elif values := _numbers(points):
                yield name, _numbers(labels) or [*range(len(values))], values


def _title(layout: Mapping[str, Any], axis: str) -> str:
    """The title of an axis, which older versions of Plotly keep as a text."""
    found = layout.get(axis)
    title = found.get("title") if isinstance(found, Mapping) else ""
    text = title.get("text") if isinstance(title, Mapping) else title
    return text if isinstance(text, str) else ""


def _numbers(found: Any) -> list[float | None]:
    """The numbers of a list, of which some may be texts, or of a packed one; none of others."""
    if isinstance(found, Mapping):
        return _packed(found)
    cells = found if isinstance(found, list) else []
    values = [*map(_number, cells)]
    known = all(
        value is not None or cell is None for cell, value in zip(cells, values, strict=True)
    )
    return values if known else []


def _number(cell: Any) -> float | None:
    """A number, or that in a label such as "Episode 10"."""
    match = _LABEL.fullmatch(cell) if isinstance(cell, str) else None
    return float(match[1]) if match else as_number(cell)


def _packed(found: Mapping[str, Any]) -> list[float | None]:
    """The numbers of an array as Plotly packs them since its sixth version."""
    try:
        packed = base64.b64decode(str(found["bdata"]), validate=True)
        return [*map(float, np.frombuffer(packed, dtype=_PACKED[found["dtype"]]))]
    except (KeyError, ValueError):
        return []
