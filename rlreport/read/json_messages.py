"""Lines of JSON that hold lines of a console: of Docker, journald, zap, structlog and their kin."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from rlreport.errors import FormatError
from rlreport.read import Format
from rlreport.read._json import opened
from rlreport.read._messages import log_of
from rlreport.read._objects import is_lines
from rlreport.read._prose import LineKind, fields
from rlreport.read._series import damaged, messages
from rlreport.sources import LogFile
from rlreport.values import Loose

_MESSAGES = ("log", "msg", "message", "event", "MESSAGE", "textPayload", "line")
_PROBED = 200  # lines of the head
_FEWEST = 2  # messages that tell a step and a value
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
    kinds = [line.kind for line in fields([*_lines(rows)]) if line]
    told = sum(isinstance(kind, LineKind) and kind.is_row for kind in kinds)
    return 3 if told >= _FEWEST else 0


def _is_message(row: Any) -> bool:
    """Whether an object is a message, with numbers of the logger alone beside it."""
    if not isinstance(row, dict) or not any(isinstance(row.get(name), str) for name in _MESSAGES):
        return False
    numbers = {name for name, value in row.items() if isinstance(value, (int, float))}
    return numbers <= _NUMBERED


def _lines(rows: Iterable[Any]) -> Iterator[str]:
    """The lines that objects hold; one that Docker wrote in parts, those of its stream together."""
    begun: dict[str, str] = {}
    for row in rows:
        told = (row.get(name) for name in _MESSAGES) if isinstance(row, dict) else ()
        text = next((own for own in told if isinstance(own, str)), "")
        if text and "stream" in row:
            stream = str(row["stream"])
            text = begun.get(stream, "") + text
            end = max(text.rfind("\n"), text.rfind("\r")) + 1
            text, begun[stream] = text[:end], text[end:]
        yield from text.splitlines()
    yield from begun.values()


def _read(file: LogFile) -> Loose:
    rows = [*messages(file)]
    loose = log_of(file, _lines(rows), FORMAT)
    if loose is None:
        raise FormatError(
            "holds messages without a metric.", "Name the log that holds the training itself."
        )
    issues = (*damaged(file.name, sum(row is None for row in rows)), *loose.issues)
    return replace(loose, issues=issues)


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
