"""Noise with memory: its spread, its autocorrelation, and how many independent points it leaves."""

from __future__ import annotations

from typing import Literal

import numpy as np

from rlreport.values import FloatArray, Noise

MAD_TO_SD = 1.4826
"""Standard deviation of a normal distribution in units of its median absolute deviation."""
_MOST_PHI = 0.99
_WINDOW = 9  # neighbours among which a point may stand out
_TRIMMED = 0.623  # mean square of a standard normal variable without its largest tenth
_PART = 25  # points that show how wide noise is in a part of a curve
_PARTS = (4, 12)  # fewest and most
_UNEVEN = 15.0
"""How many times wider noise is in one part than in another before it counts as uneven: four times,
as of the noise that tests are calibrated on, and its estimate in parts of 25 points stay below."""
_ROUNDING = 1e-12  # of the range, below which noise is that of floating-point numbers
_TIED = 0.25  # share of equal values beyond which ranks, medians and gaps mean little
_EVEN = 0.05  # of the mean step, from which steps vary
_SMOOTH = 0.7  # correlation of neighbouring steps, from which they drift
_TO_AND_FRO = 0.25  # of the changes that there would be between values in random order


def mad_sd(values: FloatArray) -> float:
    """A robust standard deviation of `values` around their median; 0.0 of nothing."""
    if not values.size:
        return 0.0
    return float(MAD_TO_SD * np.median(np.abs(values - np.median(values))))


def hampel(y: FloatArray, *, reach: float = 4.5, steep_ends: bool = False) -> FloatArray:
    """`y` `(n,)` with points that lie far from the median of their neighbours put onto it.

    Hampel (1974), doi:10.1080/01621459.1974.10482962.

    Args:
        y: any values.
        reach: how far a point may lie, in robust standard deviations of its neighbours.
        steep_ends: whether the curve is taken to go on beyond its ends as it came, so that a steep
            start is no outlier, nor is a wild first or last point.
    """
    if y.size < _WINDOW:
        return y
    windows = _windows(y, "odd" if steep_ends else "even")
    middle = np.median(windows, axis=1)
    spread = MAD_TO_SD * np.median(np.abs(windows - middle[:, None]), axis=1)
    far = (np.abs(y - middle) > reach * spread) & (spread > 0)
    return np.where(far, middle, y)


