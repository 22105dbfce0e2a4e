"""Columns of a few numbers in each cell, "[2.5, 1.5]", of agents -> a column for each place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from rlreport.catalogue import TELLING, describe, words
from rlreport.sheets.convert import BLANKS
from rlreport.values import BoolArray, FloatArray, Issue, Table

_MOST = 5  # numbers; more are those of samples
_NUMBER = r"[-+]?(?:\d++(?:\.\d*+)?(?:e[-+]?\d+)?|\.\d+(?:e[-+]?\d+)?|nan|inf)"
_CELL = re.compile(
    rf"(?:(?:\w+\.)?(?:array|tensor)\()?[\[(]\s*({_NUMBER}(?:(?:\s*,\s*|\s+){_NUMBER})+),?\s*[\])]"
    r"(?:,[^\[\]]*)?\)?",
    re.IGNORECASE,
)
_SAMPLES = frozenset({"hist", "histogram", "samples"})


def spread(table: Table, where: str) -> tuple[Table, list[Issue]]:
    """A table with columns `rewards/0, rewards/1` for a column of lists as long in each row.

    Only what a report can be about is taken apart: an action or a state is no metric.
    """
    columns: dict[str, Any] = {}
    blank = dict(table.blank)
    issues: list[Issue] = []
    for name, column in table.columns.items():
        told = describe(name).role in TELLING and _SAMPLES.isdisjoint(words(name))
        found = _values(column.tolist()) if told and column.dtype == object else None
        if found is None:
            columns[name] = column
            continue
        values, gaps = found
        parts = {f"{name}/{place}": values[:, place] for place in range(values.shape[1])}
        columns |= parts
        blank |= dict.fromkeys(parts, gaps)
        issues.append(_told(name, [*parts], where))
    return replace(table, columns=columns, blank=blank), issues


def _values(cells: Sequence[Any]) -> tuple[FloatArray, BoolArray] | None:
    """The numbers `(n, k)` of cells and which are blank `(n,)`; None where they are no such."""
    texts = [cell.strip() if isinstance(cell, str) else "" for cell in cells]
    gaps = np.array([text.lower() in BLANKS for text in texts], dtype=np.bool_)
    filled = np.flatnonzero(~gaps).tolist()
    if not filled or not _CELL.fullmatch(texts[filled[0]]):
        return None
    found = [_CELL.fullmatch(texts[row]) for row in filled]
    numbers = [match[1].replace(",", " ").split() for match in found if match]
    sizes = {len(one) for one in numbers}
    if len(numbers) < len(filled) or len(sizes) > 1 or max(sizes) > _MOST:
        return None
    values = np.full((len(texts), *sizes), np.nan)
    values[filled] = np.array(numbers, dtype=np.float64)
    return values, gaps


def _told(name: str, parts: Sequence[str], where: str) -> Issue:
    text = (
        f"The cells of {name!r} hold {len(parts)} numbers each; they are read as {parts[0]!r} to "
        f"{parts[-1]!r}."
    )
    return Issue(kind="lists in cells", where=f"{where}: {name}", count=len(parts), text=text)
