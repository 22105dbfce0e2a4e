"""Metrics of some rows, of several things at each step -> a column for each thing.

So a table looks in which evaluations against several opponents, or on several tasks, stand between
the rows of the training, which have no opponent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from rlreport.catalogue import AXIS_ROLES, describe
from rlreport.sheets import steps
from rlreport.sheets.convert import is_of_lists
from rlreport.sheets.sheet import Sheet
from rlreport.values import IntArray

_MOST = 50  # things
_OF_NOTHING = (None, "none", "NONE")  # what rows of the training itself say
_MOST_COLUMNS = 5_000  # of all of them


def apart(sheet: Sheet) -> Sheet:
    """The sheet with `random/win_rate, mcts/win_rate` for `win_rate` in rows that say of what.

    What other rows log, too, keeps its name there.
    """
    for name, column in sheet.text.items():
        told = np.array([cell not in _OF_NOTHING for cell in column.tolist()], dtype=np.bool_)
        if not 0 < np.count_nonzero(told) < sheet.size or is_of_lists(column):
            continue
        rows = np.flatnonzero(told)
        labels, belongs = sheet.at(rows).labels(name)
        if not (1 < len(labels) <= _MOST and _at_one_step(sheet, rows, belongs)):
            continue
        metrics = [
            metric
            for metric in sheet.numbers
            if describe(metric).role not in {*AXIS_ROLES, "label"}
            and sheet.present(metric)[told].any()
        ]
        if 0 < len(metrics) * len(labels) <= _MOST_COLUMNS:
            return _renamed(sheet.without(name), metrics, rows, labels, belongs)
    return sheet


def _at_one_step(sheet: Sheet, rows: IntArray, belongs: IntArray) -> bool:
    """Whether a counter that they all have comes again in rows of other things only.

    Things that come once each, as ids do, are told of at one step alone.
    """
    most = rows.size - 1 if belongs.max() + 1 < rows.size else 1
    for name, values in sheet.numbers.items():
        if describe(name).role in steps.STEP_ROLES and sheet.present(name)[rows].all():
            pairs = np.stack([values[rows], belongs.astype(np.float64)])
            seen = np.unique(values[rows]).size
            if np.unique(pairs, axis=1).shape[1] == rows.size and seen <= most:
                return True
    return False


def _renamed(
    sheet: Sheet, metrics: Sequence[str], rows: IntArray, labels: Sequence[str], belongs: IntArray
) -> Sheet:
    numbers, blank = dict(sheet.numbers), dict(sheet.blank)
    units, percent = dict(sheet.units), set(sheet.percent)
    for metric in metrics:
        values, present = numbers.pop(metric), sheet.present(metric)
        others = present.copy()
        others[rows] = False
        if others.any():  # of the training, say
            numbers[metric], blank[metric] = values, ~others
        for place, label in enumerate(labels):
            own = np.zeros(sheet.size, dtype=np.bool_)
            own[rows[belongs == place]] = True
            numbers[f"{label}/{metric}"] = values
            blank[f"{label}/{metric}"] = ~(own & present)
            if metric in units:
                units[f"{label}/{metric}"] = units[metric]
            if metric in percent:
                percent.add(f"{label}/{metric}")
    return replace(sheet, numbers=numbers, blank=blank, units=units, percent=frozenset(percent))
