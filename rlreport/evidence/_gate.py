"""The gate: is there anything in the curve that noise with memory does not explain?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rlreport import stats
from rlreport.evidence._memory import Memory, Mixture
from rlreport.smooth.auto import most_phi
from rlreport.stats import breaks, whittaker
from rlreport.stats.whittaker import Fit, Model
from rlreport.values import FloatArray

_MOST_PHI = 0.98
_PHIS = np.linspace(0.0, _MOST_PHI, 15)
_LEVEL = 0.03
"""Share of curves of noise at which one of the thresholds below is exceeded, at most."""
_GAIN = 5.8
_BRIEF = 80.0  # by which every threshold of a gain rises, divided by n
_SHORT_GAIN = 7.5
_SHORT = 150  # points, below which AR(1) noise alone may be assumed
_JUMP = 8.0
_SLOPE = (2.8, 11.0, 40.0)
"""|t| > 2.8 + 11 / n_eff + 40 / n: the shorter the curve, the less the noise's memory is known."""
_DOUBT = 2.0  # |t| of the slope in noise that is allowed any memory


@dataclass(frozen=True, kw_only=True, eq=False)
class Gate:
    """The outcome of the global test.

    Attributes:
        p_value: of the curve being a straight level in noise with memory.
        memory: the noise in which moves are to be tested once the gate is open: AR(1) with the
            automatic smoother's caps on its coefficient.
        n_eff: effective size in the longest credible memory.
        fit: the level in AR(1) noise, with breaks where they are certain.
        slope: the straight line against the points' numbers, in the noise around it.
        by_slope: whether the slope alone would open the gate.
    """

    p_value: float
    memory: Memory
    n_eff: float
    fit: Fit
    slope: stats.Tested
    by_slope: bool

    @property
    def is_open(self) -> bool:
        """Whether anything may be claimed."""
        return self.p_value <= _LEVEL


def examine_gate(y: FloatArray) -> Gate:
    """The global test of `y` `(n,)`, n >= 12, of scale about 1 and not constant.

    Four statistics look for what is not a straight level in stationary noise; thresholds are
    calibrated by simulation so that any of them exceeds its own in at most 3% of curves of noise,
    of whatever memory (docs/calibration.md):

    - the likelihood gain of a smooth level over a line, in AR(1) plus white noise;
    - the same in AR(1) noise alone, on short curves, where the richer noise hides everything;
    - the likelihood gain of one free jump or bend over a smooth level, both in AR(1) noise;
    - the slope of the line.
    """
    n = y.size
    mixture = Mixture(y=y)
    around_line, memory, gain = mixture.fit()
    plain = whittaker.model(y)
    phi, null = _line(plain)
    slope = stats.line(np.arange(n, dtype=np.float64), y, phi)
    assert slope is not None
    free = plain.best(_MOST_PHI)
    jump = breaks.best_break(plain, free.phi, _MOST_PHI)
    excess = {
        "gain": gain - _GAIN - _BRIEF / n,
        "short": null - free.loss - _SHORT_GAIN - _BRIEF / n if n < _SHORT else -np.inf,
        "jump": -np.inf
        if jump is None
        else free.loss - jump.loss - breaks.price(n) - _JUMP - _BRIEF / n,
        "slope": _slope_excess(slope, _slope(y, around_line), phi, n),
    }
    cap = most_phi(y)
    behind = plain.best(cap)
    if excess["jump"] > 0:
        behind = breaks.released(plain, behind, cap)[1]
    return Gate(
        p_value=float(min(_LEVEL * np.exp(-max(excess.values()) / 2), 1.0)),
        memory=Memory(variance=behind.noise_sd**2, phi=behind.phi, share=1.0),
        n_eff=min(memory.size(n), stats.effective_size(n, phi)),
        fit=behind,
        slope=slope,
        by_slope=excess["slope"] > 0,
    )


def _line(plain: Model) -> tuple[float, float]:
    """AR(1) coefficient and loss of the noise around a straight line."""
    top = plain.top
    start = min(_PHIS, key=lambda phi: plain.loss(top, float(phi)))
    _, phi = whittaker.pattern_search(plain.loss, (top, float(start)), (top, 0.0), (top, _MOST_PHI))
    return phi, plain.loss(top, phi)


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
