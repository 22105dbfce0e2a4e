"""A list of a JSON document -> its points, (step, value) or (wall time, step, value)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from rlreport.catalogue import TELLING, describe
from rlreport.read._records import as_number

WIDTHS = (2, 3)
_UNIX_2001 = 1e9  # seconds
_MOSTLY = 0.9  # of the entries of a list of points are some; others may be damaged
_FEWEST = 3  # points beside lists of other things
_FEWEST_ROWS, _WIDEST = 4, 8  # rows of a step and several values, and cells of one

Row = Sequence[Any]


def points(found: Sequence[Any]) -> list[Row]:
    """The points of a list, (step, value) or (wall time, step, value); none where most are other.

    A few that are none may be damaged.
    """
    widths = Counter(len(row) if isinstance(row, list) else 0 for row in found)
    width, count = widths.most_common(1)[0] if widths else (0, 0)
    if width not in WIDTHS or count < _MOSTLY * len(found):
        return []
    rows: list[Row] = [row for row in found if isinstance(row, list) and len(row) == width]
    timed = all((as_number(row[0]) or 0.0) >= _UNIX_2001 for row in rows)
    known = timed if width == max(WIDTHS) else not timed and _count(rows)
    return rows if known else []


def are_sure(path: str, found: Sequence[Any]) -> bool:
    """Whether a list can be nothing but pairs of a step, whole numbers that rise, and a value.

    Whole numbers that are no metric by their name may be places on a grid.
    """
    if len(found) < _FEWEST or any(not isinstance(row, list) or len(row) != 2 for row in found):
        return False
    steps, values = zip(*found, strict=True)
    if not all(isinstance(one, (int, float)) for one in (*steps, *values)):
        return False
    rise = all(low < high for low, high in pairwise(steps))
    told = describe(path.rpartition("/")[2]).role in TELLING or any(map(_is_part, values))
    return rise and told and not any(map(_is_part, steps))


def begin_with_steps(path: str, found: Sequence[Any]) -> bool:
    """Whether a list can be nothing but rows of a step, evenly counted, and two values or more."""
    widths = {len(row) if isinstance(row, list) else 0 for row in found}
    if len(found) < _FEWEST_ROWS or len(widths) != 1 or not max(WIDTHS) <= max(widths) <= _WIDEST:
        return False
    if not all(isinstance(one, (int, float)) for row in found for one in row):
        return False
    steps, *values = zip(*found, strict=True)
    even = {high - low for low, high in pairwise(steps)}
    told = describe(path.rpartition("/")[2]).role in TELLING or any(map(_is_part, values[0]))
    return told and len(even) == 1 and min(even) >= 1 and not any(map(_is_part, steps))


def _is_part(value: float) -> bool:
    return value != value // 1


def _count(rows: Sequence[Row]) -> bool:
    """Whether the first cells of rows count them, but for some restarts; those of agents do not."""
    steps = [as_number(row[0]) or 0.0 for row in rows]
    falls = sum(two < one for one, two in pairwise(steps))
    return falls <= (1 - _MOSTLY) * len(rows)
