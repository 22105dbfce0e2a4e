"""Noise that swings: a second-order autoregression with complex roots, around a straight line."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rlreport.stats.search import least_of, pattern_search
from rlreport.values import FloatArray

_MOST_MODULUS = 0.95  # of the roots: what swings for longer than some twenty points is no noise
_COSINES = (-0.9, 0.99)
_MODULI = (0.3, 0.6, 0.8, 0.9)
_STARTS = (-0.5, 0.0, 0.4, 0.7, 0.85, 0.95)
_LAST_STEP = 0.02
_FLOOR = 1e-26


@dataclass(frozen=True, kw_only=True, eq=False)
class Swing:
    """A straight line in noise e[t] = 2 r c e[t-1] - r^2 e[t-2] + new; `y` `(n,)`, n >= 5.

    The modulus r says how long the noise swings, the cosine c how fast. Yule (1927),
    doi:10.1098/rsta.1927.0007.
    """

    y: FloatArray

    def gain(self, phi: float) -> float:
        """By how much swinging noise explains more than AR(1) noise with coefficient `phi` does.

        Twice the difference of the restricted log-likelihoods; 0.0 where it explains less.
        """
        start = least_of(self._loss, _STARTS, _MODULI)
        low, high = (_COSINES[0], 0.0), (_COSINES[1], _MOST_MODULUS)
        best = pattern_search(self._loss, start, low, high, last_step=_LAST_STEP)
        swinging = float(self._loss(*np.array(best)[:, None])[0])
        return max(line_loss(self.y, phi) - swinging, 0.0)

    def _loss(self, cosine: FloatArray, modulus: FloatArray) -> FloatArray:
        return _line_losses(self.y, 2 * modulus * cosine, -(modulus**2))


def line_loss(y: FloatArray, phi: float) -> float:
    """Minus twice the restricted log-likelihood of a line in AR(1) noise; `y` `(n,)`."""
    return float(_line_losses(y, np.array([phi]), np.zeros(1))[0])


def _line_losses(y: FloatArray, first: FloatArray, second: FloatArray) -> FloatArray:
    """The same in stationary AR(2) noise, for each of k pairs of coefficients `(k,)`.

    Up to a constant.
    """
    n = y.size
    variance = (1 - second) / ((1 + second) * ((1 - second) ** 2 - first**2))
    lag = first / (1 - second)
    rest = variance * (1 - lag**2)
    columns = np.column_stack([np.ones(n), np.linspace(-1, 1, n), y])
    white = np.empty((first.size, n, 3))
    white[:, 2:] = columns[2:] - (
        first[:, None, None] * columns[1:-1] + second[:, None, None] * columns[:-2]
    )
    white[:, 1] = (columns[1] - lag[:, None] * columns[0]) / np.sqrt(rest)[:, None]
    white[:, 0] = columns[0] / np.sqrt(variance)[:, None]
    products = white.transpose(0, 2, 1) @ white
    design = products[:, :2, :2]
    line = np.linalg.solve(design, products[:, :2, 2:])[..., 0]
    squares = products[:, 2, 2] - np.vecdot(products[:, 2, :2], line)
    determinant = design[:, 0, 0] * design[:, 1, 1] - design[:, 0, 1] ** 2
    spread = np.log(variance) + np.log(rest) + np.log(determinant)
    return np.asarray((n - 2) * np.log(np.maximum(squares, _FLOOR * n)) + spread)
