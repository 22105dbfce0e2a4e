"""Two runs or groups -> by how much they differ: at the end, at equal x, on the way, and in pace.

Between groups the intervals are those between runs. With fewer than three runs on a side they can
only be those of the runs' own noise, with its memory: such runs may differ for certain and their
methods may not. Pooled points would call two equal methods different in half of all cases.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rlreport.errors import ChoiceError
from rlreport.stats import Z95, Interval, Tested, t_test
from rlreport.stats.seeds import FEWEST_RUNS, improvement, welch, welch_ratio
from rlreport.values import Axis, FloatArray, Group, Meaning, Trend

WINDOW = 0.1
"""Share of the axis that counts as its end: its level is surer than that of the last point."""
_TARGET = 0.8  # of the way that both groups go
_FROM_ZERO = ("step", "env_steps", "flops", "tokens", "episodes", "epoch", "relative_time", "row")
"""Kinds of axes on which twice the x is twice as much."""
_CANCELLING = 0.5  # of the error of a level is left in its mean over the axis: see docs/seeds.md
_SAME_PLACE = 1e-9


@dataclass(frozen=True, kw_only=True)
class Gap:
    """The second side minus the first, averaged over a stretch of the axis.

    Attributes:
        span: the stretch of the second side.
        reference: that of the first side, which may end elsewhere.
        test: the difference.
        unit: of the axis.
        runs: how many runs of the first and of the second side reach that far.
    """

    span: tuple[float, float]
    reference: tuple[float, float]
    unit: str
    test: Tested
    runs: tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How far along the axis the two sides reach a level for the first time.

    Attributes:
        target: the level.
        reached: how many runs of the first and of the second side reach it at all.
        ratio: x needed by the second side over that of the first; None where a run never reaches
            the level, so that its x is not known.
    """

    target: float
    reached: tuple[int, int]
    ratio: Tested | None


@dataclass(frozen=True, kw_only=True, eq=False)
class Comparison:
    """What tells two runs or groups apart on one metric.

    Attributes:
        first, second: the reference, and what is compared with it.
        between: whether the intervals are those between runs, three or more on each side.
        end: over the last tenth of each side's own axis.
        equal: over the last tenth of what both cover; None where that is the end.
        whole: over all that both cover.
        cost: the same as `equal` on the axis of RL FLOPs, where that is another axis.
        pace: x needed for a level that both reach.
        better: probability that a run of the second side ends better than one of the first.
    """

    first: Group
    second: Group
    between: bool
    end: Gap | None
    equal: Gap | None
    whole: Gap | None
    cost: Gap | None
    pace: Pace | None
    better: Interval | None


def with_reference(
    units: Sequence[Group], reference: str, by_cost: Sequence[Group] = ()
) -> tuple[Comparison, ...]:
    """Every run or group of `units` compared with the one of that name, metric by metric.

    Args:
        units: groups, and single runs as groups of their own.
        reference: a name among them; "" for no comparison.
        by_cost: the same units against RL FLOPs, as far as they have them, where another axis is
            drawn.

    Raises:
        ChoiceError: nothing has that name.
    """
    if not reference:
        return ()
    names = list(dict.fromkeys(unit.name for unit in units))
    if reference not in names:
        raise ChoiceError.among("run or group to compare with", reference, names)
    firsts = {_subject(unit): unit for unit in units if unit.name == reference}
    costs = {(unit.name, *_subject(unit)[:1]): unit for unit in by_cost}
    found = []
    for unit in units:
        first = firsts.get(_subject(unit))
        if first is None or unit.name == reference:
            continue
        sides = [costs.get((side.name, *_subject(side)[:1])) for side in (first, unit)]
        found.append(compare(first, unit, by_cost=_alike(sides, (first, unit))))
    return tuple(found)


def _subject(unit: Group) -> tuple[str, str, str]:
    curve = unit.trend.curve
    return curve.metric, curve.axis.kind, curve.axis.unit


def _alike(sides: Sequence[Group | None], drawn: tuple[Group, Group]) -> tuple[Group, Group] | None:
    """Both sides by cost, where each has all of its runs there, in one unit."""
    first, second = sides
    if first is None or second is None:
        return None
    sizes = [len(side.members) for side in (first, second)]
    whole = sizes == [len(side.members) for side in drawn]
    same = first.trend.curve.axis.unit == second.trend.curve.axis.unit
    return (first, second) if whole and same else None


