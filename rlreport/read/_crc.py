"""TensorFlow's masked CRC-32C (Castagnoli), for many byte strings at once."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

_POLYNOMIAL = 0x82F63B78
_MASK_DELTA = 0xA282EAD8  # tensorflow/core/lib/hash/crc32c.h
_FEW = 1 << 14

Checks = NDArray[np.uint32]


def of_lengths(lengths: NDArray[Any]) -> Checks:
    """The checksums `(n,)` of record lengths `(n,)` as they stand in a file, 8 bytes each."""
    if lengths.size and int(lengths.max()) < _FEW:
        few: Checks = _few()[lengths]
        return few
    return _of_words(lengths.astype("<u8"))


def of_records(data: NDArray[np.uint8], starts: NDArray[Any], sizes: NDArray[Any]) -> Checks:
    """The checksums `(n,)` of the byte strings in `data` that begin at `starts`."""
    order = np.argsort(-sizes, kind="stable")
    places, lengths = starts[order], sizes[order]
    crc = np.full(lengths.size, 0xFFFFFFFF, dtype=np.uint32)
    table = _table()
    left = lengths.size
    for byte in range(int(lengths[0]) if lengths.size else 0):
        while lengths[left - 1] <= byte:
            left -= 1
        head = crc[:left]
        crc[:left] = table[(head ^ data[places[:left] + byte]) & 0xFF] ^ (head >> np.uint32(8))
    checks = np.empty_like(crc)
    checks[order] = _masked(crc)
    return checks


def _of_words(words: NDArray[np.uint64]) -> Checks:
    data = np.ascontiguousarray(words).view(np.uint8).reshape(-1, 8)
    crc = np.full(len(data), 0xFFFFFFFF, dtype=np.uint32)
    for byte in range(8):
        crc = _table()[(crc ^ data[:, byte]) & 0xFF] ^ (crc >> np.uint32(8))
    return _masked(crc)


def _masked(crc: Checks) -> Checks:
    crc = crc ^ np.uint32(0xFFFFFFFF)
    return ((crc >> np.uint32(15)) | (crc << np.uint32(17))) + np.uint32(_MASK_DELTA)


@cache
def _few() -> Checks:
    return _of_words(np.arange(_FEW, dtype="<u8"))


@cache
def _table() -> Checks:
    crc = np.arange(256, dtype=np.uint32)
    for _ in range(8):
        crc = (crc >> np.uint32(1)) ^ np.where(crc & 1, np.uint32(_POLYNOMIAL), np.uint32(0))
    return crc
