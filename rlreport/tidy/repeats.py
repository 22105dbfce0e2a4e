"""Rows that were logged twice: which repeat another row of their step in every value."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rlreport.sheets import Sheet, launches
from rlreport.values import BoolArray, IntArray

_Marks = NDArray[np.uint64]
# Odd and without pattern, so that products spread over all bits: 2^64 over the golden ratio, as in
# Knuth (1998), The Art of Computer Programming 3, 6.4.
_SPREAD = np.uint64(0x9E3779B97F4A7C15)
_HALF = np.uint64(32)
_BLANK = np.uint64(0x5BD1E995)


def rows(sheet: Sheet, order: launches.Order, axes: Collection[str]) -> IntArray:
    """The places among the steps `(r,)` of rows that say again what a row of their step said.

    Args:
        sheet: of one run.
        order: its rows in the order of their steps.
        axes: columns to leave out of the comparison: the step, and the time of logging.
    """
    sizes = np.diff(np.append(order.first, order.rows.size))
    place = np.repeat(np.arange(sizes.size), sizes)
    several = np.repeat(sizes > 1, sizes)
    kept, place = order.rows[several], place[several]
    if not kept.size:
        return place
    said = np.zeros(kept.size, dtype=np.bool_)
    mark = place.astype(np.uint64)
    for name in sheet.numbers:
        if name not in axes:
            present = sheet.present(name)[kept]
            said |= present
            mark = _mixed(mark, np.where(present, _bits(sheet.numbers[name][kept]), _BLANK))
    for text in sheet.text.values():
        chosen = _repeated(mark) & said
        kept, place, mark, said = kept[chosen], place[chosen], mark[chosen], said[chosen]
        mark = _mixed(mark, np.fromiter(_hashes(text[kept]), np.uint64, count=kept.size))
    return place[said & _again(mark)]


def _bits(values: NDArray[np.float64]) -> _Marks:
    """The numbers `(n,)` as they stand in memory: the same for the same number, and for NaN."""
    return np.where(np.isnan(values), np.nan, values + 0.0).view(np.uint64)


def _hashes(cells: NDArray[Any]) -> Iterator[int]:
    return (hash(str(cell)) & 0xFFFFFFFFFFFFFFFF for cell in cells)


def _mixed(mark: _Marks, more: _Marks) -> _Marks:
    product: _Marks = (mark ^ more) * _SPREAD
    return product ^ (product >> _HALF)


def _repeated(mark: _Marks) -> BoolArray:
    _, of, counts = np.unique(mark, return_inverse=True, return_counts=True)
    several: BoolArray = counts[of] > 1
    return several


def _again(mark: _Marks) -> BoolArray:
    """Which marks `(n,)` another one before is equal to."""
    again = np.ones(mark.size, dtype=np.bool_)
    again[np.unique(mark, return_index=True)[1]] = False
    return again
