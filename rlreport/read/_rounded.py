"""Counters that are rounded from some thousands on, as LeRobot's "step:12K" -> what they count.

Where the first rows are exact and stand evenly, and all others may stand so as they are rounded,
they go on so.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from rlreport.read._begins import Lines
from rlreport.read._counting import folded
from rlreport.read._rows import Rows
from rlreport.values import FloatArray, IntArray

_EXACT = 3  # rows of one kind that tell by how much the others go up


class Even(NamedTuple):
    """What a counter counts.

    Attributes:
        place: `(n,)` the places of its lines, ascending.
        values: `(n,)`.
        by: how much it goes up by.
    """

    place: IntArray
    values: FloatArray
    by: float


class _Line(NamedTuple):
    """A counter in one kind of line: its places, its values, what they are rounded to."""

    part: Lines
    values: FloatArray
    unit: float


def evened(found: Rows) -> dict[str, Even]:
    """Counters that are rounded in some rows and go up evenly, by their folded names.

    Lines without a value of their own, or of other counters, are left as they are.
    """
    lines: defaultdict[tuple[str, tuple[str, ...]], list[_Line]] = defaultdict(list)
    for part in found.parts:
        is_row = not part.joined and bool(part.values)
        for order, (name, scale) in enumerate(part.kind.counters if is_row else ()):
            values = part.sheet.numbers[:, order] * scale
            line = _Line(part, values, scale if scale > 1 else 0.0)
            lines[folded(name), part.kind.words].append(line)
    rounded = {name: own for (name, _), own in lines.items() if any(line.unit for line in own)}
    tried = {name: _even(own) for name, own in rounded.items()}
    return {name: even for name, even in tried.items() if even is not None}


def _even(lines: Sequence[_Line]) -> Even | None:
    """What a counter counts in all its lines, those of other kinds as in the line before them."""
    sizes: Counter[object] = Counter()
    for line in lines:
        sizes[_names(line)] += line.values.size
    usual = max(sizes, key=lambda names: sizes[names])
    place = np.concatenate([line.part.sheet.place for line in lines])
    order = np.argsort(place)
    values = np.concatenate([line.values for line in lines])[order]
    unit = np.concatenate([np.full(line.values.size, line.unit) for line in lines])[order]
    main = np.concatenate([np.full(line.values.size, _names(line) == usual) for line in lines])
    row = np.cumsum(main[order]) - 1
    exact = values[main[order] & (unit == 0)]
    if exact.size < _EXACT or row[0] < 0 or not exact[1] > exact[0]:
        return None
    by = float(exact[1] - exact[0])
    evenly = exact[0] + by * row
    if (np.abs(evenly - values) > unit / 2).any():
        return None
    return Even(place[order], evenly, by)


def _names(line: _Line) -> tuple[str, ...]:
    return tuple(name for name, _ in line.part.kind.values)
