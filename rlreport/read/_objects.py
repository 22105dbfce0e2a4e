"""A file of JSON objects, however they are laid out -> the objects, one after another.

Rollouts and spans come as JSON lines, as one array, or as objects printed over many lines.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

import msgspec

from rlreport.read._columns import Columns
from rlreport.read._stream import Stream
from rlreport.sources import LogFile

_DECODER = msgspec.json.Decoder(dict[str, Any])
_LIST = msgspec.json.Decoder(list[dict[str, Any]])
_TOGETHER = 256  # records
_FIRST = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:\[\s*){0,2}\{")


def begins_with_object(head: bytes) -> bool:
    """Whether the text begins with a JSON object, or an array of them, or of such arrays."""
    return _FIRST.match(head) is not None


def is_lines(head: bytes) -> bool:
    """Whether a file that begins with `head` has one object a line."""
    first = head.lstrip(b"\xef\xbb\xbf \t\r\n").split(b"\n", 1)[0]
    return first.startswith(b"{") and (_line(first) is not None or b"\n" not in head)


def objects_in(file: LogFile) -> Iterator[dict[str, Any] | None]:
    """The objects of a file; None in place of each line of JSON lines that is none.

    Of an array and of objects over many lines, one None at the end tells that it was cut off.
    """
    if is_lines(file.head()):
        with file.open() as lines:
            yield from (_line(line) for line in lines if line.strip(b"\xef\xbb\xbf \t\r\n\0"))
    else:
        with Stream(file) as stream:
            array = stream.enter("[")
            inner = array and stream.enter("[")
            yield from stream.objects(_LIST)
            while inner and stream.enter("]") and stream.enter("["):  # of each trace, as Zipkin's
                yield from stream.objects(_LIST)
            whole = not array or stream.enter("]")
            if not whole or stream.rest():
                yield None


def columns_of(records: Iterable[Mapping[str, Any]], *, lengths: bool = False) -> Columns:
    """The leaves of some records by columns, so that never more than a few records are held.

    Args:
        records: one of each row.
        lengths: keep the length of each list as a column, named `list/n`.
    """
    columns = Columns(lengths=lengths)
    rest = iter(records)
    while some := list(islice(rest, _TOGETHER)):
        columns.add_records(some)
    return columns


def _line(line: bytes) -> dict[str, Any] | None:
    """The object in a line; bare NaN and Infinity need the slower decoder."""
    try:
        return _DECODER.decode(line)
    except (msgspec.DecodeError, RecursionError):
        pass
    try:
        value = json.loads(line.strip(b"\xef\xbb\xbf\0 \t\r\n"))
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None
