"""How fast a curve goes stretch by stretch, and where that had halved."""

from __future__ import annotations

import numpy as np

from rlreport import stats
from rlreport.observe._facts import interval
from rlreport.values import Estimate, Evidence, FloatArray

STRETCH = 1 / 8
"""Share of the points over which a pace is taken: a line through them."""
_MOST = 400  # points, means of neighbours where there are more
_FEWEST = 6  # points in a stretch
_PLACES = 8  # stretches that begin within one stretch
_VAGUE = 1 / 4  # share of the axis beyond which an interval tells no place


def halving(evidence: Evidence, sign: float) -> Estimate | None:
    """The x from which on a stretch goes half as fast as the fastest one before it; or None.

    A pace is that of a line over a stretch, so that a place is good to half of one. The interval
    holds the middles of all stretches behind the fastest whose pace cannot be told from half of
    its. None where that may be anywhere on a large part of the axis, where it is less than a
    stretch behind the fastest one, or where the level jumps: then the pace over a stretch says
    only how long stretches are.

    Args:
        evidence: of a curve.
        sign: +1 where it goes up on the whole, -1 where down.
    """
    curve = evidence.trend.curve
    x, y = (stats.bins(values[curve.rows], _MOST) for values in (curve.x, curve.y))
    length = max(_FEWEST, int(STRETCH * x.size))
    if x.size < 3 * length or evidence.steps.size:
        return None
    phi = evidence.trend.noise.phi ** (curve.rows.size / x.size)
    lines = _lines(x, sign * stats.hampel(y), length, phi)
    if lines is None:
        return None
    starts, middles, pace, error = lines
    top = int(np.argmax(pace))
    beyond = pace[top:] - pace[top] / 2
    doubtful = np.abs(beyond) <= stats.Z95 * np.hypot(error[top:], error[top] / 2)
    slower = np.flatnonzero(beyond <= 0)
    if not slower.size or doubtful[0] or doubtful[-1]:
        return None
    first = int(slower[0])
    around = np.flatnonzero(doubtful)
    low = min(first - 1, int(around[0]) - 1) if around.size else first - 1
    high = max(first, int(around[-1]) + 1) if around.size else first
    if middles[top + high] - middles[top + low] > _VAGUE * (x[-1] - x[0]):
        return None
    share = beyond[first - 1] / (beyond[first - 1] - beyond[first])
    place = middles[top + first - 1] + share * (middles[top + first] - middles[top + first - 1])
    if place - middles[top] < x[min(starts[top] + length, x.size) - 1] - x[starts[top]]:
        return None
    return interval(
        float(place),
        float(middles[top + low]),
        float(middles[top + high]),
        unit=curve.axis.unit,
        method="lines over stretches of an eighth of the points, AR(1) noise",
    )


def _lines(
    x: FloatArray, y: FloatArray, length: int, phi: float
) -> tuple[range, FloatArray, FloatArray, FloatArray] | None:
    """Starts, middles, slopes and their errors `(k,)` of stretches of that many points."""
    starts = range(0, x.size - length + 1, max(1, length // _PLACES))
    found = [stats.line(x[s : s + length], y[s : s + length], phi) for s in starts]
    if any(line is None for line in found):
        return None
    middles = np.array([(x[s] + x[s + length - 1]) / 2 for s in starts])
    slopes = np.array([(line.value, line.error) for line in found if line is not None])
    return starts, middles, slopes[:, 0], slopes[:, 1]
