"""Runs of one configuration: their centre, what it may be, and how two configurations differ.

A run is the unit: its points are no independent repetitions. Agarwal et al. (2021), "Deep
reinforcement learning at the edge of the statistical precipice", arXiv:2108.13264; Henderson et
al. (2018), doi:10.1609/aaai.v32i1.11694.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from rlreport.stats.inference import Tested, t_test
from rlreport.stats.intervals import Interval
from rlreport.values import FloatArray, IntArray

FEWEST_RUNS = 3
"""Fewer runs than this say nothing about further runs."""
BOOTSTRAP_FROM = 10
"""From so many runs on their bootstrap holds its level; below, it is too narrow."""

_FEWEST_KEPT = 3  # of two runs that are left, the spread has one degree of freedom
_RESAMPLES = 2000
_AT_ONCE = 2_000_000  # numbers held while resampling
_HALVINGS = 60


@dataclass(frozen=True, kw_only=True)
class Centres:
    """Interquartile means with 95% intervals, arrays `(k,)`; NaN where an interval is not known."""

    value: FloatArray
    low: FloatArray
    high: FloatArray


def trimmed(runs: int) -> int:
    """How many of so many runs are left out at each end for their interquartile mean.

    None of fewer than five: too few would be left to know their spread.
    """
    cut = runs // 4
    return cut if runs - 2 * cut >= _FEWEST_KEPT else 0


def interquartile_mean(values: FloatArray, axis: int = 0) -> FloatArray:
    """The mean of the middle half of the runs, which lie along an axis of `values`."""
    runs = values.shape[axis]
    cut = trimmed(runs)
    middle = (slice(None),) * axis + (slice(cut, runs - cut),)
    return np.asarray(np.sort(values, axis=axis)[middle].mean(axis=axis))


def centres(values: FloatArray) -> Centres:
    """The interquartile mean over runs of `values` `(runs, k)` with its interval at each k.

    Below ten runs the interval is Yuen's, from ten on that of the percentile bootstrap, runs being
    drawn whole; none below three runs.
    """
    runs = values.shape[0]
    if runs < FEWEST_RUNS:
        return unbounded(values)
    return yuen(values) if runs < BOOTSTRAP_FROM else bootstrapped(values)


def unbounded(values: FloatArray) -> Centres:
    """The interquartile mean over runs of `values` `(runs, k)` without its interval."""
    nothing = np.full(values.shape[1], np.nan)
    return Centres(value=interquartile_mean(values), low=nothing, high=nothing)


def yuen(values: FloatArray) -> Centres:
    """The interquartile mean over runs with Yuen's interval, for `values` `(runs, k)`.

    Student's t on the winsorised spread of the runs: Yuen (1974), doi:10.1093/biomet/61.1.165;
    Tukey and McLaughlin (1963). Without trimming it is Student's own.
    """
    from scipy.special import stdtrit

    kept = values.shape[0] - 2 * trimmed(values.shape[0])
    value = interquartile_mean(values)
    unit = _unit(values)
    error = unit * np.sqrt(_squared_error(values / unit, values / unit))
    half = float(stdtrit(kept - 1, 0.975)) * error
    return Centres(value=value, low=value - half, high=value + half)


def bootstrapped(values: FloatArray, *, seed: int = 0) -> Centres:
    """The interquartile mean over runs with the percentile bootstrap's interval.

    Args:
        values: `(runs, k)`; a resample draws whole runs.
        seed: of the resampling, so that the same runs give the same interval.
    """
    runs, width = values.shape
    draws = np.random.default_rng(seed).integers(runs, size=(_RESAMPLES, runs))
    step = max(_AT_ONCE // (_RESAMPLES * runs), 1)
    ends = [_quantiles(values[:, first : first + step], draws) for first in range(0, width, step)]
    low, high = np.concatenate(ends, axis=1)
    value = interquartile_mean(values)
    return Centres(value=value, low=np.minimum(low, value), high=np.maximum(high, value))


def _quantiles(values: FloatArray, draws: IntArray) -> FloatArray:
    """2.5% and 97.5% quantiles `(2, k)` of the interquartile means of the `draws` `(b, runs)`."""
    runs = np.ascontiguousarray(values.T).take(draws, axis=1)  # a draw's lie side by side
    resampled = interquartile_mean(runs, axis=2)
    return np.asarray(np.quantile(resampled, [0.025, 0.975], axis=1))


def _unit(values: FloatArray) -> FloatArray:
    """The greatest magnitude of `values` along their first axis, whose squares do not overflow."""
    greatest = np.abs(values).max(axis=0)
    return np.where(greatest > 0, greatest, 1.0)


def _squared_error(first: FloatArray, second: FloatArray) -> FloatArray:
    """Covariance `(k,)` of the interquartile means of paired `first` and `second` `(runs, k)`."""
    runs = first.shape[0]
    kept = runs - 2 * trimmed(runs)
    one, two = (_winsorised(values) for values in (first, second))
    products = (one - one.mean(axis=0)) * (two - two.mean(axis=0))
    return np.asarray(products.sum(axis=0) / (kept * (kept - 1)))


def _winsorised(values: FloatArray) -> FloatArray:
    """`values` `(runs, k)`, the trimmed ones drawn in to the nearest that is kept."""
    ordered = np.sort(values, axis=0)
    cut = trimmed(values.shape[0])
    return np.asarray(np.clip(values, ordered[cut], ordered[values.shape[0] - 1 - cut]))


def paired_change(start: FloatArray, end: FloatArray) -> Tested:
    """By how much the interquartile mean over runs changed, for `start` and `end` `(runs,)`.

    Yuen's test for dependent trimmed means: Wilcox (2012), Introduction to Robust Estimation and
    Hypothesis Testing, section 5.9.5.

    Raises:
        ValueError: fewer than three runs.
    """
    _enough(start, end)
    unit = _unit(np.append(start, end))
    first, last = start[:, None] / unit, end[:, None] / unit
    square = (
        _squared_error(first, first) + _squared_error(last, last) - 2 * _squared_error(first, last)
    )
    value = float((interquartile_mean(last) - interquartile_mean(first))[0] * unit)
    kept = start.size - 2 * trimmed(start.size)
    return t_test(value, float(np.sqrt(max(square[0], 0.0)) * unit), kept - 1)


def welch(first: FloatArray, second: FloatArray) -> Tested:
    """Mean of `second` minus mean of `first`, one number per run, with spreads that may differ.

    Welch (1947), doi:10.1093/biomet/34.1-2.28.

    Args:
        first: `(s,)`.
        second: `(t,)`.

    Raises:
        ValueError: fewer than three runs on a side.
    """
    _enough(first, second)
    parts = [float(part.var(ddof=1)) / part.size for part in (first, second)]
    whole = sum(parts)
    weights = [part**2 / (side.size - 1) for part, side in zip(parts, (first, second), strict=True)]
    df = whole**2 / sum(weights) if sum(weights) > 0 else 1.0
    return t_test(float(second.mean() - first.mean()), float(np.sqrt(whole)), df)


def welch_ratio(first: FloatArray, second: FloatArray) -> Tested:
    """Geometric mean of `second` over that of `first`, positive numbers per run; by Welch's t.

    Raises:
        ValueError: fewer than three runs on a side.
    """
    logs = welch(np.log(first), np.log(second))
    value, low, high = (float(np.exp(part)) for part in (logs.value, logs.low, logs.high))
    return replace(logs, value=value, low=low, high=high)


def improvement(first: FloatArray, second: FloatArray) -> Interval:
    """The probability that a run of `second` exceeds one of `first`, ties counting half.

    Mann and Whitney's statistic with Newcombe's score interval (2006, doi:10.1002/sim.2324, method
    5), which stays honest where the two do not overlap; with Student's quantile in place of the
    normal one, without which it is too narrow for three or four runs.
    """
    from scipy.special import stdtrit

    reach = float(stdtrit(max(first.size + second.size - 2, 1), 0.975))
    value = float(np.mean((second > first[:, None]) + 0.5 * (second == first[:, None])))
    low = _score_end(value, 0.0, first.size, second.size, reach)
    high = _score_end(value, 1.0, first.size, second.size, reach)
    return Interval(value=value, low=min(low, value), high=max(high, value))


def _score_end(value: float, end: float, first: int, second: int, reach: float) -> float:
    """The probability furthest from `value` towards `end` within `reach` standard errors of it."""
    inside, outside = value, end
    weight = (first + second) / 2 - 1
    for _ in range(_HALVINGS):
        middle = (inside + outside) / 2
        spread = 1 + weight * ((1 - middle) / (2 - middle) + middle / (1 + middle))
        error = np.sqrt(middle * (1 - middle) * spread / (first * second))
        if abs(value - middle) <= reach * error:
            inside = middle
        else:
            outside = middle
    return inside


def outlying(values: FloatArray) -> FloatArray:
    """p-values `(runs,)` that a run's number belongs to the others', corrected for their number.

    Externally studentised distance, Grubbs (1950), doi:10.1214/aoms/1177729885. All 1 below four
    runs.
    """
    from scipy.special import stdtr

    runs = values.size
    if runs < FEWEST_RUNS + 1:
        return np.ones(runs)
    values, found = values / _unit(values), np.ones(runs)
    for run in range(runs):
        others = np.delete(values, run)
        error = float(others.std(ddof=1)) * np.sqrt(1 + 1 / others.size)
        distance = abs(float(values[run] - others.mean()))
        if error > 0:
            found[run] = 2 * float(stdtr(runs - 2, -distance / error))
        elif distance > 0:
            found[run] = 0.0
    return np.minimum(found * runs, 1.0)


def holm(p_values: FloatArray) -> FloatArray:
    """`p_values` `(m,)` adjusted so that all claims together hold their level.

    Holm (1979), Scandinavian Journal of Statistics 6, 65-70.
    """
    order = np.argsort(p_values)
    stepped = p_values[order] * np.arange(p_values.size, 0, -1)
    adjusted = np.empty(p_values.size)
    adjusted[order] = np.minimum(np.maximum.accumulate(stepped), 1.0)
    return adjusted


def _enough(first: FloatArray, second: FloatArray) -> None:
    if min(first.size, second.size) < FEWEST_RUNS:
        raise ValueError(f"at least {FEWEST_RUNS} runs on a side, got {first.size}, {second.size}")
