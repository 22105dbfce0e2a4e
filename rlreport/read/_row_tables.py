"""Rows of metrics of a free text log -> tables, one for each kind of counter."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from rlreport.read._console import decimals
from rlreport.read._layout import COUNTERS
from rlreport.read._rows import Column, Rows
from rlreport.values import BoolArray, IntArray, Table

_RESETS = 0.1  # share of rows at which a counter of restarts may fall
_LOOKED_BACK = 1000  # rows among which one is looked for that has the names of the last
_RANK = {word: rank for rank, word in enumerate(COUNTERS)}


@dataclass(frozen=True, kw_only=True, slots=True)
class _Cells:
    """Values of one name.

    Attributes:
        row: `(n,)` the rows that they stand in, or the blocks of rows, ascending.
        place: `(n,)` the places of the lines that they are from.
        order: what comes before the name in its line.
    """

    name: str
    row: IntArray
    values: Column
    place: IntArray
    order: int

    @property
    def first(self) -> tuple[int, int, int]:
        """Where the name first appears."""
        return int(self.row[0]), int(self.place[0]), self.order

    def picked(self, rows: IntArray | BoolArray, row: IntArray) -> _Cells:
        """Some of the cells, in other rows."""
        return replace(self, row=row, values=self.values[rows], place=self.place[rows])


def tables(found: Rows) -> Iterator[Table]:
    """One table for each kind of counter: "iter 9:" and "step 9:" may count different things."""
    counters = _counters(found)
    steps = _step_of(counters)
    units = {name: min(known) for name, known in units_of(found).items() if len(known) == 1}
    group, related = _groups(found, counters, steps)
    counted, valued = _by_group(counters.values(), group), _by_group(_values(found), group)
    for number in dict.fromkeys(group.tolist()):
        own = counted.get(number, [])
        if number == related:
            filled = _filled(counters[steps], np.flatnonzero(group == number))
            own = [filled, *(cells for cells in own if cells.name != steps)]
        size = int((group == number).sum())
        made = _table(_gathered(own), _gathered(valued.get(number, [])), size)
        known = {name: unit for name, unit in units.items() if name in made.columns}
        yield replace(made, units=known, step=_step_of(_gathered(own)))


def units_of(found: Rows) -> dict[str, Counter[str]]:
    """The units that the values of each name are written with, and in how many rows each."""
    first: dict[str, tuple[int, int, int]] = {}
    units: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for part in found.parts:
        taken = np.flatnonzero(part.row >= 0)
        for order, (name, unit) in enumerate(part.kind.units if taken.size else ()):
            units[name][unit] += taken.size
            at = (int(part.row[taken[0]]), int(part.sheet.place[taken[0]]), order)
            first[name] = min(first.get(name, at), at)
    return {name: units[name] for name in sorted(first, key=lambda name: first[name])}


def looks_whole(found: Rows) -> bool:
    """Whether the last row has the names of an earlier one, and as many digits at its end."""
    cells = [[*_counters(found).values()], [*_values(found)]]
    names, digits = _written(cells, found.size - 1)
    for row in range(found.size - 2, max(found.size - _LOOKED_BACK, -1), -1):
        before, expected = _written(cells, row)
        if before == names:
            return digits >= expected
    return False


def _written(cells: Sequence[Sequence[_Cells]], row: int) -> tuple[list[str], int]:
    """The names of a row, and how many digits its last value has behind the point."""
    record: dict[str, Column] = {}
    for group in cells:
        told: list[tuple[int, int, str, Column]] = []
        for cell in group:
            at = int(np.searchsorted(cell.row, row))
            if at < cell.row.size and cell.row[at] == row:
                told.append((int(cell.place[at]), cell.order, cell.name, cell.values[at : at + 1]))
        record |= {name: value for *_, name, value in sorted(told, key=lambda part: part[:2])}
    return [*record], decimals([*record.values()][-1].tolist()[0])


def _counters(found: Rows) -> dict[str, _Cells]:
    """The counters of all rows, which count on from epoch to epoch."""
    begins = np.searchsorted(found.block, np.arange(found.block.max(initial=-1) + 2))
    blocks = np.flatnonzero(np.diff(begins))
    counters = _gathered(_counted(found, blocks, 0))
    _count_on(counters, _gathered(_counted(found, blocks, 1)))
    of_rows = np.searchsorted(blocks, found.block)
    return {name: _spread(cells, of_rows) for name, cells in counters.items()}


def _counted(found: Rows, blocks: IntArray, which: int) -> Iterator[_Cells]:
    """The counters (0) or their totals (1) of each block that has rows."""
    for part in found.parts:
        taken = np.flatnonzero(np.isin(part.block, blocks) & ~part.joined)
        names = (part.kind.counters, part.kind.totals)[which] if taken.size else ()
        for order, name in enumerate(names):
            yield _Cells(
                name=name,
                row=np.searchsorted(blocks, part.block[taken]),
                values=part.sheet.numbers[taken, order + which * len(part.kind.counters)],
                place=part.sheet.place[taken],
                order=order,
            )


def _spread(cells: _Cells, of_rows: IntArray) -> _Cells:
    """The cells of blocks, in each of their rows."""
    at = np.searchsorted(cells.row, of_rows, side="right") - 1
    row = np.flatnonzero((at >= 0) & (cells.row[at] == of_rows))
    return cells.picked(at[row], row)


def _count_on(counters: Mapping[str, _Cells], totals: Mapping[str, _Cells]) -> None:
    """Steps that begin anew in each epoch go on counting: `(epoch - first) * steps + step`."""
    epochs = [cells for name, cells in counters.items() if name.lower() == "epoch"]
    if not epochs:
        return
    epoch = _together(epochs)
    first = min(float(epoch.values.min()), 1)
    for name, total in totals.items():
        cells = counters[name]
        both = total.row[np.isin(total.row, epoch.row, assume_unique=True)]
        if name.lower() == "epoch" or not both.size:
            continue
        at = np.searchsorted(cells.row, both)
        number = epoch.values[np.searchsorted(epoch.row, both)]
        falls = np.diff(cells.values[at]) < 0
        if falls.any() and (np.diff(number)[falls] > 0).all():
            cells.values[at] += (number - first) * total.values[np.searchsorted(total.row, both)]


def _values(found: Rows) -> Iterator[_Cells]:
    for part in found.parts:
        taken = np.flatnonzero(part.row >= 0)
        row, place = part.row[taken], part.sheet.place[taken]
        for order, name in enumerate(part.values if taken.size else ()):
            values = part.column(name, taken)
            yield _Cells(name=name, row=row, values=values, place=place, order=order)


def _gathered(cells: Iterable[_Cells]) -> dict[str, _Cells]:
    """The cells of each name together, in the order in which the names first appear."""
    parts: defaultdict[str, list[_Cells]] = defaultdict(list)
    for part in cells:
        parts[part.name].append(part)
    found = [_together(same) for same in parts.values()]
    return {cell.name: cell for cell in sorted(found, key=lambda cell: cell.first)}


def _together(parts: Sequence[_Cells]) -> _Cells:
    """The cells of one name, one in a row: the last that is written there."""
    if len(parts) == 1:
        return parts[0]
    texts = any(part.values.dtype == object for part in parts)
    columns = [_texts(part.values) if texts else part.values for part in parts]
    row = np.concatenate([part.row for part in parts])
    place = np.concatenate([part.place for part in parts])
    order = np.lexsort((place, row))
    order = order[np.append(np.diff(row[order]) > 0, True)]
    return _Cells(
        name=parts[0].name,
        row=row[order],
        values=np.concatenate(columns)[order],
        place=place[order],
        order=min(parts, key=lambda part: part.first).order,
    )


def _texts(values: Column) -> Column:
    return np.array([str(value) for value in values.tolist()], dtype=object)


def _step_of(counters: Mapping[str, _Cells]) -> str:
    """The counter that is the step: the finest that hardly ever falls; "" where all do."""
    most = sorted(counters, key=lambda name: -counters[name].row.size)
    common = [name for name in most if 2 * counters[name].row.size >= counters[most[0]].row.size]
    ranked = sorted(common, key=lambda name: _RANK.get(name.lower().replace("_", " "), 99))
    for name in ranked:
        values = counters[name].values
        falls = int((np.diff(values) < 0).sum())
        if falls <= _RESETS * values.size and (values.size == 1 or (values != values[0]).any()):
            return name
    return ""


def _groups(found: Rows, counters: Mapping[str, _Cells], steps: str) -> tuple[IntArray, int]:
    """The number of each row's table `(n,)`, and the number of the table with the steps, or -1.

    Rows that have a counter which elsewhere comes with the steps belong to the last of them.
    """
    key = np.zeros(found.size, dtype=np.intp)
    words: list[frozenset[str]] = [frozenset()]
    known = {words[0]: 0}
    for name, cells in counters.items():
        before, place = np.unique(key[cells.row], return_inverse=True)
        more = [words[number] | {name} for number in before.tolist()]
        for names in more:
            if names not in known:
                known[names] = len(words)
                words.append(names)
        key[cells.row] = np.array([known[names] for names in more], dtype=np.intp)[place]
    used = [words[number] for number in np.unique(key).tolist()]
    related = frozenset[str]().union(*(names for names in used if steps in names))
    if not related:
        return key, -1
    has, near = np.array([(steps in names, bool(names & related)) for names in words]).T
    together = known.get(related, len(words))
    begun = np.logical_or.accumulate(has[key])
    return np.where(near[key] & begun, together, key), together


def _by_group(cells: Iterable[_Cells], group: IntArray) -> dict[int, list[_Cells]]:
    """The cells of each table, their rows counted in it alone."""
    order = np.argsort(group, kind="stable")
    begins = np.searchsorted(group[order], group[order])
    within = np.empty(group.size, dtype=np.intp)
    within[order] = np.arange(group.size) - begins
    found: defaultdict[int, list[_Cells]] = defaultdict(list)
    for cell in cells:
        own = group[cell.row]
        for number in np.unique(own).tolist():
            mine = own == number
            found[number].append(cell.picked(mine, within[cell.row[mine]]))
    return found


def _filled(steps: _Cells, rows: IntArray) -> _Cells:
    """The step of each of the rows, or else the last one before it."""
    last = np.searchsorted(steps.row, rows, side="right") - 1
    before_all = np.full(rows.size, -1, dtype=np.intp)
    own = steps.picked(last, np.arange(rows.size))
    return replace(own, place=before_all, order=-1)


def _table(counters: Mapping[str, _Cells], values: Mapping[str, _Cells], size: int) -> Table:
    """Counters and then values, each a column `(size,)`; a value hides the counter of its name."""
    ranks = {name: (cells.row[0], 1, *cells.first[1:]) for name, cells in values.items()}
    for name, cells in counters.items():
        rank = (cells.row[0], 0, *cells.first[1:])
        ranks[name] = min(rank, ranks.get(name, rank))
    columns: dict[str, Column] = {}
    blank: dict[str, BoolArray] = {}
    for name in sorted(ranks, key=lambda name: ranks[name]):
        parts = [cells[name] for cells in (counters, values) if name in cells]
        texts = any(part.values.dtype == object for part in parts)
        column: Column = np.full(size, None, object) if texts else np.full(size, np.nan)
        gaps = np.ones(size, dtype=np.bool_)
        for part in parts:
            column[part.row] = _texts(part.values) if texts else part.values
            gaps[part.row] = False
        columns[name] = column
        if gaps.any():
            blank[name] = gaps
    return Table(columns=columns, blank=blank)
