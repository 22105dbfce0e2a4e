"""The saturating courses that a curve allows from where it is steepest on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from rlreport import stats
from rlreport.evidence import FEWEST_POINTS
from rlreport.observe._facts import (
    change_between,
    difference_unit,
    ends,
    excludes_zero,
    interval,
    is_sum,
)
from rlreport.stats.saturation import Saturation, saturation
from rlreport.values import Estimate, Evidence, FloatArray, Trend

_MOST_POINTS = 200
_FEWEST_LEFT = 0.3
"""Share of the points behind the steepest place below which nothing is known of the way on."""
_ABOUT = 0.8  # of the greatest pace: on a straight line the greatest is anywhere
_REMEMBERED = 4
_METHOD = "profile likelihood over saturating courses, AR(1) noise"


@dataclass(frozen=True, kw_only=True, eq=False)
class Approach:
    """The courses in the units of a curve.

    Attributes:
        start: x where the curve is steepest, from which on the courses are fitted.
        length: from there to the end.
        base: level there; `gain` is what the level gained from there to the end, with its sign.
    """

    courses: Saturation
    start: float
    length: float
    base: float
    gain: float
    unit: str
    step_unit: str
    axis_unit: str

    @property
    def ceiling(self) -> Estimate | None:
        """The level that it approaches; None where the data cannot tell."""
        found = self.courses.ceiling
        if found is None:
            return None
        parts = (self.base + self.gain * part for part in (found.value, found.low, found.high))
        return _ordered(*parts, unit=self.unit)

    @property
    def room(self) -> Estimate | None:
        """How much further than the end the ceiling lies, 0 or more; None as above."""
        found = self.courses.room
        if found is None:
            return None
        parts = (abs(self.gain) * max(part, 0.0) for part in (found.value, found.low, found.high))
        return _ordered(*parts, unit=self.step_unit)

    def needed(self, size: float) -> Estimate | None:
        """How much more x it takes to gain another `size`; None where that may have no end."""
        found = self.courses.needed(size / abs(self.gain))
        if found is None:
            return None
        parts = (self.length * part for part in (found.value, found.low, found.high))
        return _ordered(*parts, unit=self.axis_unit)


def _ordered(value: float, one: float, other: float, *, unit: str) -> Estimate:
    low, high = sorted((one, other))
    return interval(
        value, low, high, unit=unit, method="profile likelihood over saturating courses"
    )


def improvement(evidence: Evidence) -> Estimate | None:
    """The change from start to end where it is certain and for the better; else None."""
    better = evidence.trend.curve.meaning.better
    if evidence.verdict != "found" or better == "neither" or is_sum(evidence.trend.curve):
        return None
    change = change_between(evidence, *ends(evidence))
    if not excludes_zero(change) or (change.value > 0) != (better == "higher"):
        return None
    return change


def approach(evidence: Evidence) -> Approach | None:
    """The courses from where an improving curve is steepest; None where it has no such end."""
    change = improvement(evidence)
    of_runs = evidence.trend.method.name != "auto"  # the noise of their centre is not all
    if change is None or of_runs or evidence.moves[-1].sign * change.value < 0:
        return None
    return if_improving(evidence.trend)


@lru_cache(maxsize=_REMEMBERED)
def if_improving(trend: Trend) -> Approach | None:
    """The same of a curve, provided that tests show that it improves: far less to compute."""
    curve, sign = trend.curve, 1 if trend.curve.meaning.better == "higher" else -1
    if curve.rows.size < FEWEST_POINTS:
        return None
    x, y, level = (
        stats.bins(values[curve.rows], _MOST_POINTS) for values in (curve.x, curve.y, trend.level)
    )
    first = _steepest(x, level * sign)
    base, gain = float(level[first]), float(level[-1] - level[first])
    if x.size - first < _FEWEST_LEFT * x.size or gain * sign <= 0:
        return None
    length = float(x[-1] - x[first])
    courses = saturation((x[first:] - x[first]) / length, (stats.hampel(y[first:]) - base) / gain)
    if courses is None:
        return None
    return Approach(
        courses=courses,
        start=float(x[first]),
        length=length,
        base=base,
        gain=gain,
        unit=curve.meaning.unit,
        step_unit=difference_unit(curve.meaning),
        axis_unit=curve.axis.unit,
    )


def _steepest(x: FloatArray, level: FloatArray) -> int:
    """Where a level `(n,)` first rises about as fast as it ever does."""
    pace = np.diff(level) / np.diff(x)
    return int(np.argmax(pace >= _ABOUT * pace.max()))
