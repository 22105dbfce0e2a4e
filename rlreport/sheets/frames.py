"""Data frames that were joined, each with its own index and steps -> a sheet for each.

So they lie where `pd.concat` joins what Aim gives of several metrics: nothing says what each is of.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from rlreport.catalogue import describe, phrase
from rlreport.sheets import again, steps
from rlreport.sheets.sheet import Sheet
from rlreport.texts import many
from rlreport.values import FloatArray, IntArray, Issue

_FEWEST = 3  # rows of the longest
_MOST = 500  # frames
_MOST_ALIKE = 20  # whose index is their step, else they are episodes


def apart(sheet: Sheet, where: str) -> list[Sheet]:
    """The sheet, or one for each of the frames whose rows an index numbers anew.

    Args:
        sheet: of one run, as far as its columns tell.
        where: the file, for the issue.
    """
    index = next(filter(lambda name: _is_index(name, sheet.numbers[name]), sheet.numbers), "")
    if sheet.kind != "metrics" or not index:
        return [sheet]
    rest = sheet.without(index)
    starts = np.flatnonzero(sheet.numbers[index] == 0)[1:]
    step = next((name for name in rest.numbers if _begins_with(rest, name, starts)), "")
    same = bool(step) and np.array_equal(rest.numbers[step], sheet.numbers[index])
    if not step or (same and starts.size >= _MOST_ALIKE) or again.goes_on(rest, step, starts):
        return [sheet]
    text = (
        f"The file holds {many(starts.size + 1, 'series')} one behind another, where {index!r} and "
        f"{step!r} begin anew; nothing says what each is of."
    )
    issue = Issue(kind="several runs", where=where, count=starts.size + 1, text=text)
    parts = np.split(np.arange(sheet.size), starts)
    named = [
        replace(rest.at(rows), run=f"{sheet.run} series {number}".strip(), issues=())
        for number, rows in enumerate(parts, 1)
    ]
    return [replace(named[0], issues=(*sheet.issues, issue)), *named[1:]]


def _is_index(name: str, values: FloatArray) -> bool:
    """Whether a column numbers rows, from 0 on in each of several frames."""
    if describe(name).role != "row" and phrase(name) != "idx":
        return False
    starts = np.flatnonzero(values == 0)
    if not 1 < starts.size <= _MOST or starts[0] != 0:
        return False
    sizes = np.diff(np.append(starts, values.size))
    numbered = np.arange(values.size) - np.repeat(starts, sizes)
    return bool(sizes.max() >= _FEWEST) and np.array_equal(values, numbered)


def _begins_with(sheet: Sheet, name: str, starts: IntArray) -> bool:
    """Whether a column rises in each frame, and begins anew with the index of each."""
    values = sheet.numbers[name]
    if describe(name).role not in steps.COUNTS or not np.isfinite(values).all():
        return False
    rises = np.diff(values) > 0
    inside = np.ones(rises.size, dtype=np.bool_)
    inside[starts - 1] = False
    return bool(rises[inside].all() and not rises[~inside].any())
