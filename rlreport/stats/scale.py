"""Values on a common scale and in groups, whatever their unit and number."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rlreport.values import FloatArray, IntArray

_ROUNDING = 1e-13  # spread, relative to the values, that is no more than rounding


def bins(values: FloatArray, most: int) -> FloatArray:
    """Means of at most `most` groups of neighbouring `values` `(n,)`, of one size but the last."""
    if values.size <= most:
        return np.asarray(values, dtype=np.float64)
    edges = bin_edges(values.size, most)
    return np.asarray(np.add.reduceat(values, edges[:-1]) / np.diff(edges))


def bin_edges(n: int, most: int) -> IntArray:
    """Borders `(m + 1,)` of the groups that `bins` takes the means of."""
    size = max(-(-n // most), 1)
    return np.append(np.arange(n // size) * size, n)


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
