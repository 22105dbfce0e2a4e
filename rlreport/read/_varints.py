"""Integers of protocol buffers, many at once: seven bits a byte, the last byte below 128."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from rlreport.read._frames import Places

_ONE, _SEVEN = np.uint64(1), np.uint64(7)
_LOW_SEVEN, _HIGHEST = np.uint64(0x7F), np.uint64(0x80)
_LOW_BITS = np.uint64(0x7F7F7F7F7F7F7F7F)
_HIGH_BITS = np.uint64(0x8080808080808080)

# Seven bits of each byte -> 14 of 16, 28 of 32, 56 of 64.
_PACKING = (
    (np.uint64(1), np.uint64(0x007F007F007F007F)),
    (np.uint64(2), np.uint64(0x00003FFF00003FFF)),
    (np.uint64(4), np.uint64(0x000000000FFFFFFF)),
)


def varints(
    words: NDArray[np.uint64], places: Places
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
    """The integers at some places of a block.

    Args:
        words: the eight bytes from each byte of the block on.
        places: `(n,)`, where the integers begin.

    Returns:
        Integers `(n,)` of up to 56 bits, their widths in bytes, and which of them end within 8.
    """
    word = words[places]
    long = np.flatnonzero(word & _HIGHEST)
    value = (word & _LOW_SEVEN).astype(np.int64)
    width = np.ones(places.size, dtype=np.int64)
    closed = np.ones(places.size, dtype=np.bool_)
    if long.size:
        value[long], width[long], closed[long] = _long(word[long])
    return value, width, closed


def _long(
    word: NDArray[np.uint64],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
    """The integers with which some eight bytes begin, as `varints` gives them."""
    stops = ~word & _HIGH_BITS
    last = stops & (~stops + _ONE)  # the lowest set bit: the end of the first finished byte
    width = (np.bitwise_count(last - _ONE).astype(np.int64) + 1) >> 3
    bits = word & (last - _ONE) & _LOW_BITS
    for shift, mask in _PACKING:
        bits = (bits & mask) | ((bits >> shift) & (mask << (shift * _SEVEN)))
    return bits.astype(np.int64), width, stops != 0
