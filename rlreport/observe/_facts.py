"""What every rule builds its observations from: estimates of levels and differences."""

from __future__ import annotations

import math
import sys
from typing import Any

import numpy as np

from rlreport import stats
from rlreport.catalogue import words
from rlreport.evidence import FEWEST_POINTS
from rlreport.stats.copies import Points
from rlreport.values import Curve, Estimate, Evidence, Meaning, Observation

ALPHA = 0.01
"""The level of each test beside the family-wise one of moves, so that all together stay in 5%."""

_SUMS = frozenset({"cumulative", "cum", "cumulated", "accumulated", "running", "sum", "total"})
_BEST = frozenset({"best", "max", "highest"})
_FEWEST_OF_SUM, _FEWEST_NAMED = 50, 20
"""Points that go one way only before they are taken for a sum; fewer where the name says so."""
_NOISELESS = 1e-6  # share of the level's range
_EXACT = 1e-9  # share of a value without noise that it may be off: it has all digits that are told
_WANDERING = 0.999  # memory beyond which what is left beside the smooth is no noise
_MOST = sys.float_info.max


def observation(evidence: Evidence, kind: str, **facts: Any) -> Observation:
    """An observation of `kind` on the curve of `evidence`."""
    curve = evidence.trend.curve
    return Observation(
        kind=kind, run=curve.run, metric=curve.metric, n=evidence.trend.noise.n, **facts
    )


def constant(evidence: Evidence) -> bool:
    """Whether all finite values are one and the same."""
    y = evidence.trend.curve.y[evidence.trend.curve.rows]
    return bool(y.size and y.min() == y.max())


def points(evidence: Evidence) -> Points:
    """Where the finite values of the curve lie, and these."""
    curve = evidence.trend.curve
    return curve.x[curve.rows], curve.y[curve.rows]


def noisy(evidence: Evidence) -> bool:
    """Whether there is noise to speak of: a schedule or a copied value has none but rounding."""
    return not _noiseless(evidence) and evidence.trend.noise.phi < _WANDERING


def _noiseless(evidence: Evidence) -> bool:
    return evidence.trend.noise.sd <= _NOISELESS * evidence.trend.level_range


def is_sum(curve: Curve) -> bool:
    """Whether a reward only ever goes one way, as a sum so far does: its course is no progress."""
    named = words(curve.metric)
    if curve.meaning.role != "reward" or not _BEST.isdisjoint(named):
        return False
    least = _FEWEST_NAMED if not _SUMS.isdisjoint(named) else _FEWEST_OF_SUM
    return stats.accumulated(curve.y[curve.rows], least=least)


def landing(curve: Curve, row: int) -> int:
    """The first row with a value behind a jump, of which `row` is the last before it."""
    return int(curve.rows[np.searchsorted(curve.rows, row, side="right")])


def level_at(evidence: Evidence, row: int) -> Estimate:
    """The level at a row with the pointwise band of the smooth.

    Of few points, and of those without noise, what was logged.
    """
    trend = evidence.trend
    noiseless = _noiseless(evidence)
    as_logged = noiseless or trend.noise.n < FEWEST_POINTS
    as_logged = as_logged and math.isfinite(trend.curve.y[row])
    value = float(trend.curve.y[row] if as_logged else trend.level[row])
    low, high = float(trend.low[row]), float(trend.high[row])
    if noiseless:
        low, high = value - _EXACT * abs(value), value + _EXACT * abs(value)
    if not (math.isfinite(low) and math.isfinite(high)):
        low = high = value
    unit = trend.curve.meaning.unit
    return interval(value, low, high, unit=unit, method="smooth")


def change_between(evidence: Evidence, first: int, last: int) -> Estimate:
    """Level at row `last` minus level at row `first`."""
    unit = difference_unit(evidence.trend.curve.meaning)
    return difference_of(level_at(evidence, first), level_at(evidence, last), unit)


