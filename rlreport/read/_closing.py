"""A counter that stands behind what it counts: an episode below the epochs of its update."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from rlreport.read._counters import Cells, Counted
from rlreport.texts import many
from rlreport.values import FloatArray, IntArray

_FEWEST = 3  # turns of the finer counter that the coarser one closes
_CLOSED = 0.5  # share of all its turns, of which launches may have left others open
_LAST = 0.9  # share of the values of the coarser counter that stand in the last row of a turn


def closing(counters: Mapping[str, Cells]) -> dict[str, tuple[Cells, Counted]]:
    """Counters that close the turns of a finer one, in all rows of these, and how they come there.

    The rows of a turn are placed evenly before the count that closes it; a turn that is left open
    counts on from the one before.
    """
    found: dict[str, tuple[Cells, Counted]] = {}
    finest = max(counters.values(), key=lambda cells: cells.row.size, default=None)
    for name, cells in counters.items():
        if finest is None or name == finest.name or not np.isin(cells.row, finest.row).all():
            continue
        turn: IntArray = np.cumsum(np.diff(finest.values, prepend=finest.values[:1]) < 0)
        at = np.searchsorted(finest.row, cells.row)
        if not _closes(at, turn):
            continue
        count = _counts(cells.values, turn[at], int(turn[-1]) + 1)
        size = int(np.bincount(turn).max())
        place = np.arange(turn.size) - np.searchsorted(turn, turn) + 1
        values = count[turn] - _change(cells.values) * (1 - place / size)
        text = (
            f"{name} stands behind up to {many(size, 'row')} of {finest.name} each time; these "
            "were placed evenly before it."
        )
        how = Counted(f"logged, with each {finest.name} placed evenly before it", text)
        own = Cells(name=name, row=finest.row, values=values, place=finest.place, order=cells.order)
        found[name] = own, how
    return found


def _closes(at: IntArray, turn: IntArray) -> bool:
    """Whether what stands `at` some rows stands in the last ones of their turns of several rows."""
    last = np.append(np.diff(turn) > 0, True)
    closed = np.unique(turn[at]).size
    several = turn.size > turn[-1] + 1
    return bool(
        several and closed >= max(_FEWEST, _CLOSED * (turn[-1] + 1)) and last[at].mean() >= _LAST
    )


def _counts(values: FloatArray, turns: IntArray, size: int) -> FloatArray:
    """The count of each turn `(size,)`: that which closes it, or the one before and one more."""
    before = np.searchsorted(turns, np.arange(size), side="right") - 1
    behind = np.arange(size) - turns[before]
    counts: FloatArray = values[before] + behind * _change(values)
    return counts


def _change(values: FloatArray) -> float:
    """By how much a counter goes up from one to the next, as a rule."""
    change = np.diff(values)
    return float(np.median(change[change > 0])) if (change > 0).any() else 1.0