def compare(
    first: Group, second: Group, *, by_cost: tuple[Group, Group] | None = None
) -> Comparison:
    """By how much `second` differs from `first`, both of one metric on axes of one kind and unit.

    Args:
        first: the reference; its trends are automatic smooths.
        second: what is compared with it.
        by_cost: the same two against RL FLOPs, where both have them and another axis is drawn.
    """
    ends = tuple(_reach(side) for side in (first, second))
    shared = _shared(first, second)
    same = abs(ends[0][1] - ends[1][1]) <= _SAME_PLACE * max(map(abs, (*ends[0], *ends[1])))
    return Comparison(
        first=first,
        second=second,
        between=min(len(first.members), len(second.members)) >= FEWEST_RUNS,
        end=_gap(first, second, _last(ends[0]), _last(ends[1])),
        equal=_gap(first, second, _last(shared), _last(shared)) if shared and not same else None,
        whole=_gap(first, second, shared, shared, whole=True) if shared else None,
        cost=_at_equal_cost(*by_cost) if by_cost else None,
        pace=_pace(first, second),
        better=_better(first, second, ends),
    )


def _at_equal_cost(first: Group, second: Group) -> Gap | None:
    shared = _shared(first, second)
    return _gap(first, second, _last(shared), _last(shared)) if shared else None


def _reach(side: Group) -> tuple[float, float]:
    x = side.trend.curve.x[side.trend.curve.rows]
    return float(x[0]), float(x[-1])


def _shared(first: Group, second: Group) -> tuple[float, float] | None:
    """The stretch of the axis that both cover, or None."""
    one, two = _reach(first), _reach(second)
    low, high = max(one[0], two[0]), min(one[1], two[1])
    return (low, high) if high > low else None


def _last(span: tuple[float, float]) -> tuple[float, float]:
    return span[1] - WINDOW * (span[1] - span[0]), span[1]


# --- differences --------------------------------------------------------------------------------


def _gap(
    first: Group,
    second: Group,
    one: tuple[float, float],
    two: tuple[float, float],
    *,
    whole: bool = False,
) -> Gap | None:
    """Mean level of `second` over the stretch `two` minus that of `first` over `one`."""
    sides = (first, second)
    levels = [_means(side, span) for side, span in zip(sides, (one, two), strict=True)]
    known = [part[np.isfinite(part)] for part in levels]
    if not all(part.size for part in known):
        return None
    between = min(len(side.members) for side in sides) >= FEWEST_RUNS
    if between:
        if min(part.size for part in known) < FEWEST_RUNS:
            return None
        test = welch(*known)
    else:
        errors = [
            _own_error(side, span, whole=whole)
            for side, span in zip(sides, (one, two), strict=True)
        ]
        test = _normal(
            float(known[1].mean() - known[0].mean()), float(np.hypot(errors[0], errors[1]))
        )
    return Gap(
        span=two,
        reference=one,
        unit=first.trend.curve.axis.unit,
        test=test,
        runs=(known[0].size, known[1].size),
    )


def _normal(value: float, error: float) -> Tested:
    return t_test(value, error, 1e6)


def _means(side: Group, span: tuple[float, float]) -> FloatArray:
    """The mean level of each run over a stretch `(runs,)`; NaN where a run does not cover it."""
    return np.array([mean_level(trend, span) for trend in side.members])


def mean_level(trend: Trend, span: tuple[float, float]) -> float:
    """The mean of the level over a stretch of the axis; NaN where the run does not cover it."""
    rows = trend.curve.rows
    x, level = trend.curve.x[rows], trend.level[rows]
    low, high = span
    slack = _SAME_PLACE * max(abs(low), abs(high))
    if not x.size or x[0] > low + slack or x[-1] < high - slack:
        return float("nan")
    places = np.concatenate([[low], x[(x > low) & (x < high)], [high]])
    heights = np.interp(places, x, level)
    return float(np.trapezoid(heights, places) / (high - low)) if high > low else float(heights[0])


def _own_error(side: Group, span: tuple[float, float], *, whole: bool) -> float:
    """Standard error of the mean level of these very runs over a stretch, from their noise.

    It is that of the smooth's band, whose errors go together over a short stretch and cancel in
    part over the whole axis.
    """
    share = _CANCELLING if whole else 1.0
    errors = [share * _band_error(t, span) for t in side.members]
    return float(np.sqrt(np.sum(np.square(errors))) / len(errors))


def _band_error(trend: Trend, span: tuple[float, float]) -> float:
    """The mean half-width of the band over a stretch as a standard error; 0.0 without a band."""
    inside = (trend.curve.x >= span[0]) & (trend.curve.x <= span[1])
    half = (trend.high - trend.low)[inside] / 2
    return float(half.mean() / Z95) if half.size and np.isfinite(half).all() else 0.0


