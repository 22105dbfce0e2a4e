"""Console and text logs, block by block -> tables; and on, from where a log ended before.

A log that has grown is read from behind its last whole line, and its lines are added to those from
before. The tables are made anew of all of them. Where what was told before is not the beginning of
that, what came has changed how the log is read, and it must be read anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from rlreport.read._text import blocks, encoded
from rlreport.sources import LogFile
from rlreport.values import BoolArray, Issue, Loose, Table

CUT = "cut-off row"


@dataclass(frozen=True, kw_only=True)
class Told:
    """What the lines of a log say."""

    tables: tuple[Table, ...]
    issues: tuple[Issue, ...] = ()


class Reader(Protocol):
    """What reads the lines of one format, as they come."""

    def copy(self) -> Self:
        """A reader that goes on from here, and leaves this one as it is."""
        ...

    def add(self, texts: Sequence[str]) -> None:
        """Read lines, which follow those that were read before."""
        ...

    def told(self, where: str, *, last: str) -> Told:
        """What all lines say; `last` is the last of them where it has no end yet, or ""."""
        ...


@dataclass(frozen=True, kw_only=True)
class State:
    """Where a reading has come to.

    Attributes:
        reader: has read the whole lines, and no others.
        told: what was told, of an unfinished last line, too.
    """

    reader: Reader
    told: Told


def read(file: LogFile, reader: Reader, *, format_: str, start: int = 0) -> Loose:
    """A log from an offset on; no tables where it has no rows."""
    told, end = _read_on(file, reader, start)
    state = State(reader=reader, told=told)
    issues = (*told.issues, *encoded(file))
    return Loose(format=format_, tables=told.tables, issues=issues, end=end, state=state)


def resume(file: LogFile, before: Loose) -> Loose | None:
    """What was written to a log behind the end of the reading `before`."""
    state = before.state
    if not isinstance(state, State):
        return None
    reader = state.reader.copy()
    told, end = _read_on(file, reader, before.end)
    tables = _rest(state.told.tables, told.tables)
    cut = [issue for issue in told.issues if issue.kind == CUT]
    if tables is None or _lasting(state.told) != _lasting(told):
        return None
    further = State(reader=reader, told=told)
    return Loose(format=before.format, tables=tables, issues=tuple(cut), end=end, state=further)


def _lasting(told: Told) -> list[Issue]:
    """What was wrong, without an end that was not written yet."""
    return [issue for issue in told.issues if issue.kind != CUT]


def _read_on(file: LogFile, reader: Reader, start: int) -> tuple[Told, int]:
    """Read into the reader what is whole, and tell what is not, too."""
    end = start
    for block in blocks(file, start=start):
        end = block.end
        if not block.is_whole:
            further = reader.copy()
            further.add(block.texts)
            return further.told(file.name, last=block.texts[-1]), end
        reader.add(block.texts)
    return reader.told(file.name, last=""), end


def _rest(before: Sequence[Table], after: Sequence[Table]) -> tuple[Table, ...] | None:
    """The rows that the tables have beyond those before; None where these are not their begin."""
    new = after[len(before) :]
    if len(before) > len(after) or not all(map(_begins, before, after)):
        return None
    kinds = {(table.step, frozenset(table.columns)) for table in after}
    if not all(table.step for table in new) or len(kinds) < len(after):
        return None
    rests = (_behind(table, old.rows) for old, table in zip(before, after, strict=False))
    return (*(table for table in rests if table.rows), *new)


def _begins(before: Table, after: Table) -> bool:
    """Whether the rows of a table are the first of another, and read alike."""
    size = before.rows
    return (
        list(before.columns) == list(after.columns)
        and (before.step, before.counted, before.units) == (after.step, after.counted, after.units)
        and all(
            _same(column, after.columns[name][:size])
            and np.array_equal(_gaps(before, name), _gaps(after, name)[:size])
            for name, column in before.columns.items()
        )
    )


def _same(column: NDArray[Any], other: NDArray[Any]) -> bool:
    numbers = column.dtype != object
    return column.dtype == other.dtype and np.array_equal(column, other, equal_nan=numbers)


def _gaps(table: Table, name: str) -> BoolArray:
    return table.blank.get(name, np.zeros(table.rows, dtype=np.bool_))


def _behind(table: Table, start: int) -> Table:
    """The rows of a table from one on."""
    blank = {name: gaps[start:] for name, gaps in table.blank.items() if gaps[start:].any()}
    columns = {name: column[start:] for name, column in table.columns.items()}
    return replace(table, columns=columns, blank=blank)
