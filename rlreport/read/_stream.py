"""JSON of any length, some of it at a time -> the values in it, one after another.

An array of rollouts or a trace may be larger than the memory: of its text no more is held than a
few megabytes, or the longest value.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from typing import Any, Self

from rlreport.read._dialect import encoding
from rlreport.sources import LogFile

_DECODER = json.JSONDecoder()
_GAP = re.compile(r"[\s,]*")
_CHUNK = 1 << 20
_MARK = 64  # characters of what is looked for, at most
_EDGE = 16  # characters before the end, where an error is the cut's: longer than any number or word


class Stream:
    """The text of a file, read as it is asked for, from a place that only moves on."""

    def __init__(self, file: LogFile) -> None:
        """Open the file at its beginning."""
        self._file = file.open()
        name = encoding(file.head(4096))
        self._decoder = codecs.getincrementaldecoder(name)(errors="replace")
        self._text = ""
        self._place = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def _grow(self) -> bool:
        """Read on; False at the end of the file."""
        left = self._text[self._place :]
        data = self._file.read(max(_CHUNK, 2 * len(left)))
        self._text = left + self._decoder.decode(data, final=not data).replace("\0", "")
        self._place = 0
        return bool(data)

    def rest(self) -> str:
        """The next characters behind blanks and commas, which are passed over; empty at the end."""
        while True:
            match = _GAP.match(self._text, self._place)
            self._place = match.end() if match else self._place
            if self._place < len(self._text) or not self._grow():
                return self._text[self._place : self._place + _EDGE]

    def enter(self, bracket: str) -> bool:
        """Go behind a bracket, if one stands here."""
        there = self.rest().startswith(bracket)
        self._place += there
        return there

    def find(self, what: re.Pattern[str]) -> re.Match[str] | None:
        """Go behind the next place that matches; None where there is none."""
        while (match := what.search(self._text, self._place)) is None:
            self._place = max(self._place, len(self._text) - _MARK)
            if not self._grow():
                return None
        self._place = match.end()
        return match

    def value(self) -> Any:
        """The value that begins here.

        Raises:
            ValueError: there is no whole one.
        """
        while True:
            try:
                value, self._place = _DECODER.raw_decode(self._text, self._place)
            except RecursionError as error:
                raise ValueError("is nested too deeply") from error
            except json.JSONDecodeError as error:
                text = error.msg.startswith("Unterminated string")
                if not (text or error.pos >= len(self._text) - _EDGE) or not self._grow():
                    raise
            else:
                return value

    def values(self) -> Iterator[Any]:
        """The whole values from here on, up to the end of their array or to where it is cut."""
        while self.rest():
            try:
                value = self.value()
            except ValueError:
                return
            yield value
