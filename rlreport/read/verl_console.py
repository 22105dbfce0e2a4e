"""verl's console log: `step:3 - critic/score/mean:0.5 - ...` behind Ray's coloured prefixes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rlreport.read import Format, _streams
from rlreport.read._console import (
    Console,
    cut_row,
    looks_whole,
    named,
    table_of,
    with_rows,
    without_last,
)
from rlreport.read._streams import Told
from rlreport.read._templates import Fields, Sheet, Span
from rlreport.read._text import lines, number_span, opening
from rlreport.sources import LogFile
from rlreport.values import Loose

_BETWEEN = " - "
_ROW = re.compile(r"(?:^|[\s)])step:(\d+) - (\S.*)$")
_PROGRAM = ("verl.trainer.", "trainer/main_ppo")
_STEP = re.compile(r"(?:^|[\s)])step:\d+ - [\w/@.()-]+:")


def _sniff(_name: str, head: bytes) -> int:
    text = opening(head)
    known = any(program in text for program in _PROGRAM)
    is_told = not known and "step:" in text and _STEP.search(text) is not None
    return 2 if known or (is_told and any(fields(_rows(lines(text))))) else 0


def console() -> Console:
    """A reader of the rows among the lines of a log."""
    return Console(rows=_rows, find=fields, tell=_told)


def _rows(texts: Sequence[str]) -> list[str]:
    return [text for text in texts if may_be_in(text)]


def fields(texts: Sequence[str]) -> Iterator[Fields | None]:
    """The step and the named numbers of each line; None for a line that is no row.

    A key goes up to the *last* colon: keys hold slashes, at signs and, in 2024, a unit in
    parentheses (`actor/lr(1e-4)`). Values that are no numbers are passed over. A line whose names
    have blanks is another program's.
    """
    for text in texts:
        match = _ROW.search(text)
        values = [*_values(match)] if match else []
        if match and values and not any(" " in key for key, _, _ in values):
            found = [("step", match.span(1)), *((key, value) for key, _, value in values)]
            yield named(found, names=[name for _, name, _ in values], counts=1)
        else:
            yield None


def _values(match: re.Match[str]) -> Iterator[tuple[str, Span, Span]]:
    """Each name, where it stands, and where its number does."""
    end = match.start(2) - len(_BETWEEN)
    for part in match[2].split(_BETWEEN):
        begin = end + len(_BETWEEN)
        end = begin + len(part)
        key, colon, value = part.rpartition(":")
        span = number_span(value)
        if key.lstrip() and span:
            start = begin + len(key) + len(colon)
            name = begin, begin + len(key)
            yield key.lstrip(), name, (start + span[0], start + span[1])


def _told(sheets: list[Sheet], where: str, last: str) -> Told:
    unfinished = last and any(fields([last]))
    if not unfinished or looks_whole(sheets):
        return Told(tables=table_of(sheets, step="step"))
    return Told(tables=table_of(without_last(sheets), step="step"), issues=(cut_row(where),))


def may_be_in(text: str) -> bool:
    """Whether some lines may hold rows: False only where they do not."""
    return "step:" in text and _BETWEEN in text


def read_rows(file: LogFile, *, start: int = 0) -> Loose:
    """The rows of a log from an offset on; no table where there are none."""
    return _streams.read(file, console(), format_="verl_console", start=start)


def _read(file: LogFile) -> Loose:
    return with_rows(read_rows(file), "step:7 - reward:0.5")


_SAMPLE = (
    b"\x1b[36m(TaskRunner pid=9)\x1b[0m step:1 - critic/score/mean:0.5 - actor/lr(1e-4):0.1\n"
    b"\x1b[36m(TaskRunner pid=9)\x1b[0m step:2 - critic/score/mean:0.6 - val/acc:np.float64(1)\n"
)

FORMAT = Format(
    name="verl_console",
    label="verl console log",
    sniff=_sniff,
    read=_read,
    sample=("verl.log", _SAMPLE),
    resume=_streams.resume,
)
