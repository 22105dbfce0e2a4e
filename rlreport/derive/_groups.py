"""Rows in groups, such as the rollouts of each training step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rlreport.values import BoolArray, FloatArray, IntArray

Derived = tuple[dict[str, FloatArray], dict[str, str]]
"""Metrics of groups `(k,)` by name, and how each was derived."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Groups:
    """Rows `(n,)` in groups: which group each row is in, and how many groups there are."""

    group: IntArray
    count: int

    @property
    def size(self) -> FloatArray:
        return np.bincount(self.group, minlength=self.count).astype(np.float64)

    def sum(self, values: FloatArray) -> FloatArray:
        return np.bincount(self.group, weights=values, minlength=self.count).astype(np.float64)

    def mean(self, values: FloatArray, present: BoolArray) -> FloatArray:
        """The mean of the present values of each group, NaN where there are none."""
        used = present & np.isfinite(values)
        total = self.sum(np.where(used, values, 0.0))
        number = self.sum(used.astype(np.float64))
        return ratio(total, number)

    def placed(self, groups: IntArray, values: FloatArray) -> FloatArray:
        """The values of some groups in the places of all, NaN where there is none."""
        found = np.full(self.count, np.nan)
        found[groups] = values
        return found

    def last(self, values: FloatArray) -> FloatArray:
        found = np.full(self.count, np.nan)
        found[self.group] = values
        return found


def ratio(top: FloatArray, bottom: FloatArray) -> FloatArray:
    ratio = np.full(top.size, np.nan)
    np.divide(top, bottom, out=ratio, where=bottom > 0)
    return ratio


def numbered(column: NDArray[Any]) -> IntArray:
    """Cells `(n,)` by number: equal ones alike; texts many times as fast as by sorting them."""
    if column.dtype != object:
        return np.unique(column, return_inverse=True)[1].astype(np.intp)
    texts = column.tolist()
    numbers = {text: number for number, text in enumerate(dict.fromkeys(texts))}
    return np.fromiter(map(numbers.__getitem__, texts), np.intp, count=len(texts))
