"""The lines of a log that holds several runs one after another -> the rows and name of each.

A heading such as `=== Seed 3 ===` opens a run, or closes it, where the step begins anew behind
each.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from rlreport.read._counters import counters_of, step_of
from rlreport.read._prose import LineKind
from rlreport.read._rows import Rows, rows
from rlreport.read._templates import Sheet

_ANEW = 0.1  # share of a run within which the next one begins its count


def apart(sheets: Sequence[Sheet]) -> list[tuple[str, Rows]]:
    """The rows of each run and its name; "" where the lines are of one run."""
    named = _named(sheets)
    sheets = [sheet for sheet in sheets if _kind(sheet).run is None or _kind(sheet).counters]
    if len({name for _, name in named}) > 1:
        bounds = [0, *(place for place, _ in named), 1 << 62]
        parts = [rows([*_between(sheets, *span)]) for span in pairwise(bounds)]
        names = ["", *(name for _, name in named)]
        if parts[0].size and not parts[-1].size:  # a run is named at its end
            names = [*names[1:], ""]
        found = [(name, part) for name, part in zip(names, parts, strict=True) if part.size]
        if len(found) > 1 and all(
            _begins_anew(before, after) for (_, before), (_, after) in pairwise(found)
        ):
            return [*_told_apart(found)]
    return [("", rows(sheets))]


def _kind(sheet: Sheet) -> LineKind:
    assert isinstance(sheet.kind, LineKind)
    return sheet.kind


def _named(sheets: Sequence[Sheet]) -> list[tuple[int, str]]:
    """Where the runs are named, and what; a name that is told again at once counts once."""
    found: list[tuple[int, str]] = []
    for sheet in sheets:
        run = _kind(sheet).run
        if run is None:
            continue
        word, number = run
        values = sheet.numbers[:, number].tolist()
        found += [
            (place, f"{word} {value:.0f}")
            for place, value in zip(sheet.place.tolist(), values, strict=True)
        ]
    found.sort()
    return [own for before, own in pairwise([(0, ""), *found]) if own[1] != before[1]]


def _between(sheets: Sequence[Sheet], begin: int, end: int) -> Iterator[Sheet]:
    for sheet in sheets:
        first, last = np.searchsorted(sheet.place, (begin, end)).tolist()
        if last > first:
            yield sheet.only(slice(first, last))


def _begins_anew(before: Rows, after: Rows) -> bool:
    """Whether the step of the rows begins no later than that of those before did."""
    (one, other) = (counters_of(part)[0] for part in (before, after))
    step = step_of(one)
    if not step or step_of(other) != step:
        return False
    earlier, later = one[step].values, other[step].values
    return bool(later[0] <= max(earlier[0], _ANEW * earlier[-1]) and later[0] < earlier[-1])


def _told_apart(found: Sequence[tuple[str, Rows]]) -> Iterator[tuple[str, Rows]]:
    """The runs, with a number behind a name that comes again."""
    times: dict[str, int] = {}
    for name, part in found:
        times[name] = times.get(name, 0) + 1
        yield (f"{name} ({times[name]})" if times[name] > 1 else name), part
