"""What all readers of console logs share: rows by name, an unfinished last line, no metric."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from rlreport.errors import FormatError
from rlreport.read._streams import CUT, Told
from rlreport.read._templates import Fields, Find, Harvest, Sheet, Span
from rlreport.values import BoolArray, Issue, Loose, Table


@dataclass(frozen=True, slots=True)
class Names:
    """The names of the numbers of a row."""

    names: tuple[str, ...]


def named(
    found: Iterable[tuple[str, Span]], *, names: Iterable[Span], counts: int = 0
) -> Fields | None:
    """The fields of a text whose numbers bear these names; of equal ones the last counts.

    Args:
        found: each name and where its number stands.
        names: where the names stand.
        counts: how many of the numbers, from the first, are counts.
    """
    spans = dict(found)
    if not spans:
        return None
    return Fields(kind=Names((*spans,)), spans=(*spans.values(),), counts=counts, names=(*names,))


@dataclass(kw_only=True)
class Console:
    """Reads the lines of a log whose rows are texts with named numbers.

    Attributes:
        rows: lines -> the texts among them that may be rows.
        find: such texts -> their named numbers.
        tell: the rows, where they are from, and an unfinished last line -> what they say.
    """

    rows: Callable[[Sequence[str]], list[str]]
    find: Find
    tell: Callable[[list[Sheet], str, str], Told]
    size: int = 0
    harvest: Harvest = field(init=False)

    def __post_init__(self) -> None:
        self.harvest = Harvest(find=self.find)

    def copy(self) -> Console:
        """A reader that goes on from here."""
        other = Console(rows=self.rows, find=self.find, tell=self.tell, size=self.size)
        other.harvest = self.harvest.copy()
        return other

    def add(self, texts: Sequence[str]) -> None:
        """Read lines."""
        rows = self.rows(texts)
        self.harvest.add(rows, start=self.size)
        self.size += len(rows)

    def told(self, where: str, *, last: str) -> Told:
        """What the lines say."""
        return self.tell(self.harvest.sheets(), where, last)


def table_of(sheets: Sequence[Sheet], *, step: str | Sequence[str]) -> tuple[Table, ...]:
    """The rows of all sheets in their order, as a table with a column for each name.

    `step` names the column that is the step, or several of which the first that is there is
    taken. No table where there are no rows.
    """
    if not sheets:
        return ()
    places = np.sort(np.concatenate([sheet.place for sheet in sheets]))
    columns: dict[str, np.ndarray] = {}
    gaps: dict[str, BoolArray] = {}
    for sheet in sheets:
        rows = np.searchsorted(places, sheet.place)
        for name, values in zip(names_of(sheet), sheet.numbers.T, strict=True):
            if name not in columns:
                columns[name] = np.full(places.size, np.nan)
                gaps[name] = np.ones(places.size, dtype=np.bool_)
            columns[name][rows] = values
            gaps[name][rows] = False
    steps = (step,) if isinstance(step, str) else step
    return (
        Table(
            columns=columns,
            blank={name: blank for name, blank in gaps.items() if blank.any()},
            step=next((name for name in steps if name in columns), ""),
        ),
    )


def names_of(sheet: Sheet) -> tuple[str, ...]:
    """The names of the numbers of a row."""
    assert isinstance(sheet.kind, Names)
    return sheet.kind.names


def without(sheets: Iterable[Sheet], name: str) -> tuple[list[Sheet], int]:
    """The sheets without those of rows with a name, and how many rows those have."""
    kept: list[Sheet] = []
    rows = 0
    for sheet in sheets:
        if name in names_of(sheet):
            rows += sheet.place.size
        else:
            kept.append(sheet)
    return kept, rows


def without_last(sheets: Sequence[Sheet]) -> list[Sheet]:
    """The sheets without the last row."""
    last = max(int(sheet.place[-1]) for sheet in sheets)
    kept = [sheet.only(slice(-1)) if sheet.place[-1] == last else sheet for sheet in sheets]
    return [sheet for sheet in kept if sheet.place.size]


def looks_whole(sheets: Sequence[Sheet]) -> bool:
    """Whether the last row has the names of an earlier one, and as many digits at its end."""
    sheet = max(sheets, key=lambda sheet: int(sheet.place[-1]))
    ends = [decimals(value) for value in sheet.numbers[-2:, -1].tolist()]
    return len(ends) > 1 and ends[1] >= ends[0]


def decimals(value: object) -> int:
    """How many digits a value has behind the point."""
    return len(str(value).partition(".")[2])


def cut_row(where: str) -> Issue:
    """The issue for a last row that was left out."""
    return Issue(
        kind=CUT,
        where=f"{where}, last line",
        count=1,
        text="The last line has no end of line and may be cut off; it was left out.",
    )


def with_rows(loose: Loose, expected: str) -> Loose:
    """The reading of a log that was read to its end; metrics in it look as `expected`.

    Raises:
        FormatError: there is no row in it.
    """
    if loose.tables:
        return loose
    raise FormatError(
        f"holds nothing to plot: no line of it is a metric, such as {expected}.",
        "Check that this is the log of the training itself, and that it came to its first step.",
    )
