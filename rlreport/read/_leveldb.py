"""The log format of LevelDB, in which W&B and SwanLab write: blocks of 32 KiB -> records.

A record lies in one fragment or in a first, some middle and a last one; each fragment has a header
of CRC-32, length and type. Their checksum is zlib's, over the type and the data, not masked.

Every block begins with a header, so that the fragments of many blocks are found together: the
first of each block, then the second of each, and so on.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, NamedTuple

import numpy as np

from rlreport.read._frames import PAD, Places, words
from rlreport.sources import LogFile
from rlreport.texts import many, was
from rlreport.values import Issue

_FILE_HEADER = 7
_BLOCK = 32768
_TOGETHER = 128 * _BLOCK  # bytes that are read at once: what is made of them fits the cache
_HEAD = 7  # of a fragment: checksum u32, length u16, type u8
_DAMAGED, _FULL, _FIRST, _MIDDLE, _LAST = 0, 1, 2, 3, 4


class Records(NamedTuple):
    """Whole records in the order of the file.

    Attributes:
        raw: bytes with `PAD` zeros behind them.
        starts, stops: `(n,)`, where the records begin and end in them.
        damaged: how many fragments before the last of these records are damaged.
        end: the place in the file behind the last of these records, or of those before.
        tail: how many fragments stand behind that, damaged or of a record that goes on.
    """

    raw: bytes
    starts: Places
    stops: Places
    damaged: int
    end: int
    tail: int


def issues(file: LogFile, *, damaged: int, end: int, tail: int) -> Iterator[Issue]:
    """What of a file was left out, by how many fragments were damaged or behind its last record."""
    if damaged:
        text = (
            f"{many(damaged, 'record')} {was(damaged)} damaged and left out; the others were read."
        )
        yield Issue(kind="damaged records", where=file.name, count=damaged, text=text)
    if tail:
        text = (
            f"The last {many(file.size - end, 'byte')} hold no whole record and were left "
            "out: they are damaged, or of a record that a killed run left unfinished."
        )
        yield Issue(kind="cut-off row", where=file.name, count=tail, text=text)


class _Fragments(NamedTuple):
    """Fragments `(n,)`: their kinds, where their contents stand, and their checksums."""

    kind: Places
    start: Places
    stop: Places
    checksum: Places


@dataclass(kw_only=True)
class _Unfinished:
    """The fragments of a record that has not ended yet."""

    parts: list[bytes] = field(default_factory=list)

    def add(self, kind: int, data: bytes) -> bytes:
        """The record that ends with this fragment, empty where none does."""
        if kind == _FIRST:
            self.parts = [data]
        elif kind == _DAMAGED:
            self.parts = []
        elif self.parts:
            self.parts.append(data)
        if kind != _LAST or not self.parts:
            return b""
        whole, self.parts = b"".join(self.parts), []
        return whole


def records(stream: IO[bytes], start: int = 0) -> Iterator[Records]:
    """The records of a file, some megabytes after another.

    Args:
        stream: the file.
        start: where to begin: behind a record, as `end` tells it, or 0.
    """
    start = max(start, _FILE_HEADER)
    base = start - start % _BLOCK
    stream.seek(base)
    unfinished, end, tail = _Unfinished(), start, 0
    while content := stream.read(_TOGETHER):
        found = _records(content, _fragments(content, max(start - base, 0)), unfinished)
        if found.end:
            found = found._replace(damaged=found.damaged + tail, end=base + found.end)
        else:
            found = found._replace(damaged=0, end=end, tail=found.tail + tail)
        end, tail = found.end, found.tail
        base += len(content)
        yield found


def _records(content: bytes, fragments: _Fragments, unfinished: _Unfinished) -> Records:
    """The records that end in some blocks; those of several fragments stand behind the blocks."""
    kept = fragments.kind == _FULL
    starts, stops = fragments.start.copy(), fragments.stop.copy()
    pieces, size = [content], len(content)
    for row in np.flatnonzero(~kept):
        data = content[starts[row] : stops[row]]
        if whole := unfinished.add(int(fragments.kind[row]), data):
            kept[row], starts[row], stops[row] = True, size, size + len(whole)
            pieces.append(whole)
            size += len(whole)
    last = int(np.flatnonzero(kept)[-1]) + 1 if kept.any() else 0
    return Records(
        raw=b"".join([*pieces, bytes(PAD)]),
        starts=starts[kept],
        stops=stops[kept],
        damaged=int((fragments.kind[:last] == _DAMAGED).sum()),
        end=int(fragments.stop[last - 1]) if last else 0,
        tail=kept.size - last,
    )


def _fragments(content: bytes, place: int) -> _Fragments:
    """The fragments in some blocks, of which the first begins at `place`."""
    rounds = list(_rounds(content, place))
    kind, start, stop, checksum = (np.concatenate(part) for part in zip(*rounds, strict=True))
    order = np.argsort(start)
    view = memoryview(content)
    spans = map(slice, (start - 1).tolist(), stop.tolist())
    sums = np.fromiter(map(zlib.crc32, map(view.__getitem__, spans)), np.int64, start.size)
    kind = np.where(sums == checksum, kind, _DAMAGED)
    return _Fragments(kind[order], start[order], stop[order], checksum[order])


def _rounds(content: bytes, first: int) -> Iterator[_Fragments]:
    """The first fragment of every block, then the second of those that have one, and so on."""
    heads = words(np.frombuffer(content + bytes(PAD), dtype=np.uint8), "<u8")
    place = np.arange(0, max(len(content), 1), _BLOCK)
    limit = np.minimum(place + _BLOCK, len(content))
    place[0] = first
    while place.size:
        fits = place + _HEAD <= limit
        place, limit = place[fits], limit[fits]
        head = heads[place]
        length = ((head >> np.uint64(32)) & np.uint64(0xFFFF)).astype(np.int64)
        kind = ((head >> np.uint64(48)) & np.uint64(0xFF)).astype(np.int64)
        start = place + _HEAD
        whole = (kind >= _FULL) & (kind <= _LAST) & (start + length <= limit)
        found = _Fragments(
            np.where(whole, kind, _DAMAGED),
            start,
            np.where(whole, start + length, start),
            (head & np.uint64(0xFFFFFFFF)).astype(np.int64),
        )
        written = (kind != 0) | (length != 0)  # else the rest of the block is empty
        yield _Fragments(*(column[written] for column in found))
        place, limit = found.stop[whole], limit[whole]
