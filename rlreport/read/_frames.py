"""TFRecord framing: where the records of an event file begin and end.

    record = length u64 | checksum of the length u32 | payload | checksum of the payload u32

Each length leads to the next record, which looks sequential. But a record of TensorBoard begins
with the wall time (byte 0x09), so that one comparison finds every possible beginning in a block,
and all links between neighbours are checked at once. Where a link fails, the chain is followed
record by record. The result is the sequential chain, always.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rlreport.read import _crc

BLOCK = 2 << 20
"""Bytes looked at together: they fit the processor's cache."""
PAD = 32
"""Zero bytes behind each block, so that a field at its end can be fetched whole."""
_HEAD = 12  # length and its checksum
_FRAME = 16  # with the checksum of the payload
_LONGEST = 1 << 31
_WALL_TIME = 0x09

Places = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Frames:
    """Whole records in one block.

    Attributes:
        data: `(m,)` the block's bytes, padded by `PAD` zeros.
        starts, sizes: `(n,)` of the payloads, in the order of the file.
    """

    data: NDArray[np.uint8]
    starts: Places
    sizes: Places


@dataclass(frozen=True, kw_only=True)
class Gap:
    """Bytes that are no record: damage where more records follow, else a cut-off end."""

    start: int
    size: int
    cut_off: bool


def begins_with_record(head: bytes) -> bool:
    """Whether a file's first record has a length that bears its checksum."""
    return _length(np.frombuffer(head, dtype=np.uint8), 0) is not None


def frames(data: NDArray[np.uint8], start: int = 0) -> Iterator[Frames | Gap]:
    """The records in the bytes `(m,)` of a file from offset `start` on, and the gaps between them.

    A record longer than a block comes alone, its data a view of the file: pages of a mapped file
    that nobody looks at are never read.
    """
    place = start
    while place < data.size:
        block = _padded(data[place : place + BLOCK])
        starts, sizes, end = _chain(block, min(BLOCK, data.size - place))
        if starts.size:
            yield Frames(data=block, starts=starts, sizes=sizes)
            place += end
            continue
        size = _length(data, place)
        if size is None or place + _FRAME + size > data.size:
            found = _next_record(data, place + 1)
            unfinished = found is None and (size is not None or data.size - place < _HEAD)
            stop = data.size if found is None else found
            yield Gap(start=place, size=stop - place, cut_off=unfinished)
            place = stop
        else:
            alone = np.array([size], dtype=np.int64)
            yield Frames(data=data[place:], starts=np.array([_HEAD]), sizes=alone)
            place += _FRAME + size


def _padded(block: NDArray[np.uint8]) -> NDArray[np.uint8]:
    padded = np.empty(block.size + PAD, dtype=np.uint8)
    padded[: block.size] = block
    padded[block.size :] = 0
    return padded


def words(data: NDArray[np.uint8], dtype: str) -> NDArray[Any]:
    """The numbers that begin at each byte of `data`, as a view."""
    kind = np.dtype(dtype)
    return np.ndarray((data.size - kind.itemsize + 1,), kind, buffer=data.data, strides=(1,))


def _length(data: NDArray[np.uint8], place: int) -> int | None:
    """The length of the record at `place`, or None where its checksum does not fit."""
    head = data[place : place + _HEAD].tobytes()
    if len(head) < _HEAD:
        return None
    size = int.from_bytes(head[:8], "little")
    if size >= _LONGEST:
        return None
    check = int(_crc.of_lengths(np.array([size]))[0])
    return size if check == int.from_bytes(head[8:], "little") else None


def _chain(block: NDArray[np.uint8], size: int) -> tuple[Places, Places, int]:
    """The whole records at the beginning of a block: payloads' starts, sizes, and their end."""
    places = np.flatnonzero(block[_HEAD:size] == _WALL_TIME)
    lengths = words(block, "<u8")[places]
    likely = lengths < _LONGEST
    if not likely.all():
        places, lengths = places[likely], lengths[likely]
    sizes = lengths.astype(np.int64)
    nexts = places + _FRAME + sizes
    rows, extra, end = _follow(places, nexts, block, size)
    checks = words(block, "<u4")[places[rows] + 8]
    wrong = np.flatnonzero(checks != _crc.of_lengths(sizes[rows]))
    if wrong.size:
        end = int(places[rows[wrong[0]]])
        rows = rows[: wrong[0]]
    starts, sizes = places[rows] + _HEAD, sizes[rows]
    if extra:
        others = np.array([pair for pair in extra if pair[0] < end], dtype=np.int64).reshape(-1, 2)
        starts = np.concatenate([starts, others[:, 0] + _HEAD])
        sizes = np.concatenate([sizes, others[:, 1]])
        order = np.argsort(starts)
        starts, sizes = starts[order], sizes[order]
    return starts, sizes, end


def _follow(
    places: Places, nexts: Places, block: NDArray[np.uint8], size: int
) -> tuple[NDArray[np.intp], list[tuple[int, int]], int]:
    """The candidates on the chain, records that begin otherwise, and where the chain ends."""
    breaks = np.flatnonzero(nexts[:-1] != places[1:])
    runs: list[NDArray[np.intp]] = []
    extra: list[tuple[int, int]] = []
    end = 0
    while end < size:
        row = int(np.searchsorted(places, end))
        if row < places.size and places[row] == end:
            stop = np.searchsorted(breaks, row)
            last = int(breaks[stop]) if stop < breaks.size else places.size - 1
            if nexts[last] > size:
                last = row - 1 + int(np.searchsorted(nexts[row : last + 1], size, side="right"))
            if last < row:
                break
            runs.append(np.arange(row, last + 1))
            end = int(nexts[last])
        else:
            length = _length(block, end)
            if length is None or end + _FRAME + length > size:
                break
            extra.append((end, length))
            end += _FRAME + length
    return np.concatenate(runs) if runs else np.empty(0, dtype=np.intp), extra, end


def _next_record(data: NDArray[np.uint8], start: int) -> int | None:
    """Where the next record with a true checksum of its length begins, or None."""
    for place in range(start, data.size, BLOCK):
        block = _padded(data[place : place + BLOCK + _HEAD])
        size = min(BLOCK, data.size - place)
        starts = np.flatnonzero(block[_HEAD : size + _HEAD] == _WALL_TIME)
        lengths = words(block, "<u8")[starts]
        starts = starts[lengths < _LONGEST]
        sizes = lengths[lengths < _LONGEST].astype(np.int64)
        true = words(block, "<u4")[starts + 8] == _crc.of_lengths(sizes)
        if true.any():
            return place + int(starts[true][0])
    return None
