"""Significant rises and falls: one simultaneous test of all differences of neighbouring means."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from rlreport.evidence._memory import Memory
from rlreport.stats.noise import MAD_TO_SD
from rlreport.values import FloatArray, IntArray

_GROWTH = 1.3  # from one window length to the next
_AROUND = 17  # points whose bends show how wide the noise is at a place
_WIDER = 2.0  # times the noise of the curve, below which that of a place may be chance


@dataclass(frozen=True, kw_only=True, eq=False)
class Contrasts:
    """Differences of the means of two windows, entry by entry `(k,)`.

    Attributes:
        first, last: points of the two windows and the gap between them (inclusive).
        size: mean of the later window minus mean of the earlier one.
        score: standardised size, less the price of its scale: comparable over all scales.
        price: what was taken off.
    """

    first: IntArray
    last: IntArray
    size: FloatArray
    score: FloatArray
    price: FloatArray

    def where(self, chosen: IntArray) -> Contrasts:
        """Those entries alone."""
        return Contrasts(
            first=self.first[chosen],
            last=self.last[chosen],
            size=self.size[chosen],
            score=self.score[chosen],
            price=self.price[chosen],
        )


def contrasts(y: FloatArray, memory: Memory) -> Contrasts:
    """All contrasts of `y` `(n,)`: windows of growing length h, gaps of 0, h and 2h.

    The score of scale s = 2h + gap is |T| / sd - sqrt(2 log(e n / s)): under noise alone its
    maximum over all scales stays bounded. Dumbgen and Spokoiny (2001), doi:10.1214/aos/996986504.
    """
    n = y.size
    sums = np.concatenate([[0.0], np.cumsum(y)])
    spread = memory.variance_of_sums(n)
    parts = [_at_scale(sums, spread, h, gap) for h, gap in _scales(n)]
    first, last, size, score, price = (
        np.concatenate(column) for column in zip(*parts, strict=True)
    )
    return Contrasts(first=first, last=last, size=size, score=score, price=price)


def _scales(n: int) -> list[tuple[int, int]]:
    lengths = [1]
    while lengths[-1] * _GROWTH < n / 2:
        lengths.append(max(int(lengths[-1] * _GROWTH), lengths[-1] + 1))
    return [(h, gap) for h in lengths for gap in (0, h, 2 * h) if 2 * h + gap <= n]


def _at_scale(
    sums: FloatArray, spread: FloatArray, h: int, gap: int
) -> tuple[IntArray, IntArray, FloatArray, FloatArray, FloatArray]:
    n, reach = sums.size - 1, 2 * h + gap
    first = np.arange(n - reach + 1)
    before = sums[first + h] - sums[first]
    after = sums[first + reach] - sums[first + h + gap]
    size = (after - before) / h
    shared = (spread[2 * h + gap] - 2 * spread[h + gap] + spread[gap]) / 2
    sd = np.sqrt(max(2 * (spread[h] - shared), 1e-300)) / h
    price = np.full(size.size, np.sqrt(2 * np.log(np.e * n / reach)))
    return first, first + reach - 1, size, np.abs(size) / sd - price, price


def widened(found: Contrasts, y: FloatArray, memory: Memory) -> Contrasts:
    """The contrasts of `y` `(n,)`, with lower scores where the noise is much wider than elsewhere.

    A burst of wild points is no rise and fall of the level.
    """
    bends = np.abs(np.diff(y, 2))
    if bends.size < _AROUND:
        return found
    near = np.lib.stride_tricks.sliding_window_view(np.pad(bends, _AROUND // 2, "reflect"), _AROUND)
    local = MAD_TO_SD * np.pad(np.median(near, axis=1), 1, "edge") / _of_bends(memory)
    local = np.where(local > _WIDER, local, 1.0)
    sums = np.concatenate([[0.0], np.cumsum(local**2)])
    mean = (sums[found.last + 1] - sums[found.first]) / (found.last + 1 - found.first)
    score = (found.score + found.price) / np.sqrt(np.maximum(mean, 1.0)) - found.price
    return replace(found, score=score)


def _of_bends(memory: Memory) -> float:
    """Standard deviation of second differences of the noise."""
    phi = memory.phi
    slow = memory.share * (6 - 8 * phi + 2 * phi**2)
    return float(np.sqrt(memory.variance * (6 * (1 - memory.share) + slow))) or 1.0


def alternating(found: Contrasts) -> list[int]:
    """Entries of `found` that rise and fall in turn on disjoint stretches, as many as there are.

    Greedy by the earliest end, which gives the greatest number of turns; then each stretch is
    exchanged for the most significant one between its neighbours.
    """
    minimal = _shortest_alternation(found)
    chosen: list[int] = []
    for place, entry in enumerate(minimal):
        left = found.last[chosen[-1]] if chosen else -1
        right = (
            found.first[minimal[place + 1]] if place + 1 < len(minimal) else found.last.max() + 1
        )
        same = np.sign(found.size) == np.sign(found.size[entry])
        inside = np.flatnonzero(same & (found.first > left) & (found.last < right))
        worth = found.score[inside] + found.price[inside]
        chosen.append(int(inside[np.argmax(worth)]) if inside.size else entry)
    return chosen


def _shortest_alternation(found: Contrasts) -> list[int]:
    order = np.lexsort((-found.first, found.last))
    chain: list[int] = []
    sign, end = 0.0, -1
    while order.size:
        able = (found.first[order] > end) & (np.sign(found.size[order]) != sign)
        if not able.any():
            break
        entry = int(order[np.argmax(able)])
        chain.append(entry)
        sign, end = float(np.sign(found.size[entry])), int(found.last[entry])
    return chain
