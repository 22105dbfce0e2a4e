"""Noise `(n,)` like that of real logs: stationary, with mean 0 and standard deviation 1."""

from __future__ import annotations

from collections.abc import Callable
from itertools import accumulate

import numpy as np

from rlreport.values import FloatArray

_BURN_IN = 200
_TRIALS = 128
_OUTLIER_SHARE = 0.02
_OUTLIER_SIZE = 8.0


def white(n: int, rng: np.random.Generator) -> FloatArray:
    """Independent normal values."""
    return rng.standard_normal(n)


def ar1(n: int, phi: float, rng: np.random.Generator) -> FloatArray:
    """A stationary AR(1) process `(n,)` of variance 1 with lag-1 autocorrelation `phi`."""
    shocks = rng.standard_normal(n) * np.sqrt(1 - phi**2)
    if n:
        shocks[0] /= np.sqrt(1 - phi**2)
    # Not scipy.signal: its import takes longer than all that the demonstration needs besides.
    return np.array(list(accumulate(shocks.tolist(), lambda last, shock: shock + phi * last)))


def ar1_and_white(n: int, rng: np.random.Generator) -> FloatArray:
    """AR(1) noise with coefficient .9 and white noise, of equal variance."""
    return np.asarray((ar1(n, 0.9, rng) + white(n, rng)) / np.sqrt(2))


def ma1(n: int, rng: np.random.Generator) -> FloatArray:
    """A moving average of two shocks, the earlier with weight .8."""
    shocks = white(n + 1, rng)
    return np.asarray((shocks[1:] + 0.8 * shocks[:-1]) / np.sqrt(1 + 0.8**2))


def ar2(n: int, rng: np.random.Generator) -> FloatArray:
    """AR(2) noise with coefficients 1.2 and -.5: it swings."""
    first, second = 1.2, -0.5
    variance = (1 - second) / ((1 + second) * ((1 - second) ** 2 - first**2))
    series = [0.0, 0.0]
    for shock in rng.standard_normal(n + _BURN_IN).tolist():
        series.append(shock + (second * series[-2] + first * series[-1]))
    return np.asarray(np.array(series[2 + _BURN_IN :]) / np.sqrt(variance))


def heavy_tailed(n: int, rng: np.random.Generator) -> FloatArray:
    """Student's t with 3 degrees of freedom."""
    return np.asarray(rng.standard_t(3, n) / np.sqrt(3))


def heteroscedastic(n: int, rng: np.random.Generator) -> FloatArray:
    """Normal values whose standard deviation grows fourfold."""
    return np.asarray(white(n, rng) * np.linspace(0.4, 1.6, n) / np.sqrt(1.12))


def with_outliers(n: int, rng: np.random.Generator) -> FloatArray:
    """Normal values, 2% of them 8 standard deviations off."""
    off = rng.choice([-_OUTLIER_SIZE, _OUTLIER_SIZE], n) * (rng.random(n) < _OUTLIER_SHARE)
    return np.asarray(white(n, rng) + off)


def shares(n: int, rng: np.random.Generator) -> FloatArray:
    """Shares of successes in 128 trials."""
    return np.asarray((rng.binomial(_TRIALS, 0.5, n) - _TRIALS / 2) / np.sqrt(_TRIALS / 4))


NOISES: dict[str, Callable[[int, np.random.Generator], FloatArray]] = {
    "white": white,
    "ar3": lambda n, rng: ar1(n, 0.3, rng),
    "ar6": lambda n, rng: ar1(n, 0.6, rng),
    "ar9": lambda n, rng: ar1(n, 0.9, rng),
    "ar9_white": ar1_and_white,
    "ma1": ma1,
    "ar2": ar2,
    "binomial": shares,
    "t3": heavy_tailed,
    "heteroscedastic": heteroscedastic,
    "outliers": with_outliers,
    "gaps": white,
}
"""Noise name -> function of the number of points and the random generator. On a signal, "binomial"
draws shares around the level, and "gaps" leaves out rows and values."""
