"""PufferLib's dashboards: boxes with a summary, the losses and what the environment told."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from rlreport.clocks import of_parts
from rlreport.read import Format
from rlreport.read._console import with_rows
from rlreport.read._counting import MAGNITUDES
from rlreport.read._records import Record, table
from rlreport.read._text import blocks, lines, number, opening
from rlreport.sources import LogFile
from rlreport.texts import many
from rlreport.values import Issue, Loose, Table

_BEGIN, _END, _TITLE = "╭", "╰", "PufferLib"
_COLUMNS = re.compile(r"(?:Summary|Losses|User Stats) {1,80}Value(?!\w)")
_TIMES = re.compile(r"\b(?:Performance|Evaluate) .{0,60}%")
_CELL = re.compile(r"(?P<name>\S+(?: \S+)*)(?: {2,}(?P<value>\S.*)| (?P<last>\S+))")
_PART = re.compile(r"\d+[dhms]")  # of a time that goes on in the lines below
_ABBREVIATED = re.compile(r"(?P<n>-?\d+(?:\.\d+)?)(?P<unit>[kmbt])", re.IGNORECASE)
_TIME = "Uptime"
_COUNTERS = ("Agent Steps", "Steps", "Epoch", _TIME)  # the first that rises is the step
_LEFT = "Remaining"


def _sniff(_name: str, head: bytes) -> int:
    if _TITLE.encode() not in head:
        return 0
    return 3 if any(_record(box) for box in _boxes(lines(opening(head)))) else 0


def _boxes(texts: Iterable[str]) -> Iterator[list[str]]:
    """The lines of each dashboard; one that never closed is none."""
    box: list[str] | None = None
    for text in texts:
        if text.startswith(_BEGIN):
            box = []
        elif box is not None and text.startswith(_END):
            if any(_TITLE in line for line in box):
                yield box
            box = None
        elif box is not None:
            box.append(text)


def _record(box: Sequence[str]) -> Record:
    """The named numbers of a dashboard."""
    found: dict[str, str] = {}
    spans: list[tuple[int, int]] = []
    last: dict[int, str] = {}
    for text in box:
        columns = [match.span() for match in _COLUMNS.finditer(text)]
        if columns:
            spans, last = columns, {}
            continue
        for begin, end in spans:
            cell = text[begin:end].rstrip()
            told = _CELL.fullmatch(cell)
            if told and not cell.startswith(" "):
                last[begin] = told["name"]
                found[told["name"]] = told["value"] or told["last"]
            elif last.get(begin) == _TIME and _PART.fullmatch(cell.strip()):
                found[_TIME] += f" {cell.strip()}"
    values = {name: _number(value) for name, value in found.items() if name != _LEFT}
    return {name: value for name, value in values.items() if value is not None}


def _number(text: str) -> float | None:
    """The number that a cell shows, be it abbreviated or a time in parts."""
    short = _ABBREVIATED.fullmatch(text)
    seconds = of_parts(text)
    if short and math.isnan(seconds):
        return float(short["n"]) * MAGNITUDES[short["unit"].upper()]
    return number(text) if math.isnan(seconds) else seconds


def _read(file: LogFile) -> Loose:
    boxes = [*_boxes(text for block in blocks(file) for text in block.texts)]
    records: list[Record] = []
    for record in filter(None, map(_record, boxes)):
        if not records or record != records[-1]:
            records.append(record)
    tables = (_table(records),) if records else ()
    loose = Loose(format=FORMAT.name, tables=tables, issues=tuple(_issues(boxes, file.name)))
    return with_rows(loose, "│ Losses  Value │")


def _table(records: Sequence[Record]) -> Table:
    """A row for each dashboard; many have the same steps, as these are abbreviated."""
    found = replace(table(records), roles={_TIME: "relative_time"})
    for name in _COUNTERS:
        values = [record.get(name) for record in records]
        told = [value for value in values if isinstance(value, float)]
        if len(told) == len(values) and all(a < b for a, b in pairwise(told)):
            return replace(found, step=name)
    return found


def _issues(boxes: Sequence[Sequence[str]], where: str) -> Iterator[Issue]:
    count = sum(any(map(_TIMES.search, box)) for box in boxes)
    if count:
        text = f"How long parts of the program took was left out of {many(count, 'dashboard')}."
        yield Issue(kind="times left out", where=where, count=count, text=text)


_SAMPLE = """╭────────────────────────────────────────────────────────────────────────╮
│  PufferLib 3.0         CPU: 10.5%     GPU: 50.0%                       │
│                                                                        │
│  Summary         Value    Performance   Time     %   Losses     Value  │
│  Agent Steps      1.5m    Evaluate       20s   50%   policy    -0.125  │
│  Epoch              12    Train          15s   45%   value      0.500  │
│  Uptime         1m 10s                                                 │
│                                                                        │
│  User Stats                 Value   User Stats                  Value  │
│  episode_return             7.500   score                       0.250  │
╰────────────────────────────────────────────────────────────────────────╯
"""

FORMAT = Format(
    name="pufferlib_console",
    label="PufferLib console log",
    sniff=_sniff,
    read=_read,
    sample=("train.log", _SAMPLE.encode()),
)
