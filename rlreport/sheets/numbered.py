"""Columns of texts that count, "checkpoint-100" or "epoch_3" -> columns of their numbers."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rlreport.catalogue import AXIS_ROLES, describe
from rlreport.values import Table

_CELL = re.compile(
    r"(checkpoint|ckpt|(?:global[ _-]?)?step|iter(?:ation)?|epoch|episode|update)[ _-]?(\d{1,12})",
    re.IGNORECASE,
)


def spread(table: Table) -> Table:
    """The table with numbers for such texts, under the word in them or as steps."""
    found: dict[str, Any] = {}
    changed = False
    for name, column in table.columns.items():
        matches = _matches(column) if column.dtype == object else []
        word = matches[0][1].lower() if matches else ""
        called = word if describe(word).role in AXIS_ROLES else "step"
        if matches and called not in {*table.columns, *found} - {name}:
            found[called] = np.array([float(match[2]) for match in matches])
            changed = True
        else:
            found[name] = column
    return replace(table, columns=found) if changed else table


def _matches(column: NDArray[Any]) -> list[re.Match[str]]:
    """How each of some cells counts; none where one does not, or another thing."""
    if not all(map(_match, column[:1])):
        return []
    found = [match for match in map(_match, column.tolist()) if match]
    alike = len({match[1].lower() for match in found}) == 1
    return found if alike and len(found) == column.size > 1 else []


def _match(cell: Any) -> re.Match[str] | None:
    return _CELL.fullmatch(cell.strip()) if isinstance(cell, str) else None
