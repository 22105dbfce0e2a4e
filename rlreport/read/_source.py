"""The lines of a log -> the same without the source of a program, which some logs begin with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

_MARK = "import "  # in any source that is worth to be looked for
_SURE = re.compile(
    r"[ \t]*+(?:import [\w.]++(?: as \w++)?\s*(?:$|[,#])|from [\w.]++ import\b"
    r"|(?:async )?def \w++\(|class \w++(?:\(|:\s*$))"
)
_LIKELY = re.compile(
    r"[ \t]*+(?:#|@\w|\"\"\"|'''|(?:return|raise|assert|yield|del|pass|break|continue)\b"
    r"|(?:for|while|if|elif|with|try|else|except|finally)\b[^\n]*:\s*$"
    r"|[\w.]++(?:\(| ?= ?[\w.]*+[(\[{'\"])|[)\]}]++[,:]?\s*$)"
)
_BETWEEN = re.compile(r"\s|$|[A-Za-z_][\w.]*+ = \S")
_TRACED = re.compile(r"\s*+File \"")
_FEWEST = 3  # sure lines
_GAP = 3  # other lines, such as those of a long text, that may stand within


@dataclass(kw_only=True)
class Source:
    """Leaves out the source of a program among lines, block by block.

    Attributes:
        is_open: whether the lines that were read last are source.
    """

    is_open: bool = False

    def copy(self) -> Source:
        """One that goes on from here."""
        return replace(self)

    def without(self, texts: Sequence[str]) -> Sequence[str]:
        """The lines, with empty ones in the place of source."""
        if not self.is_open and not any(_MARK in text for text in texts):
            return texts
        kept = [*texts]
        for begin, end in self._passages(texts):
            kept[begin:end] = [""] * (end - begin)
        return kept

    def _passages(self, texts: Sequence[str]) -> Iterator[tuple[int, int]]:
        """Where source begins and ends."""
        begin, end, gap = (0, 0, 0) if self.is_open else (-1, -1, 0)
        sure = _FEWEST if self.is_open else 0
        for place, text in enumerate(texts):
            is_sure = _SURE.match(text) and not (place and _TRACED.match(texts[place - 1]))
            if is_sure and begin < 0:
                begin, end, gap, sure = place, place, 0, 0
            if begin >= 0 and (is_sure or _LIKELY.match(text)):
                end, gap, sure = place + 1, 0, sure + bool(is_sure)
            elif begin >= 0 and not _BETWEEN.match(text):
                gap += 1
                if gap > _GAP:
                    if sure >= _FEWEST:
                        yield begin, end
                    begin = -1
        self.is_open = begin >= 0 and sure >= _FEWEST
        if self.is_open:
            yield begin, end
