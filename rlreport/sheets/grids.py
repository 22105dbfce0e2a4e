"""Rows of several runs that go through the same values of one column -> a sheet for each run.

Curves that were summed up over seeds are on what none of the usual names is of, such as a share of
a budget: each method, in each setting, has a row for each of its values.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from rlreport.catalogue import describe, phrase, words
from rlreport.sheets import runs, steps
from rlreport.sheets.sheet import Sheet
from rlreport.values import IntArray

_FEWEST = 3  # rows of each run
_MOST = 200  # runs
_LARGEST = 20_000  # rows of a table of results
_TRIES = frozenset({"attempt", "try", "rollout", "sample", "rep", "repetition"})
"""What counts how often each task was tried: no try is later in a training than another."""
_HOW = "taken as the step: each run goes through the same values"


def apart(sheet: Sheet) -> list[Sheet]:
    """A sheet for each combination of texts, where one column rises alike in each; else the sheet.

    A column that counts as its name says is a step without that; seeds and agents are no steps.
    """
    counted = any(describe(name).role in steps.STEP_ROLES for name in sheet.numbers)
    if sheet.step or sheet.time or counted or any(runs.key_and_value(sheet)):
        return [sheet]
    if sheet.size > _LARGEST:
        return [sheet]
    names, rows = _told(sheet)
    if not names:
        return [sheet]
    step = next((name for name in sheet.numbers if _rises_alike(sheet, name, rows)), "")
    if not step:
        return [sheet]
    told = [sheet.labels(name) for name in names]
    found = []
    for own in rows:
        called = [sheet.run, *(labels[belongs[own[0]]] for labels, belongs in told)]
        part = sheet.at(own).without(*names)
        run = " ".join(filter(None, called))
        found.append(replace(part, run=run, step=step, counted=_HOW, issues=()))
    return [replace(found[0], issues=sheet.issues), *found[1:]]


def _told(sheet: Sheet) -> tuple[list[str], IntArray]:
    """The texts that together tell equally many rows of each run apart, and these `(runs, n)`."""
    names: list[str] = []
    told = np.zeros(sheet.size, dtype=np.intp)
    for name in sheet.text:
        labels, belongs = sheet.labels(name)
        more = np.unique(told * len(labels) + belongs, return_inverse=True)[1].ravel()
        if more.size and more.max() > told.max():
            names, told = [*names, name], more
    sizes = np.bincount(told, minlength=1)
    if not names or sizes.size > _MOST or sizes[0] < _FEWEST or (sizes != sizes[0]).any():
        return [], np.empty((0, 0), dtype=np.intp)
    rows = np.argsort(told, kind="stable").reshape(sizes.size, -1)
    return names, rows[np.argsort(rows[:, 0])]


def _rises_alike(sheet: Sheet, name: str, rows: IntArray) -> bool:
    """Whether a column of no known meaning rises through the same values in each run."""
    if describe(name).role != "other" or phrase(name) in runs.ARM_COLUMNS | runs.RUN_COLUMNS:
        return False
    if not _TRIES.isdisjoint(words(name)):
        return False
    values = sheet.numbers[name][rows]
    return bool((values == values[0]).all() and (np.diff(values[0]) > 0).all())
