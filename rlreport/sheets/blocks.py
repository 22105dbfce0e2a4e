"""A sheet whose rows count anew where they go on to other metrics -> a sheet for each block.

So they lie where a program writes all evaluations below the training, or a table of episodes below
one of epochs. What lies below may be counted by nothing.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np

from rlreport.catalogue import AXIS_ROLES, describe
from rlreport.sheets import steps
from rlreport.sheets.sheet import Sheet
from rlreport.texts import many
from rlreport.values import Issue

_UNCOUNTED = 3


def apart(sheet: Sheet, where: str) -> list[Sheet]:
    """One sheet for each block of rows with metrics of its own, in the order of the rows.

    Args:
        sheet: of one run.
        where: the file, for issues.
    """
    counters = [name for name in sheet.numbers if describe(name).role in steps.STEP_ROLES]
    metrics = [name for name in sheet.numbers if describe(name).role not in AXIS_ROLES]
    if len(metrics) < 2 or not all(name in sheet.blank for name in metrics):
        return [sheet]
    starts = _starts(sheet, metrics)
    bounds = [0, *starts[1:], sheet.size]
    if len(starts) < 2 or not all(
        _counts_anew(sheet, counters, begin, start, end)
        for begin, start, end in zip(bounds, bounds[1:], bounds[2:], strict=False)
    ):
        return [sheet]
    blocks = [sheet.at(np.arange(begin, end)) for begin, end in pairwise(bounds)]
    logged = [[name for name in block.numbers if block.present(name).any()] for block in blocks]
    counted = [next((name for name in names if name in counters), "row") for names in logged]
    text = (
        f"The rows come in {many(len(blocks), 'block')} with metrics of their own, each of which "
        f"counts anew, by {', then by '.join(counted)}."
    )
    issue = Issue(kind="blocks of rows", where=where, count=len(blocks), text=text)
    return [
        replace(
            block.only({name: name for name in names}),
            issues=() if at else (*sheet.issues, issue),
        )
        for at, (block, names) in enumerate(zip(blocks, logged, strict=True))
    ]


def _starts(sheet: Sheet, metrics: list[str]) -> list[int]:
    """The rows at which metrics begin of which none was logged before, where all others ended."""
    spans = sorted(
        (int(rows[0]), int(rows[-1]))
        for rows in (np.flatnonzero(sheet.present(name)) for name in metrics)
        if rows.size
    )
    starts: list[int] = []
    reached = -1
    for first, last in spans:
        if first > reached:
            starts.append(first)
        reached = max(reached, last)
    return starts


def _counts_anew(sheet: Sheet, counters: list[str], begin: int, start: int, end: int) -> bool:
    """Whether the rows before `start` are counted, and no count goes on across it.

    Rows behind it that nothing counts are several: one or two may tell of the last step.
    """
    counts = [0, 0]
    for name in counters:
        values = np.where(sheet.present(name), sheet.numbers[name], np.nan)
        before = values[begin:start][np.isfinite(values[begin:start])]
        behind = values[start:end][np.isfinite(values[start:end])]
        counts = [max(counts[0], before.size), max(counts[1], behind.size)]
        if before.size and behind.size and behind[0] >= before[-1]:
            return False
    return min(counts) > 1 or (counts[0] > 1 and not counts[1] and end - start >= _UNCOUNTED)
