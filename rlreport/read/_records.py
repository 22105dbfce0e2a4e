"""Rows as mappings of names to values -> a `Table`: a column for every name that any row has."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from rlreport.catalogue import describe
from rlreport.texts import empty_left_out, lists_left_out
from rlreport.values import BoolArray, Issue, Table

Record = Mapping[str, object]

SPELLED = frozenset({"nan", "inf", "infinity", "-inf", "-infinity", "+inf", "+infinity"})
"""Numbers that JSON has no way to write, in lower case."""

_LEAVES = frozenset({int, float, str, bool, type(None)})
_TEXT = frozenset({str})


def table(
    records: Sequence[Record],
    *,
    step: str | Sequence[str] = "",
    time: str = "",
    run: str = "",
    kind: Literal["metrics", "rollouts", "spans", "summary"] = "metrics",
) -> Table:
    """The rows of `records` as columns `(n,)`; names keep the order in which they first appear.

    `step` names the column that is the step, or several of which the first that is there is
    taken; where none is there, the table has no step of its own. So it is with `time`.
    """
    columns: dict[str, NDArray[Any]] = {}
    blank: dict[str, BoolArray] = {}
    for name, (rows, values) in _gather(records).items():
        columns[name] = _column(rows, values, size=len(records))
        if len(rows) < len(records):
            blank[name] = np.ones(len(records), dtype=bool)
            blank[name][rows] = False
    names = (step,) if isinstance(step, str) else step
    return Table(
        columns=columns,
        blank=blank,
        step=next((name for name in names if name in columns), ""),
        time=time if time in columns else "",
        run=run,
        kind=kind,
    )


def _gather(records: Iterable[Record]) -> dict[str, tuple[list[int], list[object]]]:
    gathered: dict[str, tuple[list[int], list[object]]] = {}
    for row, record in enumerate(records):
        for name, value in record.items():
            if value is not None:
                column = gathered.get(name)
                if column is None:
                    column = gathered[name] = ([], [])
                column[0].append(row)
                column[1].append(value)
    return gathered


def _column(rows: list[int], values: list[object], *, size: int) -> NDArray[Any]:
    numbers = [value if type(value) is float else as_number(value) for value in values]
    if any(number is None for number in numbers):
        column: NDArray[Any] = np.full(size, None, dtype=object)
        column[rows] = [str(value) for value in values]
        return column
    column = np.full(size, np.nan)
    column[rows] = numbers
    return column


def as_number(value: object) -> float | None:
    """`value` as a float where it is a number, a truth value or a spelled-out NaN or infinity."""
    if isinstance(value, (int, float)):
        try:
            return float(value)
        except OverflowError:
            return math.inf if value > 0 else -math.inf
    if isinstance(value, str) and value.strip().lower() in SPELLED:
        return float(value)
    return None


def unpickled(value: Any) -> Any:
    """A value; a number of NumPy, which jsonpickle writes as an object, as that number."""
    return value.get("value") if isinstance(value, dict) and "py/object" in value else value


def is_flat(value: Mapping[str, Any]) -> bool:
    """Whether a mapping holds plain values alone, as most rows do: seen far sooner than named."""
    return _LEAVES.issuperset(map(type, value.values()))


def flatten(value: Mapping[str, Any], *, separator: str = "/") -> dict[str, object]:
    """The leaves of nested mappings, named by their path; lists are no leaves and left out."""
    if is_flat(value) and _TEXT.issuperset(map(type, value)):
        return {**value}
    return dict(_leaves(value, "", separator))


def without_media(paths: Iterable[str]) -> list[str]:
    """The paths of leaves that are no part of an image, a video or a histogram of W&B's."""
    known = list(paths)
    media = tuple(path.removesuffix("_type") for path in known if path.endswith("/_type"))
    return [path for path in known if not path.startswith(media)]


def _leaves(value: Mapping[str, Any], prefix: str, separator: str) -> Iterator[tuple[str, object]]:
    stack = [(prefix, iter(value.items()))]
    while stack:
        path, items = stack[-1]
        for key, leaf in items:
            if isinstance(leaf, Mapping):
                stack.append((f"{path}{key}{separator}", iter(leaf.items())))
                break
            if not isinstance(leaf, (list, tuple)):
                yield f"{path}{key}", leaf
        else:
            stack.pop()


def lists(value: Mapping[str, Any], *, objects: bool = True) -> Iterator[tuple[str, bool]]:
    """The paths of lists in nested objects and whether they hold numbers; empty ones are none.

    Those of `objects` are passed over where these are rows of their own.
    """
    pending = [] if is_flat(value) else [("", value)]
    while pending:
        path, inner = pending.pop()
        for key, leaf in inner.items():
            if isinstance(leaf, dict):
                pending.append((f"{path}{key}/", leaf))
            elif isinstance(leaf, list) and leaf and (objects or not isinstance(leaf[0], dict)):
                yield f"{path}{key}", _has_number(leaf)


def _has_number(values: Sequence[object]) -> bool:
    """Whether a list begins with a number, be it in further lists, or in an object."""
    pending = [*values[:1]]
    while pending:
        value = pending.pop()
        if isinstance(value, (int, float)):
            return True
        if isinstance(value, dict):
            pending += value.values()
        elif isinstance(value, list):
            pending += value[:1]
    return False


def left_out(
    found: Iterable[tuple[str, bool]], where: str, *, read: str = "they were not"
) -> Iterator[Issue]:
    """The issue for those of some `lists` that hold numbers; `read` says what of them was."""
    names = sorted({name for name, numbers in found if numbers})
    if names:
        text = lists_left_out(names, read=read)
        yield Issue(kind="lists left out", where=where, count=len(names), text=text)


def without_values(records: Iterable[Record]) -> list[str]:
    """The names that have null for a value in all records that have them."""
    seen: dict[str, bool] = {}
    for record in records:
        for name, value in record.items():
            seen[name] = seen.get(name, False) or value is not None
    objects = {name[:at] for name in seen for at, mark in enumerate(name) if mark == "/"}
    return [name for name, told in seen.items() if not told and name not in objects]


def empty(names: Sequence[str], where: str) -> Iterator[Issue]:
    """The issue for names that no row has a value of, but null in its place, settings apart."""
    metrics = [name for name in names if describe(name, (0.0,)).role != "config"]
    if metrics:
        text = empty_left_out(metrics)
        yield Issue(kind="empty columns", where=where, count=len(metrics), text=text)


def lengths(value: Mapping[str, Any]) -> dict[str, float]:
    """The length of each list in a mapping, named `list/n`."""
    return {f"{name}/n": float(len(part)) for name, part in value.items() if isinstance(part, list)}
