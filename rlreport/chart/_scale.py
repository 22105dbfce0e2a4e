"""How positions on an axis are measured: evenly, or by their logarithm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from rlreport.values import BoolArray, FloatArray

ScaleName = Literal["linear", "log"]

_STRETCH = 4
"""The vertical axis leaves out far points where they would squeeze the rest by more than this."""


@dataclass(frozen=True, kw_only=True)
class AxisScale:
    """One axis: linear, or logarithmic, on which only positive values have a place."""

    kind: ScaleName = "linear"

    def place(self, values: ArrayLike) -> FloatArray:
        """Values `(n,)` -> their places, NaN where they have none."""
        plain = np.asarray(values, dtype=np.float64)
        if self.kind == "linear":
            return plain
        return np.log10(plain, out=np.full(plain.shape, np.nan), where=plain > 0)

    def value(self, places: ArrayLike) -> FloatArray:
        """The inverse of `place`."""
        plain = np.asarray(places, dtype=np.float64)
        return plain if self.kind == "linear" else np.power(10.0, plain)

    def has(self, values: FloatArray) -> BoolArray:
        """Which values `(n,)` have a place; those that are not finite have none."""
        return np.isfinite(self.place(values))

    def domain(
        self, body: Sequence[FloatArray], bands: Sequence[FloatArray]
    ) -> tuple[float, float]:
        """The ends of an axis for all values and a margin, never zero for its own sake.

        Args:
            body: points and curves; far ones are left out where they would squeeze the rest.
            bands: which have no say in what is far.
        """
        usual = self._placed(body)
        known = usual + self._placed(bands)
        if not known:
            return (0.0, 1.0) if self.kind == "linear" else (0.1, 1.0)
        low, high = min(map(np.min, known)), max(map(np.max, known))
        if usual:
            ends = np.concatenate([np.quantile(part, [0.01, 0.99]) for part in usual])
            width = float(np.ptp(ends))
            if 0 < _STRETCH * width < high - low:
                low = max(low, ends.min() - width / 2)
                high = min(high, ends.max() + width / 2)
        margin = 0.06 * (high - low) or 0.1 * abs(high) or 1.0
        first, last = self.value([low - margin, high + margin])
        return float(first), float(last)

    def _placed(self, parts: Sequence[FloatArray]) -> list[FloatArray]:
        placed = (self.place(part) for part in parts)
        finite = (part[np.isfinite(part)] for part in placed)
        return [part for part in finite if part.size]
