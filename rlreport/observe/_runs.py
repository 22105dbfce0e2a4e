"""What observations on groups of runs are built from: their levels, with intervals between runs."""

from __future__ import annotations

import math
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np

from rlreport.evidence import examine
from rlreport.observe._facts import (
    change_between,
    difference_unit,
    ends,
    exact,
    excludes_zero,
    interval,
    relative_to,
)
from rlreport.stats import Tested, t_test
from rlreport.stats.seeds import FEWEST_RUNS, paired_change
from rlreport.values import Estimate, Evidence, FloatArray, Group, Move, Observation, Trend

_LEVEL = 0.05  # of the one test that a group's change rests on, and of each move
_SIMULTANEOUS = 1.5
"""By which pointwise intervals between runs are widened to hold along the whole curve: measured on
simulated groups of 3 to 20 runs."""
_REMEMBERED = 4
_TWO = 2
_NO_ROWS = np.empty(0, dtype=np.intp)


def group_observation(group: Group, kind: str, column: int, **facts: Any) -> Observation:
    """An observation on a group; its `n` is the number of runs that reach that column."""
    return Observation(
        kind=kind,
        run=group.name,
        metric=group.trend.curve.metric,
        n=int(group.count[column]),
        **facts,
    )


def group_level(group: Group, column: int) -> Estimate:
    """The centre of the runs at a column, with the interval between them where there are enough."""
    trend = group.trend
    value, low, high = (float(part[column]) for part in (trend.level, trend.low, trend.high))
    if not (math.isfinite(low) and math.isfinite(high)):
        low = high = value
    return interval(value, low, high, unit=trend.curve.meaning.unit, method=trend.method.band)


def levels_of_group(group: Group) -> list[Observation]:
    """Two observations "level": the centre of the runs at the start and at the end.

    None on a group of single values.
    """
    x = group.trend.curve.x
    if x.size < _TWO:
        return []
    return [
        group_observation(
            group,
            "level",
            column,
            direction=which,
            x=float(x[column]),
            estimates={"level": group_level(group, column)},
            rows=(column, column),
        )
        for which, column in (("start", 0), ("end", x.size - 1))
    ]


def change_of_group(group: Group) -> list[Observation]:
    """The change of a group's centre, tested against the differences between its runs.

    With fewer than three runs `words["runs"]` is "few": then it is "found" where each of these
    very runs changed one way by more than its noise, "least" and "most" being by how much.
    """
    x, last = group.trend.curve.x, group.trend.curve.x.size - 1
    if x.size < _TWO:
        return []
    start, end = (group_level(group, column) for column in (0, last))
    test, unit = _change(group), difference_unit(group.trend.curve.meaning)
    facts: dict[str, Any] = {"span": (float(x[0]), float(x[-1])), "rows": (0, last)}
    levels = {"start": start, "end": end}
    if test is None:
        return [group_observation(group, "change", last, **_of_few(group, start, end), **facts)]
    method = "difference of trimmed means over runs (Yuen)"
    absolute = interval(test.value, test.low, test.high, unit=unit, method=method)
    ratio = relative_to(start, end)
    known = isinstance(ratio, Estimate)
    p_value = among_all(test.p_value, group)
    found = p_value <= _LEVEL
    return [
        group_observation(
            group,
            "change",
            last,
            direction=("up" if test.value > 0 else "down") if found else "",
            strength=_share_of_reach(group, test.value) if found else 0.0,
            outcome="found" if found else "not found",
            significant=found,
            p_value=p_value,
            estimates={"absolute": absolute, **levels, **({"relative": ratio} if known else {})},
            words={} if known else {"relative": ratio},
            **facts,
        )
    ]


def _of_few(group: Group, start: Estimate, end: Estimate) -> dict[str, Any]:
    """What two runs show: a description of these two, and found where each moved for certain."""
    unit = difference_unit(group.trend.curve.meaning)
    changes = [_own_change(member) for member in group.members if member.curve.rows.size]
    signs = {math.copysign(1, e.value) if e is not None else 0.0 for e in changes}
    alike = len(signs) == 1 and 0.0 not in signs
    sizes = sorted(abs(e.value) for e in changes if e is not None)
    absolute = exact(end.value - start.value, unit)
    estimates = {"absolute": absolute, "start": start, "end": end}
    if alike:
        estimates |= {"least": exact(sizes[0], unit), "most": exact(sizes[-1], unit)}
    return {
        "direction": ("up" if 1.0 in signs else "down") if alike else "",
        "strength": _share_of_reach(group, absolute.value) if alike else 0.0,
        "outcome": "found" if alike else "cannot tell",
        "estimates": estimates,
        "words": {"runs": "few"},
    }


