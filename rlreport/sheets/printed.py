"""Steps that are rounded, so that rows in turn bear the same -> steps apart.

OpenAI baselines and Spinning Up print their counters with three digits, as 1.53e+06; rsl_rl logs
`Train/mean_reward/time` at whole seconds.
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
_OVER_TIME = "/time"  # how metrics end whose step is time


def spread(sheet: Sheet, step: str, where: str) -> tuple[Sheet, tuple[Issue, ...]]:
    """The sheet, rows that bear one step for want of digits placed evenly in what rounds to it.

    Where that was done, an issue tells so.
    """
    steps = sheet.numbers[step] if step else np.empty(0)
    rows = np.flatnonzero(np.isfinite(steps))
    change = np.diff(steps[rows])
    if not change.size or change.min() < 0 or change.all() or steps[rows[0]] < 0:
        return sheet, ()
    first = np.append(0, 1 + np.flatnonzero(change))
    metrics = sheet.numbers.keys() - {step, sheet.time}
    if not any(_comes_again(sheet.numbers[name][rows], first) for name in metrics):
        return sheet, ()  # each row tells something else of one step
    are_seconds = bool(metrics) and all(name.endswith(_OVER_TIME) for name in metrics)
    if not are_seconds and not _are_printed(steps[rows], first):
        return sheet, ()
    placed = steps.copy()
    placed[rows] = (_in_seconds if are_seconds else _in_digits)(steps[rows], first)
    count = rows.size - first.size
    what = "is whole seconds" if are_seconds else "is printed with three digits"
    text = (
        f"The step {what}: {many(count, 'row')} with the step of another {was(count)} placed "
        "evenly within what rounds to it."
    )
    issue = Issue(kind="rounded steps", where=where, count=count, text=text)
    return replace(sheet, numbers={**sheet.numbers, step: placed}), (issue,)


def _comes_again(values: FloatArray, first: IntArray) -> bool:
    """Whether a metric has several values `(n,)` at one step, each of which begins at `first`."""
    return bool((np.add.reduceat(np.isfinite(values), first, dtype=np.intp) > 1).any())


def _are_printed(steps: FloatArray, first: IntArray) -> bool:
    """Whether rounding makes rows `(n,)` bear one step, where each step begins at one of `first`.

    Then each that comes again is followed by the next that can be printed, and among steps of
    one size many come again.
    """
    value, size = steps[first], np.diff(np.append(first, steps.size))
    unit = _unit(value)
    again = np.flatnonzero(size > 1)
    followed = again[again < value.size - 1]
    if (unit[again] <= 1).any() or not followed.size:
        return False
    if not np.allclose(value, np.round(value / unit) * unit, rtol=1e-9, atol=0):
        return False
    shares = [1 - 1 / size[unit == own].mean() for own in np.unique(unit[again])]
    return bool(np.allclose(np.diff(value)[followed], unit[followed])) and min(shares) >= _SHARE


def _unit(value: FloatArray) -> FloatArray:
    """What the last printed digit of numbers `(k,)` counts; 1 of whole numbers of fewer digits."""
    digits = np.floor(np.log10(np.maximum(value, 1.0)) + 1e-12)
    unit: FloatArray = 10.0 ** np.maximum(digits - _DIGITS + 1, 0.0)
    return unit


def _in_seconds(steps: FloatArray, first: IntArray) -> FloatArray:
    """The steps `(n,)`, those of each group evenly behind the second that they are cut to."""
    size = np.diff(np.append(first, steps.size))
    within = np.arange(steps.size) - np.repeat(first, size)
    placed: FloatArray = steps + within / np.repeat(size, size)
    return placed


def _in_digits(steps: FloatArray, first: IntArray) -> FloatArray:
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
