"""Blocks of `name  value` between two rules, which rllab, rlkit and garage print at each epoch."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rlreport.read import Format
from rlreport.read._console import nothing_to_plot
from rlreport.read._records import Record, table
from rlreport.read._text import decode, end_of_lines, lines, number
from rlreport.read.sb3_console import cut_issue
from rlreport.sources import LogFile
from rlreport.values import Loose

_RULE = re.compile(r".*?-{6,} +-{3,}\s*")
_CELLS = re.compile(r"(?:.*\| )?(\S.*?) {2,}(\S+)\s*")
_BLOCK = re.compile(r"-{6,} +-{3,}[ \t]*\r?\n[^\r\n]*?\S {2,}[-+.\dniNI]\S*[ \t]*\r?\n")
_STEPS = (
    *("TotalEnvSteps", "total_env_steps", "TotalSamples", "exploration/num steps total"),
    *("Iteration", "Epoch", "Itr"),
)


def _sniff(_name: str, head: bytes) -> int:
    return 2 if _BLOCK.search(decode(head)) else 0


def records(texts: Iterable[str]) -> tuple[list[Record], int]:
    """The closed blocks among the lines of a log as rows, and the number of blocks cut off."""
    found: list[Record] = []
    block: dict[str, object] | None = None
    cut = 0
    for line in texts:
        cells = _CELLS.fullmatch(line) if block is not None else None
        if _RULE.fullmatch(line):
            if block:
                found.append(block)
            block = None if block else {}
        elif cells and block is not None:
            value = number(cells[2])
            if value is not None:
                block[cells[1]] = value
        elif block:
            cut, block = cut + 1, None
    return found, cut + bool(block)


def _read(file: LogFile) -> Loose:
    content = file.bytes()
    rows, cut = records(lines(decode(content)))
    if not rows:
        raise nothing_to_plot("AverageReturn   1.43")
    return Loose(
        format=FORMAT.name,
        tables=(table(rows, step=_STEPS),),
        issues=cut_issue(file, cut),
        end=end_of_lines(content) if not cut else 0,
    )


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
)
