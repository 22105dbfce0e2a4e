"""Rows of CSV that went through a logger, `2024-01-01 10:00:00,123 INFO 1,0.5,0.3` -> the rows."""

from __future__ import annotations

import re
from functools import lru_cache

from rlreport.read import _dialect
from rlreport.read._stamps import LEVEL, LOGGER, STAMP
from rlreport.read._text import decode, opening
from rlreport.sources import LogFile

# The name of a logger may stand before the level or behind it.
_BEFORE = re.compile(rf"^[ \t]*(?:{LOGGER}|{STAMP})+", re.MULTILINE)
_LEVEL = re.compile(rf"\b{LEVEL}\b")
_MARKS = ",;\t"
_MOSTLY = 0.9  # of the first lines
_LOOK_AT = 50
_FEWEST = 2  # cells of a row
_LINE = 1024  # bytes in which a level stands
_LARGEST = 1 << 28  # bytes


def plain(file: LogFile) -> LogFile:
    """The file with the rows alone, where a logger wrote them; others as they are."""
    if not is_stamped(file.head()) or file.size > _LARGEST:
        return file
    rows = _BEFORE.sub("", decode(file.bytes()))
    return LogFile(name=file.name, content=rows.encode())


@lru_cache(maxsize=2)
def is_stamped(head: bytes) -> bool:
    """Whether nearly all lines have a level before them, and are rows of a table without that."""
    if not opening(head) or not _LEVEL.search(decode(head[:_LINE])):
        return False
    lines = [line for line in decode(head).splitlines()[: _LOOK_AT + 1] if line.strip()][:_LOOK_AT]
    before = [match[0] if (match := _BEFORE.match(line)) else "" for line in lines]
    told = sum(_LEVEL.search(stamp) is not None for stamp in before)
    rest = [line[len(stamp) :] for line, stamp in zip(lines, before, strict=True)]
    if told < _MOSTLY * len(lines):
        return False
    found = _dialect.detect("\n".join([*rest, ""]))
    if found is None or found.delimiter not in _MARKS or found.width < _FEWEST:
        return False
    even = sum(len(row) == found.width and any(map(_dialect.is_number, row)) for row in found.rows)
    return even >= _MOSTLY * len(found.rows) > 0
