"""JSON lists of bare numbers or points, `[[step, value], ...]`, alone or under the name of a tag.

tensorboardX writes all scalars of a run as `{"runs/a/loss": [[wall time, step, value], ...]}`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import takewhile
from typing import Any

import numpy as np

from rlreport.catalogue import split
from rlreport.errors import FormatError
from rlreport.read import Format, _headless, _nested, json_columns
from rlreport.read._delimited import Delimited
from rlreport.read._json import cut_issue, document, items
from rlreport.read._points import WIDTHS, Row, are_sure, points
from rlreport.read._records import as_number, left_out, lists, table
from rlreport.read._text import opening
from rlreport.sources import LogFile
from rlreport.texts import many, verb, was
from rlreport.values import Issue, Loose, Table

_VALUE = rb"\s*(?:-?\d[\d.eE+-]*|NaN|null|-?Infinity)\s*"
_POINT = rb"\[" + _VALUE + rb"(?:," + _VALUE + rb"){1,2}\]\s*[,\]]"
# "[1, 2000] loss: 2.5" is a line of a log.
_LIST = re.compile(rb"(?:\xef\xbb\xbf)?\s*\[" + _VALUE + rb"," + _VALUE + rb"(?:,|\]\s*\Z)")
_LISTS = re.compile(rb"(?:\xef\xbb\xbf)?\s*\[\s*\[" + _VALUE + rb"," + _VALUE + rb"[,\]]")
_HEADED = re.compile(
    rb'(?:\xef\xbb\xbf)?\s*\[\s*\[\s*"[^"\\]*"(?:\s*,\s*"[^"\\]*")+\s*\]\s*,\s*\[' + _VALUE + rb","
)
_OPENS = re.compile(r'"(?P<name>[^"]*)"\s*:\s*(?P<mark>\{|\[(?=\s*\[))|\}')
_ROW = re.compile(r"\[[^\[\]{}]*\]")
_NAMED = re.compile(
    rb'(?:\xef\xbb\xbf)?\s*\{\s*(?:"[^"]*"\s*:\s*\{\s*){0,4}"[^"]*"\s*:\s*\[\s*' + _POINT
)
_DEEPEST = 50  # objects in objects
_OF_LOGS = frozenset({"", ".", "runs", "logs", "log"})  # where the folder of a log begins
_MOST_RUNS = 100  # lists of many values each: so many runs may be in one file


def _sniff(_name: str, head: bytes) -> int:
    shapes = (_LIST, _LISTS, _HEADED, _NAMED)
    return 2 if any(shape.match(head) for shape in shapes) or _are_lines(head) else 0


def _are_lines(head: bytes) -> bool:
    """Whether the first two lines are a JSON list each, the second of a number among others."""
    if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] != b"[":
        return False
    lines = [line for line in opening(head).splitlines() if line.strip()][:2]
    found = _listed("\n".join(lines))
    numbers = any(isinstance(cell, (int, float)) for cell in found[-1]) if found else False
    return len(found) == len(lines) > 1 and all(found) and numbers


def _read(file: LogFile) -> Loose:
    value, text = document(file)
    is_whole = value is not None
    named: tuple[Issue, ...] = ()
    if not is_whole and _NAMED.match(file.head()):
        value = _tags_in(text)
    if isinstance(value, Mapping):
        found = dict(_lists_in(value))
        named_points = {path: rows for path, one in found.items() if (rows := points(one))}
        tables = tuple(_runs(value, named_points))
        beside = any(_are_plain(one) for path, one in found.items() if path not in named_points)
        sure = is_whole and all(are_sure(path, found[path]) for path in named_points)
        if not tables or (beside and sure):  # values of agents in each row, or columns
            return json_columns.FORMAT.read(file)
        odd = sum(len(found[path]) - len(rows) for path, rows in named_points.items())
        rest = [one for one in lists(value, objects=False) if one[0] not in named_points]
        named = (*_odd(odd, file.name), *left_out(rest, file.name))
    else:
        rows, others = ([], 0) if is_whole else _by_line(text)
        is_whole = is_whole or bool(rows)
        inner, odd = _rows_in(text) if not is_whole and _LISTS.match(file.head()) else ([], 0)
        entries = value if isinstance(value, list) else rows or inner
        if not entries and not is_whole:
            entries, odd = _cut(text)
        tables, named = _lists(entries, file)
        named = (*named, *_unreadable(others, file.name), *_odd(odd, file.name))
    if not tables:
        raise FormatError(
            "is a JSON document of lists that are no points.",
            'Expected is such as {"loss": [[step, value], ...]}.',
        )
    return Loose(format=FORMAT.name, tables=tables, issues=(*named, *cut_issue(file, is_whole)))


def _by_line(text: str) -> tuple[list[Any], int]:
    """The lists of a text that has one on most lines, and how many others; none of other texts."""
    rows = _listed(text)
    others = len(text.strip().splitlines()) - len(rows)
    return (rows, others) if len(rows) > max(others, 1) else ([], 0)


def _listed(text: str) -> list[Any]:
    """The lists of those lines of a text that are one each."""
    found: list[Any] = []
    for line in text.strip().splitlines():
        with suppress(ValueError, RecursionError):
            found.append(json.loads(line))
    return [row for row in found if isinstance(row, list)]


def _unreadable(count: int, where: str) -> tuple[Issue, ...]:
    if not count:
        return ()
    text = f"{many(count, 'line')} without a JSON list {was(count)} left out."
    return (Issue(kind="unreadable lines", where=where, count=count, text=text),)


def _rows_in(text: str) -> tuple[list[Any], int]:
    """The whole lists in a list that is damaged, or cut off, and how many are damaged."""
    parts = _ROW.findall(text)
    rows = _listed("\n".join(part.replace("\n", " ") for part in parts))
    return rows, len(parts) - len(rows)


def _tags_in(text: str) -> dict[str, Any]:
    """The whole points of each tag in an object of them that is damaged, or cut off."""
    found: dict[str, Any] = {}
    above = [found]
    marks = [*_OPENS.finditer(text)]
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    for mark, end in zip(marks, ends, strict=True):
        if mark[0] == "}":
            above = above[:-1] or above
        elif mark["mark"] == "{" and len(above) < _DEEPEST:
            above[-1][mark["name"]] = inner = dict[str, Any]()
            above.append(inner)
        elif mark["mark"] == "[":
            rows, damaged = _rows_in(text[mark.end() : end])
            above[-1][mark["name"]] = [*rows, *[None] * damaged]  # which is told of
    return found


def _cut(text: str) -> tuple[list[Any], int]:
    """The whole items of a list that is damaged, or cut off, and how many numbers are damaged.

    The number at the cut itself is left out.
    """
    is_ended = text.rstrip().endswith(("]", ","))
    found = [*items(text, text.find("[") + 1)][: None if is_ended else -1]
    if "{" in text or text.count("[") > 1:
        return found, 0
    parts = [part for part in map(_bare, text.split(",")) if part][: None if is_ended else -1]
    numbers = [number for part in parts if (number := _number(part)) is not None]
    return (numbers, len(parts) - len(numbers)) if len(numbers) > len(found) else (found, 0)


def _bare(cell: str) -> str:
    return cell.strip(" \t\r\n[]")


def _number(cell: str) -> float | None:
    with suppress(ValueError, RecursionError):
        value = json.loads(cell)
        return value if type(value) in (int, float) else None
    return None


def _runs(value: Mapping[str, Any], named: dict[str, list[Row]]) -> Iterator[Table]:
    """A table for each tag of each run, where those of several stand under their names."""
    found = _nested.apart(value, named)
    called = _nested.names([*found])
    for path, tags in found.items():
        for one in _tags(tags):
            yield replace(one, run=called[path])


def _lists_in(value: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, list[Any]]]:
    """The lists in a document by their path, `/` between names."""
    for name, inner in value.items():
        if isinstance(inner, dict):
            yield from _lists_in(inner, f"{above}{name}/")
        elif isinstance(inner, list):
            yield f"{above}{name}", inner


def _tags(points: Mapping[str, list[Row]]) -> Iterator[Table]:
    """A table for each tag, whose names lose the folder that all have in common."""
    tags = _without_folders([*points])
    for name, rows in points.items():
        tag = tags[name]
        names = ("wall time", "step", tag) if len(rows[0]) > min(WIDTHS) else ("step", tag)
        records = [dict(zip(names, row, strict=True)) for row in rows]
        yield table(records, step="step", time="wall time")


def _without_folders(names: Sequence[str]) -> dict[str, str]:
    """The names as tags, without the folder that they have in common.

    tensorboardX writes that of the log before those of groups alone, `runs/7/losses/actor`, where
    a group of one may be called like the scalar in it, `loss/loss`.
    """
    folders = {name: name.split("/") for name in names}
    common = len(_common([*folders.values()]))
    grouped = [name for name, parts in folders.items() if parts[0] in _OF_LOGS and not common]
    above = len(_common([folders[name][:-1] for name in grouped]))
    own = {name: above if name in grouped else common for name in names}
    tags = {name: "/".join(_once(folders[name][own[name] :])) for name in names}
    return tags if len({*tags.values()}) == len(tags) else {name: name for name in names}


def _once(parts: Sequence[str]) -> Sequence[str]:
    """The parts of a tag, which may be the same twice over."""
    half = len(parts) // 2
    return parts[:half] if [*parts[:half]] == [*parts[half:]] else parts


def _common(names: Sequence[Sequence[str]]) -> list[str]:
    """The folders in which all names lie, up to one that says what was measured on."""
    levels = (level for level in zip(*(folders[:-1] for folders in names), strict=False))
    return [level[0] for level in takewhile(_is_shared, levels)]


def _is_shared(level: Sequence[str]) -> bool:
    return len({*level}) == 1 and not split(level[0])


def _odd(count: int, where: str) -> tuple[Issue, ...]:
    if not count:
        return ()
    none = verb(count, "is no point and was", "are no points and were")
    text = f"{many(count, 'entry')} in lists of points {none} left out."
    return (Issue(kind="unreadable lines", where=where, count=count, text=text),)


def _lists(found: Sequence[Any], file: LogFile) -> tuple[tuple[Table, ...], tuple[Issue, ...]]:
    """Numbers, or rows of a few, as one table; a few lists of many numbers as a run each."""
    if _are_plain(found):
        one, issues = _headless.table(_series(found), file)
        return (one,), issues
    rows = [row if isinstance(row, list) else [row] for row in found]
    if not rows or any(isinstance(cell, (list, dict)) for row in rows for cell in row):
        return (), ()
    names = _names(rows)
    if names:
        return (table([dict(zip(names, row, strict=False)) for row in rows[1:]]),), ()
    width = max(map(len, rows))
    if width <= max(WIDTHS) or len(rows) > min(width, _MOST_RUNS):
        one, issues = _headless.table(_columns(rows), file)
        return (one,), issues
    runs = [_headless.table(_series(row), file) for row in rows]
    named = [
        Table(columns=one.columns, run=f"run {place}") for place, (one, _) in enumerate(runs, 1)
    ]
    return tuple(named), runs[0][1]


def _names(rows: Sequence[Row]) -> list[str]:
    """The names of the columns, where the first row holds a text for each cell of the others."""
    first, others = rows[0], rows[1:]
    named = others and len({*first}) == len(first) >= max(map(len, others))
    numbers = all(as_number(cell) is None for cell in first)
    return [*first] if named and numbers and all(isinstance(cell, str) for cell in first) else []


def _are_plain(cells: Sequence[Any]) -> bool:
    return bool(cells) and {*map(type, cells)} <= {int, float}


def _series(cells: Sequence[Any]) -> Delimited:
    """Cells as one column; of plain numbers no row is made, as there may be millions."""
    if _are_plain(cells):
        with suppress(OverflowError):
            column = np.array(cells, dtype=np.float64)
            return Delimited(columns={"column 1": column}, blank={}, headed=False)
    return _columns([[cell] for cell in cells])


def _columns(rows: Sequence[Row]) -> Delimited:
    """The rows as columns that are named by their place; a short row is blank at its end."""
    width = max(map(len, rows))
    names = [f"column {place + 1}" for place in range(width)]
    cells = [dict(zip(names, row, strict=False)) for row in rows]
    found = table(cells)
    return Delimited(columns=found.columns, blank=found.blank, headed=False)


_SAMPLE = b'{"runs/a/loss": [[1622543341.5, 0, 0.5], [1622543342.5, 1, 0.25]]}'

FORMAT = Format(
    name="json_points",
    label="JSON lists of points",
    sniff=_sniff,
    read=_read,
    sample=("all_scalars.json", _SAMPLE),
)
