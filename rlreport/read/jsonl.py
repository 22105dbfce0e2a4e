"""JSON lines: one object per line, as most home-made loggers write."""

from __future__ import annotations

from rlreport.read import Format, _lines
from rlreport.read._json import is_document
from rlreport.read.trl_console import rows_of_training
from rlreport.sources import LogFile
from rlreport.values import Loose


def sniff(name: str, head: bytes) -> int:
    """A general container where a line is a JSON object.

    A first line without an end in sight that holds a list of objects is taken for a document.
    """
    lists = [value for value in _lines.first_row(head).values() if isinstance(value, list)]
    document = any(isinstance(item, dict) for found in lists for item in found[:1])
    document = document or is_document(name, head)
    return 1 if _lines.keys(head) and not document else 0


def read(file: LogFile) -> Loose:
    """Every object a row, nested names joined by `/`."""
    return _rows(file, 0)


def _resume(file: LogFile, before: Loose) -> Loose:
    return _rows(file, before.end)


def _rows(file: LogFile, start: int) -> Loose:
    lines = _lines.read_lines(file, start=start)
    parts = [rows_of_training(found, file.name) for found in lines.tables]
    return Loose(
        format=FORMAT.name,
        tables=tuple(found for found, _ in parts),
        issues=(*lines.issues, *(issue for _, own in parts for issue in own)),
        end=lines.end,
    )


FORMAT = Format(
    name="jsonl",
    label="JSON lines",
    sniff=sniff,
    read=read,
    sample=("metrics.jsonl", b'{"step": 1, "reward": 0.5}\n{"step": 2, "reward": 0.75}\n'),
    resume=_resume,
)
