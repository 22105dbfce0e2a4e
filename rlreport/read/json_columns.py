"""A JSON object of columns, `{"loss": [...], "val_loss": [...]}`: histories of Keras and own loops.

The lists may stand deeper, beside the settings and the last values of the run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any

from rlreport.catalogue import AXIS_ROLES, OUTCOMES, describe, split
from rlreport.errors import FormatError
from rlreport.read import Format, _settings, json_rows, jsonl
from rlreport.read._json import cut_issue, document, first_line, items, opened, single_issue
from rlreport.read._records import as_number, flatten, table
from rlreport.sources import LogFile
from rlreport.values import Issue, Loose, Table

Column = list[object]

_SHAPE = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"[^"]*"\s*:\s*\[\s*(?:-?[\d.]|NaN|null|-?Infinity)')
_COLUMN = re.compile(r'"((?:[^"\\]|\\.)*)"\s*:\s*\[')
_FEWEST = 3  # values of a series somewhere in a document: a pair is a shape, or a range
_ALIKE = 0.9  # lists at least this long, of the longest, count the same rows
_MOST_RUNS = 100
_ENDS = 2  # values by which they may differ however short they are


def _sniff(_name: str, head: bytes) -> int:
    if _SHAPE.match(head):
        return 2
    value = opened(head)
    if isinstance(value, list):
        return 2 * bool(_listed(value))
    if not isinstance(value, dict):
        return 0
    rows = json_rows.rows(value)
    rest = _settings.apart(value)[0]
    longest = max((len(found) for found in _lists(rest, objects=not rows).values()), default=0)
    if rows:  # which say as much as the lists of numbers beside them
        return 2 * (longest >= max(_FEWEST, _ALIKE * len(rows)))
    return int(longest >= _FEWEST)


def _read(file: LogFile) -> Loose:
    if isinstance(first_line(file), dict):  # one object of columns a line
        return jsonl.read(file)
    value, text = document(file)
    if isinstance(value, list):
        value = _listed(value)
    is_whole = isinstance(value, dict)
    rest, settings = _settings.apart(value) if is_whole else ({}, {})
    columns = _lists(rest) if is_whole else _cut(text)
    if not columns:
        raise FormatError("holds no column of numbers.", "Check that the file is complete.")
    runs = _runs(rest, columns) or {"": columns}
    groups = {run: _alike(own) if is_whole else [own] for run, own in runs.items()}
    return Loose(
        format=FORMAT.name,
        tables=tuple(one for run, found in groups.items() for one in _tables(found, run)),
        config=settings,
        issues=(
            *cut_issue(file, is_whole),
            *(issue for found in groups.values() for issue in _unlike(file, found)),
            *single_issue(file, len(_settings.flat(rest)) - _all_lists(rest)),
        ),
    )


def _listed(value: Sequence[Any]) -> dict[str, Any]:
    """A list of runs by name, where each holds longer lists of what a run comes to; else empty."""
    runs = [run for run in value if isinstance(run, dict)]
    if not 0 < len(runs) == len(value) <= _MOST_RUNS:
        return {}
    for run in runs:
        columns = _lists(_settings.apart(run)[0])
        told = [name for name in columns if describe(name).role in (*OUTCOMES, "loss")]
        if not told or len(columns[told[0]]) < max(_FEWEST, len(runs)):
            return {}
    return {f"run {place}": run for place, run in enumerate(runs, 1)}


def _lists(value: Mapping[str, Any], *, objects: bool = True) -> dict[str, Column]:
    """The lists of numbers by their path; those in lists of objects where they are asked for."""
    found: dict[str, Column] = {}
    stack = [("", value)]
    while stack:
        path, part = stack.pop()
        for name, column in part.items():
            if isinstance(column, dict) and not _settings.is_part(name):
                stack.append((f"{path}{name}/", column))
            elif isinstance(column, list) and any(isinstance(one, dict) for one in column):
                found |= _inside(f"{path}{name}/", column) if objects else {}
            elif isinstance(column, list):
                found[f"{path}{name}"] = [None if isinstance(one, list) else one for one in column]
    return {name: column for name, column in found.items() if any(map(_is_number, column))}


def _inside(path: str, column: Column) -> dict[str, Column]:
    """A column for each name in the objects of a list."""
    rows = [flatten(one) if isinstance(one, dict) else {} for one in column]
    names = dict.fromkeys(name for row in rows for name in row)
    return {f"{path}{name}": [row.get(name) for row in rows] for name in names}


def _runs(value: Mapping[str, Any], columns: Mapping[str, Column]) -> dict[str, dict[str, Column]]:
    """The columns of each part of a document, where its parts hold the same: runs, or seeds.

    None where there is one part, or where parts say what was measured on: train, val, test.
    """
    parts = {name: part for name, part in value.items() if isinstance(part, dict)}
    runs: dict[str, dict[str, Column]] = {}
    for path, column in columns.items():
        name, _, inner = path.partition("/")
        runs.setdefault(name, {})[inner] = column
    same = len({frozenset(own) for own in runs.values()}) == 1
    apart = len(runs) > 1 and runs.keys() <= parts.keys() and not any(map(split, runs))
    return (
        dict(sorted(runs.items(), key=lambda run: [*parts].index(run[0]))) if same and apart else {}
    )


def _is_number(value: object) -> bool:
    return as_number(value) is not None


def _all_lists(value: Mapping[str, Any]) -> int:
    """How many lists a document holds."""
    parts = [part for part in value.values() if isinstance(part, dict)]
    return sum(isinstance(part, list) for part in value.values()) + sum(map(_all_lists, parts))


def _alike(columns: Mapping[str, Column]) -> list[dict[str, Column]]:
    """The columns, those of about one length together; those with a counter first."""
    groups: list[dict[str, Column]] = []
    for name, column in sorted(columns.items(), key=lambda item: -len(item[1])):
        longest = max(map(len, groups[-1].values())) if groups else 0
        if groups and len(column) >= min(_ALIKE * longest, longest - _ENDS):
            groups[-1][name] = column
        else:
            groups.append({name: column})
    places = {name: place for place, name in enumerate(columns)}
    ordered = [dict(sorted(group.items(), key=lambda item: places[item[0]])) for group in groups]
    return sorted(
        ordered, key=lambda group: (not _counted(group), -len(group), places[next(iter(group))])
    )


def _tables(groups: Sequence[Mapping[str, Column]], name: str) -> Iterator[Table]:
    """A table for each length, as a run of its own where its rows count something else."""
    kinds = [_counted(group) for group in groups]
    for group, kind in zip(groups, kinds, strict=True):
        rows = [dict(zip(group, row, strict=True)) for row in zip_longest(*group.values())]
        run = name if kind == kinds[0] else ", ".join(group)
        yield table(rows, step=("_step", "step"), time="_timestamp", run=run)


def _counted(group: Mapping[str, Column]) -> str:
    """What the rows of some columns count, or "" where none of them says."""
    return next((role for name in group if (role := describe(name).role) in AXIS_ROLES), "")


def _unlike(file: LogFile, groups: Sequence[Mapping[str, Column]]) -> Iterator[Issue]:
    if len(groups) > 1:
        sizes = [f"{max(map(len, group.values())):,} ({next(iter(group))})" for group in groups]
        text = f"The lists differ in length, and each counts its own rows: {', '.join(sizes)}."
        count = len(groups)
        yield Issue(kind="lists of unlike length", where=file.name, count=count, text=text)


def _cut(text: str) -> dict[str, Column]:
    """The columns of a document that is cut off; the number at the cut itself is left out."""
    found = {match[1]: [*items(text, match.end())] for match in _COLUMN.finditer(text)}
    if found and not text.rstrip().endswith(("]", ",")):
        found[next(reversed(found))][-1:] = []
    return _lists(found)


_SAMPLE = b'{"loss": [0.5, 0.25, NaN], "val_accuracy": [0.5, 0.75, 0.8]}'

FORMAT = Format(
    name="json_columns",
    label="JSON object of columns",
    sniff=_sniff,
    read=_read,
    sample=("history.json", _SAMPLE),
)
