"""The gate: is there anything in the curve that noise with memory does not explain?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rlreport import stats
from rlreport.evidence import _jumps
from rlreport.evidence._course import Stretch, course
from rlreport.evidence._memory import Memory, Mixture
from rlreport.evidence._swing import Swing
from rlreport.evidence._walk import walks
from rlreport.smooth.auto import most_phi
from rlreport.stats import breaks, whittaker
from rlreport.stats.search import least_of, pattern_search
from rlreport.stats.whittaker import Fit, Model
from rlreport.values import FloatArray

_MOST_PHI = 0.98
_PHIS = np.linspace(0.0, _MOST_PHI, 15)
_LEVEL = 0.03
"""Share of curves of noise at which one of the thresholds below is exceeded, at most."""
_GAIN = 5.8
_BRIEF = 80.0  # by which every threshold of a gain rises, divided by n
_SHORT_GAIN = 10.0
_SHORT = 150  # points, below which AR(1) noise alone may be assumed
_JUMP = 8.0
_PIECES = 10.0
_MANY = 100  # points, from which pieces can be told from memory
_SLOPE = (3.1, 11.0, 70.0)
"""|t| > 3.1 + 11 / n_eff + 70 / n: the shorter the curve, the less the noise's memory is known."""
_OF_LINE = 3.0  # degrees of freedom that the level of noise alone takes
_QUANTILE = 0.999
_DOUBT = 2.0  # |t| of the slope in noise that is allowed any memory


@dataclass(frozen=True, kw_only=True, eq=False)
class Gate:
    """The outcome of the global test.

    Attributes:
        p_value: of the curve being a straight level in noise with memory.
        memory: the noise in which moves are to be tested once the gate is open: AR(1) with the
            automatic smoother's caps on its coefficient.
        n_eff: effective size in the longest credible memory.
        slope: the straight line against the points' numbers, in the noise around it.
        ways: the rises and falls that the course of the curve as a whole establishes by itself.
        walks: whether a random walk would explain the curve as well.
    """

    p_value: float
    memory: Memory
    n_eff: float
    slope: stats.Tested
    ways: tuple[Stretch, ...]
    walks: bool

    @property
    def is_open(self) -> bool:
        """Whether anything may be claimed."""
        return self.p_value <= _LEVEL and not self.walks


def examine_gate(y: FloatArray, thinned: FloatArray) -> Gate:
    """The global test of `y` `(n,)`, n >= 12, of scale about 1 and not constant.

    Six statistics look for what is not a straight level in stationary noise; thresholds are
    calibrated by simulation so that any of them exceeds its own in at most 3% of curves of noise,
    of whatever memory (docs/calibration.md):

    - the likelihood gain of a smooth level over a line, in AR(1) plus white noise;
    - the same in AR(1) noise alone, on short curves, where the richer noise hides everything;
    - the likelihood gain of one free jump or bend over a smooth level, both in AR(1) noise;
    - the slope of the line;
    - how little a monotone course leaves unexplained, or one with a turn;
    - on longer curves that none of these opens, the likelihood gain of pieces of constant level
      or slope, as many jumps look like memory together.

    What noise that swings gains over AR(1) noise is taken off every gain. What is open by these
    is closed again where a random walk explains it as well.

    Args:
        y: the curve, in groups where it is long.
        thinned: as many single points of it; the means of groups of a walk are no walk.
    """
    n = y.size
    mixture = Mixture(y=y).fit()
    plain = whittaker.model(y)
    phi, null = _line(plain)
    slope = stats.line(np.arange(n, dtype=np.float64), y, phi)
    assert slope is not None
    free, capped = plain.best(_MOST_PHI), plain.best(most_phi(y))
    behind = _noise(capped)
    swing = Swing(y=y).gain(phi)
    whole = course(y)
    excess = {
        "course": max(whole.excess),
        "gain": mixture.gain - swing - _GAIN - _BRIEF / n,
        "short": null - swing - free.loss - _SHORT_GAIN - _BRIEF / n if n < _SHORT else -np.inf,
        "slope": _slope_excess(slope, _slope(y, mixture.around_line), phi, n),
    }
    discrete = stats.discrete(y)  # there, stretches of equal values pass for levels without noise
    if not discrete:
        excess["jump"], beside = _jump(plain, free, capped, min(free.loss, null - swing))
        behind = beside if excess["jump"] > 0 else behind
    furthest = max(excess.values())
    if furthest <= 0 and n >= _MANY and not discrete:
        pieces, around = _pieces(y, _jumps.line_loss(y, phi) - max(swing, mixture.white))
        furthest, behind = max(furthest, pieces), around if pieces > 0 else behind
    return Gate(
        p_value=float(min(_LEVEL * np.exp(-furthest / 2), 1.0)),
        memory=behind,
        n_eff=min(mixture.beside.size(n), stats.effective_size(n, phi)),
        slope=slope,
        ways=whole.ways or _sloped(n, slope.value if excess["slope"] > 0 else 0.0),
        walks=furthest >= 0 and walks(thinned),
    )


