"""Steps that are printed with three digits, so that rows in turn bear the same -> steps apart.

OpenAI baselines and Spinning Up print their counters as 1.53e+06.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np

from rlreport.sheets.sheet import Sheet
from rlreport.texts import many, was
from rlreport.values import FloatArray, IntArray, Issue

_DIGITS = 3  # of "%.3g"
_SHARE = 0.1  # of rows of one size that have the step of another, at least


def spread(sheet: Sheet, step: str, where: str) -> tuple[Sheet, tuple[Issue, ...]]:
    """The sheet, rows that bear one step for want of digits placed evenly in what rounds to it.

    Where that was done, an issue tells so.
    """
    steps = sheet.numbers[step] if step else np.empty(0)
    rows = np.flatnonzero(np.isfinite(steps))
    first = _of_groups(steps[rows])
    if first is None:
        return sheet, ()
    count = rows.size - first.size
    text = (
        f"The step is printed with three digits: {many(count, 'row')} with the step of another "
        f"{was(count)} placed evenly within what rounds to it."
    )
    placed = steps.copy()
    placed[rows] = _placed(steps[rows], first)
    issue = Issue(kind="rounded steps", where=where, count=count, text=text)
    return replace(sheet, numbers={**sheet.numbers, step: placed}), (issue,)


def _of_groups(steps: FloatArray) -> IntArray | None:
    """Where each step `(k,)` begins in `(n,)`, where rounding makes rows bear one; else None.

    Then each that comes again is followed by the next that can be printed, and among steps of
    one size many come again.
    """
    change = np.diff(steps)
    if not change.size or change.min() < 0 or change.all() or steps[0] < 0:
        return None
    first = np.append(0, 1 + np.flatnonzero(change))
    value, size = steps[first], np.diff(np.append(first, steps.size))
    unit = _unit(value)
    again = np.flatnonzero(size > 1)
    is_printed = np.allclose(value, np.round(value / unit) * unit, rtol=1e-9, atol=0)
    followed = again[again < value.size - 1]
    if not is_printed or (unit[again] <= 1).any():
        return None
    if not followed.size or not np.allclose(np.diff(value)[followed], unit[followed]):
        return None
    shares = [1 - 1 / size[unit == own].mean() for own in np.unique(unit[again])]
    return first if min(shares) >= _SHARE else None


def _unit(value: FloatArray) -> FloatArray:
    """What the last printed digit of numbers `(k,)` counts; 1 of whole numbers of fewer digits."""
    digits = np.floor(np.log10(np.maximum(value, 1.0)) + 1e-12)
    unit: FloatArray = 10.0 ** np.maximum(digits - _DIGITS + 1, 0.0)
    return unit


def _placed(steps: FloatArray, first: IntArray) -> FloatArray:
    """The steps `(n,)`, those of each group evenly within what is printed so."""
    bounds = [*first.tolist(), steps.size]
    placed = steps.copy()
    most = 1
    for begin, end in pairwise(bounds):
        if end - begin == 1:
            continue
        value = steps[begin]
        low, high = value - _unit(value * (1 - 1e-9)) / 2, value + _unit(value) / 2
        most = max(end - begin, most if end == steps.size else 1)  # the last may not be full
        placed[begin:end] = low + (high - low) * (np.arange(end - begin) + 0.5) / most
    return placed
