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

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from rlreport.stats import banded
from rlreport.stats.search import least_of, pattern_search
from rlreport.values import BoolArray, FloatArray, IntArray

LOWEST_STIFFNESS = -3.0
"""log10 of the stiffness at which the level follows every point."""
_FLOOR = 1e-26  # of the mean square residual, for y of scale 1: exact fits stay finite
_LOG_10 = float(np.log(10))
_GRID = 10
_PHIS = (0.0, 0.2, 0.4, 0.6, 0.8)


@dataclass(frozen=True, kw_only=True, eq=False)
class Fit:
    """A fitted level.

    Attributes:
        level: `(n,)`.
        factor: `(1, n, 3)`, the Cholesky factor of its posterior precision, times `innovation`.
        stiffness: log10 of the penalty on second differences, relative to the noise.
        phi: AR(1) coefficient of the noise.
        innovation: innovation variance of the noise.
        loss: minus twice the restricted log-likelihood, up to a constant.
    """

    level: FloatArray
    factor: FloatArray
    stiffness: float
    phi: float
    innovation: float
    loss: float

    @cached_property
    def variance(self) -> FloatArray:
        """Posterior variance of the level `(n,)`."""
        return np.asarray(self.innovation * banded.inverse_bands(self.factor)[0, 0])

    @property
    def taken(self) -> float:
        """Effective degrees of freedom of the level: those of its mean, in noise with memory."""
        squared = (1 - self.phi) ** 2
        return float(min(self.variance.sum() * squared / self.innovation, self.level.size))

    @property
    def noise_sd(self) -> float:
        """Marginal standard deviation of the noise."""
        return float(np.sqrt(self.innovation / (1 - self.phi**2)))


@dataclass(frozen=True, kw_only=True, eq=False)
class Solved:
    """The levels at k stiffnesses and coefficients.

    Attributes:
        level: `(k, n)`.
        squares: `(k,)`, penalised residual sums of squares.
        factor: `(k, n, 3)`, Cholesky factors of their posterior precisions, times the innovation.
        loss: `(k,)`, minus twice the restricted log-likelihoods, up to a constant.
    """

    level: FloatArray
    squares: FloatArray
    factor: FloatArray
    loss: FloatArray


@dataclass(frozen=True, kw_only=True, eq=False)
class Model:
    """Values to smooth, and where the level may bend freely.

    Attributes:
        y: `(n,)`, n >= 3, finite, of scale about 1.
        weight: `(n - 2,)`, 0..1, of the penalty on each second difference: below 1 where the level
            may bend more than elsewhere, 0 where freely (a released kink). `(k, n - 2)` for k
            models, of which one is solved at each of k stiffnesses.
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
    def rank(self) -> IntArray:
        """Number of penalised differences."""
        return np.asarray(np.count_nonzero(~self.free, axis=-1))

    @cached_property
    def _log_weights(self) -> FloatArray:
        return np.asarray(np.log(np.where(self.free, 1.0, self.weight)).sum(axis=-1))

    @cached_property
    def penalty(self) -> FloatArray:
        """Diagonal and two lower bands `(..., n, 3)` of D'WD, D taking second differences."""
        w = self.weight
        bands = np.zeros((*w.shape[:-1], self.y.size, 3))
        bands[..., :-2, 0] += w
        bands[..., 1:-1, 0] += 4 * w
        bands[..., 2:, 0] += w
        bands[..., :-2, 1] -= 2 * w
        bands[..., 1:-1, 1] -= 2 * w
        bands[..., :-2, 2] += w
        return bands

    def solve(self, stiffness: FloatArray, phi: FloatArray) -> Solved:
        """The levels at each of k stiffnesses `(k,)` and AR(1) coefficients `(k,)`.

        Raises:
            LinAlgError: a stiffness is out of range.
        """
        strength, memory = 10.0**stiffness, phi[:, None]
        bands = strength[:, None, None] * self.penalty
        bands[..., 0] += 1.0
        bands[:, 1:-1, 0] += memory**2
        bands[:, :-1, 1] -= memory
        factor, level = banded.solved(bands, ar1_precision(self.y, memory))
        bends = level[:, 2:] - 2 * level[:, 1:-1] + level[:, :-2]
        squares = ar1_squares(self.y - level, phi) + strength * np.vecdot(self.weight, bends**2)
        squares = np.maximum(squares, _FLOOR * self.y.size)
        spread = 2 * np.log(factor[..., 0]).sum(axis=1) - np.log1p(-(phi**2)) - self._log_weights
        return Solved(
            level=level,
            squares=squares,
            factor=factor,
            loss=self.rank * (np.log(squares) - stiffness * _LOG_10) + spread,
        )

    def loss(self, stiffness: FloatArray, phi: FloatArray) -> FloatArray:
        """Minus twice the restricted log-likelihoods `(k,)`; infinite out of range."""
        try:
            return self.solve(stiffness, phi).loss
        except np.linalg.LinAlgError:
            if stiffness.size == 1:
                return np.array([np.inf])
            weights = np.broadcast_to(self.weight, (stiffness.size, self.y.size - 2))
            models = [replace(self, weight=weight) for weight in weights]
            places = zip(models, stiffness[:, None], phi[:, None], strict=True)
            return np.concatenate([alone.loss(*place) for alone, *place in places])

    def fit(self, stiffness: float, phi: float) -> Fit:
        """The fit at a given stiffness and phi."""
        solved = self.solve(np.array([stiffness]), np.array([phi]))
        return Fit(
            level=solved.level[0],
            factor=solved.factor,
            stiffness=stiffness,
            phi=phi,
            innovation=float(solved.squares[0]) / max(int(self.rank), 1),
            loss=float(solved.loss[0]),
        )

    def best(self, most_phi: float, start: tuple[float, ...] = ()) -> Fit:
        """The fit of greatest restricted likelihood with phi from 0 to `most_phi`."""
        low, high = (LOWEST_STIFFNESS, 0.0), (self.top, most_phi)
        if not start:
            phis = sorted({min(phi, most_phi) for phi in _PHIS})
            start = least_of(self.loss, np.linspace(low[0], high[0], _GRID), phis)
        stiffness, phi = pattern_search(self.loss, start, low, high)
        return self.fit(stiffness, phi)


def model(y: FloatArray) -> Model:
    """The model of `y` `(n,)` without released kinks."""
    return Model(y=y, weight=np.ones(max(y.size - 2, 0)))


def ar1_precision(y: FloatArray, phi: FloatArray) -> FloatArray:
    """The inverse correlation structures of AR(1) noise, times `y`: `(k, n)` for `phi` `(k, 1)`."""
    product = y - phi * np.append(y[1:], 0.0)
    product[:, 1:] -= phi * y[:-1]
    product[:, 1:-1] += phi**2 * y[1:-1]
    return np.asarray(product)


def ar1_squares(residuals: FloatArray, phi: FloatArray) -> FloatArray:
    """Sums of squares `(k,)` of the innovations of AR(1) `residuals` `(k, n)`."""
    innovations = residuals[:, 1:] - phi[:, None] * residuals[:, :-1]
    first = (1 - phi**2) * residuals[:, 0] ** 2
    return np.asarray(np.vecdot(innovations, innovations) + first)