def _own_change(member: Trend) -> Estimate | None:
    """The change of one run from its start to its end, where its noise does not explain it."""
    evidence = examine(member.curve, member)
    change = change_between(evidence, *ends(evidence))
    return change if evidence.verdict == "found" and excludes_zero(change) else None


@lru_cache(maxsize=_REMEMBERED)
def evidence_of(group: Group) -> Evidence:
    """The rises and falls of a group's curve that its runs agree on.

    From one turning point of the centre to the next, each differs from zero by Yuen's t of the
    runs' own changes, with the interval half as wide again, which makes pointwise intervals of a
    handful of runs hold at every place together; turning points between which they do not differ
    are passed over. "cannot tell" without any such move.
    """
    moves = _agreed(group)
    curve = group.trend.curve
    return Evidence(
        trend=group.trend,
        verdict="found" if moves else "cannot tell",
        p_value=max((move.p_value for move in moves), default=None),
        moves=moves,
        slope_p=None,
        segments=(),
        steps=_NO_ROWS,
        outliers=_NO_ROWS,
        residuals=curve.y[curve.rows] - group.trend.level[curve.rows],
    )


def _agreed(group: Group) -> tuple[Move, ...]:
    """Moves in turn: the smallest that the runs do not agree on is passed over, until all are."""
    level = group.trend.level
    rows = _turning_points(level)
    while len(rows) > 1:
        moves = [_move(group, first, last) for first, last in pairwise(rows)]
        if all(move.p_value <= _LEVEL for move in moves):
            return tuple(moves)
        doubtful = [place for place, move in enumerate(moves) if move.p_value > _LEVEL]
        least = min(doubtful, key=lambda place: moves[place].size)
        inner = rows[1:-1]
        rows = _without(rows, least) if inner else []
    return ()


def _turning_points(level: FloatArray) -> list[int]:
    """The rows of the ends of `level` `(n,)` and of its extrema in between."""
    way = np.sign(np.diff(level))
    rows = np.flatnonzero(way[1:] * way[:-1] < 0) + 1
    return [0, *rows.tolist(), level.size - 1]


def _without(rows: list[int], place: int) -> list[int]:
    """The turning points without the move at that place; an end stays."""
    if place == 0:
        return [rows[0], *rows[2:]]
    if place == len(rows) - 2:
        return [*rows[:-2], rows[-1]]
    return [*rows[:place], *rows[place + 2 :]]


def _move(group: Group, first: int, last: int) -> Move:
    """The way from one row to another, and how sure the runs that cover it are of it."""
    before, after = group.levels[:, first], group.levels[:, last]
    both = np.isfinite(before) & np.isfinite(after)
    size = float(group.trend.level[last] - group.trend.level[first])
    p_value = 1.0
    if both.sum() >= FEWEST_RUNS:
        change = paired_change(before[both], after[both])
        if change.value * size > 0:
            tested = t_test(change.value, _SIMULTANEOUS * change.error, change.df)
            p_value = among_all(tested.p_value, group)
    sign = 1 if size > 0 else -1
    return Move(sign=sign, first=first, last=last, size=abs(size), p_value=p_value)


def among_all(p_value: float, group: Group) -> float:
    """The p-value of a test on a group, so that those on all curves of a report hold together."""
    return min(1.0, p_value * group.among)


def _change(group: Group) -> Tested | None:
    """The change of the centre from start to end; None below three runs that have both."""
    first, last = group.levels[:, 0], group.levels[:, -1]
    both = np.isfinite(first) & np.isfinite(last)
    return paired_change(first[both], last[both]) if both.sum() >= FEWEST_RUNS else None


def _share_of_reach(group: Group, size: float) -> float:
    """A size as a share 0..1 of what the group's level ranges over."""
    reach = float(np.ptp(group.trend.level))
    return min(1.0, abs(size) / reach) if reach > 0 else 0.0
