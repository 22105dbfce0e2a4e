"""A counter that stays for several rows, as an epoch does -> a step for each of these."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from rlreport.catalogue import describe
from rlreport.read._counters import gathered
from rlreport.read._counting import GENERATIONS, folded
from rlreport.read._tallies import Cells, Counted
from rlreport.read._turns import goes_with
from rlreport.texts import many
from rlreport.values import BoolArray, IntArray

PLACED = "logged, with the rows within one placed evenly"
_CHATTER = frozenset({"other", "config", "timing"})  # roles of what is printed beside metrics
_WIDE = frozenset({"epoch", "episodes"})  # what holds steps; of these, ranks print several rows
_DISTINCT = 0.5  # share of its rows that a step tells apart, as of one in a table of a file


def parted(
    counter: Cells, values: Iterable[Cells], others: Iterable[Cells]
) -> tuple[Cells, Counted] | None:
    """A counter whose rows are placed evenly within its counts, and how it was come by.

    None where it tells enough rows of the fullest metric apart, where nothing changes within its
    counts, or where it counts steps in which none of the other counters begins anew. The longest
    count has as many rows as all of them would have: the last may not have ended.
    """
    inner = [other for other in others if goes_with(counter, other)]
    has_turns = bool(inner)
    has_games = any(describe(other.name).role == "episodes" for other in inner)
    is_wide = describe(counter.name).role in _WIDE or folded(counter.name) in GENERATIONS
    if not is_wide and not has_turns:
        return None
    found = gathered(values).values()
    known = [cells for cells in found if describe(cells.name).role not in _CHATTER]
    known = [*found] if has_games else known
    fullest = max(known or found, key=lambda cells: cells.row.size, default=None)
    if fullest is None:
        return None
    is_full = np.isin(counter.row, fullest.row)
    own = counter.values[is_full]
    most = own.size if has_turns else _DISTINCT * own.size
    if not own.size or 1 + np.count_nonzero(own[1:] != own[:-1]) >= most:
        return None
    count = np.cumsum(np.append(False, counter.values[1:] != counter.values[:-1]))
    if not any(_changes(counter, cells, count) for cells in found):
        return None  # lines that were printed again
    place = _places(count, is_full)
    again = any(_comes_again(counter, cells, count, place) for cells in found)
    place = _places(count, np.ones_like(is_full)) if again else place
    size = int(place.max()) + 1
    stays = many(size, "row") if again else f"{many(size, 'value')} of {fullest.name}"
    text = f"{counter.name} stays for up to {stays}; the rows were placed evenly within it."
    counted = Counted(PLACED, text)
    return replace(counter, values=counter.values + place / size), counted


def _places(count: IntArray, counted: BoolArray) -> IntArray:
    """How many of the `counted` rows `(n,)` of the same count stand before each row."""
    seen = np.cumsum(counted)
    before: IntArray = (seen - counted)[np.searchsorted(count, count)]
    return np.maximum(seen - before - 1, 0)


def _changes(counter: Cells, cells: Cells, count: IntArray) -> bool:
    """Whether a metric has other values within a count."""
    at = np.flatnonzero(np.isin(counter.row, cells.row))
    values = cells.values[np.isin(cells.row, counter.row)]
    return bool(((np.diff(count[at]) == 0) & (values[1:] != values[:-1])).any())


def _comes_again(counter: Cells, cells: Cells, count: IntArray, place: IntArray) -> bool:
    """Whether a metric has several values in one place of a count."""
    at = np.flatnonzero(np.isin(counter.row, cells.row))
    return bool(((np.diff(count[at]) == 0) & (np.diff(place[at]) == 0)).any())
