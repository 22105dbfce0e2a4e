"""The noise of a curve as white noise and AR(1) noise, and what a smooth level gains over it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from rlreport.stats import banded, whittaker
from rlreport.stats.search import least_of, pattern_search
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

    def loss(self, stiffness: FloatArray, phi: FloatArray, share: FloatArray) -> FloatArray:
        """Minus twice the restricted log-likelihoods `(k,)`, up to a constant."""
        squares, spread = self._solve(stiffness, phi, share)
        return np.asarray((self.y.size - 2) * (np.log(squares) - stiffness * np.log(10)) + spread)

    def line_loss(self, phi: FloatArray, share: FloatArray) -> FloatArray:
        """The same for a straight line as level."""
        return self.loss(np.full(phi.size, self._smooth.top), phi, share)

    def _solve(
        self, stiffness: FloatArray, phi: FloatArray, share: FloatArray
    ) -> tuple[FloatArray, FloatArray]:
        """Penalised residual sums of squares, and the log-determinants that belong to them."""
        n = self.y.size
        white, memory, strength = 1 / (1 - share), 1 / (share * (1 - phi**2)), 10.0**stiffness
        penalty = strength[:, None, None] * self._smooth.penalty
        bands = np.zeros((phi.size, 2 * n, 5))
        bands[:, 0::2, 0] = (white + memory * (1 + phi**2))[:, None]
        bands[:, [0, -2], 0] -= (memory * phi**2)[:, None]
        bands[:, 1::2, 0] = white[:, None] + penalty[..., 0]
        bands[:, 0::2, 1] = white[:, None]
        bands[:, 0:-2:2, 2] = (-memory * phi)[:, None]
        bands[:, 1::2, 2] = penalty[..., 1]
        bands[:, 1::2, 4] = penalty[..., 2]
        factor, both = banded.solved(bands, white[:, None] * np.repeat(self.y, 2))
        noise, level = both[:, 0::2], both[:, 1::2]
        rest, bends = self.y - noise - level, np.diff(level, 2)
        squares = white * np.vecdot(rest, rest) + memory * whittaker.ar1_squares(noise, phi)
        squares += strength * np.vecdot(bends, bends)
        determinants = 2 * np.log(factor[..., 0]).sum(axis=1) - n * np.log(white)
        determinants -= n * np.log(memory) + np.log1p(-(phi**2))
        return np.maximum(squares, _FLOOR * n), determinants

    def fit(self) -> Mixed:
        """The likeliest noise around a line and beside a smooth level."""
        low = (whittaker.LOWEST_STIFFNESS, 0.0, _SHARES[0])
        high = (self._smooth.top, _MOST_PHI, _SHARES[1])
        start = least_of(self.line_loss, _PHIS, _MIXTURES)
        null = pattern_search(self.line_loss, start, low[1:], high[1:], last_step=_LAST_STEP)
        levels = np.linspace(low[0], high[0], _STIFFNESSES)
        starts = np.array([least_of(self.loss, levels, _PHIS, _MIXTURES), (high[0], *null)])
        start = starts[int(np.argmin(self.loss(*starts.T)))]
        best = pattern_search(self.loss, start, low, high, last_step=_LAST_STEP)
        places = np.array([(high[0], *null), best]).T
        least, smoothed = self.loss(*places).tolist()
        phis = np.array([*_PHIS, null[0], _MOST_PHI])
        alone = float(self.line_loss(phis, np.full(phis.size, high[2])).min())
        line, smooth = (
            Memory(variance=squares / (self.y.size - 2), phi=phi, share=share)
            for squares, (_, phi, share) in zip(
                self._solve(*places)[0].tolist(), places.T.tolist(), strict=True
            )
        )
        return Mixed(
            around_line=line,
            beside=smooth,
            gain=max(least - smoothed, 0.0),
            white=max(alone - least, 0.0),
        )
