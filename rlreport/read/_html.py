"""The rows of a table in HTML -> their cells as text."""

from __future__ import annotations

import re
from html import unescape

from rlreport.read import check_width

_ROW = re.compile(r"<tr\b[^<>]*>|</table\b[^<>]*>", re.IGNORECASE)
_CELL = re.compile(r"<t[hd]\b([^<>]*)>", re.IGNORECASE)
_END = re.compile(r"</t[hdr]\s*>", re.IGNORECASE)
_SPAN = re.compile(r"\b(row|col)span\s*=\s*[\"']?\s*(\d{1,3})", re.IGNORECASE)
_MARK = re.compile(r"<[^<>]*>")
_BLANK = re.compile(r"\s+")


def rows(html: str) -> list[list[str]]:
    """The cells of each row; one over several rows or columns stands in each of them.

    Raises:
        FormatError: there are more columns than those of any log.
    """
    found: list[list[str]] = []
    below: dict[int, tuple[int, str]] = {}  # column -> for how many rows more, and the cell
    for part in _ROW.split(html)[1:]:
        row: list[str] = []
        _, *cells = _CELL.split(part)
        for about, cell in zip(cells[::2], cells[1::2], strict=True):
            _take(row, below)
            spans = {kind.lower(): int(count) for kind, count in _SPAN.findall(about)}
            for _ in range(max(1, spans.get("col", 1))):
                if spans.get("row", 1) > 1:
                    below[len(row)] = spans["row"] - 1, text(cell)
                row.append(text(cell))
            check_width(len(row))
        _take(row, below)
        if row:
            found.append(row)
    return found


def _take(row: list[str], below: dict[int, tuple[int, str]]) -> None:
    """Put the cells that reach down from rows above where a row has come to."""
    while len(row) in below:
        left, cell = below.pop(len(row))
        if left > 1:
            below[len(row)] = left - 1, cell
        row.append(cell)


def text(cell: str) -> str:
    """What a cell shows, without marks."""
    return _BLANK.sub(" ", unescape(_MARK.sub("", _END.split(cell, maxsplit=1)[0]))).strip()
