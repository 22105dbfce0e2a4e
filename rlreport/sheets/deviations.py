"""Columns of means with their deviations, "195.5 ± 12.1" -> a column of each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from rlreport.values import Table

_NUMBER = r"([-+\u2212]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*%?"
_CELL = re.compile(rf"\s*{_NUMBER}\s*(?:(?:±|\+/-)\s*{_NUMBER}\s*)?")
_MARKS = ("±", "+/-")


def spread(table: Table) -> Table:
    """The table with columns `reward` and `reward std` for a column of both."""
    found: dict[str, Any] = {}
    blank = dict(table.blank)
    for name, column in table.columns.items():
        cells = column.tolist() if column.dtype == object else []
        spelled = f"{name} std"
        if not _are_deviations(cells) or spelled in table.columns:
            found[name] = column
            continue
        matches = [_CELL.fullmatch(cell) if isinstance(cell, str) else None for cell in cells]
        for group, called in enumerate((name, spelled), 1):
            texts = [match[group] if match else None for match in matches]
            found[called] = np.array([np.nan if text is None else _value(text) for text in texts])
            blank[called] = np.array([text is None for text in texts])
    return replace(table, columns=found, blank=blank) if len(found) > len(table.columns) else table


def _are_deviations(cells: Sequence[Any]) -> bool:
    """Whether all cells that are filled are numbers, and the first has its deviation."""
    filled = (cell for cell in cells if isinstance(cell, str) and cell.strip())
    told = any(mark in next(filled, "") for mark in _MARKS)
    return told and all(map(_CELL.fullmatch, filled))


def _value(text: str) -> float:
    return float(text.replace("\u2212", "-"))
