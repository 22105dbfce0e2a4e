"""Pure numerics on arrays: noise with memory, intervals and tests that hold under it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rlreport.values import FloatArray, Noise

MAD_TO_SD = 1.4826
"""Standard deviation of a normal distribution in units of its median absolute deviation."""
_MOST_PHI = 0.99
_ROUNDING = 1e-13  # spread, relative to the values, that is no more than rounding


def bins(values: FloatArray, most: int) -> FloatArray:
    """Means of at most `most` consecutive groups of `values` `(n,)` of (nearly) equal size."""
    if values.size <= most:
        return np.asarray(values, dtype=np.float64)
    edges = bin_edges(values.size, most)
    return np.asarray(np.add.reduceat(values, edges[:-1]) / np.diff(edges))


def bin_edges(n: int, most: int) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    """Borders `(m + 1,)` of the groups that `bins` takes the means of."""
    groups = min(n, most)
    return np.linspace(0, n, groups + 1).round().astype(np.intp)


def mad_sd(values: FloatArray) -> float:
    """A robust standard deviation of `values` around their median; 0.0 of nothing."""
    if not values.size:
        return 0.0
    return float(MAD_TO_SD * np.median(np.abs(values - np.median(values))))


def local_phi(y: FloatArray) -> float:
    """Lag-1 autocorrelation of the noise in `y` `(n,)` as its differences show it.

    With D_k the trimmed mean square of lag-k differences, AR(1) noise has D_2 / D_1 = 1 + phi,
    whatever slow signal it rides on.
    """
    if y.size < 4:
        return 0.0
    first, second = (_trimmed_mean_square(y[lag:] - y[:-lag]) for lag in (1, 2))
    return float(np.clip(second / first - 1, -1, 1)) if first > 0 else 0.0


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


@dataclass(frozen=True, kw_only=True, eq=False)
class Standard:
    """Values moved and scaled to lie in -1..1 around their median, whatever their magnitude.

    Attributes:
        values: `(n,)`, rounded to 12 digits so that equivalent units give equal results.
        centre, scale: of `values`, after division by `magnitude`; scale is 0 of a constant.
        magnitude: greatest absolute value.
    """

    values: FloatArray
    centre: float
    scale: float
    magnitude: float

    @classmethod
    def of(cls, y: FloatArray) -> Standard:
        """Standardises finite `y` `(n,)`."""
        magnitude = float(np.abs(y).max()) if y.size else 0.0
        if magnitude == 0:
            return cls(values=np.zeros(y.size), centre=0.0, scale=0.0, magnitude=0.0)
        unit = y / magnitude
        centre = float(np.median(unit))
        scale = float(np.abs(unit - centre).max())
        if scale <= _ROUNDING:
            return cls(values=np.zeros(y.size), centre=centre, scale=0.0, magnitude=magnitude)
        values = ((unit - centre) / scale).round(12)
        return cls(values=values, centre=centre, scale=scale, magnitude=magnitude)

    @property
    def spread(self) -> float:
        """What one unit of `values` is in the unit of y."""
        return self.scale * self.magnitude

    def restored(self, values: FloatArray) -> FloatArray:
        """Standardised `values` in the unit of y."""
        limit = np.finfo(np.float64).max / max(self.magnitude, 1.0)
        return np.clip(values * self.scale + self.centre, -limit, limit) * self.magnitude