def difference_of(first: Estimate, last: Estimate, unit: str) -> Estimate:
    """The level `last` minus the level `first`, in the unit of differences."""
    start, end, scale = _in_one_unit(first, last)
    found = stats.change(start, end)
    return interval(
        found.value * scale,
        found.low * scale,
        found.high * scale,
        unit=unit,
        method="difference of two levels of the smooth",
    )


def relative_change(evidence: Evidence, first: int, last: int) -> Estimate | str:
    """Level at row `last` over that at row `first`, minus 1; or a slug that says why there is none.

    The slugs are "negative", "signs differ" and "start near zero".
    """
    return relative_to(level_at(evidence, first), level_at(evidence, last))


def relative_to(first: Estimate, last: Estimate) -> Estimate | str:
    """The level `last` over the level `first`, minus 1; or a slug as of `relative_change`."""
    start, end, _ = _in_one_unit(first, last)
    found = stats.relative_change(start, end)
    if found is None:
        if start.low <= 0 <= start.high:
            return "start near zero"
        return "negative" if start.value < 0 and end.value < 0 else "signs differ"
    method = "ratio of two levels of the smooth (Fieller)"
    least = -1.0 if min(start.low, end.low) >= 0 else found.low  # no fall takes more than all
    return interval(found.value, max(found.low, least), found.high, unit="ratio", method=method)


def _in_one_unit(first: Estimate, last: Estimate) -> tuple[stats.Interval, stats.Interval, float]:
    """Two levels in a unit of their own, so that squares of huge or tiny values stay finite."""
    levels = (first, last)
    unit = max(max(abs(e.low), abs(e.high)) for e in levels) or 1.0
    start, end = (
        stats.Interval(value=e.value / unit, low=e.low / unit, high=e.high / unit) for e in levels
    )
    return start, end, unit


def interval(value: float, low: float, high: float, *, unit: str, method: str) -> Estimate:
    """An estimate whose numbers are kept finite and in order, whatever rounding did to them."""
    value, low, high = (max(-_MOST, min(_MOST, part)) for part in (value, low, high))
    return Estimate(
        value=value, low=min(low, value), high=max(high, value), unit=unit, method=method
    )


def difference_unit(meaning: Meaning) -> str:
    """The unit of a difference of two values."""
    return "percentage points" if meaning.unit == "%" else meaning.unit


def exact(value: float, unit: str = "") -> Estimate:
    """A number without uncertainty, such as a count or a place."""
    return Estimate(value=value, low=value, high=value, unit=unit, method="counted")


def excludes_zero(e: Estimate) -> bool:
    """Whether the interval lies on one side of zero."""
    return e.low > 0 or e.high < 0


def p_of_change(evidence: Evidence, change: Estimate) -> float | None:
    """The p-value of a direction: that of the course, or of the change itself where that is more.

    A curve that rose and fell is sure to be no noise, and may still end near where it began.
    """
    if evidence.p_value is None:
        return None
    half = change.value - change.low if change.value > 0 else change.high - change.value
    away = abs(change.value) / half * stats.Z95 if half > 0 else math.inf
    return max(evidence.p_value, math.erfc(away / math.sqrt(2)))


def share_of_range(evidence: Evidence, size: float) -> float:
    """A size as a share 0..1 of the range of the level."""
    whole = evidence.trend.level_range
    return float(min(1.0, abs(size) / whole)) if whole > 0 else 0.0


def ends(evidence: Evidence) -> tuple[int, int]:
    """First and last row with a finite value.

    Raises:
        ValueError: there is none.
    """
    rows = evidence.trend.curve.rows
    if not rows.size:
        raise ValueError("a curve without finite values has no ends")
    return int(rows[0]), int(rows[-1])


def stretch(evidence: Evidence, first: int, last: int) -> dict[str, Any]:
    """The span and the rows of an observation that rests on rows `first..last`."""
    x = evidence.trend.curve.x
    return {"span": (float(x[first]), float(x[last])), "rows": (first, last)}


def whole(evidence: Evidence) -> dict[str, Any]:
    """The span and the rows of an observation on the whole curve."""
    return stretch(evidence, *ends(evidence))
