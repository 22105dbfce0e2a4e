"""How many first rows of delimited text are settings above the table, not rows of it.

agent,PPO
lr: 0.001            ->    3, for the table whose header is the fourth
seed=1,gamma=0.99
episode,reward
1,0.5
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

_MOST = 30  # lines
_SET = re.compile(r"[^\W\d][\w .()-]*+\s*+[:=](?!//)\s*+\S.*")  # "lr=0.001", "Namespace(lr=0.001"

Row = Sequence[str]


def settings_above(rows: Sequence[Row], width: int, is_value: Callable[[str], bool]) -> int:
    """How many first rows are settings or titles, above a header and a row of numbers.

    Args:
        rows: the first rows of the file.
        width: how many cells most of them have.
        is_value: whether a cell is a number or a date.
    """
    for start, (header, first) in enumerate(pairwise(rows[: _MOST + 2])):
        if len(header) == len(first) == width and _is_header(header, first, is_value):
            above = [_filled(row) for row in rows[:start]]
            apart = all(len(row) != width for row in above) or all(map(is_value, first))
            return start if apart and all(_is_set(row, width, is_value) for row in above) else 0
    return 0


def _is_header(header: Row, first: Row, is_value: Callable[[str], bool]) -> bool:
    """Whether a row names columns of which the first counts, as the row below it shows."""
    named = len(header) > 1 and all(map(str.strip, header)) and not any(map(is_value, header))
    return named and not any(map(_SET.fullmatch, header)) and is_value(first[0])


def _is_set(row: Row, width: int, is_value: Callable[[str], bool]) -> bool:
    """Whether a row says what something was set to, or is a title."""
    if len(row) < 2:
        return not any(map(is_value, row))
    if not all(row) or is_value(row[0]):
        return False
    if len(row) == 2 or len(row) != width or any(map(_SET.fullmatch, row)):
        return True
    return not any(map(is_value, row[::2])) and all(map(is_value, row[1::2]))


def _filled(row: Row) -> list[str]:
    """The cells without the blank ones at the end."""
    cells = [cell.strip() for cell in row]
    while cells and not cells[-1]:
        cells.pop()
    return cells
