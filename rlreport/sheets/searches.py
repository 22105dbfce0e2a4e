"""What the trials of a search came to, a row for each metric, as Ax keeps it -> a run by trials.

A trial whose metrics were measured several times on its way, each at a step, is a run of its own.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from rlreport.catalogue import phrase
from rlreport.sheets.sheet import Sheet
from rlreport.values import FloatArray, IntArray

TRIALS = frozenset({"trial index", "trial number"})
"""Columns that count the trials of a search."""
_STEPS = ("step", "progression", "timestamp")  # of what was measured on the way
_MEAN, _SPREAD = "mean", "sem"


def apart(sheet: Sheet) -> list[Sheet]:
    """A sheet of the trials, or one for each that has a curve; the sheet itself without trials."""
    named = {phrase(name): name for name in [*sheet.text, *sheet.numbers]}
    trial = next((named[name] for name in TRIALS if named.get(name) in sheet.numbers), "")
    key, mean = named.get("metric name", ""), named.get(_MEAN, "")
    if not trial or key not in sheet.text or mean not in sheet.numbers:
        return [sheet]
    belongs = sheet.labels(key)[1]
    if _tells(belongs, sheet.numbers[trial]):
        return [_metrics(sheet, key, trial)]
    labels, trials = sheet.labels(trial)
    found = (named[name] for name in _STEPS if named.get(name) in sheet.numbers)
    step = next((name for name in found if _tells(belongs, trials, sheet.numbers[name])), "")
    if not step:
        return [sheet]
    parts = [sheet.at(trials == place) for place in range(len(labels))]
    return [
        replace(_metrics(part, key, step), run=f"trial {label.removeprefix(f'{trial} ')}")
        for part, label in zip(parts, labels, strict=True)
    ]


def _tells(*columns: FloatArray | IntArray) -> bool:
    """Whether no two rows are alike in some columns."""
    together = np.stack(columns)
    return bool(np.unique(together, axis=1).shape[1] == together.shape[1])


def _metrics(sheet: Sheet, key: str, step: str) -> Sheet:
    """A sheet with a row for each value of `step`, and columns for the metrics that `key` names."""
    labels, belongs = sheet.labels(key)
    steps, row = np.unique(sheet.numbers[step], return_inverse=True)
    columns, blank = {step: steps}, {}
    for name in (column for column in sheet.numbers if phrase(column) in (_MEAN, _SPREAD)):
        for place, label in enumerate(labels):
            own = np.flatnonzero((belongs == place) & sheet.present(name))
            called = label if phrase(name) == _MEAN else f"{label}/{name}"
            if own.size:
                columns[called] = np.full(steps.size, np.nan)
                columns[called][row[own]] = sheet.numbers[name][own]
                blank[called] = ~np.isin(np.arange(steps.size), row[own])
    return Sheet(
        numbers=columns,
        blank={name: mask for name, mask in blank.items() if mask.any()},
        config=sheet.config,
        run=sheet.run,
        step=step,
        issues=sheet.issues,
    )
