"""A header of several rows, as data frames with several levels of columns have it -> one name each.

,reward,reward
,mean,std         ->    episode, reward/mean, reward/std
episode,,
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import takewhile

from rlreport.catalogue import AXIS_ROLES, describe

_MOST = 4  # rows of names
_BRACKETED = re.compile(r"[\[(][^\[\]()]*[\])]")
_NO_UNIT = frozenset({"", "-", "none", "n/a"})
_UNITS = frozenset({"s", "sec", "seconds", "ms", "us", "ns", "min", "h", "hours", "hz", "%", "m"})
_UNITS |= {"steps", "frames", "episodes", "tokens", "usd", "eur", "mb", "gb", "rad", "deg", "rad/s"}
_UNITS |= {"mm", "cm", "km", "m/s", "kg", "n", "nm", "j", "w", "kw", "kwh", "v", "a", "k", "°c"}


def rows_of_names(rows: Sequence[Sequence[str]], is_number: Callable[[str], bool]) -> int:
    """How many of the first rows name the columns: 1 unless several do.

    Those below the first name most of the columns that hold numbers further down, and one that
    names the index alone may follow. A row that says a name again is a header repeated.
    """
    first = next((at for at, row in enumerate(rows) if any(map(is_number, row))), 0)
    if not 1 < first <= _MOST or any(len(row) != len(rows[0]) for row in rows[: first + 1]):
        return 1
    if first == 2 and _are_units(rows[1]):
        return 2
    filled = [
        {at for at, cell in enumerate(row) if any(map(str.isalnum, cell))} for row in rows[:first]
    ]
    last = filled[-1]
    leads = last == {*range(len(last))} and last.isdisjoint(set().union(*filled[:-1]))
    index = last if leads or last == {0} else set()
    numbers = {at for at, cell in enumerate(rows[first]) if is_number(cell)} - index
    levels = filled[1:-1] if index else filled[1:]
    names = all(len(level.intersection(numbers)) * 2 > len(numbers) for level in levels)
    again = any(a == b != "" for row in rows[1:first] for a, b in zip(rows[0], row, strict=True))
    names = names or (first == 2 and _tell_apart(rows[0], rows[1]))
    return first if levels and names and not again else 1


def _tell_apart(names: Sequence[str], below: Sequence[str]) -> bool:
    """Whether a second row has a name below each of those that come again in the first."""
    cells = [*zip(map(str.strip, names), map(str.strip, below), strict=True)]
    times = Counter(name for name, _ in cells if name)
    again = [inner for name, inner in cells if times[name] > 1]
    filled = sum(bool(inner) for _, inner in cells)
    return bool(again) and all(again) and filled < len(cells)


def levels(rows: Sequence[Sequence[str]], is_number: Callable[[str], bool]) -> int:
    """How many of the first rows are levels of columns whose names stand in front of them; or 0.

    algo,ppo,ppo
    seed,0,1           ->    step, ppo/seed 0, ppo/seed 1
    step,,

    So pandas writes a table that was pivoted. The last of them names the index.
    """
    index = next((at for at, row in enumerate(rows[: _MOST + 1]) if _index_width(row)), 0)
    width = _index_width(rows[index])
    named = [row[width:] for row in rows[:index] if _names_level(row[:width], is_number)]
    even = len({len(row) for row in rows[: index + 2]}) == 1
    labels = all(cell.strip() for row in named for cell in row)
    numbers = any(is_number(cell) for row in rows[index + 1 : index + 2] for cell in row[width:])
    return index + 1 if named and even and labels and numbers else 0


def _index_width(row: Sequence[str]) -> int:
    """How many first cells of a row name the index, where all others are blank; else 0."""
    names = [*takewhile(lambda cell: cell.strip()[:1].isalpha(), row)]
    alone = len(names) < len(row) and not any(map(str.strip, row[len(names) :]))
    return len(names) if alone else 0


def _names_level(index: Sequence[str], is_number: Callable[[str], bool]) -> bool:
    """Whether one cell above the index names a level of columns, and all others are blank."""
    names = [*filter(None, map(str.strip, index))]
    return len(names) == 1 and not is_number(names[0])


def of_levels(rows: Sequence[Sequence[str]], is_number: Callable[[str], bool]) -> list[str]:
    """The names of the columns below such rows; numbers are told what they are numbers of."""
    width = _index_width(rows[-1])
    named = [("".join(row[:width]).strip(), row) for row in rows[:-1]]
    told = [
        [f"{name} {cell.strip()}".strip() if is_number(cell) else cell for cell in row]
        for name, row in named
    ]
    return [*map(str.strip, rows[-1][:width]), *joined(told)[width:]]


def joined(rows: Sequence[Sequence[str]]) -> list[str]:
    """The names of the columns, those of the levels parted by slashes.

    A name of the first level is that of the columns behind it which have none, too.
    """
    if len(rows) == 2 and _are_units(rows[1]):
        return [_with_unit(*map(str.strip, cells)) for cells in zip(*rows, strict=True)]
    top, above = [], ""
    for cell in map(str.strip, rows[0]):
        above = cell or above
        top.append(above)
    levels = [top, *([cell.strip() for cell in row] for row in rows[1:])]
    return ["/".join(filter(None, names)) for names in zip(*levels, strict=True)]


def _are_units(row: Sequence[str]) -> bool:
    """Whether a row below the names tells their units: `[-],[s]`, or `,s,%`."""
    cells = [cell.strip() for cell in row]
    plain = _NO_UNIT | _UNITS
    plain |= {cell.lower() for cell in cells if _BRACKETED.fullmatch(cell)}
    return any(cells) and plain.issuperset(map(str.lower, cells))


def _with_unit(name: str, unit: str) -> str:
    bare = unit[1:-1].strip() if _BRACKETED.fullmatch(unit) else unit
    return name if bare.lower() in _NO_UNIT else f"{name} [{bare}]"


def with_index(
    names: list[str],
    rows: Sequence[Sequence[str]],
    is_number: Callable[[str], bool],
    *,
    quoted: bool,
    before: bool,
) -> list[str]:
    """The names, with "" first where every row begins with an index that the header does not name.

    So pandas prints a data frame, and R writes one. Where rows are numbered from 0 or 1, they may
    also have a column more than the header says, and the first be what its name says: a counter.

    Args:
        names: of the header.
        rows: the first rows below.
        is_number: whether a cell is a number.
        quoted: whether the numbers in front are in quotes.
        before: whether the first cells end before the header begins.
    """
    rows = rows[:-1] if before and len(rows) > 1 and len(rows[-1]) > len(names) + 1 else rows
    if rows and before and all(len(row) > len(names) for row in rows):  # be it of several words
        return ["", *names]
    if not rows or any(len(row) != len(names) + 1 for row in rows):
        return names
    first = [row[0].strip() for row in rows]
    counted = any(first == [*map(str, range(n, n + len(rows)))] for n in (0, 1))
    numbered = counted and (quoted or describe(names[0]).role not in AXIS_ROLES)
    return ["", *names] if numbered or not any(map(is_number, first)) else names
