"""Delimited text on its way from a file to its parser, looked at block by block as it passes.

So a large file is never held as a whole, and no byte is fetched twice: what has just been read is
still in the processor's cache when the parser takes it.
"""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np

from rlreport.read import _census
from rlreport.sources import LogFile

_BLOCK = 1 << 18  # bytes, as many as the parser of pandas asks for


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

    def bytes(self) -> bytes:
        """All of it at once."""
        with self.file.open() as stream:
            stream.seek(self.start)
            return stream.read(self.size)


class Passage(io.RawIOBase):
    """The bytes of a body for a parser, on request with each NaN that is spelled out marked.

    Attributes:
        plain: whether all that passed is text in UTF-8 without NULs; where not, it ends early.
        nans: how many NaN were marked; else how often their letters stand below the header.
        delimiters: how many there are, those in quotes among them.
        has_edges: whether there are blanks at the edge of a cell.
    """

    def __init__(self, body: Body, delimiter: str, *, headed: bool, marking: bool) -> None:
        """Begin at the first byte.

        Args:
            body: what is to pass.
            delimiter: between cells.
            headed: whether the first line is a header.
            marking: whether NaN are marked.
        """
        self._stream = body.file.open()
        self._stream.seek(body.start)
        self._left = body.size
        self._rest = b""
        self._delimiter = delimiter
        self._headed = headed
        self._marking = marking
        self.plain = True
        self.nans = 0
        self.delimiters = 0
        self.has_edges = False

    def close(self) -> None:
        """Close the file, too."""
        self._stream.close()
        super().close()

    def readable(self) -> bool:
        """That it can be read from."""
        return True

    def read(self, size: int = -1, /) -> bytes:
        """The next whole lines, whatever the size; nothing at the end."""
        del size
        block = self._lines() if self.plain else b""
        self.plain = self.plain and is_plain(block)
        if not self.plain:
            return b""
        start = block.find(b"\n") + 1 if self._headed else 0
        self._headed = False
        self.has_edges = self.has_edges or _census.has_edges(block, self._delimiter)
        self.delimiters += _census.delimiters(block, self._delimiter, quoted=False)
        if not self._marking:
            self.nans += int(np.count_nonzero(_census.nan_letters(block, start)))
            return block
        places = _census.spelled_nan(block, start, self._delimiter)
        self.nans += places.size
        return _census.marked(block, places)

    def _lines(self) -> bytes:
        """The next lines up to a line end, or up to the end of the body."""
        parts: list[bytes | memoryview] = [self._rest]
        while self._left:
            part = self._stream.read(min(_BLOCK, self._left))
            self._left = self._left - len(part) if part else 0
            end = part.rfind(b"\n") + 1
            if end and self._left:
                self._rest = part[end:]
                return b"".join([*parts, memoryview(part)[:end]])
            parts.append(part)
        self._rest = b""
        return b"".join(parts)


def is_plain(text: bytes) -> bool:
    """Whether a text is in UTF-8 and has no NUL bytes."""
    if b"\0" in text:
        return False
    try:
        return text.isascii() or bool(text.decode())
    except UnicodeDecodeError:
        return False
