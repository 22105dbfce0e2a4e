"""Loose tables -> sheets: numbers apart from text, one table per run, one column per metric."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rlreport.catalogue import describe, words
from rlreport.sheets import repetitions, steps
from rlreport.sheets.convert import is_of_lists, numbers
from rlreport.sheets.sheet import Sheet
from rlreport.texts import encodable, lists_left_out, many, was
from rlreport.values import BoolArray, FloatArray, IntArray, Issue, Table

__all__ = ["Sheet", "sheets"]

# Columns that name what a row belongs to. The first kind always means runs; the second only where
# the rows of each value are a log of their own.
_RUN_COLUMNS = frozenset(
    {"run", "run id", "run name", "run uuid", "experiment id", "trial id", "exp name", "arm"}
    | {"agent", "alias", "baseline", "method", "algo", "algorithm", "variant", "experiment name"}
)
_ARM_COLUMNS = frozenset(
    {"seed", "experiment", "exp", "trial", "trial name", "model", "config", "task", "env"}
    | {"environment", "condition", "policy", "name", "env id", "method name", "pid", "process id"}
)
_MOST_RUNS = 500
_LABELS_OF_SPANS = frozenset({"trace_id", "span_id", "parent_id", "worker", "name"})
"""Texts of readers of spans that are no numbers, whatever they look like: an id may be 1e5."""

_KEY_COLUMNS = ("metric", "key", "tag", "metric name", "variable", "name")
_VALUE_COLUMNS = ("value", "values", "val", "scalar", "metric value")
_SPLIT_COLUMNS = frozenset({"split", "mode", "phase", "subset", "stage"})
_TRAINING = ("train", "training")
_SPLIT_VALUES = frozenset({"train", "training", "val", "valid", "validation", "test", "eval"})


def sheets(table: Table, where: str) -> list[Sheet]:
    """A table as a reader gave it -> one sheet for each run and kind of row in it.

    Args:
        table: columns as they stand in the file.
        where: the file, for issues.
    """
    sheet = _typed(_encodable(table), where)
    if sheet.kind == "rollouts":
        return _runs(sheet)
    if sheet.kind != "metrics":
        return [sheet]
    return [
        _without_splits(own)
        for part in _runs(sheet)
        for pivoted in _pivoted(part)
        for own in repetitions.apart(pivoted, where)
    ]


def _encodable(table: Table) -> Table:
    """The table with names that can be written to any file."""
    spelled = {name: encodable(name) for name in (*table.columns, table.run)}
    if all(name == new for name, new in spelled.items()):
        return table
    return replace(
        table,
        columns={spelled[name]: column for name, column in table.columns.items()},
        blank={spelled[name]: mask for name, mask in table.blank.items()},
        units={spelled[name]: unit for name, unit in table.units.items()},
        roles={spelled[name]: role for name, role in table.roles.items()},
        run=spelled[table.run],
        step=spelled.get(table.step, ""),
        time=spelled.get(table.time, ""),
    )


def _typed(table: Table, where: str) -> Sheet:
    values: dict[str, FloatArray] = {}
    blank = dict(table.blank)
    text: dict[str, NDArray[Any]] = {}
    kinds: dict[str, str] = {}
    borne: dict[str, str] = {}
    issues: list[Issue] = []
    for name, column in table.columns.items():
        if column.dtype != object:
            values[name] = column.astype(np.float64, copy=False)
            continue
        label = table.kind == "spans" and name in _LABELS_OF_SPANS
        found = None if label else numbers(column)
        if found is None:
            text[name] = column
            continue
        values[name], blank[name], kinds[name] = found.values, found.blank, found.kind
        if found.lost:
            issues.append(_lost(name, found.lost, where))
        if found.unit:
            borne[name] = found.unit
        if len(found.units) > 1:
            issues.append(_mixed(name, found.units, found.unit, where, column.size))
    listed = [name for name, column in text.items() if is_of_lists(column)]
    if listed and table.kind == "metrics":
        issues.append(_lists(listed, where))
    return Sheet(
        numbers=values,
        blank={name: mask for name, mask in blank.items() if name in values and mask.any()},
        text=text,
        units=borne | {**table.units},
        roles=table.roles,
        percent=frozenset(
            {name for name, kind in kinds.items() if kind == "percent"}
            | {name for name, unit in table.units.items() if unit == "%"}
        ),
        dates=frozenset(name for name, kind in kinds.items() if kind == "dates"),
        config=table.config,
        run=table.run,
        step=table.step if table.step in values else "",
        time=table.time if table.time in values else "",
        kind=table.kind,
        issues=tuple(issues),
    )


def _lost(name: str, count: int, where: str) -> Issue:
    cells = f"{many(count, 'cell')} of {name!r}"
    text = f"{cells} could not be read as a number and {was(count)} left blank."
    return Issue(kind="unreadable cells", where=f"{where}: {name}", count=count, text=text)


def _lists(names: Sequence[str], where: str) -> Issue:
    text = lists_left_out(names)
    return Issue(kind="lists left out", where=where, count=len(names), text=text)


def _mixed(name: str, units: Sequence[str], unit: str, where: str, count: int) -> Issue:
    taken = f"in {unit}" if unit else "as the plain numbers that they stand for"
    text = f"The cells of {name!r} bear several units ({', '.join(units)}) and are taken {taken}."
    return Issue(kind="mixed units", where=f"{where}: {name}", count=count, text=text)


def _runs(sheet: Sheet) -> list[Sheet]:
    """One sheet per run, where a column tells runs apart."""
    for name in [*sheet.text, *sheet.numbers]:
        phrase = " ".join(words(name))
        if phrase not in _RUN_COLUMNS | _ARM_COLUMNS or name in (sheet.step, sheet.time):
            continue
        labels, belongs = _labels(sheet, name)
        parts = [sheet.at(np.flatnonzero(belongs == place)) for place in range(len(labels))]
        certain = phrase in _RUN_COLUMNS
        if labels.count("") < len(labels) - 1 and _are_runs(sheet, name, parts, certain=certain):
            rest = [_dropped(part, name) for part in parts]
            named = [
                replace(part, run=" ".join(filter(None, (sheet.run, label))))
                for part, label in zip(rest, labels, strict=True)
            ]
            return [deeper for part in named for deeper in _runs(part)]
    return [sheet]


def _labels(sheet: Sheet, name: str) -> tuple[list[str], IntArray]:
    """The distinct values of a column in order of appearance, and which one each row has.

    Rows without a value are "".
    """
    column = sheet.text.get(name)
    if column is None:
        column = sheet.numbers[name]
    distinct: dict[Any, int] = {}
    belongs = np.array([distinct.setdefault(cell, len(distinct)) for cell in column.tolist()])
    prefix = "" if name in sheet.text else f"{name} "
    labels = ["" if cell is None else f"{prefix}{_plain(cell)}" for cell in distinct]
    return labels, belongs.astype(np.intp)


def _plain(cell: object) -> str:
    return f"{cell:g}" if isinstance(cell, float) else encodable(str(cell))


def _are_runs(sheet: Sheet, name: str, parts: Sequence[Sheet], *, certain: bool) -> bool:
    if not 2 <= len(parts) <= min(_MOST_RUNS, sheet.size // 2):
        return False
    if certain:
        return True
    counters = [column for column in sheet.numbers if column != name]
    roles = {column: describe(column).role for column in counters}
    return any(
        _interleaved(sheet.numbers[column])
        and all(_increasing(part.numbers[column]) for part in parts)
        for column in counters
        if roles[column] in steps.STEP_ROLES
    )


def _interleaved(values: FloatArray) -> bool:
    return np.unique(values).size < values.size


def _increasing(values: FloatArray) -> bool:
    return values.size < 2 or np.unique(values).size == values.size


def _dropped(sheet: Sheet, name: str) -> Sheet:
    return replace(
        sheet,
        numbers={key: column for key, column in sheet.numbers.items() if key != name},
        text={key: column for key, column in sheet.text.items() if key != name},
    )


def _pivoted(sheet: Sheet) -> list[Sheet]:
    """One sheet per metric, where rows are (metric, value, step)."""
    key = next((name for name in sheet.text if " ".join(words(name)) in _KEY_COLUMNS), "")
    value = next((name for name in sheet.numbers if " ".join(words(name)) in _VALUE_COLUMNS), "")
    if not key or not value:
        return [sheet]
    labels, belongs = _labels(sheet, key)
    return [
        _renamed(_dropped(sheet.at(np.flatnonzero(belongs == place)), key), value, label)
        for place, label in enumerate(labels)
    ]


def _without_splits(sheet: Sheet) -> Sheet:
    """The sheet with `train/loss` and `val/loss` for a `loss` whose rows say train or val."""
    for name, column in sheet.text.items():
        found = {cell.lower() for cell in column.tolist() if isinstance(cell, str)}
        if " ".join(words(name)) in _SPLIT_COLUMNS and found and found <= _SPLIT_VALUES:
            return _split_by(_dropped(sheet, name), column, sorted(found))
    return sheet


def _split_by(sheet: Sheet, column: NDArray[Any], found: Sequence[str]) -> Sheet:
    lowered = np.array([str(cell).lower() for cell in column.tolist()], dtype=object)
    sheet = _at_the_last_of(sheet, np.isin(lowered, _TRAINING))
    values: dict[str, FloatArray] = {}
    blank: dict[str, BoolArray] = {}
    for name, numeric in sheet.numbers.items():
        if describe(name).role in (*steps.STEP_ROLES, "wall_time"):
            values[name] = numeric
            if name in sheet.blank:
                blank[name] = sheet.blank[name]
            continue
        for part in found:
            values[f"{part}/{name}"] = numeric
            blank[f"{part}/{name}"] = ~sheet.present(name) | (lowered != part)
    return replace(sheet, numbers=values, blank=blank, percent=frozenset())


def _at_the_last_of(sheet: Sheet, training: BoolArray) -> Sheet:
    """The sheet with the rows of evaluations placed where training had come to.

    Inside an epoch their `iter` counts the batches of the evaluation, as MMDetection has it.
    """
    rows = np.flatnonzero(training)
    found = steps.counted_on({name: column[rows] for name, column in sheet.numbers.items()})
    if found is None or rows[0] > 0:
        return sheet
    inner = sheet.numbers[found[1]]
    reached = inner[rows][np.cumsum(training) - 1]
    return replace(sheet, numbers={**sheet.numbers, found[1]: reached})


def _renamed(sheet: Sheet, old: str, new: str) -> Sheet:
    return sheet.only({name: new if name == old else name for name in sheet.numbers})
