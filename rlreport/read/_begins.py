"""Where the rows of a free text log begin and end among its lines, kind by kind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rlreport.read._counting import folded
from rlreport.read._prose import LineKind, Value
from rlreport.read._templates import Sheet
from rlreport.values import BoolArray, FloatArray, IntArray

_FEWEST = 3  # times that a line comes which belongs to a step line however far above

Column = NDArray[Any]


@dataclass(kw_only=True)
class Lines:
    """The lines of one kind, and which rows their values stand in.

    Attributes:
        row: `(n,)`, -1 where the line is in no row.
        block: `(n,)` the block of rows that have its counters, -1 where these count for none.
        joined: whether these lines have no counter, or none that makes them rows.
        values: the names that are kept.
    """

    kind: LineKind
    sheet: Sheet
    row: IntArray
    block: IntArray
    joined: bool
    values: dict[str, Value]

    def column(self, name: str, rows: IntArray) -> Column:
        """The values of one name in some of the lines."""
        value = self.values[name]
        numbers: FloatArray = self.sheet.numbers[rows, value.number] * value.scale
        if value.whole < 0:
            return numbers
        whole = self.sheet.numbers[rows, value.whole]
        np.divide(numbers, whole, out=numbers, where=whole > 0)
        return numbers


def in_order(parts: Sequence[Lines]) -> tuple[IntArray, IntArray, IntArray]:
    """Of all lines `(n,)`, part after part: the part and the place; and their order in the log."""
    part = np.repeat(np.arange(len(parts)), [p.row.size for p in parts])
    place = np.concatenate([np.empty(0, dtype=np.intp), *(p.sheet.place for p in parts)])
    return part, place, np.argsort(place, kind="stable")


def of_parts(told: Sequence[tuple[int, ...]], part: IntArray) -> Iterator[NDArray[Any]]:
    """What is told of each part, for each line."""
    for column in zip(*told, strict=True):
        yield np.array(column)[part]


def place(parts: Sequence[Lines], chosen: IntArray, row: IntArray, block: IntArray) -> None:
    """Write down in which row and block the chosen lines are, counted part after part."""
    ends = np.cumsum([part.row.size for part in parts])
    rows_of, blocks_of = np.full((2, int(ends[-1]) if parts else 0), -1, dtype=np.intp)
    rows_of[chosen], blocks_of[chosen] = row, block
    for part, end in zip(parts, ends.tolist(), strict=True):
        own = slice(end - part.row.size, end)
        part.row, part.block = rows_of[own], blocks_of[own]


def words_of(part: Lines) -> frozenset[str]:
    return frozenset(map(folded, part.kind.words))


def beside(parts: Sequence[Lines], part: IntArray) -> set[frozenset[str]]:
    """The counters of lines that come at most once behind each line with the first counters.

    Those of which one comes more often on other lines do not.
    """
    words = [words_of(p) for p in parts]
    first = words[part[0]]
    known = {names: number for number, names in enumerate(dict.fromkeys(words))}
    number = np.array([known[names] for names in words])[part]
    since = np.cumsum(np.array([bool(names & first) for names in words])[part])
    order = np.argsort(number, kind="stable")
    again = (np.diff(number[order]) == 0) & (np.diff(since[order]) == 0)
    more = set(number[order][1:][again].tolist())
    others = first.union(*(names for names in words if known[names] in more))
    came = set(number.tolist())
    return {names for names in words if others.isdisjoint(names) and known[names] in came}


def near(place: IntArray, counts: BoolArray, sides: BoolArray, reach: IntArray) -> BoolArray:
    """Which lines count, or follow one that does without a wide gap between."""
    at = np.arange(place.size)
    opened = np.maximum.accumulate(np.where(counts & ~sides, at, 0))
    far = np.cumsum(~counts & (np.diff(place, prepend=place[:1]) > reach[opened]))
    before = np.maximum.accumulate(np.where(counts, far, -1))
    near: BoolArray = counts | (far == before)
    return near


def usual(near: BoolArray, part: IntArray) -> BoolArray:
    """Which lines are of a kind that is near at least every other time, as with texts between."""
    usual: BoolArray = 2 * np.bincount(part, weights=near) >= np.bincount(part)
    return usual[part]


def regular(opens: BoolArray, part: IntArray) -> BoolArray:
    """Which lines are of a kind that comes again and again, but once at most behind a step line."""
    block = np.cumsum(opens)
    order = np.argsort(part, kind="stable")
    again = (np.diff(part[order]) == 0) & (np.diff(block[order]) == 0)
    once = np.bincount(part) >= _FEWEST
    once[part[order][1:][again]] = False
    regular: BoolArray = once[part]
    return regular


def begun(counts: BoolArray) -> BoolArray:
    begun: BoolArray = np.logical_or.accumulate(counts)
    return begun


def starts(parts: Sequence[Lines], part: IntArray, opens: BoolArray) -> BoolArray:
    """At which lines a row starts: at its step line, and where a name comes again."""
    starts = opens.copy()
    if opens.all() or not _come_again(parts, part, opens):
        starts[:1] = True
        return starts
    names = [frozenset(lines.values) for lines in parts]
    seen: set[str] = set()
    for at, (own, opening) in enumerate(zip(part.tolist(), opens.tolist(), strict=True)):
        if opening:
            seen = set(names[own])
        elif seen.isdisjoint(names[own]):
            seen |= names[own]
        else:
            starts[at] = True
            seen = set(names[own])
    starts[:1] = True
    return starts


def _come_again(parts: Sequence[Lines], part: IntArray, opens: BoolArray) -> bool:
    """Whether a name comes twice between two step lines."""
    block: IntArray = np.cumsum(opens)
    order = np.argsort(part, kind="stable")
    ends = np.searchsorted(part[order], np.arange(len(parts) + 1))
    blocks: defaultdict[str, list[IntArray]] = defaultdict(list)
    for lines, (begin, end) in zip(parts, pairwise(ends.tolist()), strict=True):
        for name in lines.values:
            blocks[name].append(block[order[begin:end]])
    return any((np.diff(np.sort(np.concatenate(found))) == 0).any() for found in blocks.values())
