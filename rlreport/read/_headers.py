"""A header of several rows, as data frames with several levels of columns have it -> one name each.

,reward,reward
,mean,std         ->    episode, reward/mean, reward/std
episode,,
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rlreport.catalogue import AXIS_ROLES, describe

_MOST = 4  # rows of names


def rows_of_names(rows: Sequence[Sequence[str]], is_number: Callable[[str], bool]) -> int:
    """How many of the first rows name the columns: 1 unless several do.

    Those below the first name most of the columns that hold numbers further down, and one that
    names the index alone may follow. A row that says a name again is a header repeated.
    """
    first = next((at for at, row in enumerate(rows) if any(map(is_number, row))), 0)
    if not 1 < first <= _MOST or any(len(row) != len(rows[0]) for row in rows[: first + 1]):
        return 1
    numbers = [at for at, cell in enumerate(rows[first]) if is_number(cell)]
    filled = [
        {at for at, cell in enumerate(row) if any(map(str.isalnum, cell))} for row in rows[:first]
    ]
    levels = filled[1:-1] if filled[-1] == {0} else filled[1:]
    names = all(len(level.intersection(numbers)) * 2 > len(numbers) for level in levels)
    again = any(a == b != "" for row in rows[1:first] for a, b in zip(rows[0], row, strict=True))
    return first if levels and names and not again else 1


def joined(rows: Sequence[Sequence[str]]) -> list[str]:
    """The names of the columns, those of the levels parted by slashes.

    A name of the first level is that of the columns behind it which have none, too.
    """
    top, above = [], ""
    for cell in map(str.strip, rows[0]):
        above = cell or above
        top.append(above)
    levels = [top, *([cell.strip() for cell in row] for row in rows[1:])]
    return ["/".join(filter(None, names)) for names in zip(*levels, strict=True)]


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
    if not rows or any(len(row) != len(names) + 1 for row in rows):
        return names
    if before:
        return ["", *names]
    first = [row[0].strip() for row in rows]
    counted = any(first == [*map(str, range(n, n + len(rows)))] for n in (0, 1))
    numbered = counted and (quoted or describe(names[0]).role not in AXIS_ROLES)
    return ["", *names] if numbered or not any(map(is_number, first)) else names
