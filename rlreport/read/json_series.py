"""JSON with one series for each metric: lists of steps and of values, side by side.

Sacred writes `{"loss": {"steps": [...], "values": [...], "timestamps": [...]}}`, ClearML and Plotly
`[{"name": "loss", "x": [...], "y": [...]}]`; charts of Plotly and Chart.js hold such series.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from rlreport.errors import FormatError
from rlreport.read import Format, _charts, _valued
from rlreport.read._json import document
from rlreport.read._records import table, unpickled
from rlreport.sources import LogFile
from rlreport.values import Loose, Table

_STEPS = ("x", "steps", "step", "iterations", "iters")
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
    return 2 if any(shape.match(head) for shape in _SHAPES) else 0


def _read(file: LogFile) -> Loose:
    values, _ = document(file)
    tables = tuple(_charts.tables(values)) or tuple(
        _table(name, found) for name, found in _series(values)
    )
    if not tables:
        raise FormatError(
            "is a JSON document without a series.",
            'Expected is such as {"reward": {"steps": [1, 2], "values": [0.5, 0.75]}}.',
        )
    return Loose(format=FORMAT.name, tables=tables)


def _series(value: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """The objects with steps and values, each with its name."""
    if isinstance(value, dict):
        named = list(value.items())
    else:
        rows = value if isinstance(value, list) else []
        named = [(_name(row, place), row) for place, row in enumerate(rows)]
    for name, found in named:
        if isinstance(found, dict) and _first(found, _STEPS) and _first(found, _VALUES):
            yield name, found


def _name(row: Any, place: int) -> str:
    key = next((key for key in _valued.NAMES if isinstance(row, dict) and row.get(key)), "")
    return str(row[key]) if key else f"series {place + 1}"


def _first(found: dict[str, Any], keys: tuple[str, ...]) -> str:
    return next((key for key in keys if isinstance(found.get(key), list)), "")


def _table(name: str, found: dict[str, Any]) -> Table:
    times = found.get("timestamps")
    columns = {
        "step": found[_first(found, _STEPS)],
        name: found[_first(found, _VALUES)],
        **({"timestamp": times} if isinstance(times, list) else {}),
    }
    rows = zip_longest(*columns.values())
    cells = [[*map(unpickled, row)] for row in rows]
    plain = [[None if isinstance(cell, (list, dict)) else cell for cell in row] for row in cells]
    return table([dict(zip(columns, row, strict=True)) for row in plain], step="step")


_SAMPLE = b"""{"loss": {"steps": [1, 2], "values": [0.5, NaN],
 "timestamps": ["2020-01-01T12:00:00.5", "2020-01-01T12:00:01.5"]}}"""

FORMAT = Format(
    name="json_series",
    label="JSON object of series, as of Sacred",
    sniff=_sniff,
    read=_read,
    sample=("metrics.json", _SAMPLE),
)
