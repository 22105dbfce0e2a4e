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
_HIGH = np.uint64(0x8080808080808080)  # the bits that codes beyond ASCII have, of eight at once
_AHEAD = 8  # bytes before a piece, so that eight at once are aligned
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
        blanks: whether there is a blank anywhere.
    """

    nans: int | None
    delimiters: int | None
    blanks: bool


def survey(body: Body, *, nans: bool, delimiter: str, words: bool) -> Survey:
    """A look at all bytes of a body, on request with counts of what may be NaN and delimiters.

    Blanks are looked for where there are words, and taken to be there otherwise.

    Raises:
        OddBytesError: there are NUL bytes, or it is no UTF-8.
    """
    found = marks = 0
    blank = not words
    decoder = getincrementaldecoder("utf-8")()
    for buffer, before, end in _overlapping(body):
        if buffer.find(b"\0", _AHEAD, end) >= 0:
            raise OddBytesError
        fresh = memoryview(buffer)[_AHEAD:end]
        if _is_beyond_ascii(buffer, end) or decoder.getstate()[0]:
            _check(decoder, fresh, final=False)
        if nans:
            start = _AHEAD - min(before, 1 + words)  # one letter less than what is counted has
            found += _census.count_nan(memoryview(buffer)[start:end], words=words)
        if delimiter:
            codes = np.frombuffer(fresh, dtype=np.uint8)
            marks += int(np.count_nonzero(codes == ord(delimiter)))
        blank = blank or buffer.find(b" ", _AHEAD, end) >= 0
    _check(decoder, b"", final=True)
    return Survey(
        nans=found if nans else None, delimiters=marks if delimiter else None, blanks=blank
    )


def _is_beyond_ascii(buffer: bytearray, end: int) -> bool:
    """Whether a buffer has codes beyond ASCII from `_AHEAD` to `end`, looked at eight at once."""
    whole = (end - _AHEAD) // 8
    eights = np.frombuffer(buffer, dtype=np.uint64, count=whole, offset=_AHEAD)
    rest = buffer[_AHEAD + 8 * whole : end]
    return not rest.isascii() or bool(np.bitwise_or.reduce(eights) & _HIGH)


def _check(decoder: IncrementalDecoder, piece: bytes | memoryview, *, final: bool) -> None:
    try:
        decoder.decode(piece, final)
    except UnicodeDecodeError as error:
        raise OddBytesError from error


def _overlapping(body: Body) -> Iterator[tuple[bytearray, int, int]]:
    """All of a body in pieces: a buffer, and where in it each ends; it begins at `_AHEAD`.

    How many of the last bytes before it stand there, too, is in between. All pieces lie in one
    buffer: to ask for the memory of each takes as long as to read it.
    """
    buffer, before, left = bytearray(_AHEAD + _BLOCK), 0, body.size
    view = memoryview(buffer)
    with body.file.open() as stream:
        stream.seek(body.start)
        while count := stream.readinto(view[_AHEAD : _AHEAD + min(left, _BLOCK)]):
            end = _AHEAD + count
            yield buffer, before, end
            buffer[_AHEAD - _OVERLAP : _AHEAD] = buffer[end - _OVERLAP : end]
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
