"""Cells that a spreadsheet merged down a column, of which the first row alone has the value."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from rlreport.catalogue import describe, phrase
from rlreport.sheets import runs, steps
from rlreport.sheets.sheet import Sheet
from rlreport.values import BoolArray, FloatArray

_FEWEST = 2  # cells


def filled(sheet: Sheet) -> Sheet:
    """The sheet with the name of a run, or a seed, in each row below that in which it stands.

    It stands only where a counter begins anew, as where pandas writes an index of several columns.
    """
    if sheet.kind != "metrics":
        return sheet
    counters = [
        values
        for name, values in sheet.numbers.items()
        if describe(name).role in steps.STEP_ROLES and np.isfinite(values).all()
    ]
    able = runs.ARM_COLUMNS | runs.RUN_COLUMNS
    for name in [*sheet.text, *sheet.numbers] if counters else ():
        told = _told(sheet, name)
        known = name in sheet.text or phrase(name) in able
        if known and not told.all() and any(_begins(told, values) for values in counters):
            sheet = _filled(sheet, name, told)
    return sheet


def _told(sheet: Sheet, name: str) -> BoolArray:
    """The rows in which a column has a value `(n,)`."""
    if name in sheet.numbers:
        return sheet.present(name) & np.isfinite(sheet.numbers[name])
    return np.array([cell is not None and cell != "" for cell in sheet.text[name].tolist()])


def _begins(told: BoolArray, values: FloatArray) -> bool:
    """Whether some rows are the first, and others in which a counter begins anew."""
    falls = np.append(True, np.diff(values) < 0)
    return bool(told[0] and told.sum() >= _FEWEST and falls[told].all())


def _filled(sheet: Sheet, name: str, told: BoolArray) -> Sheet:
    last = np.maximum.accumulate(np.where(told, np.arange(sheet.size), 0))
    if name in sheet.text:
        return replace(sheet, text={**sheet.text, name: sheet.text[name][last]})
    blank = {other: mask for other, mask in sheet.blank.items() if other != name}
    return replace(sheet, numbers={**sheet.numbers, name: sheet.numbers[name][last]}, blank=blank)
