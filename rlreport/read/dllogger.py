"""Lines of JSON behind a tag: of DLLogger, `DLLL {"step": [0, 10], "data": {...}}`, and MLPerf.

`:::MLLOG {"key": "eval_accuracy", "value": 0.5, "metadata": {"epoch_num": 3}, "time_ms": ...}` says
one value a line.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from rlreport.errors import FormatError
from rlreport.read import Format
from rlreport.read._records import Record, as_number, table
from rlreport.read._text import decode
from rlreport.sources import LogFile
from rlreport.texts import many, was
from rlreport.values import Issue, Loose, Setting

_LINE = re.compile(r"^.*?(?:DLLL|:::MLL(?:OG)?)\s+(\{.*\})\s*$", re.MULTILINE)
_TAG = re.compile(rb"^(?:\d+:\s*)?(?:DLLL|:::MLL(?:OG)?)\s+\{", re.MULTILINE)
_LEVELS = ("epoch", "iteration", "batch")  # of DLLogger's steps


def _sniff(_name: str, head: bytes) -> int:
    return 3 if _TAG.search(head) else 0


def _read(file: LogFile) -> Loose:
    rows: list[Record] = []
    settings: dict[str, Setting] = {}
    last = 0
    for one in _objects(decode(file.bytes())):
        values, counts = _logged(one)
        if counts:
            rows.append({**counts, **values, "timestamp": _time(one)})
        elif one.get("step") == []:
            last += 1
        else:
            settings |= {
                name: value
                for name, value in values.items()
                if isinstance(value, (str, int, float))
            }
    if not rows and not settings:
        raise FormatError("holds no value of a step.", "Check that the file is complete.")
    tables = (table(rows, time="timestamp"),) if rows else ()
    return Loose(format=FORMAT.name, tables=tables, config=settings, issues=(*_aside(file, last),))


def _objects(text: str) -> Iterator[dict[str, Any]]:
    for line in _LINE.findall(text):
        with suppress(ValueError, RecursionError):
            yield json.loads(line)


def _logged(one: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, float]]:
    """The values of a line by name, and what counts them; settings and summaries have no count."""
    if "key" in one:
        found = one.get("metadata")
        told = found if isinstance(found, dict) else {}
        counts = {
            name.removesuffix("_num"): value
            for name, value in told.items()
            if name.endswith("_num") and isinstance(value, (int, float))
        }
        return {str(one["key"]): one.get("value")}, counts if _is_measured(one) else {}
    data = one.get("data")
    step = one.get("step")
    levels = step if isinstance(step, list) else []
    counts = dict(zip(_LEVELS, levels, strict=False))
    if isinstance(step, (int, float)):
        counts = {"step": step}
    return (data if isinstance(data, dict) else {}), counts


def _is_measured(one: Mapping[str, Any]) -> bool:
    return isinstance(one.get("value"), (int, float)) and not isinstance(one["value"], bool)


def _time(one: Mapping[str, Any]) -> float | None:
    """When a line was written, in unix seconds."""
    if "time_ms" in one:
        told = as_number(one["time_ms"])
        return None if told is None else told / 1000
    with suppress(TypeError, ValueError):
        return float(one["timestamp"]) if "timestamp" in one else None
    return None


def _aside(file: LogFile, count: int) -> Iterator[Issue]:
    if count:
        text = f"{many(count, 'line')} of last values {was(count)} set aside."
        yield Issue(kind="rows set aside", where=file.name, count=count, text=text)


_SAMPLE = (
    b'DLLL {"timestamp": "1600000001.5", "type": "LOG", "step": [0, 10], "data": {"loss": 0.5}}\n'
    b'DLLL {"timestamp": "1600000002.5", "type": "LOG", "step": [0, 20], "data": {"loss": 0.25}}\n'
)

FORMAT = Format(
    name="dllogger",
    label="log of DLLogger or MLPerf",
    sniff=_sniff,
    read=_read,
    sample=("dllogger.json", _SAMPLE),
)
