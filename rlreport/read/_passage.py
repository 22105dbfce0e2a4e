"""Delimited text, block by block: looked at before it is parsed, and on its way to the parser.

So a large file is never held as a whole.
"""

from __future__ import annotations

import io
from codecs import IncrementalDecoder, getincrementaldecoder
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from rlreport.read import _census
from rlreport.sources import LogFile

_OTHER = 128  # the first code beyond ASCII
_OVERLAP = 2  # bytes of a NaN that the piece before may have begun
_BLOCK = 1 << 18  # bytes, as many as the parser of pandas asks for: they fit the processor's cache


class OddBytesError(Exception):
    """Text has NUL bytes or is no UTF-8, and must be made plain before it is parsed."""


@dataclass(frozen=True, kw_only=True)
class Body:
    """A header and the rows below it: what is between a preamble and a half-written end.

    Attributes:
        file: where they stand.
        start, stop: offsets of the first byte and behind the last.
        whole: offset behind the last line end of the file.
        ended: whether the last row has its line end.
    """

    file: LogFile
    start: int
    stop: int
    whole: int
    ended: bool

    @property
    def size(self) -> int:
        """How many bytes."""
        return self.stop - self.start

    @property
    def path(self) -> Path | None:
        """The path of a file that is all of the body, None where anything else is in it."""
        whole = not self.start and self.stop == self.file.size
        return self.file.path if whole else None

    def bytes(self) -> bytes:
        """All of it at once."""
        with self.file.open() as stream:
            stream.seek(self.start)
            return stream.read(self.size)


def blocks(body: Body) -> Iterator[bytes]:
    """All of a body, whole lines at a time."""
    with body.file.open() as stream:
        stream.seek(body.start)
        left, parts = body.size, [b""]
        while part := stream.read(min(_BLOCK, left)):
            left -= len(part)
            end = part.rfind(b"\n") + 1
            if end:
                yield b"".join([*parts, memoryview(part)[:end]])
                part, parts = part[end:], []
            parts.append(part)
        yield b"".join(parts)


@dataclass(frozen=True, kw_only=True)
class Survey:
    """What the bytes of a body tell before they are parsed; None where it was not counted.

    Attributes:
        nans: how often the letters of NaN stand there.
        delimiters: how many delimiters, those in quotes too.
    """

    nans: int | None
    delimiters: int | None


def survey(body: Body, *, nans: bool, delimiter: str) -> Survey:
    """A look at all bytes of a body, on request with counts of what may be NaN and delimiters.

    Raises:
        OddBytesError: there are NUL bytes, or it is no UTF-8.
    """
    found = marks = 0
    decoder = getincrementaldecoder("utf-8")()
    for piece, fresh in _overlapping(body):
        codes = np.frombuffer(fresh, dtype=np.uint8)
        if not codes.min():
            raise OddBytesError
        if codes.max() >= _OTHER or decoder.getstate()[0]:
            _check(decoder, fresh, final=False)
        found += _census.count_nan(piece) if nans else 0
        marks += int(np.count_nonzero(codes == ord(delimiter))) if delimiter else 0
    _check(decoder, b"", final=True)
    return Survey(nans=found if nans else None, delimiters=marks if delimiter else None)


def _check(decoder: IncrementalDecoder, piece: bytes | memoryview, *, final: bool) -> None:
    try:
        decoder.decode(piece, final)
    except UnicodeDecodeError as error:
        raise OddBytesError from error


def _overlapping(body: Body) -> Iterator[tuple[memoryview, memoryview]]:
    """All of a body in pieces, each with the last bytes before it, and without them.

    They lie in one buffer: to ask for the memory of each piece takes as long as to read it.
    """
    buffer, before, left = bytearray(_OVERLAP + _BLOCK), 0, body.size
    view = memoryview(buffer)
    with body.file.open() as stream:
        stream.seek(body.start)
        while count := stream.readinto(view[_OVERLAP : _OVERLAP + min(left, _BLOCK)]):
            end = _OVERLAP + count
            yield view[_OVERLAP - before : end], view[_OVERLAP:end]
            buffer[:_OVERLAP] = buffer[count:end]
            before, left = _OVERLAP, left - count


class Passage(io.RawIOBase):
    """The bytes of a body for a parser, on request with each NaN that is spelled out marked.

    Attributes:
        marks: how many NaN were marked.
    """

    def __init__(self, body: Body, delimiter: str, *, headed: bool, marking: bool) -> None:
        """Begin at the first byte.

        Args:
            body: what is to pass.
            delimiter: between cells.
            headed: whether the first line is a header.
            marking: whether NaN are marked.
        """
        self._blocks = blocks(body)
        self._delimiter = delimiter
        self._headed = headed
        self._marking = marking
        self.marks = 0

    def readable(self) -> bool:
        """That it can be read from."""
        return True

    def read(self, size: int = -1, /) -> bytes:
        """The next whole lines, whatever the size; nothing at the end."""
        del size
        block = next(self._blocks, b"")
        if not self._marking:
            return block
        start = block.find(b"\n") + 1 if self._headed else 0
        self._headed = False
        places = _census.spelled_nan(block, start, self._delimiter)
        self.marks += places.size
        return _census.marked(block, places)


def is_plain(text: bytes) -> bool:
    """Whether a text is in UTF-8 and has no NUL bytes."""
    codes = np.frombuffer(text, dtype=np.uint8)
    if not codes.size or (codes.min() and codes.max() < _OTHER):
        return True
    try:
        return bool(codes.min() and text.decode())
    except UnicodeDecodeError:
        return False
