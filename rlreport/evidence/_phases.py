"""Phases: the best partition of a curve into stretches of constant level or constant slope."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rlreport.values import FloatArray, IntArray

_PENALTY = 1.5  # of the Bayesian information criterion's price per parameter
_SHORTEST = 5
_LEVEL_PARAMETERS = 2  # the place and the level
_LINE_PARAMETERS = 3  # and the slope


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
    sums = _Sums.of((y - phi * np.append(y[0], y[:-1])) / (1 - phi))
    scale = innovation / (1 - phi) ** 2
    price = _PENALTY * np.log(n)
    least = np.full(n + 1, np.inf)
    least[0] = 0.0
    came_from = np.zeros(n + 1, dtype=np.intp)
    sloped = np.zeros(n + 1, dtype=bool)
    for end in range(_SHORTEST, n + 1):
        starts = np.arange(0, end - _SHORTEST + 1)
        flat, line = sums.costs(starts, end)
        flat = flat / scale + _LEVEL_PARAMETERS * price
        line = line / scale + _LINE_PARAMETERS * price
        total = least[starts] + np.minimum(flat, line)
        best = int(np.argmin(total))
        least[end], came_from[end], sloped[end] = total[best], best, line[best] < flat[best]
    pieces = []
    end = n
    while end > 0:
        start = int(came_from[end])
        pieces.append(Piece(first=start, last=end - 1, sloped=bool(sloped[end])))
        end = start
    return tuple(reversed(pieces))


@dataclass(frozen=True, kw_only=True, eq=False)
class _Sums:
    """Cumulative sums `(n + 1,)` of time and whitened values, for costs of all pieces at once."""

    t: FloatArray
    tt: FloatArray
    y: FloatArray
    ty: FloatArray
    yy: FloatArray

    @classmethod
    def of(cls, y: FloatArray) -> _Sums:
        t = np.linspace(-1, 1, y.size)
        parts = {"t": t, "tt": t * t, "y": y, "ty": t * y, "yy": y * y}
        return cls(**{name: np.append(0.0, np.cumsum(part)) for name, part in parts.items()})

    def costs(self, starts: IntArray, end: int) -> tuple[FloatArray, FloatArray]:
        """Residual sums of squares around a mean and a line, without each piece's first point."""
        count = end - starts - 1
        t, tt, y, ty, yy = (
            part[end] - part[starts + 1] for part in (self.t, self.tt, self.y, self.ty, self.yy)
        )
        flat = np.maximum(yy - y * y / count, 0.0)
        line = flat - (ty - t * y / count) ** 2 / np.maximum(tt - t * t / count, 1e-12)
        return flat, np.maximum(line, 0.0)
