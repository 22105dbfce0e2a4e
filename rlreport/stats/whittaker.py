"""A smooth level in noise with memory, both strengths chosen by restricted likelihood.

The model of `n` evenly spaced values: y = z + e, where the second differences of the level z are
independent with variance s2 / stiffness (an integrated random walk: Whittaker's graduation) and e
is AR(1) noise with coefficient phi and innovation variance s2. All matrices have two bands beside
the diagonal, so that everything here is O(n).

References: Whittaker (1923), doi:10.1017/S0013091500077853; Wahba (1985),
doi:10.1214/aos/1176349743; Wang (1998), doi:10.1080/01621459.1998.10474115 (likelihood stays right
where cross-validation takes autocorrelated noise for signal); Harvey and Koopman (1992),
doi:10.1080/07350015.1992.10509913 (tests for breaks from smoothed disturbances).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from rlreport.values import BoolArray, FloatArray

LOWEST_STIFFNESS = -3.0
"""log10 of the stiffness at which the level follows every point."""
_FLOOR = 1e-26  # of the mean square residual, for y of scale 1: exact fits stay finite
_LOG_10 = math.log(10)
_GRID = 10
_PHIS = (0.0, 0.2, 0.4, 0.6, 0.8)
_FIRST_STEP = (0.4, 0.1)
_LAST_STEP = 0.01
_MOST_MOVES = 200


@dataclass(frozen=True, kw_only=True, eq=False)
class Fit:
    """A fitted level.

    Attributes:
        level: `(n,)`.
        variance: `(n,)`, posterior variance of the level.
        stiffness: log10 of the penalty on second differences, relative to the noise.
        phi: AR(1) coefficient of the noise.
        innovation: innovation variance of the noise.
        loss: minus twice the restricted log-likelihood, up to a constant.
    """

    level: FloatArray
    variance: FloatArray
    stiffness: float
    phi: float
    innovation: float
    loss: float

    @property
    def noise_sd(self) -> float:
        """Marginal standard deviation of the noise."""
        return float(np.sqrt(self.innovation / (1 - self.phi**2)))


@dataclass(frozen=True, kw_only=True, eq=False)
class Model:
    """Values to smooth, and where the level may bend freely.

    Attributes:
        y: `(n,)`, n >= 3, finite, of scale about 1.
        weight: `(n - 2,)`, 0..1, of the penalty on each second difference: below 1 where the level
            may bend more than elsewhere, 0 where freely (a released kink).
    """

    y: FloatArray
    weight: FloatArray

    @cached_property
    def free(self) -> BoolArray:
        """Where a second difference is not penalised `(n - 2,)`."""
        return np.asarray(self.weight == 0)

    @property
    def top(self) -> float:
        """log10 of the greatest stiffness that stays well conditioned: all but a straight line."""
        return float(4 * np.log10(max(self.y.size / (0.4 * np.pi), 2.0)))

    @cached_property
    def rank(self) -> int:
        """Number of penalised differences."""
        return int(np.count_nonzero(~self.free))

    @cached_property
    def _log_weights(self) -> float:
        return float(np.log(self.weight[~self.free]).sum())

    @cached_property
    def penalty(self) -> FloatArray:
        """Diagonal and two lower bands `(3, n)` of D'WD, D taking second differences."""
        w = self.weight
        bands = np.zeros((3, self.y.size))
        bands[0, :-2] += w
        bands[0, 1:-1] += 4 * w
        bands[0, 2:] += w
        bands[1, :-2] -= 2 * w
        bands[1, 1:-1] -= 2 * w
        bands[2, :-2] += w
        return bands

    def system(self, stiffness: float, phi: float) -> FloatArray:
        """Bands `(3, n)` of the level's posterior precision, times the innovation variance."""
        bands = np.asarray(10.0**stiffness * self.penalty)
        bands[0] += 1 + phi**2
        bands[0, 0] -= phi**2
        bands[0, -1] -= phi**2
        bands[1, :-1] -= phi
        return bands

    def solve(self, stiffness: float, phi: float) -> tuple[FloatArray, float, FloatArray]:
        """The level `(n,)`, the penalised residual sum of squares, and the Cholesky factor."""
        from scipy.linalg.lapack import dpbtrf, dpbtrs

        factor, failed = dpbtrf(self.system(stiffness, phi), lower=1, overwrite_ab=1)
        if failed:
            raise np.linalg.LinAlgError("the stiffness is out of range")
        level, _ = dpbtrs(factor, ar1_precision(self.y, phi), lower=1)
        bends = level[2:] - 2 * level[1:-1] + level[:-2]
        squares = ar1_squares(self.y - level, phi)
        squares += 10.0**stiffness * float(self.weight @ bends**2)
        return level, max(squares, _FLOOR * self.y.size), factor

    def loss(self, stiffness: float, phi: float) -> float:
        """Minus twice the restricted log-likelihood, up to a constant; infinite out of range."""
        try:
            _, squares, factor = self.solve(stiffness, phi)
        except np.linalg.LinAlgError:
            return float("inf")
        return self.loss_of(stiffness, phi, squares, factor)

    def loss_of(self, stiffness: float, phi: float, squares: float, factor: FloatArray) -> float:
        """The same from what `solve` has found."""
        spread = 2 * float(np.log(factor[0]).sum()) - math.log1p(-(phi**2))
        return self.rank * (math.log(squares) - stiffness * _LOG_10) + spread - self._log_weights

    def fit(self, stiffness: float, phi: float) -> Fit:
        """The fit at a given stiffness and phi."""
        level, squares, factor = self.solve(stiffness, phi)
        innovation = squares / max(self.rank, 1)
        return Fit(
            level=level,
            variance=innovation * inverse_bands(factor)[0],
            stiffness=stiffness,
            phi=phi,
            innovation=innovation,
            loss=self.loss_of(stiffness, phi, squares, factor),
        )

    def best(self, most_phi: float, start: tuple[float, float] | None = None) -> Fit:
        """The fit of greatest restricted likelihood with phi from 0 to `most_phi`."""
        low, high = (LOWEST_STIFFNESS, 0.0), (self.top, most_phi)
        if start is None:
            phis = sorted({min(phi, most_phi) for phi in _PHIS})
            grid = [(s, p) for s in np.linspace(low[0], high[0], _GRID) for p in phis]
            start = min(grid, key=lambda point: self.loss(*point))
        stiffness, phi = pattern_search(self.loss, start, low, high)
        return self.fit(stiffness, phi)


