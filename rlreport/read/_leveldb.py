"""The log format of LevelDB, in which W&B writes `.wandb` files: blocks of 32 KiB -> records.

A record lies in one fragment or in a first, some middle and a last one; each fragment has a header
of CRC-32, length and type. W&B's checksum is zlib's, over the type and the data, not masked.
"""

from __future__ import annotations

import struct
import zlib

HEADER = b":W&B"
_FILE_HEADER = 7
_BLOCK = 32768
_FRAGMENT = struct.Struct("<IHB")
_FULL, _FIRST, _MIDDLE, _LAST = 1, 2, 3, 4


def records(content: bytes) -> tuple[list[bytes], int]:
    """The whole records of the file, and the number of fragments that are damaged or unfinished."""
    found: list[bytes] = []
    parts: list[bytes] = []
    damaged, place, size = 0, _FILE_HEADER, len(content)
    while place + _FRAGMENT.size <= size:
        left = _BLOCK - place % _BLOCK
        if left < _FRAGMENT.size:
            place += left
            continue
        checksum, length, kind = _FRAGMENT.unpack_from(content, place)
        start, stop = place + _FRAGMENT.size, place + _FRAGMENT.size + length
        if kind == 0 and length == 0:  # the rest of the block was never written
            place += left
            continue
        if stop > size or not _FULL <= kind <= _LAST or stop - place > left:
            damaged, parts, place = damaged + 1, [], place + left
            continue
        data = content[start:stop]
        place = stop
        if zlib.crc32(content[start - 1 : stop]) != checksum:
            damaged, parts = damaged + 1, []
        elif kind == _FULL:
            found.append(data)
        elif kind == _FIRST:
            parts = [data]
        elif parts:
            parts.append(data)
            if kind == _LAST:
                found.append(b"".join(parts))
                parts = []
    return found, damaged + bool(parts)
