"""A table of results, a row for each method, model or seed -> a run of last values for each.

Its rows do not follow each other, so that none is a step, and nothing rises or falls from one to
the next.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from rlreport.catalogue import describe, files, methods, phrase, words
from rlreport.sheets import runs, searches, steps
from rlreport.sheets.sheet import Sheet

_MOST = 100  # rows
_LONGEST = 60  # characters of a name of several words
_NAMES = frozenset({"approach", "checkpoint", "configuration", "controller", "setting", "setup"})
_NAMES |= {"strategy", "system", "level", "difficulty", "benchmark", "game"}
_EPISODES = frozenset({"episodes", "rollouts", "trajectories", "games", "matches"})
_IDS = {("id",), ("uuid",)}
_FILES = {("path",), ("file",), ("filename",), ("dir",), ("directory",), ("url",)}
_TAG = "tags mlflow "  # before what MLflow calls runs


def apart(sheet: Sheet, where: str) -> list[Sheet]:
    """A sheet for each row, where texts and seeds name it and nothing counts it; else the sheet.

    Args:
        sheet: the table.
        where: the file, of which rows are no runs if it is called after episodes.
    """
    if not _EPISODES.isdisjoint(words(files.stem(where))):
        return [sheet]
    known = [name for name in sheet.text if _names_runs(sheet, name)] if _few(sheet) else []
    if not known or _follow(sheet, known) or any(runs.key_and_value(sheet)):
        return [sheet]
    known.sort(key=lambda name: words(name)[-1:] in _IDS)  # names tell people more
    seeds = [
        name
        for name in sheet.numbers
        if phrase(name) in runs.ARM_COLUMNS or words(name)[-1:] == ("seed",)
    ]
    names = _telling(sheet, dict.fromkeys([*known, *seeds, *sheet.text]))
    called = _called(sheet, names)
    if len({*called}) < sheet.size or not all(map(_is_name, called)):
        return [sheet]
    rest = sheet.without(*names, *_indexes(sheet))
    found = [
        replace(_row(rest, place), run=" ".join(filter(None, (sheet.run, name))))
        for place, name in enumerate(called)
    ]
    return [found[0], *(replace(one, issues=()) for one in found[1:])]


def _is_name(called: str) -> bool:
    """Whether a row is called by what may be a name rather than by a sentence."""
    return bool(called) and (len(called) <= _LONGEST or " " not in called)


def _few(sheet: Sheet) -> bool:
    """Whether the rows are few enough for results, or all named as runs are, each for itself."""
    certain = [name for name in sheet.text if phrase(name) in runs.RUN_COLUMNS]
    alone = all(len({*sheet.text[name].tolist()}) == sheet.size for name in certain)
    return sheet.size <= (runs.MOST_RUNS if certain and alone else _MOST)


def _indexes(sheet: Sheet) -> list[str]:
    """Columns that number the rows of a data frame, whatever these are."""
    return [name for name in sheet.numbers if describe(name).role == "row"]


def _telling(sheet: Sheet, names: Iterable[str]) -> list[str]:
    """The first columns that together name each row, without those that tell no more."""
    found: list[str] = []
    told = 1
    for name in names:
        more = len({*_called(sheet, [*found, name])})
        if told < more:
            found, told = [*found, name], more
    return found


def _called(sheet: Sheet, names: Sequence[str]) -> list[str]:
    """What each row is called by some columns."""
    labels = [_labels(sheet, name) for name in names]
    return [" ".join(filter(None, parts)) for parts in zip(*labels, strict=True)]


def _row(sheet: Sheet, place: int) -> Sheet:
    """One row as last values and settings, without the columns in which it has none."""
    row = sheet.at(np.array([place]))
    told = {name: name for name in row.numbers if row.present(name)[0]}
    return replace(row.only(told), kind="summary")


def _names_runs(sheet: Sheet, name: str) -> bool:
    """Whether a column of texts names what rows are the results of.

    Names that only count, "task 1" and "task 2", are those of rows that follow each other.
    """
    what = phrase(name).removeprefix(_TAG).removesuffix(" id").removesuffix(" name")
    labels = _labels(sheet, name)
    counts = len({label.rstrip("0123456789") for label in labels}) == 1
    certain = {what, phrase(name)} & runs.RUN_COLUMNS
    known = bool(certain) or (what in runs.ARM_COLUMNS | _NAMES and not counts)
    is_file = words(name)[-1:] in _FILES
    if certain and words(name)[-1:] in _IDS and len({*labels}) < sheet.size:
        return False  # rows of one run, one after another
    return known or (not is_file and any(map(methods.is_method, labels)))


def _labels(sheet: Sheet, name: str) -> list[str]:
    """What a column says of each row, of paths the last part where that is enough."""
    labels, belongs = sheet.labels(name)
    labels = [*runs.without_folders(labels)]
    return [labels[place] for place in belongs]


def _follow(sheet: Sheet, names: Sequence[str]) -> bool:
    """Whether the rows follow each other: a column counts them, and no run is named by each.

    In a table of results, steps may say how much training each was given.
    """
    if any(
        phrase(name) in searches.TRIALS and steps.counts_evenly(sheet.numbers[name])
        for name in sheet.numbers
    ):
        return True
    alone = any(
        phrase(name) in runs.RUN_COLUMNS and len({*_labels(sheet, name)}) == sheet.size
        for name in names
    )
    counters = [name for name in sheet.numbers if describe(name).role in steps.STEP_ROLES]
    said = {*counters}.difference(_indexes(sheet))
    counted = any(steps.counts(sheet.numbers[name]) for name in said)
    return not alone and bool(sheet.step or sheet.time or counted)
