"""JSON lines of one run each: `{"algo": "ppo", "seed": 0, "returns": [0.5, 0.75, ...]}`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from rlreport.catalogue import AXIS_ROLES, describe
from rlreport.read import Format, _lines, json_columns, json_rows, jsonl
from rlreport.read._column_lists import columns_in, runs_in
from rlreport.read._records import as_number, flatten
from rlreport.sources import LogFile
from rlreport.texts import many, was
from rlreport.values import Issue, Loose

_FEWEST = 2  # runs
_LARGEST = 1 << 26  # bytes, above which lines are rows
_LINES = (".jsonl", ".ndjson", ".jsonlines")


def _sniff(name: str, head: bytes) -> int:
    if cut := _lines.first_row(head):
        return 3 * (name.lower().endswith(_LINES) and _are_runs([cut]))
    *whole, last = head.split(b"\n")
    found = [row for line in (*whole, *(last,) * (len(head) < 1 << 16)) for row in _row(line)]
    return 3 * (len(found) >= _FEWEST and _are_runs(found))


def _read(file: LogFile) -> Loose:
    lines = [line for line in file.bytes().split(b"\n") if line.strip()]
    rows = [row for line in lines for row in _row(line)] if file.size <= _LARGEST else []
    if len(rows) < _FEWEST or not _are_runs(rows):
        return jsonl.read(file)
    found = json_columns.FORMAT.read(LogFile(name=file.name, content=json.dumps(rows).encode()))
    return replace(found, issues=(*found.issues, *_damaged(file, len(lines) - len(rows))))


def _row(line: bytes) -> list[dict[str, Any]]:
    """The object on a line; none where there is none, or several."""
    found = _lines.objects(line) if line.lstrip()[:1] == b"{" else []
    return found if len(found) == 1 else []


def _are_runs(rows: Sequence[Mapping[str, Any]]) -> bool:
    """Whether each row has a name of its own and a series, and nothing counts the rows.

    No series are the parts of what a row says the outcome of, as the episodes of an evaluation.
    """
    names = {json_rows.called(row) for row in rows}
    if "" in names or len(names) < len(rows) or any(map(_differs, _counters(rows))):
        return False
    if all(json_rows.is_judged(row) and not columns_in(row, objects=False) for row in rows):
        return False
    runs = runs_in([*rows])
    return bool(runs) and (len(rows) == 1 or all(isinstance(run, dict) for run in runs.values()))


def _counters(rows: Sequence[Mapping[str, Any]]) -> list[list[float | None]]:
    """The single values that count something, of all rows."""
    flat = [*map(flatten, rows)]
    names = [name for name in flat[0] if describe(name).role in AXIS_ROLES]
    return [[as_number(row.get(name)) for row in flat] for name in names]


def _differs(values: Sequence[object]) -> bool:
    return len({*values}) > 1


def _damaged(file: LogFile, count: int) -> Sequence[Issue]:
    text = f"{many(count, 'line')} without a JSON object {was(count)} left out."
    issue = Issue(kind="unreadable lines", where=file.name, count=count, text=text)
    return [issue] * (count > 0)


_SAMPLE = b"""{"algo": "ppo", "seed": 0, "returns": [0.5, 0.75, 0.8]}
{"algo": "ppo", "seed": 1, "returns": [0.4, 0.7, 0.9]}
"""

FORMAT = Format(
    name="json_runs",
    label="JSON lines of one run each",
    sniff=_sniff,
    read=_read,
    sample=(
        "results.jsonl",
        _SAMPLE,
    ),
)
