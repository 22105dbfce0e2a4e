"""What a reader hands on: loose tables, and what was odd about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Literal

from numpy.typing import NDArray

from rlreport.columns import Columns
from rlreport.values._basics import BoolArray, IntArray, Setting, set_fields


@dataclass(frozen=True, kw_only=True)
class Issue:
    """Anything in the data that was dropped, repaired, merged, assumed or estimated.

    Attributes:
        kind: a short slug, such as `"repeated steps"` or `"cut-off row"`.
        where: the file, run or metric and the place in it, for a person.
        count: how many rows, cells or bytes it concerns.
        text: one sentence: what was found and what was done about it.
    """

    kind: str
    where: str
    count: int
    text: str


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """A file that could not be read: what it is, and what to do about it."""

    path: str
    reason: str
    advice: str


@dataclass(frozen=True, kw_only=True)
class Table:
    """Rows as a reader found them: columns of equal length, uncleaned.

    Attributes:
        columns: name -> `(n,)` array, float64 for numbers or object for text. In a float64 column
            NaN is a logged NaN unless `blank` says that the cell was empty.
        blank: name -> `(n,)` bool, True where the log has no value in that row. Columns without
            an empty cell have no entry. Text columns hold None where blank.
        run: the name of the run inside the file, or "" where the file does not name one.
        step: the column that the format itself defines as the step, or "" where names must tell.
        counted: in a few words how the step was come by, where it does not stand so in the log.
        time: the column that the format itself defines as the unix time in seconds, or "".
        kind: what a row is: one step of training, one rollout, one span of a trace, or a last
            value only.
        units: name -> the unit that the values were written with, such as "ms" or "%".
        roles: name -> what the format itself defines a column of a general name to be.
        config: the run's own configuration, where the file holds several runs.
        rows: how many there are.
    """

    columns: Mapping[str, NDArray[Any]]
    blank: Mapping[str, BoolArray] = field(default_factory=dict)
    run: str = ""
    step: str = ""
    counted: str = ""
    time: str = ""
    kind: Literal["metrics", "rollouts", "spans", "summary"] = "metrics"
    units: Mapping[str, str] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=dict)
    config: Mapping[str, Setting] = field(default_factory=dict)
    rows: int = field(init=False)

    def __post_init__(self) -> None:
        columns = Columns(self.columns)
        for name in (self.step, self.time):
            if name and name not in self.columns:
                raise ValueError(f"Table: no column {name!r} for the step or time")
        set_fields(
            self,
            columns=columns,
            rows=columns.rows,
            blank=MappingProxyType(dict(self.blank)),
            units=MappingProxyType(dict(self.units)),
            roles=MappingProxyType(dict(self.roles)),
            config=MappingProxyType(dict(self.config)),
        )

    def at(self, rows: slice | BoolArray | IntArray) -> Table:
        """The table of some of its rows."""
        return replace(
            self,
            columns={name: column[rows] for name, column in self.columns.items()},
            blank={name: gaps[rows] for name, gaps in self.blank.items()},
        )


@dataclass(frozen=True, kw_only=True)
class Loose:
    """What a reader found in one file: uncleaned tables, the configuration, and its issues.

    Attributes:
        end: the offset in bytes behind the last whole record, from where a later reading of a
            growing file can go on; 0 where the format cannot be read on.
        pending: rows of the last table that stand behind `end`: their line has no end yet, and a
            later reading brings them anew.
        state: what the format keeps to go on by, or None.
    """

    format: str
    tables: tuple[Table, ...]
    config: Mapping[str, Setting] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()
    end: int = 0
    pending: int = 0
    state: object = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        set_fields(self, config=MappingProxyType(dict(self.config)))
