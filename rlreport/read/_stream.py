"""JSON of any length, some of it at a time -> the values in it, one after another.

An array of rollouts or a trace may be larger than the memory: of its text no more is held than a
few megabytes, or the longest value.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator, Sequence
from typing import Any, Self, TypeVar

import msgspec

from rlreport.read._dialect import encoding
from rlreport.sources import LogFile

_T = TypeVar("_T")

_DECODER = json.JSONDecoder()
_GAP = re.compile(r"[\s,]*")
_CHUNK = 1 << 20
_MARK = 64  # characters of what is looked for, at most
_HEAD = re.compile(r'\{\s*"[^"\\]{1,64}"')  # of an object: its brace and first name
_LONGEST_HEAD = 128
_BETWEEN = re.compile(r"\n\}\s*\n\{")  # objects printed one below the other, without a comma
_COMMA = "\n},\n{"
_ENDS = ("", "]", "}")
_GAPS = " \t\r\n,"
_TRIES = 3  # places at which a piece may end: an object inside may begin like those around it
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
        self._single = 0  # up to here values are taken one by one

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def _grow(self) -> bool:
        """Read on; False at the end of the file."""
        left = self._text[self._place :]
        data = self._file.read(max(_CHUNK, 2 * len(left)))
        self._text = left + self._decoder.decode(data, final=not data).replace("\0", "")
        self._single -= self._place
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

    def objects(
        self, decoder: msgspec.json.Decoder[list[_T]], *, until: Sequence[str] = ()
    ) -> Iterator[_T | None]:
        """The whole objects from here on, None for one that is not what the decoder expects.

        They are decoded many together, which is several times as fast as one by one. Whether a
        piece of the text is a list of whole objects is known by its being decoded as one. Behind a
        damaged object, for which None stands, too, they go on at the next that begins as the first
        one did.

        Args:
            decoder: of a list of them.
            until: texts that stand behind them, if at all.
        """
        self.rest()
        while len(self._text) - self._place < _LONGEST_HEAD and self._grow():
            pass
        first = _HEAD.match(self._text, self._place)
        while self.rest()[:1] not in _ENDS:
            found = self._piece(decoder, until)
            if found is not None:
                yield from found
                continue
            try:
                value = self.value()
            except ValueError:
                if first is None or not self._skip_to(first.group(), until):
                    return
                yield None
            else:
                if isinstance(value, dict):
                    yield _converted(value, decoder)

    def _skip_to(self, beginning: str, until: Sequence[str]) -> bool:
        """Go to the next place that begins so, if there is one before what stands behind."""
        here = self._place + 1
        while (place := self._text.find(beginning, here)) < 0:
            here = max(here, len(self._text) - len(beginning)) - self._place
            if not self._grow():
                return False
        if any(self._text.find(mark, self._place, place) >= 0 for mark in until):
            return False
        self._place = place
        return True

    def _piece(
        self, decoder: msgspec.json.Decoder[list[_T]], until: Sequence[str]
    ) -> list[_T] | None:
        """The objects from here up to the last in sight that begins as the one here does."""
        while len(self._text) - self._place < _CHUNK and self._grow():
            pass
        head = _HEAD.match(self._text, self._place)
        if head is None or self._place < self._single:
            return None
        places = [self._text.find(mark, self._place) for mark in until]
        self._single = min((place for place in places if place >= 0), default=len(self._text))
        end = self._single
        for _ in range(_TRIES):
            end = self._text.rfind(head.group(), self._place + 1, end)
            if end < 0:
                break
            found = _list(self._text[self._place : end], decoder)
            if found is not None:
                self._place, self._single = end, 0
                return found
        return None


def _list(piece: str, decoder: msgspec.json.Decoder[list[_T]]) -> list[_T] | None:
    """The objects in a piece of text, None where it is no row of whole ones."""
    try:
        return decoder.decode(f"[{_BETWEEN.sub(_COMMA, piece.rstrip(_GAPS))}]")
    except (ValueError, RecursionError):
        return None


def _converted(value: dict[str, Any], decoder: msgspec.json.Decoder[list[_T]]) -> _T | None:
    try:
        converted: list[_T] = msgspec.convert([value], decoder.type, strict=False)
    except (ValueError, RecursionError):
        return None
    return converted[0]
