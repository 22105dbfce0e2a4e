"""Blocks of `name  value` between two rules, which rllab, rlkit and garage print at each epoch."""

from __future__ import annotations

import re

from rlreport.read import Format, _streams
from rlreport.read._boxes import Cell, Style, boxes
from rlreport.read._console import with_rows
from rlreport.read._text import opening
from rlreport.sources import LogFile
from rlreport.values import Loose

_BLOCK = re.compile(
    r"(?:^|(?<=\| ))-{6,}+ ++-{3,}+[ \t]*+\r?\n[^\r\n]*?\S {2,}+[-+.\dniNI]\S*[ \t]*\r?\n",
    re.MULTILINE,
)
_STEPS = (
    *("TotalEnvSteps", "total_env_steps", "TotalSamples", "exploration/num steps total"),
    *("Iteration", "Epoch", "Itr"),
)


def _sniff(_name: str, head: bytes) -> int:
    text = opening(head)
    return 2 if "------" in text and _BLOCK.search(text) else 0


def _is_rule(line: str) -> bool:
    """Whether behind who wrote it a line is six dashes or more, blanks, and three or more."""
    head, _, tail = line.rstrip().rpartition(" ")
    head = head[head.rfind("| ") + 1 :].strip(" ")
    return tail.startswith("---") and not tail.strip("-") and not head.strip("-") and len(head) > 5


def _is_cell(line: str) -> bool:
    return _begin(line) >= 0


def _begin(line: str) -> int:
    """Where the name in a line begins, behind who writes it; -1 in a line that is no cell."""
    head, gap, value = line.rstrip().rpartition("  ")
    if not gap or not value.strip() or len(value.split()) > 1:
        return -1
    behind = head.rfind("| ") + 2
    if behind > 1 and head[behind:].strip() and not head[behind].isspace():
        return behind
    return 0 if head.strip() and not head[0].isspace() else -1


def _cell(line: str) -> Cell:
    """The places of the name and the value; the blanks between them may have been made one."""
    end = len(line.rstrip())
    value = line.rindex(" ", 0, end) + 1
    begin = line.rfind("| ", 0, value) + 2
    return Cell(key=(begin if begin > 1 else 0, len(line[:value].rstrip())), value=(value, end))


_STYLE = Style(plain=str, is_rule=_is_rule, is_cell=_is_cell, cell=_cell, steps=_STEPS)


def may_be_in(text: str) -> bool:
    """Whether some lines may hold rows: False only where they do not."""
    return "------ " in text


def read_rows(file: LogFile, *, start: int = 0) -> Loose:
    """The rows of a log from an offset on; no table where there are none."""
    return _streams.read(file, boxes(_STYLE), format_="tabular_console", start=start)


def _read(file: LogFile) -> Loose:
    return with_rows(read_rows(file), "AverageReturn   1.43")


_SAMPLE = (
    b"2020-01-01 12:00:05 | [trpo] epoch #0 | Saved\n"
    b"-----------------------  ------------\n"
    b"Evaluation/AverageReturn   17.5\n"
    b"TotalEnvSteps            4000\n"
    b"-----------------------  ------------\n"
)

FORMAT = Format(
    name="tabular_console",
    label="rllab, rlkit or garage console log",
    sniff=_sniff,
    read=_read,
    sample=("debug.log", _SAMPLE),
    resume=_streams.resume,
)
