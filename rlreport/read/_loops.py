"""Two progress bars, one of a loop inside the loop of the other -> steps that count through both.

`1/3` of the epochs and `4/20` of the batches, drawn below each other, is the step 24 of 60.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from rlreport.read._counting import STEP
from rlreport.read._prose import LineKind
from rlreport.read._templates import Sheet
from rlreport.values import BoolArray, FloatArray

HOW = "counted on from each bar to the next, as the bar of the loop around them tells"
"""What is told of such steps."""


def counted_on(sheets: Sequence[Sheet]) -> tuple[list[Sheet], bool]:
    """The lines of a log, bars within bars as steps of both; and whether there are such."""
    bars = [sheet for sheet in sheets if _is_bar(sheet)]
    if not bars:
        return [*sheets], False
    place = np.concatenate([sheet.place for sheet in bars])
    count, total = np.concatenate([sheet.numbers[:, :2] for sheet in bars]).T
    order = np.argsort(place, kind="stable")
    inner, outer = _loops(count[order], total[order])
    if not inner:
        return [*sheets], False
    is_outer = total[order] == outer
    turns = _latest(count[order], is_outer)
    begun = np.where(is_outer, 0, count[order])
    steps = np.empty(place.size)  # the outer bar may be drawn before it goes on
    steps[order] = np.maximum.accumulate(turns * inner + begun)
    numbers = iter(np.split(steps, np.cumsum([sheet.place.size for sheet in bars])[:-1]))
    return [
        _numbered(sheet, next(numbers), inner * outer) if _is_bar(sheet) else sheet
        for sheet in sheets
    ], True


def _is_bar(sheet: Sheet) -> bool:
    kind = sheet.kind
    return isinstance(kind, LineKind) and (kind.words, kind.totals) == ((STEP,), (STEP,))


def _loops(count: FloatArray, total: FloatArray) -> tuple[float, float]:
    """How far the inner and the outer bar count, of the only two; (0, 0) where they are not so.

    The inner one begins anew wherever the outer one has gone on, and nowhere else.
    """
    ends = np.unique(total)
    for inner, outer in (ends, ends[::-1]) if ends.size == 2 else ():
        around = _latest(count, total == outer)[total == inner]
        anew = np.diff(count[total == inner]) < 0
        goes_on = (np.diff(count[total == outer]) >= 0).all()
        if goes_on and anew.any() and np.array_equal(anew, np.diff(around) > 0):
            return float(inner), float(outer)
    return 0.0, 0.0


def _latest(count: FloatArray, is_outer: BoolArray) -> FloatArray:
    """What the outer bar counts at each line `(n,)`."""
    latest: FloatArray = np.maximum.accumulate(np.where(is_outer, count, 0.0))
    return latest


def _numbered(sheet: Sheet, steps: FloatArray, total: float) -> Sheet:
    numbers = sheet.numbers.copy()
    numbers[:, 0], numbers[:, 1] = steps, total
    return replace(sheet, numbers=numbers)
