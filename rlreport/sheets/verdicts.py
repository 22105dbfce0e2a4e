"""Columns of words that say how each row ended, "CORRECT" or "failed" -> columns of 1 and 0."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from rlreport.catalogue import phrase, verdicts
from rlreport.texts import first_of
from rlreport.values import Issue, Table

_FEWEST = 3  # rows
_LISTED = 4  # words in an issue


def read(table: Table, where: str) -> tuple[Table, list[Issue]]:
    """A table with numbers for the words of verdicts, where a column that is one has no others."""
    columns: dict[str, Any] = {}
    blank, roles = dict(table.blank), dict(table.roles)
    issues: list[Issue] = []
    for name, column in table.columns.items():
        known = column.dtype == object and column.size >= _FEWEST and phrase(name) in verdicts.NAMES
        words = _words(column.tolist()) if known else set()
        worth = {word: _worth(word) for word in words}
        columns[name] = column
        if 1.0 in worth.values() and None not in worth.values():
            cells = [worth.get(cell) for cell in column.tolist()]
            columns[name] = np.array(cells, dtype=np.float64)
            blank[name], roles[name] = np.isnan(columns[name]), "success"
            issues.append(_told(name, worth, where, column.size))
    return replace(table, columns=columns, blank=blank, roles=roles), issues


def _words(cells: Sequence[object]) -> set[str]:
    """The different words, none where a cell is anything else."""
    words = [cell for cell in cells if isinstance(cell, str)]
    return {*words} if len(words) == len(cells) - cells.count(None) else set()


def _worth(word: str) -> float | None:
    spelled = word.strip().lower().replace("_", " ")
    return verdicts.WORDS.get(spelled, 0.0 if spelled in verdicts.UNDONE else None)


def _told(name: str, worth: dict[Any, float | None], where: str, count: int) -> Issue:
    known = [f"{word!r} as {value:g}" for word, value in sorted(worth.items())]
    text = f"The words of {name!r} are read as numbers: {first_of(known, _LISTED)}."
    return Issue(kind="verdicts in words", where=f"{where}: {name}", count=count, text=text)