def _windows(y: FloatArray, beyond: Literal["odd", "even"]) -> FloatArray:
    """The neighbours of each point of `y` `(n,)`, n >= 9, itself among them: `(n, 9)`."""
    padded = np.pad(y, _WINDOW // 2, mode="reflect", reflect_type=beyond)
    return np.lib.stride_tricks.sliding_window_view(padded, _WINDOW)


def tails(y: FloatArray) -> float:
    """Kurtosis of the noise in `y` `(n,)`, 3 for a normal one: around the median of neighbours.

    A jump of the level stays in the median, and so out of the noise.
    """
    if y.size < _WINDOW:
        return 3.0
    squares = (y - np.median(_windows(y, "even"), axis=1)) ** 2
    return float(np.mean(squares**2)) / max(float(np.mean(squares)) ** 2, 1e-300)


def compressed(y: FloatArray) -> FloatArray:
    """`y` `(n,)` on a scale that is even around its median and logarithmic far from it."""
    return np.arcsinh((y - np.median(y)) / (mad_sd(y) or 1.0))


def local_phi(y: FloatArray) -> float:
    """Lag-1 autocorrelation of the noise in `y` `(n,)` as its differences show it.

    With D_k the trimmed mean square of lag-k differences, AR(1) noise has D_2 / D_1 = 1 + phi,
    whatever slow signal it rides on.
    """
    if y.size < 4:
        return 0.0
    first, second = (_trimmed_mean_square(y[lag:] - y[:-lag]) for lag in (1, 2))
    return float(np.clip(second / first - 1, -1, 1)) if first > 0 else 0.0


def difference_variance(y: FloatArray) -> float:
    """Mean square difference of neighbours in `y` `(n,)`, without the largest tenth of them.

    Scaled to what it is on average in normal noise, so that jumps of the level leave no trace.
    Rice (1984), doi:10.1214/aos/1176346788.
    """
    return _trimmed_mean_square(np.diff(y)) / _TRIMMED


def uneven(y: FloatArray) -> FloatArray | None:
    """The noise's local standard deviation `(n,)` in `y` `(n,)`, where it changes very much.

    None where it does not, where the curve is too short to tell, or where a part has no noise. The
    loss of a critic often falls by orders of magnitude, and its noise with it.
    """
    count = min(y.size // _PART, _PARTS[1])
    if count < _PARTS[0]:
        return None
    bends = np.array_split(np.abs(np.diff(y, 2)), count)
    scales = np.array([MAD_TO_SD * np.median(part) for part in bends]) / np.sqrt(6)
    if scales.min() * _UNEVEN >= scales.max() or scales.min() <= _ROUNDING * np.ptp(y):
        return None
    logs = np.log(scales)
    ends = logs[0] - (logs[1] - logs[0]) / 2, logs[-1] + (logs[-1] - logs[-2]) / 2
    places = np.array([0.0, *(np.arange(count) + 0.5), count]) * y.size / count
    return np.asarray(np.exp(np.interp(np.arange(y.size), places, [ends[0], *logs, ends[1]])))


def tied(y: FloatArray) -> bool:
    """Whether one value makes up more than a quarter of `y` `(n,)`."""
    if not y.size:
        return False
    quarters = np.arange(4) * y.size // 4
    often = np.partition(y, quarters)[quarters]  # such a value reaches over one of these ranks
    return bool(max(np.count_nonzero(y == value) for value in often) > _TIED * y.size)


def discrete(y: FloatArray) -> bool:
    """Whether `y` `(n,)` jumps to and fro between few values, as successes and counts do.

    It is tied then, and its stretches of equal values are not much longer than chance makes them.
    Wald and Wolfowitz (1940), doi:10.1214/aoms/1177731909. A robust spread is blind to such noise:
    most points lie on one value or near it.
    """
    if not tied(y):
        return False
    _, counts = np.unique(y, return_counts=True)
    by_chance = 1 - float(counts @ counts) / y.size**2
    changes = float(np.mean(y[1:] != y[:-1])) if y.size > 1 else 0.0
    return changes > _TO_AND_FRO * by_chance > 0


def accumulated(y: FloatArray, *, least: int = 50) -> bool:
    """Whether `y` `(n,)`, n >= `least`, goes one way only, by steps that vary by chance.

    So does a sum of what each step adds, or a best value so far: noise makes a level go back.
    """
    steps = np.diff(y)
    if y.size < least or not ((steps >= 0).all() or (steps <= 0).all()) or not steps.any():
        return False
    varying = steps - steps.mean()
    total = float(varying @ varying)
    smooth = total <= (_EVEN * float(steps.mean())) ** 2 * steps.size
    return not smooth and float(varying[1:] @ varying[:-1]) < _SMOOTH * total


def _trimmed_mean_square(differences: FloatArray) -> float:
    squares = np.sort(differences**2)
    return float(squares[: max(int(0.9 * squares.size), 1)].mean())


def lag_correlation(residuals: FloatArray, *, edf: float = 1.0) -> float:
    """Lag-1 autocorrelation of residuals `(n,)`, corrected for its bias towards negative values.

    The correction (1 + 3 phi) / n is that of Kendall (1954), doi:10.1093/biomet/41.3-4.403, for a
    fitted mean, taken `edf` times for a fit with that many effective degrees of freedom.
    """
    n = residuals.size
    total = float(residuals @ residuals)
    if n < 4 or total == 0:
        return 0.0
    phi = float(residuals[1:] @ residuals[:-1]) / total
    return float(np.clip(phi + edf * (1 + 3 * phi) / n, 0, _MOST_PHI))


def noise_of(residuals: FloatArray) -> Noise:
    """AR(1) noise with the spread and lag-1 autocorrelation of `residuals` `(n,)`."""
    n = residuals.size
    scale = float(np.abs(residuals).max()) if n else 0.0
    if scale == 0 or not np.isfinite(scale):
        return Noise(sd=0.0, phi=0.0, n=n, n_eff=float(n))
    centred = residuals / scale - np.mean(residuals / scale)
    phi = lag_correlation(centred)
    return Noise(
        sd=float(np.sqrt(np.mean(centred**2))) * scale,
        phi=phi,
        n=n,
        n_eff=effective_size(n, phi),
    )


def effective_size(n: int, phi: float) -> float:
    """How many independent points `n` points of AR(1) noise are worth for a mean.

    Bayley and Hammersley (1946), doi:10.2307/2983560.
    """
    return n * (1 - phi) / (1 + phi)


def ar1_residuals(residuals: FloatArray, phi: float) -> FloatArray:
    """The innovations `(n - 1,)` of AR(1) `residuals` `(n,)`: what is new in each point.

    Scaled to the marginal variance of the residuals. Prais and Winsten (1954), Cowles Commission
    Discussion Paper 383.
    """
    return np.asarray((residuals[1:] - phi * residuals[:-1]) / np.sqrt(1 - phi**2))
