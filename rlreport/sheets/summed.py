"""Rows that sum up the others, as `mean` and `std` below those of seeds -> left out, and told."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from rlreport.catalogue import phrase
from rlreport.sheets.runs import KEY_COLUMNS
from rlreport.texts import first_of, many, verb, was
from rlreport.values import BoolArray, Issue, Table

_SUMS = r"mean|avg|average|median|std|stdev|stddev|sd|se|sem|stderr|min|max|minimum|maximum"
_SUMS += r"|sum|total|overall|iqm|variance|var|standard (?:deviation|error)"
_WORD = re.compile(rf"(?:{_SUMS})(?: (?:{_SUMS}|of|over|across|all|seeds?|folds?|runs?|cv|\d+))*")
_COUNTED = re.compile(r"\D*\d+(?:\.0*)?")  # "3", "seed 3", "fold_3"
_FEWEST = 2  # rows that are summed up
_LISTED = 5
_ROUNDED = 1e-2  # by which a mean may be rounded


def without(table: Table, where: str) -> tuple[Table, list[Issue]]:
    """The table without such rows, as a column of texts names them.

    They stand anywhere among rows that are numbered, or last, with numbers that sum up others.
    """
    for name, column in table.columns.items():
        text = column.size and column.dtype == object and phrase(name) not in KEY_COLUMNS
        if text and _is_sum(_said(column[-1])):  # seen before all cells are
            cells = [*map(_said, column.tolist())]
            sums = _sums(cells)
            others = [cell for cell, summed in zip(cells, sums, strict=True) if not summed]
            if sums.any() and (all(map(_COUNTED.fullmatch, others)) or _agree(table, sums)):
                said = [cell for cell, summed in zip(cells, sums, strict=True) if summed]
                return table.at(~sums), [_told(said, where)]
    return table, []


def _sums(cells: Sequence[str]) -> BoolArray:
    """Which of some rows may sum up others `(n,)`, by what each is called; the last may."""
    found = np.array([*map(_is_sum, cells)], dtype=np.bool_)
    others = [cell for cell, summed in zip(cells, found, strict=True) if not summed]
    first = int(np.argmax(found))
    last = found[first:].all() and len({*cells[first:]}) == len(cells) - first
    numbered = all(map(_COUNTED.fullmatch, others))
    named = len({*others}) == len(others) and all(others)
    known = len(others) >= _FEWEST and (numbered or (last and named))
    return found if known else np.zeros_like(found)


def _said(cell: object) -> str:
    return "" if cell is None else str(cell).strip()


def _is_sum(cell: str) -> bool:
    return cell[:1].isalpha() and _WORD.fullmatch(phrase(cell)) is not None


def _agree(table: Table, sums: BoolArray) -> bool:
    """Whether such rows do sum up the others, in some column: "max" may be a method, too."""
    numbers = [column for column in table.columns.values() if column.dtype != object]
    pairs = [(column[~sums & np.isfinite(column)], column[sums]) for column in numbers]
    return not numbers or any(
        np.isclose(of(others), said, rtol=_ROUNDED, atol=0).any()
        for others, said in pairs
        for of in (np.mean, np.median, np.sum, np.min, np.max)
        if others.size
    )


def _told(said: Sequence[str], where: str) -> Issue:
    count = len(said)
    text = (
        f"{many(count, 'row')} that {verb(count, 'sums', 'sum')} up the others "
        f"({first_of([*dict.fromkeys(said)], _LISTED)}) {was(count)} left out."
    )
    return Issue(kind="rows that sum up", where=where, count=count, text=text)
