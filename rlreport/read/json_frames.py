"""JSON objects of objects with numbered rows: `{"loss": {"0": 0.5, "1": 0.25}}`, as pandas writes.

Also the other way round, `{"1": {"loss": 0.5}, "2": {...}}` or `{"epoch_1": {...}}`, and split:
`{"columns": [...], "index": [...], "data": [[...], ...]}`, or `{"log": [["step", "loss"], ...]}`
with the names in the first row. Results of tasks by their names, and a single value at each step,
`{"step_100": 0.5, "step_200": 0.25}`, too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, Literal

import numpy as np

from rlreport.catalogue import AXIS_ROLES, OUTCOMES, TELLING, describe, files, methods, split
from rlreport.errors import FormatError
from rlreport.read import Format, _nested, _settings
from rlreport.read._json import begun, cut_issue, document, opened, single_issue
from rlreport.read._lines import row_kind
from rlreport.read._objects import is_lines
from rlreport.read._records import Record, as_number, flatten, lists, table
from rlreport.sources import LogFile, is_settings
from rlreport.values import Loose

_FEWEST = 2  # rows
_UNNAMED = ("index", "step")  # what numbers count whose names say nothing
_HEADERS, _BODIES = ("columns", "header", "headers", "fields"), ("data", "rows", "values")
_SAVED = frozenset({"checkpoint", "ckpt"})  # at a step
_FEWEST_INSIDE = 3
_FEWEST_TASKS = 5
_TASK = "task_id"
_LONG = 60  # characters of a name that is a prompt
_RUN = re.compile(
    r"(?:seed|run|rep(?:eat)?|trial|agent|player|env|worker|fold|model|exp(?:eriment)?)[ _=-]*$",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?<!\d)\d+$")
_SHAPE = re.compile(
    rb'(?:\xef\xbb\xbf)?\s*\{\s*"[^"]*"\s*:\s*\{\s*"[^"]*"\s*:'
    rb'|(?:\xef\xbb\xbf)?\s*\{\s*"(?:columns|headers?|fields)"\s*:\s*\['
)
_ONE = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"[^"]*\d"\s*:\s*-?\d')
_ROW = re.compile(r"([A-Za-z][A-Za-z ]*?)?[ _-]?(\d+(?:\.\d+)?)")
_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d.*)?")


Path = tuple[str, ...]


def _sniff(name: str, head: bytes) -> int:
    if is_lines(head) and b"\n" in head.strip():
        return 0
    if _ONE.match(head) and _single(opened(head), name):
        return 2
    if _SHAPE.match(head) and _runs(opened(head)):
        return 2
    value = _headed(opened(head)) if head.lstrip()[:1] == b"{" else None
    if isinstance(value, dict) and _split(value):
        return 2
    runs, rest = _inside(value) if isinstance(value, dict) else ({}, {})
    return 2 if runs and not any(lists(rest)) else 0


def _read(file: LogFile) -> Loose:
    value, text = document(file)
    found = _headed(begun(text) if value is None else value)
    single = _single(found, file.name)
    runs = {(): single} if single else _runs(found)
    rest: dict[str, Any] = {}
    if not runs:
        runs, rest = _inside(found)
    if not runs:
        raise FormatError(
            "is a JSON object without numbered rows.",
            'Expected is such as {"loss": {"0": 0.5, "1": 0.25}}.',
        )
    rest, settings = _settings.apart(rest)
    called = _nested.names([*runs]) if len(runs) > 1 else dict.fromkeys(runs, "")
    tables = tuple(table(rows, run=called[path], kind=_kind(rows)) for path, rows in runs.items())
    return Loose(
        format=FORMAT.name,
        tables=tables,
        config=settings,
        issues=(*cut_issue(file, value is not None), *single_issue(file, [*flatten(rest)])),
    )


def _kind(rows: Sequence[Record]) -> Literal["metrics", "rollouts", "spans"]:
    return "rollouts" if next(iter(rows[0])) == _TASK else row_kind({*rows[0]})


def _inside(value: Mapping[str, Any]) -> tuple[dict[Path, list[Record]], dict[str, Any]]:
    """The rows of frames that stand in a document beside single values, and the rest of it.

    The name above a frame may say what its numbers count: `{"episodes": {"1": {"reward": 0.5}}}`.
    """
    parts = {
        name: part
        for name, part in value.items()
        if isinstance(part, dict) and not _settings.is_part(name)
    }
    columns = _rows(parts)
    if _told(columns):
        runs: dict[Path, list[Record]] = {(): columns}
    else:
        rows = {
            name: _rows(part) for name, part in parts.items() if not _RUN.search(name.rstrip("s"))
        }
        parts = {
            name: parts[name]
            for name, found in rows.items()
            if _told(found) or (found and _are_far_apart([*parts[name]]))
        }
        runs = {(name,): [_renamed(row, name) for row in rows[name]] for name in parts}
    if len(runs) > 1 and any(map(split, parts)):
        joined = _joined(runs) if all(map(split, parts)) else []
        if not joined:
            return {}, {**value}
        runs = {(): joined}
    return runs, {name: part for name, part in value.items() if name not in parts}


def _joined(runs: Mapping[Path, Sequence[Record]]) -> list[Record]:
    """The rows of training and of validation by what both count; none where it is not the same."""
    counts = {next(iter(row), "") for rows in runs.values() for row in rows}
    if len(counts) != 1:
        return []
    (count,) = counts
    joined: dict[object, dict[str, object]] = {}
    for (part,), rows in runs.items():
        for row in rows:
            own = joined.setdefault(row[count], {count: row[count]})
            own |= {f"{part}/{name}": cell for name, cell in row.items() if name != count}
    return [*joined.values()]


def _are_far_apart(names: Sequence[str]) -> bool:
    """Whether names are numbers in equal distances of more than one, as steps are, no classes."""
    if len(names) < _FEWEST_INSIDE or not all(map(str.isdecimal, names)):
        return False
    distances = {int(high) - int(low) for low, high in pairwise(names)}
    return len(distances) == 1 and min(distances) > 1


def _told(rows: Sequence[Record]) -> bool:
    names = rows[0] if len(rows) >= _FEWEST_INSIDE else ()
    return any(describe(name).role in TELLING for name in names)


def _renamed(row: Record, above: str) -> Record:
    if describe(above).role not in AXIS_ROLES:
        return row
    return {above if name in _UNNAMED else name: cell for name, cell in row.items()}


def _runs(value: Any) -> dict[Path, list[Record]]:
    """The rows of a frame, or of each of some that stand under the names of runs; else empty."""
    rows = _rows(value)
    if rows or not isinstance(value, dict) or any(map(split, value)):
        return {(): rows} if rows else {}
    parts = {name: _runs(part) for name, part in value.items()}
    whole = all(parts.values())
    return {
        (name, *path): rows for name, runs in parts.items() if whole for path, rows in runs.items()
    }


def _rows(value: Any) -> list[Record]:
    """The rows of a frame in any of its three shapes; none where the value has none of them."""
    if not isinstance(value, dict):
        return []
    if rows := _split(value):
        return rows
    if len(value) == 0 or not all(isinstance(inner, dict) for inner in value.values()):
        return []
    by_row = _numbered(value)
    if by_row and not _are_of_a_setting(by_row):
        rows = [{**counted, **flatten(value[name])} for name, counted in by_row.items()]
        return rows if any(len(row) > 1 for row in rows) else []  # else they are runs, of lists
    columns: dict[str, dict[str, Any]] = value
    by_row = _numbered(dict.fromkeys(row for column in columns.values() for row in column))
    cells = [cell for column in columns.values() for cell in column.values()]
    if not by_row or any(isinstance(cell, (dict, list)) for cell in cells):
        return _of_tasks(value)
    return [
        {**counted, **{name: column.get(row) for name, column in columns.items()}}
        for row, counted in by_row.items()
    ]


def _are_of_a_setting(rows: Mapping[str, Mapping[str, object]]) -> bool:
    """Whether numbers that say nothing else have fractions: noise and thresholds, but no steps."""
    numbers = [as_number(counted.get(_UNNAMED[1])) for counted in rows.values()]
    return any(number % 1 for number in numbers if number is not None)


def _of_tasks(value: Mapping[str, dict[str, Any]]) -> list[Record]:
    """The results of tasks, or of prompts, by these; none where names are those of runs."""
    tasks = {_NUMBER.sub("", name) for name in value}
    long = sum(len(name) > _LONG for name in value) * 2 > len(value)
    runs = any(map(_RUN.search, tasks)) or any(map(methods.is_method, value))
    counted = len(tasks) == 1 and all(map(_numbers, value))
    if len(value) < _FEWEST_TASKS or (runs and not long):
        return []
    rows = [flatten(row) for row in value.values()]
    cells = {name: [row.get(name) for row in rows] for name in rows[0]}
    told = [name for name in cells if _is_outcome(name, cells[name])]
    judged = any(all(isinstance(cell, bool) for cell in cells[name]) for name in told)
    if not told or not (long or counted or judged):
        return []
    return [{_TASK: name, **row} for name, row in zip(value, rows, strict=True)]


def _is_outcome(name: str, cells: Sequence[object]) -> bool:
    """Whether every row says by this name how well its task was done."""
    numbers = np.array([as_number(cell) for cell in cells], dtype=np.float64)
    return not np.isnan(numbers).any() and describe(name, numbers).role in OUTCOMES


def _numbers(name: str) -> bool:
    return _NUMBER.search(name) is not None


def _single(value: Any, name: str) -> list[Record]:
    """The rows of a document with one number at each step or count of something; else none.

    Numbers alone may be places, and whole values may be counts of anything, unless the file is
    named after a metric.
    """
    if not isinstance(value, dict) or len(value) < _FEWEST_INSIDE or is_settings(name):
        return []
    counted, called = _numbered(value), files.metric(name)
    cells = [as_number(one) for one in value.values()]
    if None in cells or not (called or _are_steps([*value], cells)):
        return []
    return [{**row, called or "value": value[key]} for key, row in counted.items()]


def _are_steps(names: Sequence[str], cells: Sequence[float | None]) -> bool:
    """Whether names say what they count, or are numbers with gaps beside values with fractions."""
    if not all(map(str.isdecimal, names)):
        return True
    numbers = [*map(int, names)]
    gaps = numbers[0] > 1 or numbers != [*range(numbers[0], numbers[0] + len(numbers))]
    return gaps and any(cell is not None and cell % 1 for cell in cells)


def _split(value: Mapping[str, Any]) -> list[Record]:
    """The rows of a table that names its columns apart from its cells; none of another document."""
    names, rows = (
        next((part for key in keys if isinstance(part := value.get(key), list)), [])
        for keys in (_HEADERS, _BODIES)
    )
    if not all(isinstance(name, str) for name in names):
        return []
    found = [row for row in rows if isinstance(row, list) and len(row) == len(names) > 0]
    return [dict(zip(names, row, strict=True)) for row in found]


def _headed(value: Any) -> Any:
    """The document with the names of tables that stand in their first rows apart from cells."""
    return (
        {name: _apart(part) for name, part in value.items()} if isinstance(value, dict) else value
    )


def _apart(part: Any) -> Any:
    """A list as a table whose columns are named, where its first row is one of texts."""
    names, *rows = part if isinstance(part, list) and len(part) > 1 else [None]
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        return part
    if (
        len(rows) == 1
        and isinstance(rows[0], list)
        and all(isinstance(row, list) for row in rows[0])
    ):
        rows = rows[0]
    measured = all(
        isinstance(row, list) and len(row) == len(names) and any(map(_is_number, row))
        for row in rows
    )
    return {_HEADERS[0]: names, _BODIES[0]: rows} if measured else part


def _is_number(cell: object) -> bool:
    return isinstance(cell, int | float)


def _numbered(names: Mapping[str, object]) -> dict[str, dict[str, object]]:
    """What each row counts, where all names are numbers, a counter and its number, or dates.

    Numbers from 0 on, one by one, are the index of a frame, other numbers its steps.
    """
    if len(names) >= _FEWEST and all(map(_DATE.fullmatch, names)):
        return {name: {"timestamp": name} for name in names}
    found = {name: _ROW.fullmatch(name) for name in names}
    words = {match[1] if match else None for match in found.values()}
    if len(found) < _FEWEST or None in found.values() or len(words) != 1:
        return {}
    word = words.pop() or ""
    word = _UNNAMED[1] if word.lower() in _SAVED else word
    if word and describe(word).role not in AXIS_ROLES:
        return {}
    numbers = [float(match[2]) for match in found.values() if match]
    index, step = _UNNAMED
    counts = word or (index if numbers == [*map(float, range(len(numbers)))] else step)
    return {name: {counts: number} for name, number in zip(found, numbers, strict=True)}


_SAMPLE = b'{"loss": {"0": 0.5, "1": 0.25}, "accuracy": {"0": 0.5, "1": null}}'

FORMAT = Format(
    name="json_frames",
    label="JSON of numbered rows, as of pandas",
    sniff=_sniff,
    read=_read,
    sample=("history.json", _SAMPLE),
)
