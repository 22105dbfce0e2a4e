"""Lines that loguru writes with `serialize=True`: what the program bound to them is the row.

Of what loguru adds, as the line of the source and the number of the process, the time alone is
kept. Where nothing is bound, the messages are read.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from rlreport.errors import FormatError
from rlreport.read import Format
from rlreport.read._messages import log_of
from rlreport.read._records import flatten, left_out, lists, table
from rlreport.read._series import damaged, messages
from rlreport.sources import LogFile
from rlreport.values import Loose

_MARKS = (b'"record": {', b'"extra": {', b'"elapsed": {')


def _sniff(_name: str, head: bytes) -> int:
    line = head.lstrip()[:8192].partition(b"\n")[0]
    return 3 if line.startswith(b'{"text": ') and all(mark in line for mark in _MARKS) else 0


def _read(file: LogFile) -> Loose:
    told = [*messages(file)]
    bound = [found for found in map(_bound, told) if found]
    made = table([flatten(row) for row in bound], time="timestamp")
    numbers = [name for name, column in made.columns.items() if column.dtype == np.float64]
    if not {*numbers} - {"timestamp"}:
        spoken = log_of(file, map(_message, told), FORMAT)
        if spoken is not None:
            return spoken
        raise FormatError(
            "holds messages of loguru with no number bound to them.",
            "Bind the metrics, as in `logger.bind(step=7, reward=0.5)`, or name another log.",
        )
    listed = (one for row in bound for one in lists(row))
    issues = (*damaged(file.name, sum(one is None for one in told)), *left_out(listed, file.name))
    return Loose(format=FORMAT.name, tables=(made,), issues=issues)


def _message(message: Any) -> str:
    record = message.get("record") if isinstance(message, dict) else None
    return str(record.get("message", "")) if isinstance(record, dict) else ""


def _bound(message: Any) -> dict[str, Any]:
    """What was bound to a message, and its time; nothing where it holds no number of its own."""
    record = message.get("record") if isinstance(message, dict) else None
    if not isinstance(record, dict) or not record.get("extra"):
        return {}
    time = record.get("time") or {}
    return {**record["extra"], "timestamp": time.get("timestamp")}


_SAMPLE = (
    b'{"text": "m\\n", "record": {"elapsed": {"seconds": 0.1}, "extra": {"step": 7, "reward": 0.5},'
    b' "line": 42, "message": "m", "time": {"timestamp": 1800000000.5}}}\n'
)

FORMAT = Format(
    name="loguru_json",
    label="loguru's lines of JSON",
    sniff=_sniff,
    read=_read,
    sample=("train.json", _SAMPLE),
)
