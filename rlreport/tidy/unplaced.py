"""Rows that name no step, but hold metrics that no other row has -> the step of the row before.

So evaluations stand between rows of the training that count something else, or nothing. A row at
the end that names its results the best, final or total is a summary, and stays left out.
"""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np

from rlreport.catalogue import TELLING, describe
from rlreport.sheets import Sheet
from rlreport.sheets.steps import STEP_ROLES
from rlreport.texts import first_of, many, verb, was
from rlreport.values import BoolArray, Issue

_SUMMARY = re.compile(r"(best|final|total|overall)(?![^\W_])", re.IGNORECASE)
_FEWEST = 2  # values of a metric of unknown name: one alone may be a setting
_TOLD = 4  # names in an issue


def placed(sheet: Sheet, step: str, where: str) -> Sheet:
    """The sheet with a step in the rows that hold the only values of some metrics.

    What these rows have beside, as other rows do, stays left out: they may be of something else.

    Args:
        sheet: of one run.
        step: the column that is the step.
        where: the file, for issues.
    """
    counts = sheet.numbers[step]
    unplaced = ~np.isfinite(counts)
    last = np.maximum.accumulate(np.where(unplaced, -1, np.arange(sheet.size)))
    alone = _alone(sheet, unplaced, last >= 0) if unplaced.any() else {}
    if not alone:
        return sheet
    rows = np.logical_or.reduce([*alone.values()])
    others = [name for name in sheet.numbers if name not in (*alone, step, sheet.time)]
    blank = {name: ~sheet.present(name) | rows for name in others}
    gone = [name for name in others if blank[name].all() and sheet.present(name).any()]
    count = int(rows.sum())
    left = f" {first_of(gone, _TOLD)} of these rows {was(len(gone))} left out." if gone else ""
    text = (
        f"{many(count, 'row')} without a step {verb(count, 'holds', 'hold')} metrics that no other "
        f"row has, {first_of([*alone], _TOLD)}: they are placed at the step of the row before."
        f"{left}"
    )
    kept = sheet.without(*gone)
    issue = Issue(kind="rows placed", where=where, count=count, text=text)
    return replace(
        kept,
        numbers={**kept.numbers, step: np.where(rows, counts[last], counts)},
        blank={**sheet.blank, **blank},
        issues=(*sheet.issues, issue),
    )


def _alone(sheet: Sheet, unplaced: BoolArray, behind: BoolArray) -> dict[str, BoolArray]:
    """The metrics that only rows without a step have, and where they have them `(n,)`.

    Args:
        sheet: of one run.
        unplaced: rows without a step.
        behind: rows behind the first with a step.
    """
    found = {}
    for name, values in sheet.numbers.items():
        present = sheet.present(name) & ~np.isnan(values)
        own = present & behind
        if not own.any() or (present & ~unplaced).any() or _is_summary(name, own):
            continue
        role = describe(name, values[own]).role
        if role in TELLING or (role not in STEP_ROLES and own.sum() >= _FEWEST):
            found[name] = own
    return found


def _is_summary(name: str, own: BoolArray) -> bool:
    return bool(own[-1] and own.sum() == 1 and _SUMMARY.match(name))
