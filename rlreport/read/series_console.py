"""Series of pandas that a training prints at each step: `reward   1.5` lines above their dtype."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rlreport.read import Format, _streams
from rlreport.read._boxes import LINE_END, Boxes, Cell, Style
from rlreport.read._console import with_rows
from rlreport.read._free_text import REPEATS, rows_of
from rlreport.read._templates import Harvest
from rlreport.read._text import lines, opening
from rlreport.sources import LogFile
from rlreport.values import Loose

_SIGN = "dtype: float64"
_END = re.compile(r"(?:Name: .{1,80}, )?(?:Length: \d+, )?dtype: \w+\s*")
_LINE = re.compile(r"(?P<key>\S+(?: \S+)*) {2,}(?P<value>\S+)\s*")
_DESCRIBED = "count"  # the first name in what describes a column of a data set


def _sniff(_name: str, head: bytes) -> int:
    text = opening(head)
    if _SIGN not in text:
        return 0
    begun = lines(text)
    series = _Series(style=_STYLE, harvest=Harvest(find=_STYLE.find))
    names = Counter(_names(box) for box in series.closed(begun))
    (most, count), *_ = names.most_common(1) or [((), 0)]
    if count < REPEATS or most[0] == _DESCRIBED:
        return 0
    return 3 if rows_of([line for line in begun if not _is_cell(line)]) < REPEATS else 0


def _names(box: str) -> tuple[str, ...]:
    cells = ((line, _cell(line).key) for line in box.split(LINE_END))
    return tuple(line[slice(*key)] for line, key in cells)


def _is_end(line: str) -> bool:
    return "dtype: " in line and _END.fullmatch(line) is not None


def _is_cell(line: str) -> bool:
    return "  " in line and _LINE.fullmatch(line) is not None


def _cell(line: str) -> Cell:
    found = _LINE.fullmatch(line)
    return Cell(
        key=found.span("key") if found else (0, 0), value=found.span("value") if found else (0, 0)
    )


_STYLE = Style(plain=str, is_rule=_is_end, is_cell=_is_cell, cell=_cell, steps=())


@dataclass(kw_only=True)
class _Series(Boxes):
    """Reads the lines of a log with series, whose ends alone are told."""

    def closed(self, texts: Sequence[str]) -> Iterator[str]:
        """The series that end in some lines, each as one text."""
        for text in texts:
            if _is_end(text) and self.box:
                yield LINE_END.join(self.box)
            self.box = [*(self.box or ()), text] if _is_cell(text) else []

    _boxes = closed


def _read(file: LogFile) -> Loose:
    reader = _Series(style=_STYLE, harvest=Harvest(find=_STYLE.find))
    return with_rows(_streams.read(file, reader, format_=FORMAT.name), "reward    1.5")


FORMAT = Format(
    name="series_console",
    label="console log with series of pandas",
    sniff=_sniff,
    read=_read,
    resume=_streams.resume,
    sample=(
        "output.log",
        (
            b"timesteps    2048.0\nmean_reward     1.5\nName: 0, dtype: float64\n"
            b"timesteps    4096.0\nmean_reward     2.5\nName: 1, dtype: float64\n"
        ),
    ),
)
