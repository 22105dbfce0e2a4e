"""JSON with one series for each metric: lists of steps, or of times, and of values, side by side.

Sacred writes `{"loss": {"steps": [...], "values": [...], "timestamps": [...]}}`, ClearML and Plotly
`[{"name": "loss", "x": [...], "y": [...]}]`; charts of Plotly and Chart.js hold such series.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import zip_longest
from typing import Any

from rlreport.catalogue import files
from rlreport.errors import FormatError
from rlreport.read import Format, _charts, _nested, _settings, _valued
from rlreport.read._json import document, opened
from rlreport.read._records import lists, table, unpickled
from rlreport.sources import LogFile
from rlreport.values import Loose, Table

_STEPS = ("x", "steps", "step", "iterations", "iters")
_TIMES = ("timestamps", "timestamp", "times", "time")
_VALUES = ("y", "values", "value")
_SHAPES = (
    re.compile(
        rb'\s*\{\s*"[^"]*"\s*:\s*\{(?=[^{}]*?"(?:steps|x|step|iterations|iters)"\s*:\s*\[)'
        rb'[^{}]*?"(?:values|value|y)"\s*:\s*\['
    ),
    re.compile(rb'\s*\[\s*\{[^{}]*?"(?:x|y)"\s*:\s*\[[^{}]*?"(?:x|y)"\s*:\s*\['),
    re.compile(
        rb'\s*\[\s*\{(?=[^{}]*?"(?:name|metric|key|tag|title)"\s*:\s*")'
        rb'(?=[^{}]*?"(?:steps?|iterations|iters)"\s*:\s*\[)[^{}]*?"values?"\s*:\s*\['
    ),
)


def _sniff(_name: str, head: bytes) -> int:
    if _charts.is_chart(head):
        return 3
    if _SHAPES[0].match(head):
        return 3  # whatever the values are, NumPy's in objects of their own, too
    if any(shape.match(head) for shape in _SHAPES):
        return 2
    value = opened(head) if head.lstrip()[:1] == b"{" else None
    return 2 if isinstance(value, dict) and _deep(value) else 0


def _read(file: LogFile) -> Loose:
    values, _ = document(file)
    rest, settings = _settings.apart(values) if isinstance(values, dict) else (values, {})
    unnamed = files.metric(file.name) or "value"
    tables = tuple(_charts.tables(values)) or tuple(_tables(rest, unnamed))
    if not tables:
        raise FormatError(
            "is a JSON document without a series.",
            'Expected is such as {"reward": {"steps": [1, 2], "values": [0.5, 0.75]}}.',
        )
    return Loose(format=FORMAT.name, tables=tables, config=settings)


def _tables(value: Any, unnamed: str) -> Iterator[Table]:
    """A table for each series; of each run, where series of several stand under their names."""
    if isinstance(value, dict):
        runs = _nested.apart(_without_series(value), dict(_series(value)), unnamed=unnamed)
        called = _nested.names([*runs])
        for path, own in runs.items():
            for name, found in own.items():
                yield replace(_table(name, found), run=called[path])
        return
    for place, row in enumerate(value if isinstance(value, list) else []):
        if _is_series(row):
            yield _table(_name(row, place), row)


def _series(value: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """The objects with steps and values by their path, `/` between names."""
    for name, found in value.items():
        if _is_series(found):
            yield f"{above}{name}", found
        elif isinstance(found, dict):
            yield from _series(found, f"{above}{name}/")


def _without_series(value: Mapping[str, Any]) -> dict[str, Any]:
    """A document with None in place of each series."""
    return {
        name: _without_series(found) if isinstance(found, dict) and not _is_series(found) else None
        for name, found in value.items()
    }


def _is_series(found: Any) -> bool:
    if not isinstance(found, dict) or not _first(found, _VALUES):
        return False
    return bool(_first(found, _STEPS) or _first(found, _TIMES))


def _deep(value: Mapping[str, Any]) -> bool:
    """Whether series stand deeper in a document, which holds no other list."""
    found = dict(_series(value))
    inside = {f"{path}/{key}" for path, one in found.items() for key in one}
    return bool(found) and all(path in inside for path, _ in lists(value))


def _name(row: Any, place: int) -> str:
    key = next((key for key in _valued.NAMES if isinstance(row, dict) and row.get(key)), "")
    return str(row[key]) if key else f"series {place + 1}"


def _first(found: dict[str, Any], keys: tuple[str, ...]) -> str:
    return next((key for key in keys if isinstance(found.get(key), list)), "")


def _table(name: str, found: dict[str, Any]) -> Table:
    step, time = _first(found, _STEPS), _first(found, _TIMES)
    columns = {
        **({"step": found[step]} if step else {}),
        name: found[_first(found, _VALUES)],
        **({"timestamp": found[time]} if time else {}),
    }
    rows = zip_longest(*columns.values())
    cells = [[*map(unpickled, row)] for row in rows]
    plain = [[None if isinstance(cell, (list, dict)) else cell for cell in row] for row in cells]
    return table([dict(zip(columns, row, strict=True)) for row in plain], step="step" * bool(step))


_SAMPLE = b"""{"loss": {"steps": [1, 2], "values": [0.5, NaN],
 "timestamps": ["2020-01-01T12:00:00.5", "2020-01-01T12:00:01.5"]}}"""

FORMAT = Format(
    name="json_series",
    label="JSON object of series, as of Sacred",
    sniff=_sniff,
    read=_read,
    sample=("metrics.json", _SAMPLE),
)
