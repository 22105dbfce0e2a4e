"""Phases: the best partition of a curve into stretches of constant level or constant slope."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rlreport.values import FloatArray, IntArray

_PENALTY = 1.5  # of the Bayesian information criterion's price per parameter
_SHORTEST = 5
_LEVEL_PARAMETERS = 2  # the place and the level
_LINE_PARAMETERS = 3  # and the slope
_AT_ONCE = 16  # ends of pieces: one by one their calls cost more than their arithmetic


@dataclass(frozen=True, kw_only=True)
class Piece:
    """Points `first..last` (inclusive), on a slope or not."""

    first: int
    last: int
    sloped: bool


def partition(y: FloatArray, phi: float, innovation: float) -> tuple[Piece, ...]:
    """The partition of `y` `(n,)` with the least penalised residual sum of squares.

    Exact, by dynamic programming: Jackson et al. (2005), doi:10.1109/LSP.2001.838216. Noise is
    AR(1) with coefficient `phi` and the given innovation variance; the first point of a piece is
    not predicted from the piece before. Pieces have at least 5 points.
    """
    n = y.size
    if n < 2 * _SHORTEST or innovation <= 0:
        return (Piece(first=0, last=n - 1, sloped=True),)
    sums = _sums((y - phi * np.append(y[0], y[:-1])) / (1 - phi))
    scale = innovation / (1 - phi) ** 2
    price = _PENALTY * np.log(n)
    least = np.full(n + 1, np.inf)
    least[0] = 0.0
    came_from = np.zeros(n + 1, dtype=np.intp)
    sloped = np.zeros(n + 1, dtype=bool)
    for first in range(_SHORTEST, n + 1, _AT_ONCE):
        ends = np.arange(first, min(first + _AT_ONCE, n + 1))
        flat, line = _costs(sums, ends)
        flat = flat / scale + _LEVEL_PARAMETERS * price
        line = line / scale + _LINE_PARAMETERS * price
        cheaper, steep = np.minimum(flat, line), line < flat
        for end, costs, slopes in zip(ends.tolist(), cheaper, steep, strict=True):
            total = least[: end - _SHORTEST + 1] + costs[: end - _SHORTEST + 1]
            best = int(total.argmin())
            least[end], came_from[end], sloped[end] = total[best], best, slopes[best]
    pieces = []
    end = n
    while end > 0:
        start = int(came_from[end])
        pieces.append(Piece(first=start, last=end - 1, sloped=bool(sloped[end])))
        end = start
    return tuple(reversed(pieces))


def _sums(y: FloatArray) -> FloatArray:
    """Cumulative sums `(5, n + 1)` of time t, t * t, whitened values y, t * y and y * y."""
    t = np.linspace(-1, 1, y.size)
    sums = np.zeros((5, y.size + 1))
    np.cumsum([t, t * t, y, t * y, y * y], axis=1, out=sums[:, 1:])
    return sums


def _costs(sums: FloatArray, ends: IntArray) -> tuple[FloatArray, FloatArray]:
    """Residual sums of squares around a mean and a line, without each piece's first point.

    `(m, s)` for the pieces from points 0..s-1 to before each of m `ends`, where they are long
    enough.
    """
    starts = np.arange(1, ends[-1] - _SHORTEST + 2)
    count = np.maximum(ends[:, None] - starts, 1)
    t, tt, y, ty, yy = sums[:, ends, None] - sums[:, None, starts]
    mean = y / count
    flat = np.maximum(yy - y * mean, 0.0)
    line = flat - (ty - t * mean) ** 2 / np.maximum(tt - t * t / count, 1e-12)
    return flat, np.maximum(line, 0.0)
