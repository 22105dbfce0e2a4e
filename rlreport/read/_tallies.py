"""Values of one name in the rows of a free text log, and how a counter among them was come by."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

from rlreport.read._begins import Column
from rlreport.values import BoolArray, IntArray


@dataclass(frozen=True, kw_only=True, slots=True)
class Cells:
    """Values of one name.

    Attributes:
        row: `(n,)` the rows that they stand in, or the blocks of rows, ascending.
        place: `(n,)` the places of the lines that they are from.
        order: what comes before the name in its line.
        is_rounded: whether some are, as "3K".
    """

    name: str
    row: IntArray
    values: Column
    place: IntArray
    order: int
    is_rounded: bool = False

    @property
    def first(self) -> tuple[int, int, int]:
        """Where the name first appears."""
        return int(self.row[0]), int(self.place[0]), self.order

    def picked(self, rows: IntArray | BoolArray, row: IntArray) -> Cells:
        """Some of the cells, in other rows."""
        return replace(self, row=row, values=self.values[rows], place=self.place[rows])


class Counted(NamedTuple):
    """How a counter was come by that does not stand so in the log, and what was assumed for it."""

    how: str
    assumed: str = ""
