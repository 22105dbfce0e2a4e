"""Texts that count, "checkpoint-100", "runs/epoch_3.pt" or "#7" -> columns of their numbers."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rlreport.catalogue import AXIS_ROLES, describe
from rlreport.sheets.steps import COUNTS
from rlreport.values import Table

_CELL = re.compile(
    r"(?:.*[/\\])?(checkpoint|ckpt|(?:global[ _-]?)?step|iter(?:ation)?|epoch|episode|update)"
    r"[ _-]?(\d{1,12})(?:\.[a-z]\w*)?",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"(\D*[^\W\d_]\W*_?|[#\[(]\s*)(\d{1,12})(?:\s*/\s*\d+)?[)\]]?")
"""A cell of a column whose name is that of a counter: "Ep 7", "E7", "#7", "[7/50]"."""


def spread(table: Table) -> Table:
    """The table with numbers for such texts, under the word in them or as steps."""
    found: dict[str, Any] = {}
    changed = False
    for name, column in table.columns.items():
        counts = describe(name).role in COUNTS
        matches = _matches(column, _CELL) if column.dtype == object else []
        word = matches[0][1].lower() if matches else ""
        called = word if describe(word).role in AXIS_ROLES else "step"
        if not matches and column.dtype == object and counts:
            matches, called = _matches(column, _COUNTED), name
        if matches and called not in {*table.columns, *found} - {name}:
            found[called] = np.array([float(match[2]) for match in matches])
            changed = True
        else:
            found[name] = column
    return replace(table, columns=found) if changed else table


def _matches(column: NDArray[Any], kind: re.Pattern[str]) -> list[re.Match[str]]:
    """How each of some cells counts; none where one does not, or another thing."""
    if not all(_match(cell, kind) for cell in column[:1]):
        return []
    found = [match for cell in column.tolist() if (match := _match(cell, kind))]
    alike = len({match[1].lower() for match in found}) == 1
    return found if alike and len(found) == column.size > 1 else []


def _match(cell: Any, kind: re.Pattern[str]) -> re.Match[str] | None:
    return kind.fullmatch(cell.strip()) if isinstance(cell, str) else None
