"""A curve as pieces of constant level or slope, and how likely that makes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rlreport import stats
from rlreport.evidence._memory import Memory
from rlreport.evidence._phases import Piece, partition
from rlreport.values import FloatArray

_PHIS = (0.0, 0.5)  # tried besides what neighbouring points show
_MOST_PHI = 0.9
_EACH = 2.0  # price of the size of a jump
_BASE = 2.0
_FLOOR = 1e-26


@dataclass(frozen=True, kw_only=True)
class Broken:
    """The curve in pieces.

    Attributes:
        memory: the noise around the pieces.
        loss: minus twice the log-likelihood, with the price of the pieces; comparable with
            `line_loss` and `walk_loss`.
    """

    memory: Memory
    loss: float


def broken(y: FloatArray) -> Broken:
    """The likeliest pieces of `y` `(n,)`, n >= 12, in AR(1) noise of whatever short memory."""
    shown = float(np.clip(stats.local_phi(y), 0, _MOST_PHI))
    return min((_broken(y, phi) for phi in {*_PHIS, shown}), key=lambda found: found.loss)


def line_loss(y: FloatArray, phi: float) -> float:
    """Minus twice the log-likelihood of a straight line in AR(1) noise, up to a constant."""
    return _loss(y, (Piece(first=0, last=y.size - 1, sloped=True),), phi)[0]


def walk_loss(y: FloatArray) -> float:
    """The same of a random walk with a drift."""
    steps = np.diff(y)
    return y.size * float(np.log(max(float(np.sum((steps - steps.mean()) ** 2)), _FLOOR)))


def _broken(y: FloatArray, phi: float) -> Broken:
    innovation = stats.difference_variance(y) * (1 + phi) / 2
    pieces = partition(y, phi, innovation)
    loss, squares = _loss(y, pieces, phi)
    variance = squares / y.size / (1 - phi**2)
    return Broken(
        memory=Memory(variance=variance, phi=phi, share=1.0), loss=loss + _price(pieces, y.size)
    )


def _price(pieces: Sequence[Piece], n: int) -> float:
    """What k borders between pieces cost: one choice among all sets of k places, and their sizes.

    Many cost less each than a single one, as there are fewer sets than sequences of places. Birge
    and Massart (2001), doi:10.1007/s100970100031.
    """
    from scipy.special import gammaln

    k = len(pieces) - 1
    sets = float(gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1))
    slopes = sum(piece.sloped for piece in pieces) - 1
    return 2 * sets + _EACH * k + (_BASE if k else 0.0) + slopes


def _loss(y: FloatArray, pieces: Sequence[Piece], phi: float) -> tuple[float, float]:
    """Minus twice the log-likelihood, and the sum of squares of the innovations."""
    squares = sum(_squares(y[piece.first : piece.last + 1], piece, phi) for piece in pieces)
    spread = y.size * np.log(max(squares, _FLOOR)) - len(pieces) * np.log1p(-(phi**2))
    return float(spread), squares


def _squares(y: FloatArray, piece: Piece, phi: float) -> float:
    """Residual sum of squares of the innovations around a level or a line; `y` `(m,)`."""
    columns = np.column_stack([np.ones(y.size), np.linspace(-1, 1, y.size), y])
    white = np.vstack([np.sqrt(1 - phi**2) * columns[:1], columns[1:] - phi * columns[:-1]])
    products = white.T @ white
    if piece.sloped:
        explained = products[2, :2] @ np.linalg.solve(products[:2, :2], products[:2, 2])
    else:
        explained = products[0, 2] ** 2 / products[0, 0]
    return max(float(products[2, 2] - explained), 0.0)
