"""Tables whose rows do not follow each other: those of things, each with its name, or of guesses.

Classes, features and layers stand in no order, and so do the samples of a set of data beside what
a model makes of them: no curve goes from one to the next.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence
from itertools import chain
from pathlib import PurePosixPath

import numpy as np

from rlreport.catalogue import OUTCOMES, describe, files, guesses, phrase, words
from rlreport.sheets import results, runs, steps
from rlreport.sheets.sheet import Sheet
from rlreport.texts import first_of, shortened
from rlreport.values import FloatArray, Issue

KIND = "rows in no order"
"""The kind of the issue that tells of such a table."""

_ORDERED = frozenset({"date", "time", "day", "weekday", "month", "quarter", "year", "period"})
_ORDERED |= {"stage", "phase", "status", "event", "type", "level", "split", "subset", "mode"}
_NO_NAMES = frozenset({*_ORDERED, *results.SAMPLES, *runs.KEY_COLUMNS}) - {"name"}
_BESIDE = ("row", "label")  # of numbers before names
_MOST_DIGITS = 0.25  # of the characters of names
_LONGEST = 60  # characters of a name
_MOST_BLANK = 0.1  # of rows, for whom nobody gave a name
_ADDRESS = re.compile(r"(?=[A-Za-z]*\d)(?=\d*[A-Za-z])[A-Za-z\d]{26,}")
_OF_RUNS = frozenset({"commit", "sha", "hash", "run", "trial", "job", "experiment"})
"""Words in the names of columns whose digits and letters tell launches apart."""
_LISTED, _WIDTH = 3, 20  # names in an issue, and characters of each
_FEWEST = 2  # rows
_SAMPLES = re.compile(
    r"(?<!\.)\.(?:png|jpe?g|bmp|tiff?|gif|webp|nii(?:\.gz)?|dcm|wav|flac|mp3|mp4|avi|pdb|ply|obj)$",
    re.IGNORECASE,
)
"""How files end of which each holds a sample: a picture, a sound, a shape."""
_PAIR = (guesses.TRUE, guesses.GUESSED)
_DIGITS = re.compile(r"\d+")
_NUMBER = re.compile(r" \d+$")  # of a model, of which each has a column
_LOGS = frozenset({"log", "logs", "train", "training", "metrics", "history", "progress", "monitor"})
_LOGS |= {"reward", "rewards", "loss", "losses", "episode", "episodes", "eval", "evaluation"}
_LOGS |= {"stats", "statistics", "fitness", "run", "runs", "curve", "curves", "learning", "score"}
"""Words in the names of files that may be logs, whatever their columns are called."""
_MOSTLY = 0.75  # of all combinations: what ended early lacks the last of them
_FEWEST_MEASURED = 3  # columns of a set of data beside words, of which one without has more
_MANY = 9  # columns of numbers, whatever they are called
_TABLES = frozenset({".csv", ".tsv", ".data", ".parquet", ".feather", ".xlsx"})
_CLASSES = frozenset({"class", "outcome", "quality", "species", "diagnosis", "category"})
_CLASSES |= {"class label", "class id", "price", "sale price"}
"""What samples are told apart by, or to be guessed, in a set of data of numbers alone."""
_MEASURED = frozenset({"other", "label", "timing"})
"""Roles of what the rows of a set of data hold."""
_INDIVIDUALS = frozenset({"genome", "individual", "organism", "chromosome", "uid"})
_BINS = frozenset({"bin", "bins", "bin id", "bin idx", "bin index", "bin lower", "bin start"})
_BINS |= {"bin left", "bin center", "bin centre", "bin range", "decile"}
_POLICY = frozenset({"state", "action"})
_TRANSITION = _POLICY | {"next state"}
_Q_VALUES = frozenset({"q", "q value", "qvalue", "value"})


def apart(sheet: Sheet, columns: Iterable[str], where: str) -> list[Sheet]:
    """No more than an issue of a sheet whose rows are in no order; nothing of others.

    Args:
        sheet: the table.
        columns: its names, as they stand in the file.
        where: the file.
    """
    if sheet.size < _FEWEST:
        return []
    text = _of_things(sheet, columns, where)
    if not text:
        return []
    place = f"{where}: {sheet.run}" if sheet.run else where
    issue = Issue(kind=KIND, where=place, count=sheet.size, text=text)
    return [Sheet(numbers={}, run=sheet.run, issues=(issue,))]


def _of_things(sheet: Sheet, columns: Iterable[str], where: str) -> str:
    """What is said where rows are of things in no order, or of guesses; "" of others."""
    if sheet.step or _is_counted(sheet, steps.COUNTS):
        return ""
    guesses = _of_guesses(sheet)
    if guesses or sheet.time or sheet.dates or _is_counted(sheet):
        return guesses
    return (
        _of_ids(sheet)
        or _of_bins(sheet, columns)
        or _of_policy(sheet)
        or _of_texts(sheet, where)
        or _of_names(sheet, columns)
        or _of_pairs(sheet, columns)
        or _of_individuals(sheet)
        or _of_grid(sheet, columns, where)
        or _of_data(sheet, where)
    )


def _of_names(sheet: Sheet, columns: Iterable[str]) -> str:
    """What is said where the first column names what each row is of; "" of others."""
    rows = (name for name in columns if name in sheet.text or describe(name).role not in _BESIDE)
    first = next(rows, "")
    if first not in sheet.text or not sheet.numbers or any(runs.key_and_value(sheet)):
        return ""
    names = [(cell or "").strip() for cell in sheet.text[first].tolist()]
    if names.count("") <= _MOST_BLANK * len(names):
        names = [*filter(None, names)]
    addresses = _OF_RUNS.isdisjoint(words(first)) and all(map(_ADDRESS.fullmatch, names))
    named = phrase(first) not in _NO_NAMES and (addresses or _are_names(names))
    if not named and not _are_files(names):
        return ""
    told = first_of([repr(shortened(name, _WIDTH)) for name in names], _LISTED)
    return (
        f"Each row is of something else ({told}), and nothing counts the rows: this is a table of "
        "results, and no log of a training."
    )


def _of_pairs(sheet: Sheet, columns: Iterable[str]) -> str:
    """What is said where the first two columns name who met whom; "" of others."""
    first, second, *_ = (*columns, "", "")
    if not {first, second} <= sheet.text.keys() or not sheet.numbers:
        return ""
    pairs = [*zip(*(sheet.text[name].tolist() for name in (first, second)), strict=True)]
    ones, others = ({pair[side] for pair in pairs} for side in (0, 1))
    met = all(one and other and one != other for one, other in pairs)
    if not met or len({*pairs}) < len(pairs) or ones.isdisjoint(others):
        return ""
    told = [f"{shortened(one, _WIDTH)} and {shortened(other, _WIDTH)}" for one, other in pairs]
    return (
        f"Each row is of another pair ({first_of(told, _LISTED)}), and nothing counts the rows: "
        "this is a table of results, and no log of a training."
    )


def _are_names(cells: Sequence[str]) -> bool:
    """Whether texts are names, of which each is another, and which do not only count."""
    letters = sum(map(str.isalpha, chain.from_iterable(cells)))
    digits = sum(map(str.isdigit, chain.from_iterable(cells)))
    kinds = {cell.rstrip("0123456789").lower() for cell in cells}
    return (
        len({*cells}) == len(cells)
        and all(0 < len(cell) <= _LONGEST for cell in cells)
        and digits <= _MOST_DIGITS * letters
        and 2 * len(kinds) > len(cells)
        and not {cell.lower() for cell in cells} <= runs.SPLIT_VALUES
    )


def _are_files(cells: Sequence[str]) -> bool:
    """Whether texts are files of samples, each another, as of pictures that were tested."""
    return len({*cells}) == len(cells) and all(map(_SAMPLES.search, cells))


def _of_guesses(sheet: Sheet) -> str:
    """What is said where rows hold what is true of a sample beside what a model says; or ""."""
    columns = {_NUMBER.sub("", phrase(name)): name for name in [*sheet.text, *sheet.numbers]}
    true, guessed = (next((columns[one] for one in columns if one in of), "") for of in _PAIR)
    judged = any(describe(name, sheet.numbers[name]).role in OUTCOMES for name in sheet.numbers)
    if not true or not guessed or judged:
        return ""
    return (
        f"Each row is a sample, with what is true of it ({true!r}) and what a model said "
        f"({guessed!r}): these are predictions, and no log of a training."
    )


def _of_ids(sheet: Sheet) -> str:
    """What is said where all there is is an id and what a model said of it; "" of others."""
    names = [*sheet.text, *sheet.numbers]
    ids = [name for name in names if describe(name).role == "label"]
    said = [name for name in names if phrase(name) in guesses.TRUE | guesses.GUESSED]
    if len(names) != len(_PAIR) or len(ids) != 1 or len(said) != 1:
        return ""
    return (
        f"Each row is a sample by its id ({ids[0]!r}) with {said[0]!r}: these are predictions, and "
        "no log of a training."
    )


def _of_bins(sheet: Sheet, columns: Iterable[str]) -> str:
    """What is said where the first column is of bins, as of a histogram or a calibration; or ""."""
    first = next(iter(columns), "")
    if phrase(first) not in _BINS or len({*sheet.text, *sheet.numbers}) <= 1:
        return ""
    return (
        f"Each row is of a bin of samples ({first!r}): this is a histogram or a calibration, and "
        "no log of a training."
    )


def _of_individuals(sheet: Sheet) -> str:
    """What is said where the first column is the id of a genome, and nothing counts; or ""."""
    first = next(iter(sheet.numbers), "")
    ids = sheet.numbers.get(first, np.empty(0))
    alone = np.unique(ids).size == ids.size and not steps.counts_evenly(ids)
    if not alone or describe(first).role != "label" or _INDIVIDUALS.isdisjoint(words(first)):
        return ""
    return (
        f"Each row is of an individual by its id ({first!r}), and nothing counts the rows: this is "
        "a population, and no log of a training."
    )


def _of_grid(sheet: Sheet, columns: Iterable[str], where: str) -> str:
    """What is said where rows go through all values of some columns, and no metric is known."""
    counters = any(describe(name).role in steps.COUNTS for name in sheet.numbers)
    if counters or _may_be_log(sheet, where) or any(runs.key_and_value(sheet)):
        return ""
    names = results.crossed(sheet, columns, _MEASURED, share=_MOSTLY)
    if not names:
        return ""
    return (
        f"Each row is of one combination of {first_of([*map(repr, names)], _LISTED)}, and no "
        "column is of a metric that is known: this is a table of results, and no log of a training."
    )


def _may_be_log(sheet: Sheet, where: str) -> bool:
    """Whether a metric is known in a table, or its file is called after a log."""
    roles = {_role(name, values) for name, values in sheet.numbers.items()}
    called = {*words(files.stem(where))} | {*words(PurePosixPath(where).parent.name)}
    return not roles <= _MEASURED or not _LOGS.isdisjoint(called)


def _role(name: str, values: FloatArray) -> str:
    """The role of a column; a time that falls is how long something took."""
    role = describe(name, values).role
    return "timing" if role == "relative_time" and (np.diff(values) < 0).any() else role


def _of_data(sheet: Sheet, where: str) -> str:
    """What is said where there are several numbers of which none is known; "" of others.

    So are the samples of a set of data, each with its class.
    """
    measured = [name for name in sheet.numbers if describe(name).role == "other"]
    counted = steps.even({name: sheet.numbers[name] for name in measured})
    if _may_be_log(sheet, where) or counted or not (sheet.text or _is_of_numbers(sheet, where)):
        return ""
    if len(measured) < _FEWEST_MEASURED + (not sheet.text) or any(runs.key_and_value(sheet)):
        return ""
    return (
        "Nothing counts the rows or says when each was logged, and no column is of a metric that "
        "is known: this is a set of data, and no log of a training."
    )


def _is_of_numbers(sheet: Sheet, where: str) -> bool:
    """Whether a file is one of tables, and a column of numbers is called after classes.

    So many columns that differ by more than a number are no curves of a few agents or seeds.
    """
    is_table = PurePosixPath(where).suffix.lower() in _TABLES
    called = any(phrase(name) in guesses.TRUE | _CLASSES for name in sheet.numbers)
    kinds = {_DIGITS.sub("", phrase(name)) for name in sheet.numbers}
    return is_table and (called or len(kinds) >= _MANY)


def _of_policy(sheet: Sheet) -> str:
    """What is said where rows hold the values of actions in states; "" of others."""
    columns = {phrase(name) for name in [*sheet.text, *sheet.numbers]}
    if columns >= _TRANSITION:
        return (
            "Each row is of a step from one state to the next: these are transitions, and no log "
            "of a training."
        )
    if not columns >= _POLICY or _Q_VALUES.isdisjoint(columns):
        return ""
    return (
        "Each row is of an action in a state: these are the values of a policy, and no log of a "
        "training."
    )


def _of_texts(sheet: Sheet, where: str) -> str:
    """What is said where texts stand beside ids, classes and no metric that is known; or ""."""
    texts = [name for name in sheet.text if phrase(name) in results.SAMPLES]
    labels = all(
        describe(name).role == "label" or phrase(name) in guesses.TRUE | _CLASSES
        for name in sheet.numbers
    )
    if not texts or not sheet.numbers or not (labels or not _may_be_log(sheet, where)):
        return ""
    return (
        f"Each row is a text ({texts[0]!r}) with what belongs to it: this is a set of data, and no "
        "log of a training."
    )


def _is_counted(sheet: Sheet, roles: Container[str] = (*steps.COUNTS, "wall_time")) -> bool:
    """Whether a column counts the rows, or says when each was logged."""
    return any(
        role in roles and (role == "wall_time" or steps.counts(values[~np.isnan(values)]))
        for role, values in (
            (describe(name, values[~np.isnan(values)]).role, values)
            for name, values in sheet.numbers.items()
        )
    )
