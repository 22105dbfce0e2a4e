"""A table in which each measure has a column of what counts it -> a table for each counter.

So tables of PyMARL's results have `return_mean` and `return_mean_T`, the timesteps of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from rlreport.read._column_groups import TIMESTEPS
from rlreport.values import BoolArray, Table

_ENDING = "_T"


def apart(found: Table) -> tuple[Table, ...]:
    """The table of each counter, and that of all other columns; one table where none counts so."""
    if TIMESTEPS in found.columns:
        return (found,)
    groups: dict[bytes, list[str]] = {}
    for name in found.columns:
        count = f"{name}{_ENDING}"
        if count in found.columns and _counts_up(found, count):
            key = found.columns[count].tobytes() + _present(found, count).tobytes()
            groups.setdefault(key, []).append(name)
    if not groups:
        return (found,)
    taken = {one for names in groups.values() for name in names for one in (name, name + _ENDING)}
    others = [name for name in found.columns if name not in taken]
    rest = [_of(found, others, np.ones(found.rows, dtype=np.bool_))] if others else []
    return (*(_counted(found, names) for names in groups.values()), *rest)


def _counted(found: Table, names: list[str]) -> Table:
    """The rows of some measures that one column counts."""
    count = names[0] + _ENDING
    told = _of(found, [count, *names], _present(found, count))
    columns = {TIMESTEPS if name == count else name: told.columns[name] for name in told.columns}
    return replace(told, columns=columns, step=TIMESTEPS)


def _of(found: Table, names: Iterable[str], rows: BoolArray) -> Table:
    """Some columns and rows of a table."""
    columns = {name: found.columns[name][rows] for name in names}
    blank = {name: found.blank[name][rows] for name in columns if name in found.blank}
    return replace(
        found,
        columns=columns,
        blank={name: gaps for name, gaps in blank.items() if gaps.any()},
        units={name: unit for name, unit in found.units.items() if name in columns},
        roles={name: role for name, role in found.roles.items() if name in columns},
        step=found.step if found.step in columns else "",
        time=found.time if found.time in columns else "",
    )


def _present(found: Table, name: str) -> BoolArray:
    none = np.zeros(found.rows, dtype=np.bool_)
    return ~found.blank.get(name, none)


def _counts_up(found: Table, name: str) -> bool:
    """Whether a column holds whole numbers that never fall."""
    column = found.columns[name]
    if column.dtype == object:
        return False
    steps = column[_present(found, name)]
    whole = np.isfinite(steps).all() and (steps == np.floor(steps)).all()
    rises = steps.size > 1 and steps[-1] > steps[0] and (np.diff(steps) >= 0).all()
    return bool(whole and rises)
