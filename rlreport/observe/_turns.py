"""The turning points between certain moves, and the shape of the level around them."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from rlreport.observe._facts import change_between, ends, share_of_range
from rlreport.values import BoolArray, Evidence

_LARGE = 0.5
_SHORT = 0.4
_LATE = 0.1
_LOW = 0.25
_NARROW = 0.1  # share of the axis
_TURN = 0.3
"""Share of the level's range that both arms of a turn have: less is a dip or a peak on the way."""
_BACK = 0.1
"""The same where the second arm is the shorter one: a way back is how the curve ends."""


def turns(evidence: Evidence) -> list[int]:
    """Rows `(k + 1,)` between which the `k` moves run: start, every turning point, end.

    A turning point is the extremum of the level between the certain part of one move and that of
    the next; the two ends are the extrema before the first and behind the last move.
    """
    moves = evidence.moves
    if not moves:
        return []
    first, last = ends(evidence)
    limits = [(first, moves[0].last, -moves[0].sign)]
    limits += [(before.first, after.last, before.sign) for before, after in pairwise(moves)]
    limits += [(moves[-1].first, last, moves[-1].sign)]
    found: list[int] = []
    for low, high, sign in limits:
        start = max([low, *found[-1:]])
        found.append(_extremum(evidence, start, max(start, high), sign))
    return found


def _extremum(evidence: Evidence, first: int, last: int, sign: int) -> int:
    window = evidence.trend.level[first : last + 1] * sign
    return first + int(np.nanargmax(window)) if np.isfinite(window).any() else first


def recovery(evidence: Evidence, before: int, after: int) -> str:
    """Whether the level at row `after` is back at that of `before`: "yes", "no" or "unclear"."""
    change = change_between(evidence, before, after)
    if change.high < 0:
        return "no"
    return "yes" if change.value >= 0 else "unclear"


def ended(evidence: Evidence, before: int, after: int) -> str:
    """Where the level at row `after` is against that at `before`: "above", "below" or "about"."""
    change = change_between(evidence, before, after)
    return "above" if change.low > 0 else "below" if change.high < 0 else "about"


def is_turn(evidence: Evidence, before: int, strength: float, *, back: bool) -> bool:
    """Whether the curve as a whole goes one way and then the other, far enough each time.

    Args:
        evidence: on the curve.
        before: row where the first arm begins: not far from the start of the curve in height.
        strength: the shorter arm as a share of the level's range.
        back: whether that is the second one.
    """
    return (
        len(evidence.moves) == 2
        and share_between(evidence, ends(evidence)[0], before) <= _TURN
        and strength >= (_BACK if back else _TURN)
    )


def ends_on_the_way_back(evidence: Evidence, extremum: int, after: int) -> bool:
    """Whether the curve went furthest there, came back until its end, but not to its start.

    Args:
        evidence: on the curve.
        extremum: row of a turning point.
        after: row of the next one.
    """
    level, (first, last) = evidence.trend.level, ends(evidence)
    sign = 1.0 if level[extremum] > level[after] else -1.0
    furthest = sign * level[extremum] >= np.nanmax(sign * level)
    return bool(
        furthest and after == turns(evidence)[-1] and sign * (level[last] - level[first]) > 0
    )


def width_at_half(evidence: Evidence, before: int, extremum: int, after: int) -> float:
    """Distance in x of the places where an extremum is half as high over its nearer shoulder."""
    level = evidence.trend.level
    top = level[extremum]
    sign = 1.0 if top > max(level[before], level[after]) else -1.0
    shoulder = sign * max(sign * level[before], sign * level[after])
    half = (top / 2 + shoulder / 2) * sign
    inside = sign * level[before : after + 1] >= half
    left = extremum - _run_length(inside[: extremum - before][::-1])
    right = extremum + _run_length(inside[extremum - before + 1 :])
    return float(evidence.trend.curve.x[right] - evidence.trend.curve.x[left])


def _run_length(flags: BoolArray) -> int:
    """How many of the first flags are true."""
    return int(flags.size if flags.all() else np.argmin(flags))


def middle_of_move(evidence: Evidence, first: int, last: int) -> tuple[int, int]:
    """Rows where a rise or fall from row `first` to `last` has done 10% and 90% of its way."""
    level = evidence.trend.level[first : last + 1]
    done = (level / 2 - level[0] / 2) / (level[-1] / 2 - level[0] / 2 or 1.0)
    return first + int(np.argmax(done >= 0.1)), first + int(np.argmax(done >= 0.9))


def steep(evidence: Evidence, first: int, last: int) -> bool:
    """Whether the move from row `first` to `last` is large, short and late.

    Large: it carries at least half of the range of the whole level. Short: the middle 80% of it,
    as the 10-90% rise time of signal processing, takes at most 40% of the axis. Late: at least a
    tenth of the axis lies before that, so that the start of a saturating curve is not meant.
    """
    start, end = middle_of_move(evidence, first, last)
    x = evidence.trend.curve.x
    whole = x[-1] - x[0]
    return bool(
        share_between(evidence, first, last) >= _LARGE
        and x[end] - x[start] <= _SHORT * whole
        and x[start] - x[0] >= _LATE * whole
    )


def share_between(evidence: Evidence, first: int, last: int) -> float:
    """The difference of two levels as a share 0..1 of the range of the level."""
    level = evidence.trend.level
    return share_of_range(evidence, float(level[last]) - float(level[first]))


def has_step(evidence: Evidence, first: int, last: int) -> bool:
    """Whether the middle of the move from row `first` to `last` holds a sudden step."""
    start, end = middle_of_move(evidence, first, last)
    return bool(((evidence.steps >= start - 1) & (evidence.steps <= end)).any())


def collapse_of(evidence: Evidence) -> tuple[int, int] | None:
    """First and last row of a collapse, or None.

    A collapse is the last certain move of a metric of which higher is better: a steep fall, behind
    which the level stays in the lowest quarter of the fall. A narrow peak that ends is none.
    """
    moves = evidence.moves
    if evidence.trend.curve.meaning.better != "higher" or not moves or moves[-1].sign > 0:
        return None
    *before, first, last = turns(evidence)
    x = evidence.trend.curve.x
    if before and width_at_half(evidence, before[-1], first, last) < _NARROW * (x[-1] - x[0]):
        return None
    level = evidence.trend.level / 2
    stayed = level[ends(evidence)[1]] - level[last] <= _LOW * (level[first] - level[last])
    return (first, last) if stayed and steep(evidence, first, last) else None