def model(y: FloatArray) -> Model:
    """The model of `y` `(n,)` without released kinks."""
    return Model(y=y, weight=np.ones(max(y.size - 2, 0)))


def ar1_precision(y: FloatArray, phi: float) -> FloatArray:
    """The inverse correlation structure of AR(1) noise, times `y` `(n,)`."""
    product = (1 + phi**2) * y
    product[0] -= phi**2 * y[0]
    product[-1] -= phi**2 * y[-1]
    product[1:] -= phi * y[:-1]
    product[:-1] -= phi * y[1:]
    return product


def ar1_squares(residuals: FloatArray, phi: float) -> float:
    """Sum of squares of the innovations of AR(1) `residuals` `(n,)`."""
    innovations = residuals[1:] - phi * residuals[:-1]
    return float(innovations @ innovations) + (1 - phi**2) * float(residuals[0]) ** 2


def inverse_bands(factor: FloatArray) -> FloatArray:
    """Diagonal and three lower bands `(4, n, ...)` of the inverse of L L', from the bands of L.

    The recursion of Takahashi, Fagan and Chin (1973): only what lies in the bands is computed.

    Args:
        factor: `(3, n)`, or `(3, n, k)` for k matrices at once.
    """
    diagonal = factor[0]
    n = diagonal.shape[0]
    inverse = np.zeros((4, n + 3, *diagonal.shape[1:]))
    one, two = (np.zeros_like(diagonal) for _ in range(2))
    one[:-1] = factor[1][:-1] / diagonal[:-1]
    two[:-2] = factor[2][:-2] / diagonal[:-2]
    own = 1 / diagonal**2
    if diagonal.ndim == 1:
        return _inverse_of_one(one.tolist(), two.tolist(), own.tolist())
    s0, s1, s2, s3 = inverse
    for i in range(n - 1, -1, -1):
        a, b = one[i], two[i]
        s1[i] = -a * s0[i + 1] - b * s1[i + 1]
        s2[i] = -a * s1[i + 1] - b * s0[i + 2]
        s3[i] = -a * s2[i + 1] - b * s1[i + 2]
        s0[i] = own[i] - a * s1[i] - b * s2[i]
    return inverse[:, :n]


def _inverse_of_one(one: list[float], two: list[float], own: list[float]) -> FloatArray:
    """The same for one matrix, on Python's floats: ten times as fast as on arrays of one."""
    rows = []
    p0 = p1 = p2 = q0 = q1 = 0.0  # bands of the next row (p) and of the one behind it (q)
    for a, b, c in zip(reversed(one), reversed(two), reversed(own), strict=True):
        s1 = -a * p0 - b * p1
        s2 = -a * p1 - b * q0
        s3 = -a * p2 - b * q1
        s0 = c - a * s1 - b * s2
        rows.append((s0, s1, s2, s3))
        q0, q1 = p0, p1
        p0, p1, p2 = s0, s1, s2
    return np.array(rows[::-1]).T


def pattern_search(
    loss: Callable[..., float],
    start: Sequence[float],
    low: Sequence[float],
    high: Sequence[float],
    *,
    last_step: float = _LAST_STEP,
) -> tuple[float, ...]:
    """The place of a minimum of `loss` in the box `low..high`, by halving steps from `start`.

    The first parameter is a logarithm of a stiffness, the others are shares.
    Hooke and Jeeves (1961), doi:10.1145/321062.321069.
    """
    place = np.clip(start, low, high)
    least = loss(*place)
    step = np.array([_FIRST_STEP[0], *[_FIRST_STEP[1]] * (place.size - 1)])
    for _ in range(_MOST_MOVES):
        trial, value = _explored(loss, place, least, step, (low, high))
        if value < least:
            ahead = np.clip(2 * trial - place, low, high)
            place, least = trial, value
            beyond = loss(*ahead)
            if beyond < least:
                place, least = ahead, beyond
        elif step[0] <= last_step:
            break
        else:
            step = step / 2
    return tuple(place.tolist())


def _explored(
    loss: Callable[..., float],
    place: FloatArray,
    least: float,
    step: FloatArray,
    box: tuple[Sequence[float], Sequence[float]],
) -> tuple[FloatArray, float]:
    """The best place one step along each parameter in turn, and its loss."""
    for axis in range(place.size):
        for sign in (1, -1):
            trial = place.copy()
            trial[axis] = np.clip(place[axis] + sign * step[axis], box[0][axis], box[1][axis])
            value = loss(*trial) if trial[axis] != place[axis] else least
            if value < least:
                place, least = trial, value
                break
    return place, least
