"""DI-engine's text logs: grids of a row of names and a row of values, and what was collected."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from rlreport.errors import FormatError
from rlreport.read import Format
from rlreport.read._records import table
from rlreport.read._text import decode, number, opening
from rlreport.sources import LogFile
from rlreport.values import Issue, Loose, Table

# Between two rules, which stand between grids of one table, too.
_GRID = re.compile(
    r"^[ \t]*\| Name +\|(?P<names>[^\n]*)\|[ \t]*\n[ \t]*\+[-+]+\+[ \t]*\n"
    r"[ \t]*\| Value +\|(?P<values>[^\n]*)\|[ \t]*$",
    re.MULTILINE,
)
_COLLECTED = re.compile(r"collect end:[^\n]*\n(?P<rows>(?:[ \t]*\w+: [^\s:]+[ \t]*(?:\n|\Z))+)")
_PAIR = re.compile(r"(\w+): (\S+)")
_ITERATION = re.compile(r"=== Training Iteration (\d+) Result ===")
_EPISODE = re.compile(r"\[EVALUATOR\]env \S+ finish episode")
_RULES = re.compile(r"[\s+-]*")
# What each of the workers counts.
_STEPS = {"learner": "iteration", "evaluator": "train_iter", "collector": "total_envstep_count"}

Row = dict[str, float]


def _sniff(_name: str, head: bytes) -> int:
    text = opening(head)
    grids = "| Name" in text and _GRID.search(text)
    return 3 if grids or ("collect end:" in text and _COLLECTED.search(text)) else 0


def _read(file: LogFile) -> Loose:
    text = decode(file.bytes()).replace("\r\n", "\n")
    rows: dict[str, list[Row]] = {
        "learner": [],
        "evaluator": [],
        "collector": [_numbers(_PAIR.findall(part["rows"])) for part in _COLLECTED.finditer(text)],
    }
    for row in _of_grids(text):
        rows["evaluator" if _STEPS["evaluator"] in row else "learner"].append(row)
    several = sum(map(bool, rows.values())) > 1
    tables = [
        _table(own, _STEPS[worker], f"{worker}/" if several else "")
        for worker, own in rows.items()
        if own
    ]
    if not tables:
        raise FormatError("holds no grid of values.", "The run may have ended before its first.")
    return Loose(format=FORMAT.name, tables=tuple(tables), issues=tuple(_issues(file, text)))


def _of_grids(text: str) -> Iterator[Row]:
    """The values of grids, those of grids close below each other as one row."""
    row: Row = {}
    last = 0
    for grid in _GRID.finditer(text):
        between = text[last : grid.start()]
        counted = _ITERATION.findall(between)
        named = _numbers(zip(_cells(grid["names"]), _cells(grid["values"]), strict=False))
        if row and (not _RULES.fullmatch(between) or named.keys() & row.keys()):
            yield row
            row = {}
        row |= {_STEPS["learner"]: float(counted[-1])} if counted else {}
        row |= named
        last = grid.end()
    if row:
        yield row


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.split("|")]


def _numbers(pairs: Iterable[tuple[str, str]]) -> Row:
    known = ((name, number(value)) for name, value in pairs)
    return {name: value for name, value in known if value is not None}


def _table(rows: Sequence[Row], step: str, prefix: str) -> Table:
    named = [
        {name if name == step else f"{prefix}{name}": value for name, value in row.items()}
        for row in rows
    ]
    return table(named, step=step)


def _issues(file: LogFile, text: str) -> Iterator[Issue]:
    count = len(_EPISODE.findall(text))
    if count:
        text = "Single episodes of the evaluations were set aside; their means are in the tables."
        yield Issue(kind="rows set aside", where=file.name, count=count, text=text)


_SAMPLE = (
    b"[2025-01-02 03:04:05][learner_hook.py:228][INFO] === Training Iteration 100 Result ===\n\n"
    b"+-------+------------+----------------+\n"
    b"| Name  | cur_lr_avg | total_loss_avg |\n"
    b"+-------+------------+----------------+\n"
    b"| Value | 0.001000   | 0.500000       |\n"
    b"+-------+------------+----------------+\n"
)

FORMAT = Format(
    name="di_engine",
    label="DI-engine log",
    sniff=_sniff,
    read=_read,
    sample=("learner_logger.txt", _SAMPLE),
)
