"""Rows whose cells are not parted as those of CSV are -> rows that are.

1	,0.5              a tab and a comma together
"1,0.5,0.25"        a row in quotes
1,[0.5, 0.25],2     lists without quotes
"""

from __future__ import annotations

import re
from collections.abc import Callable

_TWO_MARKS = re.compile(rb"[^\t\r\n]+(?:\t,[^\t\r\n]+)+\r?\n")
_ROW_IN_QUOTES = re.compile(rb'^"((?:[^"\r\n]|"")*)"(?=\r?$)', re.MULTILINE)
_LIST = re.compile(
    rb"\[(?:[^\[\]\r\n]|\[[^\[\]\r\n]*\])*\]|\((?:[^()\r\n]|\([^()\r\n]*\))*\)|\{[^{}\r\n]*\}"
)
_LOOK_AT = 20  # rows
_FEWEST = 2

Mend = Callable[[bytes], bytes]


def mend(head: bytes) -> Mend | None:
    """What parts the cells of a text that begins with `head`; None where they are parted."""
    if _TWO_MARKS.match(head):
        return _one_mark
    first = head.split(b"\n", 2 * _LOOK_AT)[:-1]
    lines = [line.rstrip(b"\r") for line in first if line.strip()]
    header, rows = b"".join(lines[:1]), lines[1 : _LOOK_AT + 1]
    if len(rows) < _FEWEST:
        return None
    if all(map(_ROW_IN_QUOTES.fullmatch, rows)):
        return _without_quotes if _fits(_without_quotes, header, rows) else None
    if b'"' in head or _LIST.search(header) or not all(map(_LIST.search, rows)):
        return None
    return _in_quotes if _fits(_in_quotes, header, rows) else None


def _fits(parted: Mend, header: bytes, rows: list[bytes]) -> bool:
    """Whether rows have as many cells as the header once they are parted, but not before."""
    width = parted(header).count(b",")
    before = any(_ROW_IN_QUOTES.fullmatch(row) or row.count(b",") != width for row in rows)
    cells = (_LIST.sub(b"", parted(row)).count(b",") for row in rows)
    return width > 0 and before and all(count == width for count in cells)


def _one_mark(content: bytes) -> bytes:
    """The text with tabs alone between its cells: some rows lack a comma."""
    return content.replace(b"\t,", b"\t")


def _without_quotes(content: bytes) -> bytes:
    return _ROW_IN_QUOTES.sub(lambda row: row[1].replace(b'""', b'"'), content)


def _in_quotes(content: bytes) -> bytes:
    return _LIST.sub(lambda found: b'"' + found[0] + b'"', content)
