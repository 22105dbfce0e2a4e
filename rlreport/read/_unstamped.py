"""Rows that went through a logger, `2024-01-01 10:00:00,123 INFO 1,0.5,0.3` -> the rows.

They are those of CSV, or JSON objects.
"""

from __future__ import annotations

import json
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
    """Whether nearly all lines are rows of a table behind a level, or JSON behind any stamp."""
    if not opening(head):
        return False
    return _are_objects(head) or (
        _LEVEL.search(decode(head[:_LINE])) is not None and _are_rows(head)
    )


def _are_objects(head: bytes) -> bool:
    """Whether nearly all lines are JSON objects with something before them."""
    if not opening(head).startswith("{") or head.lstrip()[:1] == b"{":
        return False
    whole = decode(head).splitlines()[:-1][:_LOOK_AT]
    lines = [_BEFORE.sub("", line) for line in whole if line.strip()]
    return sum(map(_is_object, lines)) >= _MOSTLY * len(lines) > 0


def _is_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False


def _are_rows(head: bytes) -> bool:
    """Whether nearly all lines have a level before them, and are rows of a table without that."""
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
