"""Lines of JSON that hold lines of a console: of Docker, zap, structlog and their kin."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from rlreport.errors import FormatError
from rlreport.read import Format, format_of
from rlreport.read._json import opened
from rlreport.read._objects import is_lines
from rlreport.read._prose import LineKind, fields
from rlreport.read._series import damaged, messages
from rlreport.sources import LogFile
from rlreport.values import Loose

_MESSAGES = ("log", "msg", "message", "event")
_PROBED = 200  # lines of the head
_FEWEST = 2  # messages that tell a step and a value
_HEAD = 1 << 16
# What loggers number beside the message.
_NUMBERED = frozenset(
    {"ts", "time", "timestamp", "created", "msecs", "relativeCreated", "line", "lineno", "pid"}
    | {"process", "thread", "level", "levelno", "process_id", "thread_id"}
)


def _sniff(_name: str, head: bytes) -> int:
    if not is_lines(head) or not any(f'"{name}"'.encode() in head for name in _MESSAGES):
        return 0
    rows = [opened(line) for line in head.splitlines()[:_PROBED] if line.endswith(b"}")]
    if not rows or not all(map(_is_message, rows)):
        return 0
    kinds = [line.kind for line in fields([text for row in rows for text in _texts(row)]) if line]
    told = sum(isinstance(kind, LineKind) and kind.is_row for kind in kinds)
    return 3 if told >= _FEWEST else 0


def _is_message(row: Any) -> bool:
    """Whether an object is a message, with numbers of the logger alone beside it."""
    if not isinstance(row, dict) or not any(isinstance(row.get(name), str) for name in _MESSAGES):
        return False
    numbers = {name for name, value in row.items() if isinstance(value, (int, float))}
    return numbers <= _NUMBERED


def _texts(row: Any) -> Iterator[str]:
    """The lines that an object holds."""
    told = (row.get(name) for name in _MESSAGES) if isinstance(row, dict) else ()
    text = next((own for own in told if isinstance(own, str)), "")
    yield from text.splitlines()


def _read(file: LogFile) -> Loose:
    rows = [*messages(file)]
    text = "\n".join([*(line for row in rows for line in _texts(row)), ""])
    content = text.encode(errors="replace")
    known = format_of(file.name, content[:_HEAD])
    if known is None or known.name == FORMAT.name:
        raise FormatError(
            "holds messages without a metric.", "Name the log that holds the training itself."
        )
    loose = known.read(LogFile(name=file.name, content=content))
    issues = (*damaged(file.name, sum(row is None for row in rows)), *loose.issues)
    return replace(loose, format=FORMAT.name, issues=issues, end=0, state=None)


_SAMPLE = (
    b'{"log": "step 1: loss 0.5, reward 1.5\\n", "stream": "stdout"}\n'
    b'{"log": "step 2: loss 0.4, reward 2.5\\n", "stream": "stdout"}\n'
)

FORMAT = Format(
    name="json_messages",
    label="console log in lines of JSON",
    sniff=_sniff,
    read=_read,
    sample=("container-json.log", _SAMPLE),
)
