"""Intervals: of changes, ratios, shares and equivalence."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rlreport.values import FloatArray, IntArray

_CORRELATION = -0.5  # of the errors at both ends of a straight line, the worst case of a smooth
Z95 = 1.959964  # standard errors to either side of an estimate hold 95% where it is normal
_LARGEST_RATIO = 1e100  # its square is a number; a start so near zero has no meaningful ratio


@dataclass(frozen=True, kw_only=True)
class Interval:
    """A number and its interval, `low <= value <= high`."""

    value: float
    low: float
    high: float

    @property
    def excludes_zero(self) -> bool:
        """Whether zero lies outside."""
        return self.low > 0 or self.high < 0


def change(start: Interval, end: Interval) -> Interval:
    """`end - start` of two levels of one smooth, with the interval of the difference.

    Delta method (Oehlert 1992, doi:10.1080/00031305.1992.10475842). The errors of both ends are
    taken to be correlated by -0.5, as at the ends of a straight line; less is conservative.
    """
    up = _joined(end.high - end.value, start.value - start.low)
    down = _joined(end.value - end.low, start.high - start.value)
    value = end.value - start.value
    return Interval(value=value, low=value - down, high=value + up)


def _joined(first: float, second: float) -> float:
    return float(np.sqrt(first**2 + second**2 - 2 * _CORRELATION * first * second))


def relative_change(start: Interval, end: Interval) -> Interval | None:
    """`end / start - 1` with Fieller's interval; None where the start may be zero.

    Fieller (1954), doi:10.1111/j.2517-6161.1954.tb00159.x. A fall below zero or a rise from a
    negative start has no meaningful ratio: None.
    """
    if start.low <= 0 or end.value < 0:
        return None
    half_start = (start.high - start.low) / 2 / start.value
    half_end = (end.high - end.low) / 2 / start.value
    ratio = end.value / start.value
    square = 1 - half_start**2
    if square <= 0 or max(ratio, half_end) > _LARGEST_RATIO:
        return None
    cross = ratio - _CORRELATION * half_start * half_end
    root = np.sqrt(max(cross**2 - square * (ratio**2 - half_end**2), 0.0))
    low, high = (cross - root) / square, (cross + root) / square
    return Interval(
        value=ratio - 1, low=float(min(low, ratio)) - 1, high=float(max(high, ratio)) - 1
    )


def wilson(successes: float, trials: float, *, estimated: bool = False) -> Interval:
    """The share of successes with its 95% score interval.

    Wilson (1927), doi:10.1080/01621459.1927.10502953.

    Args:
        successes: of the trials.
        trials: independent ones.
        estimated: whether the variance is taken to be that of a sample, as in `clustered_shares`:
            one degree of freedom less, and as wide as Student's t for it.

    Raises:
        ValueError: no trials.
    """
    if trials <= 0:
        raise ValueError("a share needs at least one trial")
    from scipy.special import stdtrit

    share = successes / trials
    free = max(trials - 1, 1.0)
    worth, wide = (free, float(stdtrit(free, 0.975))) if estimated else (trials, Z95)
    low, high = _scores(np.array([share]), np.array([worth]), np.array([wide]))
    return Interval(value=share, low=float(low[0]), high=float(high[0]))


def _scores(share: FloatArray, trials: FloatArray, z: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The bounds of score intervals `(k,)` of shares `(k,)`, `z` standard errors to each side."""
    spread = z**2 / trials
    centre = (share + spread / 2) / (1 + spread)
    half = z * np.sqrt(share * (1 - share) / trials + spread / (4 * trials)) / (1 + spread)
    return np.minimum(centre - half, share), np.maximum(centre + half, share)


@dataclass(frozen=True, kw_only=True, eq=False)
class Shares:
    """Shares `(k,)` in 0..1, their standard errors (NaN of one cluster) and 95% intervals."""

    value: FloatArray
    error: FloatArray
    low: FloatArray
    high: FloatArray


def clustered_shares(success: FloatArray, cluster: IntArray, of: IntArray) -> Shares:
    """The means of `success` `(n,)` in 0..1 with intervals that know about clusters.

    Answers to one prompt resemble each other, so the intervals are Wilson's at the number of
    independent answers that the ratio of the clustered to the binomial variance leaves, as wide as
    Student's t for so many clusters. Kish (1965), Survey Sampling, section 5.4; Dean and Pagano
    (2015), doi:10.1093/jssam/smv024.

    Args:
        success: of each answer.
        cluster: which of the clusters 0, 1, ... it is in `(n,)`; each lies in one share.
        of: which of the shares 0, 1, ... it counts for `(n,)`; each has an answer.
    """
    from scipy.special import stdtrit

    n = np.bincount(of)
    share = np.bincount(of, weights=success) / n
    home = np.zeros(int(cluster.max(initial=-1)) + 1, dtype=np.intp)
    home[cluster] = of
    totals = np.bincount(cluster, weights=success - share[of])
    clusters = np.bincount(home, minlength=n.size)
    squares = np.bincount(home, weights=totals**2, minlength=n.size)
    correction = np.where(clusters > 1, clusters / np.maximum(clusters - 1, 1), np.nan)
    variance = correction * squares / n**2
    plain = share * (1 - share) / n
    known = (clusters > 1) & (plain > 0)
    effect = np.divide(variance, plain, out=np.ones(n.size), where=known)
    low, high = _scores(
        share,
        np.where(known, n / np.maximum(effect, 1.0), clusters),
        np.where(clusters > 1, stdtrit(np.maximum(clusters - 1, 1), 0.975), Z95),
    )
    return Shares(value=share, error=np.sqrt(variance), low=low, high=high)


def equivalence(slope: float, error: float, length: float, margin: float, df: float) -> float:
    """p-value that the change over `length` lies *within* `-margin..margin`: two one-sided tests.

    Small values establish a plateau. Schuirmann (1987), doi:10.1007/BF01068419.

    Args:
        slope: estimated change per unit of x.
        error: its standard error, autocorrelation counted in.
        length: length of the stretch in x.
        margin: the largest change that still counts as none.
        df: degrees of freedom of `error`.
    """
    from scipy.special import stdtr

    spread = error * length
    if spread <= 0:
        return 0.0 if abs(slope * length) < margin else 1.0
    return float(1 - stdtr(df, (margin - abs(slope * length)) / spread))
