"""An earlier reading of a file and what was written since -> what a whole reading would give."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rlreport.values import BoolArray, Loose, Table

_CUT = "cut-off row"  # an end that was not written yet: it goes when the rest comes
# Of every part the same must be.
_LEFT_OUT = {"columns left out", "empty columns", "lists left out", "lists summed"}


def joined(before: Loose, more: Loose) -> Loose | None:
    """Both parts as one; None where only a whole reading can tell.

    Args:
        before: the earlier reading.
        more: what stands behind its `end`.
    """
    lasting = [issue for issue in before.issues if issue.kind != _CUT]
    came = [issue for issue in more.issues if issue.kind != _CUT]
    if came != [issue for issue in lasting if more.tables and issue.kind in _LEFT_OUT]:
        return None
    tables = _tables(_settled(before), more.tables)
    if tables is None:
        return None
    return replace(
        more,
        tables=tables,
        config={**before.config, **more.config},
        issues=(*lasting, *(issue for issue in more.issues if issue.kind == _CUT)),
    )


def _settled(before: Loose) -> tuple[Table, ...]:
    """The tables without the rows that the later reading brings anew."""
    if not before.pending:
        return before.tables
    *others, last = before.tables
    return (*others, last.at(slice(0, last.rows - before.pending)))


def _tables(before: Sequence[Table], more: Sequence[Table]) -> tuple[Table, ...] | None:
    """Tables of the same columns one below the other; new series behind them."""
    found: list[Table | None] = list(before)
    places = {_key(table): place for place, table in enumerate(before)}
    for table in more:
        place = places.get(_key(table))
        if place is not None:
            found[place] = _below(before[place], table)
        elif table.step:
            found.append(table)
        else:
            return _spread(before, table) if len(more) == 1 and table.columns else None
    return _whole(found)


def _whole(tables: Sequence[Table | None]) -> tuple[Table, ...] | None:
    known = tuple(table for table in tables if table is not None)
    return known if len(known) == len(tables) else None


def _key(table: Table) -> tuple[object, ...]:
    return table.run, table.kind, table.step, table.time, frozenset(table.columns)


def _spread(before: Sequence[Table], more: Table) -> tuple[Table, ...] | None:
    """Rows of mixed columns, below a table of all rows and those of the columns with few values."""
    if not before or any(table.kind != more.kind for table in before):
        return None
    first, *sparse = before
    tables: list[Table | None] = []
    left = dict(more.columns)
    for table in sparse:
        own = [name for name in table.columns if name != table.step and name in left]
        if table.step not in more.columns or table.step in more.blank:
            return None
        part = replace(
            more,
            columns={name: more.columns[name] for name in (table.step, *own)},
            blank={name: more.blank[name] for name in own if name in more.blank},
            step=table.step,
        )
        filled = ~np.logical_and.reduce([_gaps(part, name) for name in own] or [_all(part)])
        tables.append(_below(table, part.at(filled)))
        left = {name: column for name, column in left.items() if name not in own}
    blank = {name: gaps for name, gaps in more.blank.items() if name in left}
    return _whole([_below(first, replace(more, columns=left, blank=blank)), *tables])


def _below(before: Table, more: Table) -> Table | None:
    """The rows of both; None where a column has numbers in one and texts in the other."""
    columns: dict[str, NDArray[Any]] = {}
    blank: dict[str, BoolArray] = {}
    for name in dict.fromkeys((*before.columns, *more.columns)):
        parts = [(table, _gaps(table, name)) for table in (before, more)]
        texts = {table.columns[name].dtype == object for table, gaps in parts if not gaps.all()}
        if len(texts) > 1:
            return None
        kind, empty = (object, None) if True in texts else (np.float64, np.nan)
        columns[name] = np.concatenate(
            [
                np.full(table.rows, empty, dtype=kind) if gaps.all() else table.columns[name]
                for table, gaps in parts
            ]
        )
        gaps = np.concatenate([gaps for _, gaps in parts])
        if gaps.any():
            blank[name] = gaps
    units = {**before.units, **more.units}
    return replace(before, columns=columns, blank=blank, units=units)


def _gaps(table: Table, name: str) -> BoolArray:
    """Where a table has no value of a column `(n,)`, be it that it has no such column."""
    if name not in table.columns:
        return _all(table)
    none = np.zeros(table.rows, dtype=np.bool_)
    return table.blank.get(name, none)


def _all(table: Table) -> BoolArray:
    return np.ones(table.rows, dtype=np.bool_)
