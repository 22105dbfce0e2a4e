"""How positions on an axis are measured: evenly, or by their logarithm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from rlreport.thin import even_rows
from rlreport.values import BoolArray, FloatArray

ScaleName = Literal["linear", "log"]

_MOST = 20_000
"""Values, evenly spread, from which the ends of an axis are exact enough for the eye."""
_FARTHEST = {"linear": 1e300, "log": 250.0}
"""Places beyond which, and (linear) distances below one over which, browsers draw no axis."""
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
        finite = np.isfinite(values)
        return finite if self.kind == "linear" else finite & (values > 0)

    def first(self, values: FloatArray) -> int:
        """How many of increasing `values` `(n,)` come before those that have a place."""
        return 0 if self.kind == "linear" else int(np.searchsorted(values, 0.0, side="right"))

    def domain(
        self, body: Sequence[FloatArray], bands: Sequence[FloatArray]
    ) -> tuple[float, float]:
        """The ends of an axis for all values and a margin, never zero for its own sake.

        Args:
            body: points and curves; far ones are left out where they would squeeze the rest.
            bands: which have no say in what is far.
        """
        usual = self._ends(body)
        known = np.concatenate([usual, self._ends(bands)])
        if not known.size:
            return (0.0, 1.0) if self.kind == "linear" else (0.1, 1.0)
        low, high = float(known[:, 0].min()), float(known[:, -1].max())
        if usual.size:
            ends = usual[:, 1:3]
            width = float(np.ptp(ends))
            if 0 < _STRETCH * width < high - low:
                low = max(low, ends.min() - width / 2)
                high = min(high, ends.max() + width / 2)
        far = _FARTHEST[self.kind]
        low, high = np.clip([low, high], -far, far)
        margin = max(0.06 * (high - low) or 0.1 * abs(high) or 1.0, 1 / far)
        first, last = self.value([low - margin, high + margin])
        return float(first), float(last)

    def _ends(self, parts: Sequence[FloatArray]) -> FloatArray:
        """Places `(k, 4)` of each part that has any: least, 1% and 99% quantile, greatest."""
        known = [ends for part in parts if (ends := self._ends_of(part))]
        return self.place(known).reshape(-1, 4)

    def _ends_of(self, values: FloatArray) -> list[float]:
        """The same of one part, nothing where none of its values has a place."""
        if not values.size:
            return []
        ends = np.array([values.min(), values.max()])
        if not self.has(ends).all():
            return self._ends_of(values[self.has(values)])
        usual = np.quantile(values[even_rows(values.size, _MOST)], [0.01, 0.99])
        return [ends[0], *usual, ends[1]]
