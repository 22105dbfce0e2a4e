"""A JSON object of columns, `{"loss": [...], "val_loss": [...]}`: Keras histories, W&B caches."""

from __future__ import annotations

import re
from itertools import zip_longest
from typing import Any

from rlreport.errors import FormatError
from rlreport.read import Format
from rlreport.read._json import cut_issue, document, items
from rlreport.read._records import table
from rlreport.sources import LogFile
from rlreport.values import Loose

_SHAPE = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"[^"]*"\s*:\s*\[\s*(?:-?[\d.]|NaN|null|-?Infinity)')
_COLUMN = re.compile(r'"((?:[^"\\]|\\.)*)"\s*:\s*\[')


def _sniff(_name: str, head: bytes) -> int:
    return 2 if _SHAPE.match(head) else 0


def _read(file: LogFile) -> Loose:
    values, text = document(file)
    whole = isinstance(values, dict)
    columns = _lists(values) if whole else _cut(text)
    if not columns:
        raise FormatError("holds no column of numbers.", "Check that the file is complete.")
    rows = [dict(zip(columns, row, strict=True)) for row in zip_longest(*columns.values())]
    return Loose(
        format=FORMAT.name,
        tables=(table(rows, step=("_step", "step"), time="_timestamp"),),
        issues=cut_issue(file, whole),
    )


def _lists(values: dict[str, Any]) -> dict[str, list[object]]:
    """The columns; a value that is a list itself has no place in a row."""
    columns = {name: column for name, column in values.items() if isinstance(column, list)}
    return {
        name: [None if isinstance(value, (list, dict)) else value for value in column]
        for name, column in columns.items()
    }


def _cut(text: str) -> dict[str, list[object]]:
    """The columns of a document that is cut off; the number at the cut itself is left out."""
    found = {match[1]: [*items(text, match.end())] for match in _COLUMN.finditer(text)}
    if found and not text.rstrip().endswith(("]", ",")):
        found[next(reversed(found))][-1:] = []
    return _lists(found)


_SAMPLE = b'{"loss": [0.5, 0.25, NaN], "val_accuracy": [0.5, 0.75, 0.8]}'

FORMAT = Format(
    name="json_columns",
    label="JSON object of columns",
    sniff=_sniff,
    read=_read,
    sample=("history.json", _SAMPLE),
)