def _sloped(n: int, slope: float) -> tuple[Stretch, ...]:
    """All of the `n` points as one stretch where there is a slope."""
    return (Stretch(sign=1 if slope > 0 else -1, first=0, last=n - 1),) if slope else ()


def _jump(plain: Model, free: Fit, capped: Fit, noise: float) -> tuple[float, Memory]:
    """What one jump gains over the loss `noise`, less its threshold; the noise beside it."""
    n = plain.y.size
    one = breaks.best_break(plain, free.phi, _MOST_PHI)
    excess = -np.inf if one is None else noise - one.loss - breaks.price(n) - _JUMP - _BRIEF / n
    if excess <= 0:
        return excess, _noise(capped)
    return excess, _noise(breaks.released(plain, capped, most_phi(plain.y))[1])


def _pieces(y: FloatArray, noise: float) -> tuple[float, Memory]:
    """What all jumps gain over the loss `noise`, less their threshold; the noise around them."""
    found = _jumps.broken(y)
    return noise - found.loss - _PIECES - _BRIEF / y.size, found.memory


def _noise(fit: Fit) -> Memory:
    """The noise beside a level; wider where the level follows so many points that few tell of it.

    By how much Student's quantile with what is left goes beyond that beside a line, on which the
    thresholds are calibrated.
    """
    from scipy.special import stdtrit

    left = max(fit.level.size - max(fit.taken, _OF_LINE), 1.0)
    beside_line = stdtrit(fit.level.size - _OF_LINE, _QUANTILE)
    wider = float(stdtrit(left, _QUANTILE) / beside_line)
    return Memory(variance=(wider * fit.noise_sd) ** 2, phi=fit.phi, share=1.0)


def _line(plain: Model) -> tuple[float, float]:
    """AR(1) coefficient and loss of the noise around a straight line."""
    top = plain.top
    start = least_of(plain.loss, [top], _PHIS)
    _, phi = pattern_search(plain.loss, start, (top, 0.0), (top, _MOST_PHI))
    return phi, plain.fit(top, phi).loss


def _slope(y: FloatArray, memory: Memory) -> stats.Tested:
    """The least-squares line of `y` `(n,)` against the points' numbers, in noise with memory.

    The long-run variance stands in for the variance, which errs on the safe side where the memory
    is long against the curve.
    """
    n = y.size
    t = np.arange(n) - (n - 1) / 2
    squares = float(t @ t)
    return stats.t_test(
        float(t @ y) / squares,
        float(np.sqrt(memory.long_run / squares)),
        max(memory.size(n) - 2, 1),
    )


def _slope_excess(short: stats.Tested, long: stats.Tested, phi: float, n: int) -> float:
    """Squared t statistic of the slope, less that of its threshold.

    The slope counts if it passes in AR(1) noise and is not doubtful in noise of the longest
    credible memory, or if it passes twice over.
    """
    threshold = _SLOPE[0] + _SLOPE[1] / max(stats.effective_size(n, phi), 0.1) + _SLOPE[2] / n
    score, doubt = (abs(test.value) / max(test.error, 1e-300) for test in (short, long))
    once = min(score**2 - threshold**2, doubt**2 - _DOUBT**2)
    return max(once, score**2 - (2 * threshold) ** 2)
