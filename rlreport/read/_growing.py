"""Delimited text that still grows: from where a later reading can go on.

Only from a settled header and below it nothing but plain numbers, so that rows that are read by
themselves come out as they do within the whole file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rlreport.read._dialect import Dialect

if TYPE_CHECKING:
    import pandas as pd

_NUMBERS = b"0123456789+-.eEnNaiIf\r\n"  # with nan and inf
_HEAD = 1 << 16  # bytes that the dialect is found in
_EXACT = 2**53  # larger whole numbers are rounded, by pandas not always alike


def is_plain(rows: bytes, dialect: Dialect) -> bool:
    """Whether rows hold numbers alone: no quotes, texts, truth values or blanks around cells."""
    known = dialect.delimiter != " " and dialect.decimal == "."
    return known and not rows.translate(None, _NUMBERS + dialect.delimiter.encode())


def is_exact(frame: pd.DataFrame) -> bool:
    """Whether every column is of numbers that stay the same when it is joined to another part."""
    whole = frame.select_dtypes("integer")
    kinds = {dtype.kind for dtype in frame.dtypes}
    return kinds <= {"f", "i"} and bool((whole.abs() < _EXACT).to_numpy().all())


def end_of(content: bytes, body: bytes, dialect: Dialect, frame: pd.DataFrame) -> int:
    """The offset behind the last whole row, 0 where reading cannot go on from there.

    Args:
        content: the whole file.
        body: its header and rows, without a last one that was cut off.
        dialect: found in the beginning of the content.
        frame: the rows of the body.
    """
    settled = len(content) >= _HEAD or len(frame) > len(dialect.rows)
    if not (settled and dialect.names and body.endswith(b"\n") and is_exact(frame)):
        return 0
    rows = body[body.find(b"\n") + 1 :]
    return content.rfind(b"\n") + 1 if is_plain(rows, dialect) else 0
