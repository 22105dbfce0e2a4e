"""A file of JSON objects, however they are laid out -> the objects, one after another.

Rollouts and spans come as JSON lines, as one array, or as objects printed over many lines.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import msgspec

from rlreport.read._json import items
from rlreport.read._text import decode
from rlreport.sources import LogFile

_DECODER = msgspec.json.Decoder(dict[str, Any])
_FIRST = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:\[\s*)?\{")


def begins_with_object(head: bytes) -> bool:
    """Whether the text begins with a JSON object, or an array of them."""
    return _FIRST.match(head) is not None


def is_lines(head: bytes) -> bool:
    """Whether a file that begins with `head` has one object a line."""
    first = head.lstrip(b"\xef\xbb\xbf \t\r\n").split(b"\n", 1)[0]
    return first.startswith(b"{") and (_line(first) is not None or b"\n" not in head)


def objects_in(file: LogFile) -> Iterator[dict[str, Any] | None]:
    """The objects of a file; None in place of each line of JSON lines that is none."""
    if is_lines(file.head()):
        with file.open() as stream:
            yield from (_line(line) for line in stream if line.strip(b"\xef\xbb\xbf \t\r\n\0"))
    else:
        text = decode(file.bytes())
        start = 1 + text.index("[") if text.lstrip().startswith("[") else 0
        found = [item for item in items(text, start) if isinstance(item, dict)]
        yield from found
        if not _whole(text, found):
            yield None


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


def _whole(text: str, found: list[dict[str, Any]]) -> bool:
    return bool(found) and text.rstrip().endswith(("]", "}"))
