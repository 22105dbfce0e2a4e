"""Random walks: they go far without anything behind it, and look like a trend."""

from __future__ import annotations

import numpy as np

from rlreport import stats
from rlreport.evidence import _jumps, _swing
from rlreport.evidence._course import course
from rlreport.stats import whittaker
from rlreport.values import FloatArray

_MOST_PHI = 0.98
_WALK_PHI = 0.9999  # AR(1) noise with this coefficient is a random walk at any length tested
_GAIN = 6.5  # what 98% of the walks of 50 to 500 points gain less than, by simulation
_PIECES = 20.0  # the same of pieces of constant level or slope
_ENDS = 20  # share of a curve, as a divisor, whose mean stands for its start and its end
_FURTHEST = 3.3  # standard deviations of where a random walk ends: two-sided p = .001
_ONE_WAY = 4.8  # what 98% of random walks of 20 points and more stay below
_TURNED = 3.3
_RANKED = 3.9


def walks(y: FloatArray) -> bool:
    """Whether a random walk, with a drift or without, explains `y` `(n,)` as well as a level does.

    The increments of a walk are white; those of a level in stationary noise take back what noise
    added. So a level with jumps, in AR(1) noise, must be likelier than a line in a walk's noise:
    the likelihood ratio test of a unit root. Dickey and Fuller (1981), doi:10.2307/1912517. What
    drifted further than a walk would has a direction, whatever its noise.

    Args:
        y: single points: the means of groups of a walk are no walk.
    """
    if _beyond(y):
        return False
    if _smooth_gain(y) > _GAIN:
        return False
    return stats.discrete(y) or _jumps.walk_loss(y) - _jumps.broken(y).loss <= _PIECES


def _smooth_gain(y: FloatArray) -> float:
    """What a smooth level in AR(1) noise gains over a line in a walk's noise."""
    plain = whittaker.model(y)
    nearer = _swing.line_loss(y, _WALK_PHI) - _swing.line_loss(y, _MOST_PHI)
    return plain.fit(plain.top, _MOST_PHI).loss + nearer - plain.best(_MOST_PHI).loss


def _beyond(y: FloatArray) -> bool:
    """Whether `y` `(n,)` went further, or kept to its course better, than 99 in 100 walks do.

    Any monotone scale would show a course, so that of ranks counts as well: a rise that saturates
    early leaves a long level behind.
    """
    ends = max(y.size // _ENDS, 1)
    distance = abs(float(y[-ends:].mean() - y[:ends].mean()))
    if distance > _FURTHEST * float(np.sqrt((np.diff(y) ** 2).sum())):
        return True
    whole = course(y)
    one_way, turned = whole.excess
    if (one_way > 0 and whole.brief(0)) or (turned > 0 and whole.brief(1)):
        return True
    return (
        whole.one_way > _ONE_WAY
        or whole.turned > _TURNED
        or course(stats.ranks(y)).one_way > _RANKED
    )
