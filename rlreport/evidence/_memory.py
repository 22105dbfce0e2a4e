"""The noise of a curve as white noise and AR(1) noise, and what a smooth level gains over it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from rlreport.stats import whittaker
from rlreport.values import FloatArray

_MOST_PHI = 0.98
_SHARES = (0.02, 0.98)  # of the AR(1) part in the variance: both parts always exist a little
_STIFFNESSES = 8
_PHIS = (0.3, 0.6, 0.9)
_MIXTURES = (0.1, 0.5, 0.9)
_FLOOR = 1e-26
_LAST_STEP = 0.02


@dataclass(frozen=True, kw_only=True)
class Memory:
    """Stationary noise: AR(1) with coefficient `phi`, a `share` of `variance`, and white noise."""

    variance: float
    phi: float
    share: float

    @property
    def long_run(self) -> float:
        """Variance of the mean of n points, times n, for large n."""
        return self.variance * (1 - self.share + self.share * (1 + self.phi) / (1 - self.phi))

    @property
    def innovation(self) -> float:
        """Variance of what is new in each point, of AR(1) noise alone."""
        return self.variance * (1 - self.phi**2)

    def size(self, n: int) -> float:
        """How many independent points `n` points are worth for a mean."""
        return n * self.variance / self.long_run if self.variance > 0 else float(n)

    def variance_of_sums(self, longest: int) -> FloatArray:
        """Variance `(longest + 1,)` of the sum of 0, 1, 2, ... neighbouring points."""
        h = np.arange(longest + 1, dtype=np.float64)
        phi = self.phi
        ratio = h * (1 + phi) / (1 - phi) - 2 * phi * (1 - phi**h) / (1 - phi) ** 2
        return np.asarray(self.variance * (self.share * ratio + (1 - self.share) * h))


@dataclass(frozen=True, kw_only=True)
class Mixed:
    """What `Mixture.fit` finds; gains are twice differences of restricted log-likelihoods.

    Attributes:
        around_line: the noise around a straight line.
        beside: the noise beside a smooth level.
        gain: what the smooth level gains over the line.
        white: what white noise besides gains over AR(1) noise alone, around the line.
    """

    around_line: Memory
    beside: Memory
    gain: float
    white: float


@dataclass(frozen=True, kw_only=True, eq=False)
class Mixture:
    """y = level + AR(1) + white, by restricted likelihood; `y` `(n,)`, n >= 5, of scale about 1."""

    y: FloatArray

    @cached_property
    def _smooth(self) -> whittaker.Model:
        return whittaker.model(self.y)

    def loss(self, stiffness: float, phi: float, share: float) -> float:
        """Minus twice the restricted log-likelihood, up to a constant."""
        squares, spread = self._solve(stiffness, phi, share)
        return (self.y.size - 2) * float(np.log(squares) - stiffness * np.log(10)) + spread

    def line_loss(self, phi: float, share: float) -> float:
        """The same for a straight line as level."""
        return self.loss(self._smooth.top, phi, share)

    def _solve(self, stiffness: float, phi: float, share: float) -> tuple[float, float]:
        """Penalised residual sum of squares, and the log-determinants that belong to it."""
        from scipy.linalg.lapack import dpbtrf, dpbtrs

        n = self.y.size
        white, memory = 1 / (1 - share), 1 / (share * (1 - phi**2))
        penalty = 10.0**stiffness * self._smooth.penalty
        bands = np.zeros((5, 2 * n))
        bands[0, 0::2] = white + memory * (1 + phi**2)
        bands[0, [0, -2]] -= memory * phi**2
        bands[0, 1::2] = white + penalty[0]
        bands[1, 0::2] = white
        bands[2, 0:-2:2] = -memory * phi
        bands[2, 1::2] = penalty[1]
        bands[4, 1::2] = penalty[2]
        factor, failed = dpbtrf(bands, lower=1, overwrite_ab=1)
        if failed:
            return float("inf"), 0.0
        both, _ = dpbtrs(factor, white * np.repeat(self.y, 2), lower=1)
        noise, level = both[0::2], both[1::2]
        rest, bends = self.y - noise - level, np.diff(level, 2)
        squares = white * float(rest @ rest) + memory * whittaker.ar1_squares(noise, phi)
        squares += 10.0**stiffness * float(bends @ bends)
        determinants = 2 * float(np.log(factor[0]).sum()) - n * float(np.log(white))
        determinants -= n * float(np.log(memory)) + float(np.log1p(-(phi**2)))
        return max(squares, _FLOOR * n), determinants

    def fit(self) -> Mixed:
        """The likeliest noise around a line and beside a smooth level."""
        low = (whittaker.LOWEST_STIFFNESS, 0.0, _SHARES[0])
        high = (self._smooth.top, _MOST_PHI, _SHARES[1])
        pairs = [(phi, share) for phi in _PHIS for share in _MIXTURES]
        null = whittaker.pattern_search(
            self.line_loss,
            min(pairs, key=lambda pair: self.line_loss(*pair)),
            low[1:],
            high[1:],
            last_step=_LAST_STEP,
        )
        levels = np.linspace(low[0], high[0], _STIFFNESSES)
        grid = [(float(s), *pair) for s in levels for pair in pairs] + [(high[0], *null)]
        start = min(grid, key=lambda point: self.loss(*point))
        best = whittaker.pattern_search(self.loss, start, low, high, last_step=_LAST_STEP)
        line, smooth = (self._memory(*place) for place in ((self._smooth.top, *null), best))
        least = self.line_loss(*null)
        alone = min(self.line_loss(phi, high[2]) for phi in {*_PHIS, null[0], _MOST_PHI})
        return Mixed(
            around_line=line,
            beside=smooth,
            gain=max(least - self.loss(*best), 0.0),
            white=max(alone - least, 0.0),
        )

    def _memory(self, stiffness: float, phi: float, share: float) -> Memory:
        squares, _ = self._solve(stiffness, phi, share)
        return Memory(variance=squares / (self.y.size - 2), phi=phi, share=share)
