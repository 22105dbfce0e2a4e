"""Tables drawn in text: Markdown's, LaTeX's, and the grids that consoles print.

The columns of all tables with the same names are put together, so that a grid printed at each
evaluation, with its names beside or above the values, is one row of one table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rlreport.catalogue import AXIS_ROLES, describe
from rlreport.read import Format
from rlreport.read._console import nothing_to_plot
from rlreport.read._records import Record, table
from rlreport.read._text import decode, lines, number
from rlreport.sources import LogFile
from rlreport.values import Loose

_PIPES = re.compile(r"\s*[|│┃](.*)[|│┃]\s*")
_ROW = re.compile(r"[^&\\%]+(?:&[^&]*)+\\\\.*")
_RULE = re.compile(r"[\s|│┃+:=\u2500-\u257f-]+")
_COMMAND = re.compile(r"\\(?:textbf|textit|mathbf|emph|num|text)\{([^{}]*)\}|[\\$*`]")
_NAMES = ("name", "metric", "key")
_FEWEST = 2  # rows of a table of metrics


def _sniff(_name: str, head: bytes) -> int:
    """Sure of tables with a step and numbers, as they stand among prose; not of other tables."""
    return 2 if _records(lines(decode(head))) else 0


def _records(texts: Sequence[str]) -> list[Record]:
    """The rows of the tables that have a step and numbers."""
    found: dict[tuple[str, ...], list[Record]] = {}
    for names, *rows in map(_upright, _blocks(texts)):
        records = [dict(zip(names, row, strict=True)) for row in rows if len(row) == len(names)]
        found.setdefault(tuple(names), []).extend(records)
    series = [records for records in found.values() if _is_series(records)]
    return max(series, key=len, default=[])


def _blocks(texts: Sequence[str]) -> Iterator[list[list[str]]]:
    """The rows of cells that follow each other, rules left out; the first has the names."""
    block: list[list[str]] = []
    for text in texts:
        if _RULE.fullmatch(text) or (text.lstrip().startswith("\\") and "&" not in text):
            continue
        cells = _cells(text)
        if len(block) > 1 and (not cells or cells == block[0]):
            yield block
            block = []
        block = block if cells else []
        block.extend([cells] if cells else [])
    if len(block) > 1:
        yield block


def _cells(text: str) -> list[str]:
    pipes, row = _PIPES.fullmatch(text), _ROW.fullmatch(text.strip())
    if pipes:
        parts = re.split(r"[|│┃]", pipes[1])
    elif row:
        parts = text.strip().partition("\\\\")[0].split("&")
    else:
        return []
    cells = [_COMMAND.sub(lambda match: match[1] or "", part).strip() for part in parts]
    return cells if len(cells) > 1 else []


def _upright(block: list[list[str]]) -> list[list[str]]:
    """The block; that of LightZero and its kin begins with a cell that says `Name`."""
    lying = len(block) == 2 and block[0][0].lower() in _NAMES and block[1][0].lower() == "value"
    return [row[1:] for row in block] if lying else block


def _is_series(records: Sequence[Record]) -> bool:
    """Whether the rows count something in numbers that differ, and hold another number."""
    if len(records) < _FEWEST:
        return False
    counted = [name for name in records[0] if describe(name).role in AXIS_ROLES]
    numbers = {
        name: [number(str(record[name]).rstrip("%")) for record in records] for name in records[0]
    }
    steps = [
        name
        for name in counted
        if None not in numbers[name] and len(set(numbers[name])) == len(records)
    ]
    return any(
        name != steps[0] and any(value is not None for value in values)
        for name, values in numbers.items()
        if steps
    )


def _read(file: LogFile) -> Loose:
    records = _records(lines(decode(file.bytes())))
    if not records:
        raise nothing_to_plot("| step | reward |")
    return Loose(format=FORMAT.name, tables=(table(records),))


_SAMPLE = b"""# Results

| Epoch | Reward | Accuracy |
|------:|-------:|---------:|
| 1     | 0.5    | 41.5%    |
| 2     | 0.75   | 43.0%    |
"""

FORMAT = Format(
    name="text_table",
    label="table in Markdown, LaTeX or a console",
    sniff=_sniff,
    read=_read,
    sample=("results.md", _SAMPLE),
)
