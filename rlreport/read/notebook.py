"""Jupyter notebooks: what their cells printed, and the tables that they show.

A cell's output is read as a console log is; each cell with metrics is a run of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from typing import Any

from rlreport.errors import FormatError
from rlreport.read import Format, format_of
from rlreport.read._json import document
from rlreport.read._records import Record, table
from rlreport.sources import LogFile
from rlreport.texts import many, was
from rlreport.values import Issue, Loose

_SHAPE = re.compile(rb'\s*\{\s*"(?:cells|metadata|nbformat|nbformat_minor)"\s*:')
_ROW = re.compile(r"<tr[^>]*>(.*?)</tr>", re.DOTALL | re.IGNORECASE)
_CELL = re.compile(r"<t[hd][^>]*>(.*?)</t[hd]>", re.DOTALL | re.IGNORECASE)
_MARK = re.compile(r"<[^>]*>")
_FEWEST = 2  # rows of a table of metrics


def _sniff(name: str, head: bytes) -> int:
    written = b'"cell_type"' in head or b'"nbformat"' in head
    return 3 if _SHAPE.match(head) and (written or name.endswith(".ipynb")) else 0


def _read(file: LogFile) -> Loose:
    values, _ = document(file)
    cells = values.get("cells") if isinstance(values, dict) else None
    if not isinstance(cells, list):
        raise FormatError("is a notebook that was cut off.", "Save it again, and name it.")
    found = [
        (place, loose) for place, cell in enumerate(cells, 1) for loose in _outputs(cell, place)
    ]
    if not found:
        raise FormatError(
            "is a notebook whose cells show no metric.",
            "Run the cells of the training, save the notebook with their output, and name it.",
        )
    several = len({place for place, _ in found}) > 1
    return Loose(
        format=FORMAT.name,
        tables=tuple(
            replace(part, run=f"cell {place}" if several else part.run)
            for place, loose in found
            for part in loose.tables
        ),
        issues=tuple(issue for _, loose in found for issue in loose.issues),
    )


def _outputs(cell: Any, place: int) -> Iterator[Loose]:
    """What was printed in a cell, as one log, and each table that it shows."""
    outputs = cell.get("outputs") if isinstance(cell, dict) else None
    shown = [output for output in outputs or () if isinstance(output, dict)]
    printed = "".join(_text(output.get("text")) for output in shown)
    parts = [_printed(printed, f"cell {place}"), *map(_table, shown)]
    for part in parts:
        if part is not None:
            yield part


def _text(value: Any) -> str:
    """The text of an output, which notebooks keep as a list of lines."""
    return "".join(map(str, value)) if isinstance(value, list) else str(value or "")


def _printed(text: str, where: str) -> Loose | None:
    """The metrics in what a cell printed; None where there is none."""
    content = text.encode(errors="replace")
    known = format_of(where, content[: 1 << 16]) if content.strip() else None
    if known is None or known.name == FORMAT.name:
        return None
    try:
        return known.read(LogFile(name=where, content=content))
    except FormatError:
        return None


def _table(output: dict[str, Any]) -> Loose | None:
    """The table that an output shows as HTML, as Trainer and fastai do; None where it has none."""
    data = output.get("data")
    html = _text(data.get("text/html")) if isinstance(data, dict) else ""
    rows = [[_plain(cell) for cell in _CELL.findall(row)] for row in _ROW.findall(html)]
    names, *body = [row for row in rows if row] or [[]]
    even = [row for row in body if len(row) == len(names) > 1]
    if len(even) < _FEWEST:
        return None
    records: list[Record] = [dict(zip(names, row, strict=True)) for row in even]
    return Loose(format=FORMAT.name, tables=(table(records),), issues=_left(len(body) - len(even)))


def _plain(cell: str) -> str:
    return unescape(_MARK.sub("", cell)).strip()


def _left(count: int) -> tuple[Issue, ...]:
    if not count:
        return ()
    text = (
        f"{many(count, 'row')} of a shown table with another number of cells {was(count)} left out."
    )
    return (Issue(kind="rows set aside", where="a table", count=count, text=text),)


_SAMPLE = b"""{"cells": [{"cell_type": "code", "source": [], "outputs": [{"output_type": "stream",
 "text": ["step: 1, reward: 0.5\\n", "step: 2, reward: 0.75\\n"]}]}], "nbformat": 4}"""

FORMAT = Format(
    name="notebook",
    label="Jupyter notebook",
    sniff=_sniff,
    read=_read,
    sample=("train.ipynb", _SAMPLE),
)
