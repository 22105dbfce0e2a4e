"""Rows of metrics of a free text log -> tables, one for each kind of counter."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from rlreport.read._begins import Column
from rlreport.read._console import decimals
from rlreport.read._counters import as_texts, counters_of, gathered, is_length, step_of, totals_of
from rlreport.read._counting import STEP
from rlreport.read._rows import Rows
from rlreport.read._tallies import Cells
from rlreport.read._turns import around
from rlreport.read._within import parted
from rlreport.values import BoolArray, IntArray, Table

_PERCENT = "%"
_LOOKED_BACK = 1000  # rows among which one is looked for that has the names of the last


def tables(found: Rows) -> tuple[list[Table], dict[str, str]]:
    """One table for each kind of counter: "iter 9:" and "step 9:" may count different things.

    Also what was assumed of counters, by their names.
    """
    counters, counted_on = counters_of(found)
    counters = _without_full(counters, totals_of(found))
    all_rows, placed = around(counters)
    counters, counted_on = counters | all_rows, counted_on | placed
    steps = step_of(counters)
    mixed = _mixed(found)
    lengths = [name for name, own in counters.items() if is_length(own, counters.values())]
    within = parted(counters[steps], _values(found, mixed), counters.values()) if steps else None
    if within:
        counters[steps], counted_on[steps] = within
    units = {
        name: min(known)
        for name, known in units_of(found).items()
        if len(known) == 1 and name not in mixed
    }
    group, related = _groups(found, counters, steps)
    counted, valued = _by_group(counters.values(), group), _by_group(_values(found, mixed), group)
    made: list[Table] = []
    for number in dict.fromkeys(group.tolist()):
        own = counted.get(number, [])
        if number == related:
            filled = _filled(counters[steps], np.flatnonzero(group == number))
            own = [filled, *(cells for cells in own if cells.name != steps)]
        size = int((group == number).sum())
        table = _table(gathered(own), gathered(valued.get(number, [])), size)
        known = {name: unit for name, unit in units.items() if name in table.columns}
        step = step_of(gathered(own))
        how = counted_on[step].how if step in counted_on else ""
        roles = {name: "length" for name in lengths if name in table.columns}
        made.append(replace(table, units=known, step=step, counted=how, roles=roles))
    return made, {name: how.assumed for name, how in counted_on.items() if how.assumed}


def _without_full(counters: dict[str, Cells], totals: Mapping[str, Cells]) -> dict[str, Cells]:
    """The counters without the bar that has come to one and the same end in every row."""
    bar, total = counters.get(STEP), totals.get(STEP)
    if bar is None or total is None or bar.row.size == 1 or np.unique(bar.values).size > 1:
        return counters
    if not np.array_equal(bar.values, total.values):
        return counters
    return {name: cells for name, cells in counters.items() if name != STEP}


def units_of(found: Rows) -> dict[str, Counter[str]]:
    """The units that the values of each name are written with, and in how many rows each."""
    first: dict[str, tuple[int, int, int]] = {}
    units: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for part in found.parts:
        taken = np.flatnonzero(part.row >= 0)
        given = [(name, value.unit) for name, value in part.values.items() if value.unit]
        for order, (name, unit) in enumerate(given if taken.size else ()):
            units[name][unit] += taken.size
            at = (int(part.row[taken[0]]), int(part.sheet.place[taken[0]]), order)
            first[name] = min(first.get(name, at), at)
    return {name: units[name] for name in sorted(first, key=lambda name: first[name])}


def looks_whole(found: Rows) -> bool:
    """Whether the last row has the names of an earlier one, and as many digits at its end."""
    cells = [[*counters_of(found)[0].values()], [*_values(found, frozenset())]]
    names, digits = _written(cells, found.size - 1)
    for row in range(found.size - 2, max(found.size - _LOOKED_BACK, -1), -1):
        before, expected = _written(cells, row)
        if before == names:
            return digits >= expected
    return False


def _written(cells: Sequence[Sequence[Cells]], row: int) -> tuple[list[str], int]:
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


def _mixed(found: Rows) -> frozenset[str]:
    """The names whose values are percentages in some rows and no percentages in others."""
    kinds: defaultdict[str, set[bool]] = defaultdict(set)
    for part in found.parts:
        if (part.row >= 0).any():
            for name, value in part.values.items():
                kinds[name].add(value.unit == _PERCENT)
    return frozenset(name for name, found in kinds.items() if len(found) > 1)


def _values(found: Rows, mixed: Container[str]) -> Iterator[Cells]:
    """The values of each name; of those in `mixed`, percentages as texts such as "41.5%"."""
    for part in found.parts:
        taken = np.flatnonzero(part.row >= 0)
        row, place = part.row[taken], part.sheet.place[taken]
        for order, (name, value) in enumerate(part.values.items() if taken.size else ()):
            values = part.column(name, taken)
            if value.unit == _PERCENT and name in mixed:
                values = as_texts(values) + _PERCENT
            yield Cells(name=name, row=row, values=values, place=place, order=order)


def _groups(found: Rows, counters: Mapping[str, Cells], steps: str) -> tuple[IntArray, int]:
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


def _by_group(cells: Iterable[Cells], group: IntArray) -> dict[int, list[Cells]]:
    """The cells of each table, their rows counted in it alone."""
    order = np.argsort(group, kind="stable")
    begins = np.searchsorted(group[order], group[order])
    within = np.empty(group.size, dtype=np.intp)
    within[order] = np.arange(group.size) - begins
    found: defaultdict[int, list[Cells]] = defaultdict(list)
    for cell in cells:
        own = group[cell.row]
        for number in np.unique(own).tolist():
            mine = own == number
            found[number].append(cell.picked(mine, within[cell.row[mine]]))
    return found


def _filled(steps: Cells, rows: IntArray) -> Cells:
    """The step of each of the rows, or else the last one before it."""
    last = np.searchsorted(steps.row, rows, side="right") - 1
    before_all = np.full(rows.size, -1, dtype=np.intp)
    own = steps.picked(last, np.arange(rows.size))
    return replace(own, place=before_all, order=-1)


def _table(counters: Mapping[str, Cells], values: Mapping[str, Cells], size: int) -> Table:
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
            column[part.row] = as_texts(part.values) if texts else part.values
            gaps[part.row] = False
        columns[name] = column
        if gaps.any():
            blank[name] = gaps
    return Table(columns=columns, blank=blank)
