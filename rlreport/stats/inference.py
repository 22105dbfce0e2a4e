"""Tests that hold on autocorrelated noise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from rlreport.stats.noise import ar1_residuals, effective_size, lag_correlation
from rlreport.values import FloatArray

_FEWEST_DF = 1.0
_LAGS = 10  # in which what is left of the memory of whitened noise is looked for


@dataclass(frozen=True, kw_only=True)
class Tested:
    """The outcome of a test.

    Attributes:
        value: the estimated effect: a slope, a ratio, a correlation.
        low, high: its 95% interval.
        p_value: two-sided.
        df: degrees of freedom it rests on.
        error: standard error of the value (of its logarithm or Fisher's z for ratios and
            correlations).
    """

    value: float
    low: float
    high: float
    p_value: float
    df: float
    error: float


def line(x: FloatArray, y: FloatArray, phi: float) -> Tested | None:
    """The slope of `y` `(n,)` against `x` by generalised least squares with AR(1) noise.

    Degrees of freedom are those of the effective size. None where fewer than 3 points or no
    spread in x are left. Prais and Winsten (1954); Bence (1995), doi:10.2307/1941218.
    """
    n = x.size
    if n < 3 or np.ptp(x) == 0:
        return None
    design = np.column_stack([np.ones(n), (x - x.mean()) / np.ptp(x)])
    root = np.sqrt(1 - phi**2)
    rotated = np.vstack([root * design[:1], design[1:] - phi * design[:-1]])
    target = np.concatenate([root * y[:1], y[1:] - phi * y[:-1]])
    inverse = np.linalg.inv(rotated.T @ rotated)
    beta = inverse @ (rotated.T @ target)
    residuals = target - rotated @ beta
    df = max(effective_size(n, phi) - 2, _FEWEST_DF)
    error = float(np.sqrt(inverse[1, 1] * (residuals @ residuals) / max(n - 2, 1)))
    return t_test(float(beta[1]) / np.ptp(x), error / np.ptp(x), df)


def t_test(value: float, error: float, df: float) -> Tested:
    """An estimate against zero, with its 95% interval, by Student's t."""
    from scipy.special import stdtr, stdtrit

    half = error * float(stdtrit(df, 0.975))
    p_value = 2 * float(stdtr(df, -abs(value) / error)) if error > 0 else float(value == 0)
    return Tested(
        value=value, low=value - half, high=value + half, p_value=p_value, df=df, error=error
    )


def volatility_ratio(residuals: FloatArray, phi: float) -> Tested | None:
    """How much wider the second half of `residuals` `(n,)` scatters than the first, as a ratio.

    Brown and Forsythe's test (1974, doi:10.1080/01621459.1974.10482955) on the AR(1) innovations;
    the interval is that of the log ratio of the mean absolute deviations, whose own memory widens
    it, as of noise that swings. None below 12 points or where a half does not scatter.
    """
    innovations = ar1_residuals(residuals, phi)
    half = innovations.size // 2
    if half < 6:
        return None
    first, second = (
        np.abs(part - np.median(part)) for part in (innovations[:half], innovations[half:])
    )
    if first.mean() <= 0 or second.mean() <= 0:
        return None
    errors = [
        part.var(ddof=1)
        / effective_size(part.size, lag_correlation(part - part.mean()))
        / part.mean() ** 2
        for part in (first, second)
    ]
    ratio = float(np.log(second.mean() / first.mean()))
    test = t_test(ratio, float(np.sqrt(sum(errors))), innovations.size - 2)
    return Tested(
        value=float(np.exp(test.value)),
        low=float(np.exp(test.low)),
        high=float(np.exp(test.high)),
        p_value=test.p_value,
        df=test.df,
        error=test.error,
    )


def correlation(
    first: FloatArray,
    second: FloatArray,
    *,
    phis: tuple[float, float] = (0.0, 0.0),
    kind: Literal["pearson", "spearman"] = "spearman",
) -> Tested | None:
    """The correlation of two series `(n,)` of noise with AR(1) coefficients `phis`.

    Degrees of freedom count the memory of both: n (1 - ab) / (1 + ab) - 2. Bartlett (1935),
    doi:10.2307/2342284; interval by Fisher's z (1921). Whiten first (`ar1_residuals`) for the
    sharper test. None below 6 effective points or where a series is constant.
    """
    n = first.size
    size = effective_size(n, max(phis[0] * phis[1], 0.0))
    if size < 6 or np.ptp(first) == 0 or np.ptp(second) == 0:
        return None
    a, b = (ranks(part) if kind == "spearman" else part for part in (first, second))
    value = float(np.clip(np.corrcoef(a, b)[0, 1], -1, 1))
    test = t_test(
        float(np.arctanh(np.clip(value, -1 + 1e-12, 1 - 1e-12))), (size - 3) ** -0.5, size - 2
    )
    return Tested(
        value=value,
        low=min(float(np.tanh(test.low)), value),
        high=max(float(np.tanh(test.high)), value),
        p_value=test.p_value,
        df=test.df,
        error=test.error,
    )


def common_memory(first: FloatArray, second: FloatArray) -> float:
    """The AR(1) coefficient, for both series `(n,)`, of noise whose correlation is as uncertain.

    The variance of a correlation grows by 1 + 2 sum of the products of both autocorrelations, here
    over the first ten lags; never taken to shrink. Bartlett (1935), doi:10.2307/2342284.
    """
    lags = range(1, min(_LAGS, first.size // 4) + 1)
    one, other = (_autocorrelations(values - values.mean(), lags) for values in (first, second))
    growth = max(1 + 2 * float(one @ other), 1.0)
    return float(np.sqrt((growth - 1) / (growth + 1)))


def _autocorrelations(centred: FloatArray, lags: range) -> FloatArray:
    total = float(centred @ centred)
    if total == 0:
        return np.zeros(len(lags))
    return np.array([float(centred[lag:] @ centred[:-lag]) / total for lag in lags])


def ranks(values: FloatArray) -> FloatArray:
    """Ranks `(n,)` from 1, ties sharing their mean rank."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return np.asarray((last - (counts - 1) / 2)[inverse])