def _better(first: Group, second: Group, ends: tuple[tuple[float, float], ...]) -> Interval | None:
    """Probability that a run of `second` ends better than one of `first`."""
    parts = [_means(side, _last(end)) for side, end in zip((first, second), ends, strict=True)]
    known = [part[np.isfinite(part)] for part in parts]
    if min(part.size for part in known) < FEWEST_RUNS:
        return None
    sign = -1.0 if first.trend.curve.meaning.better == "lower" else 1.0
    return improvement(sign * known[0], sign * known[1])


# --- pace ---------------------------------------------------------------------------------------


def _pace(first: Group, second: Group) -> Pace | None:
    sides = (first, second)
    axis, meaning = first.trend.curve.axis, first.trend.curve.meaning
    target = _target(sides, axis, meaning)
    if target is None:
        return None
    level, sign = target
    reached = [np.array([_crossing(t, t.level, level, sign) for t in s.members]) for s in sides]
    counts = tuple(int(np.isfinite(part).sum()) for part in reached)
    known = all(np.isfinite(part).all() and (part > 0).all() for part in reached)
    if not known and counts == tuple(len(side.members) for side in sides):
        return None
    ratio = _ratio(sides, reached, level, sign) if known else None
    return Pace(target=level, reached=(counts[0], counts[1]), ratio=ratio)


def _target(sides: tuple[Group, Group], axis: Axis, meaning: Meaning) -> tuple[float, float] | None:
    """A level most of the way that both sides go, and +1 for upwards or -1; or None.

    It must lie beyond what both may have started at, or the first crossing would be noise.
    """
    sign = _direction(sides, meaning)
    if axis.kind not in _FROM_ZERO or sign == 0:
        return None
    rising = [sign * side.trend.level[side.trend.curve.rows] for side in sides]
    start = max(float(level[0]) for level in rising)
    best = min(float(level.max()) for level in rising)
    target = start + _TARGET * (best - start)
    for side in sides:
        row = side.trend.curve.rows[0]
        bounds = (sign * side.trend.low[row], sign * side.trend.high[row])
        if not target > max(bounds):
            return None
    return sign * target, sign


def _direction(sides: tuple[Group, Group], meaning: Meaning) -> float:
    """+1 where higher is better, -1 where lower is; else the way that both sides go, 0 for none."""
    if meaning.better != "neither":
        return 1.0 if meaning.better == "higher" else -1.0
    ways = {
        float(np.sign(level[-1] - level[0]))
        for level in (side.trend.level[side.trend.curve.rows] for side in sides)
    }
    return ways.pop() if len(ways) == 1 else 0.0


def _crossing(trend: Trend, line: FloatArray, target: float, sign: float) -> float:
    """Where `line` `(n,)`, on the x of a trend, first comes to the target; NaN where it does not.

    The level is interpolated between neighbouring points.
    """
    rows = trend.curve.rows
    x, ahead = trend.curve.x[rows], sign * (line[rows] - target)
    after = np.flatnonzero(ahead >= 0)
    if not after.size:
        return float("nan")
    row = int(after[0])
    if row == 0:
        return float(x[0])
    share = -ahead[row - 1] / (ahead[row] - ahead[row - 1])
    return float(x[row - 1] + share * (x[row] - x[row - 1]))


def _ratio(
    sides: tuple[Group, Group], reached: list[FloatArray], target: float, sign: float
) -> Tested | None:
    if min(part.size for part in reached) >= FEWEST_RUNS:
        return welch_ratio(*reached)
    if any(len(side.members) > 1 for side in sides):
        return None
    return _ratio_of_two(sides[0].trend, sides[1].trend, target, sign)


def _ratio_of_two(first: Trend, second: Trend, target: float, sign: float) -> Tested | None:
    """The ratio for one run on each side: as early and as late as their bands allow.

    The two intervals are joined as by Zou and Donner (2008), Statistics in Medicine 27(10).
    """
    crossings = []
    for trend in (first, second):
        early, late = (trend.high, trend.low) if sign > 0 else (trend.low, trend.high)
        lines = (early, trend.level, late)
        crossings.append([_crossing(trend, line, target, sign) for line in lines])
    logs = np.array(crossings)
    if not np.isfinite(logs).all() or (logs <= 0).any():
        return None
    logs = np.log(logs)
    down, up = logs[:, 1] - logs[:, 0], logs[:, 2] - logs[:, 1]
    value = float(logs[1, 1] - logs[0, 1])
    low, high = value - np.hypot(down[1], up[0]), value + np.hypot(up[1], down[0])
    error = float(high - low) / 2 / Z95
    test = t_test(value, error, 1e6)
    return Tested(
        value=float(np.exp(value)),
        low=float(np.exp(low)),
        high=float(np.exp(high)),
        p_value=test.p_value,
        df=test.df,
        error=error,
    )
