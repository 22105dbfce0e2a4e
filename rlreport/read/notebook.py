"""Jupyter notebooks: what their cells printed, and the tables that they show.

A cell's output is read as a console log is; each cell with metrics is a run of its own.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import replace
from typing import Any

from rlreport.catalogue import OUTCOMES, describe
from rlreport.errors import FormatError
from rlreport.read import Format, _html, format_of
from rlreport.read._json import document
from rlreport.read._records import Record, table
from rlreport.sources import LogFile
from rlreport.texts import many, was
from rlreport.values import Issue, Loose

_SHAPE = re.compile(rb'\s*\{\s*"(?:cells|worksheets|metadata|nbformat|nbformat_minor)"\s*:')
_FRAMES = ("csv", "text_table")  # what a data frame that is shown as text is read as
_FEWEST = 2  # rows of a table of metrics


def _sniff(name: str, head: bytes) -> int:
    written = b'"cell_type"' in head or b'"nbformat"' in head
    return 3 if _SHAPE.match(head) and (written or name.endswith(".ipynb")) else 0


def _read(file: LogFile) -> Loose:
    values, _ = document(file)
    cells = _cells(values) if isinstance(values, dict) else None
    if cells is None:
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


def _cells(values: dict[str, Any]) -> list[Any] | None:
    """The cells of a notebook, which old ones keep in worksheets; None where there are none."""
    sheets = values.get("worksheets")
    found = [values, *(sheets if isinstance(sheets, list) else [])]
    lists = [sheet.get("cells") for sheet in found if isinstance(sheet, dict)]
    known = [cells for cells in lists if isinstance(cells, list)]
    return [cell for cells in known for cell in cells] if known else None


def _outputs(cell: Any, place: int) -> Iterator[Loose]:
    """What was printed in a cell, as one log, and each table that it shows."""
    outputs = cell.get("outputs") if isinstance(cell, dict) else None
    shown = [output for output in outputs or () if isinstance(output, dict)]
    printed = "".join(_text(output.get("text")) for output in shown)
    where = f"cell {place}"
    parts = [_printed(printed, where), *map(_table, shown)]
    frames = [_printed(text, where, only=_FRAMES) for text in map(_plain_text, shown) if text]
    parts += [frame for frame in frames if frame and _has_outcome(frame)]
    for part in parts:
        if part is not None:
            yield part


def _text(value: Any) -> str:
    """The text of an output, which notebooks keep as a list of lines."""
    return "".join(map(str, value)) if isinstance(value, list) else str(value or "")


def _has_outcome(loose: Loose) -> bool:
    """Whether a column is an outcome of a training: frames of other data are shown, too."""
    names = {name for table in loose.tables for name in table.columns}
    return any(describe(name).role in (*OUTCOMES, "loss") for name in names)


def _plain_text(output: dict[str, Any]) -> str:
    """What an output that is not shown as HTML shows as text."""
    data = output.get("data")
    data = data if isinstance(data, dict) else {}
    return "" if "text/html" in data else _text(data.get("text/plain"))


def _printed(text: str, where: str, *, only: Container[str] = ()) -> Loose | None:
    """The metrics in what a cell printed; None where there is none, or in no format of `only`."""
    content = text.encode(errors="replace")
    known = format_of(where, content[: 1 << 16]) if content.strip() else None
    if known is None or known.name == FORMAT.name or (only and known.name not in only):
        return None
    try:
        return known.read(LogFile(name=where, content=content))
    except FormatError:
        return None


def _table(output: dict[str, Any]) -> Loose | None:
    """The table that an output shows as HTML, as Trainer and fastai do; None where it has none."""
    data = output.get("data")
    html = _text(data.get("text/html")) if isinstance(data, dict) else ""
    names, *body = _html.rows(html) or [[]]
    even = [row for row in body if len(row) == len(names) > 1]
    if len(even) < _FEWEST:
        return None
    records: list[Record] = [dict(zip(names, row, strict=True)) for row in even]
    return Loose(format=FORMAT.name, tables=(table(records),), issues=_left(len(body) - len(even)))


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
