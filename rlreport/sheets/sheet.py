"""A table whose columns are numbers or text: what a loose table becomes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rlreport.texts import encodable
from rlreport.values import BoolArray, FloatArray, IntArray, Issue, Setting

_WHOLE = 2.0**53  # below it floats tell all whole numbers apart, as seeds of ten digits


@dataclass(frozen=True, kw_only=True, eq=False)
class Sheet:
    """A table whose columns are numbers `(n,)` or text `(n,)`, of one run.

    Attributes:
        blank: name -> `(n,)`, True where the log has no value; columns without one have no entry.
        units: columns whose cells were written with a unit, and the unit.
        roles: columns whose meaning the format defines, and their role.
        percent: columns whose cells were written with a percent sign.
        dates: columns whose cells were dates, now unix seconds.
        config: the run's own configuration.
        counted: in a few words how the step was come by, where it does not stand so in the log.
    """

    numbers: Mapping[str, FloatArray]
    blank: Mapping[str, BoolArray] = field(default_factory=dict)
    text: Mapping[str, NDArray[Any]] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=dict)
    percent: frozenset[str] = frozenset()
    dates: frozenset[str] = frozenset()
    config: Mapping[str, Setting] = field(default_factory=dict)
    run: str = ""
    step: str = ""
    counted: str = ""
    time: str = ""
    kind: str = "metrics"
    issues: tuple[Issue, ...] = ()

    @property
    def size(self) -> int:
        """Number of rows."""
        columns = chain(self.numbers.values(), self.text.values())  # asked once for each of them
        return next((column.size for column in columns), 0)

    def present(self, name: str) -> BoolArray:
        """Where the column `name` has a value `(n,)`."""
        return ~self.blank[name] if name in self.blank else np.ones(self.size, dtype=np.bool_)

    def at(self, rows: IntArray | BoolArray) -> Sheet:
        """The sheet of these rows only."""
        return replace(
            self,
            numbers={name: column[rows] for name, column in self.numbers.items()},
            blank={name: column[rows] for name, column in self.blank.items()},
            text={name: column[rows] for name, column in self.text.items()},
        )

    def without(self, *names: str) -> Sheet:
        """The sheet without some columns."""
        return replace(
            self,
            numbers={key: column for key, column in self.numbers.items() if key not in names},
            text={key: column for key, column in self.text.items() if key not in names},
        )

    def labels(self, name: str) -> tuple[list[str], IntArray]:
        """The distinct values of a column in order of appearance, and which one each row has.

        Rows without a value are "".
        """
        told = name in self.text
        cells = (self.text if told else self.numbers)[name].tolist()
        if not told:
            cells = [None if math.isnan(cell) else cell for cell in cells]
        distinct: dict[Any, int] = {}
        belongs = np.array([distinct.setdefault(cell, len(distinct)) for cell in cells])
        prefix = "" if told else f"{name} "
        labels = ["" if cell is None else f"{prefix}{_plain(cell)}" for cell in distinct]
        return labels, belongs.astype(np.intp)

    def setting(self, name: str, row: int) -> Setting:
        """The number of a column in a row, as a setting: whole ones have no point, as seeds."""
        value = float(self.numbers[name][row])
        return int(value) if value.is_integer() and abs(value) < _WHOLE else value

    def only(self, names: Mapping[str, str]) -> Sheet:
        """The sheet with these columns of numbers only, each under its new name."""
        columns = {new: self.numbers[old] for old, new in names.items()}
        old = {new: name for name, new in names.items()}

        def of(found: Mapping[str, Any]) -> dict[str, Any]:
            return {new: found[name] for new, name in old.items() if name in found}

        return replace(
            self,
            numbers=columns,
            blank=of(self.blank),
            units=of(self.units),
            roles=of(self.roles),
            percent=frozenset(new for new, name in old.items() if name in self.percent),
            dates=frozenset(new for new, name in old.items() if name in self.dates),
            step=names.get(self.step, ""),
            time=names.get(self.time, ""),
        )


def _plain(cell: object) -> str:
    if isinstance(cell, float):
        return f"{cell:.0f}" if cell.is_integer() and abs(cell) < _WHOLE else f"{cell:g}"
    return encodable(str(cell))
