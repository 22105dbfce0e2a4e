"""How the scatter around a smooth changes: between halves, and where all at once, if it does."""

from __future__ import annotations

import numpy as np

from rlreport import stats
from rlreport.values import Evidence, FloatArray

_MOST = 500  # bins
_EDGE = 0.05  # share of the points on each side that is left to know the scatter there
_REACH = 7.35
"""Twice the log likelihood that 95% of places lie within of the best: Siegmund (1988), Confidence
sets in change-point problems, International Statistical Review 56(1): (1 - exp(-7.35 / 2))^2."""
_SUDDEN = 2.0  # units of log likelihood by which one change must beat a steady drift of the scatter
_WIDEST = 0.5  # share of the points that the interval may cover and still be a place
_STEPS = 30
_ORDER = 10.0  # times that one half scatters as widely as the other: no one number tells of both
_LONGEST = 1.0  # of a step, on a log scale: Newton's overshoots where half of the curve is still


def unlike_halves(evidence: Evidence) -> tuple[float, float] | None:
    """The standard deviations around the smooth in both halves, where they are far apart."""
    unit = evidence.trend.noise.sd
    first, second = (
        unit * float(np.sqrt(np.mean((part / unit) ** 2)))
        for part in np.array_split(evidence.residuals, 2)
    )
    return (first, second) if max(first, second) > _ORDER * min(first, second) else None


def sudden_change(deviations: FloatArray) -> tuple[float, float, float] | None:
    """Where absolute deviations `(n,)` change their size: best place and 95% interval, 0..1.

    Deviations are taken as exponential, which for normal noise is on the safe side. None where a
    steady drift of their size fits about as well, or where the place is anywhere.
    """
    means = stats.bins(deviations, _MOST)
    edge = max(2, int(_EDGE * means.size))
    if means.size < 4 * edge or (means <= 0).all():
        return None
    weight, n = deviations.size / means.size, means.size
    left = np.cumsum(means)[edge - 1 : n - edge]
    right = np.cumsum(means[::-1])[::-1][edge : n - edge + 1]
    count = np.arange(edge, n - edge + 1)
    with np.errstate(divide="ignore"):
        fit = -weight * (count * np.log(left / count) + (n - count) * np.log(right / (n - count)))
    if not np.isfinite(fit).all() or fit.max() - _drifting(means, weight) < _SUDDEN:
        return None
    inside = np.flatnonzero(2 * (fit.max() - fit) <= _REACH)
    if inside[-1] - inside[0] > _WIDEST * n:
        return None
    best, low, high = (count[place] / n for place in (fit.argmax(), inside[0], inside[-1]))
    return float(best), float(low), float(high)


def _drifting(means: FloatArray, weight: float) -> float:
    """The log likelihood of deviations whose size goes exponentially from start to end."""
    u = np.linspace(-1.0, 1.0, means.size)
    design = np.stack([np.ones_like(u), u])
    parameters = np.array([np.log(means.mean()), 0.0])
    for _ in range(_STEPS):
        ratio = means * np.exp(-parameters @ design)
        step = np.linalg.solve((design * ratio) @ design.T, design @ (ratio - 1))
        parameters = parameters + np.clip(step, -_LONGEST, _LONGEST)
    size = parameters @ design
    return float(-weight * (size + means * np.exp(-size)).sum() + weight * means.size)
