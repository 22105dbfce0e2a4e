"""Columns of text that nothing made use of, numbers in text or words -> what is said of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from heapq import nsmallest
from typing import Any

from numpy.typing import NDArray

from rlreport.catalogue import describe, phrase, words
from rlreport.sheets.convert import is_of_lists, is_word
from rlreport.sheets.runs import ARM_COLUMNS, RUN_COLUMNS
from rlreport.sheets.sheet import Sheet
from rlreport.texts import first_of, many, shortened, was
from rlreport.values import Issue

_NUMBER = re.compile(r"(?<![A-Za-z0-9.])\d+(?:\.\d+)?")
_DIGITS = re.compile(r"[0-9.]")
_CODE = re.compile(r"(?=.*[a-fA-F-])[0-9a-fA-F-]{6,}")  # "3f2a-99c1"
_LABELS = frozenset({"id", "uuid", "hash", "sha", "commit", "version", "path", "file", "host"})
_LABELS |= {"date", "ip", "url", "checkpoint", "ckpt", "config", "prompt", "text", "message"}
_LOOK_AT = 1000  # cells
_LONGEST = 60  # characters of a cell that may be a measure
_FEWEST = 3  # cells that differ
_MOSTLY = 0.5  # share of the cells that hold numbers
_LISTED = 3  # words of a column in an issue
_TOLD = 8  # columns in it
_WIDTH = 30  # characters of a word in it
_ONE = (0.0,)  # a value that does not vary
_SHARE = 0.25  # of digits in them, or of cells that are plain numbers


def told(sheets: Sequence[Sheet], before: Sheet, where: str) -> list[Sheet]:
    """The sheets of a table, the first with the issues of columns that are left as text in them.

    Args:
        sheets: of all runs in the table.
        before: the table as it was, with all of its columns.
        where: the file.
    """
    left = [name for name in before.text if any(name in sheet.text for sheet in sheets)]
    measures = {name: [*_issues(name, before.text[name], where)] for name in left}
    issues = [issue for found in measures.values() for issue in found]
    issues += _words(before, [name for name in left if not measures[name]], sheets, where)
    if not issues or not sheets:
        return [*sheets]
    return [replace(sheets[0], issues=(*sheets[0].issues, *issues)), *sheets[1:]]


def is_label(name: str) -> bool:
    """Whether a column of text says which run, file or setting a row is of, by its name."""
    labels = not _LABELS.isdisjoint(words(name)) or phrase(name) in ARM_COLUMNS | RUN_COLUMNS
    return labels or describe(name).role == "config"


def _issues(name: str, column: NDArray[Any], where: str) -> Iterator[Issue]:
    cells = [cell.strip() for cell in column[:_LOOK_AT].tolist() if cell and cell.strip()]
    if is_label(name):
        return
    if is_of_lists(column):  # which is told of
        return
    numbers = [cell for cell in cells if not is_word(cell)]
    measures = [cell for cell in cells if _is_measure(cell)]
    mostly = len({*measures}) >= _FEWEST and len(measures) > _MOSTLY * len(cells)
    some = len({*numbers}) >= _FEWEST and len(numbers) >= _SHARE * len(cells)
    if mostly or some:
        example = next(filter(is_word, cells), cells[0])
        count = sum(cell is not None for cell in column.tolist())
        text = (
            f"{many(count, 'cell')} of {name!r} {was(count)} left out, as text with numbers in it, "
            f"such as {example!r}."
        )
        yield Issue(kind="text left out", where=f"{where}: {name}", count=count, text=text)


def _words(
    before: Sheet, names: Sequence[str], sheets: Sequence[Sheet], where: str
) -> Iterator[Issue]:
    """The issue of columns of words, such as `won` and `lost`, that name no runs."""
    found = {}
    for name in names if before.kind == "metrics" else ():
        words = {cell.strip() for cell in before.text[name].tolist() if cell and cell.strip()}
        if words and not is_of_lists(before.text[name]) and not _is_known(name, sheets):
            first = [shortened(word, _WIDTH) for word in nsmallest(_LISTED, words)]
            found[name] = first_of(first, _LISTED, of=len(words))
    if found:
        told = [f"{name} ({words})" for name, words in found.items()]
        count = len(found)
        text = f"{many(count, 'column')} of words {was(count)} left out: {first_of(told, _TOLD)}."
        yield Issue(kind="text left out", where=where, count=count, text=text)


def _is_known(name: str, sheets: Sequence[Sheet]) -> bool:
    """Whether a column is a setting of each run."""
    return describe(name, _ONE).role == "config" and not _differs_within_a_run(name, sheets)


def _differs_within_a_run(name: str, sheets: Sequence[Sheet]) -> bool:
    """Whether a column differs within one of the runs."""
    columns = [sheet.text[name].tolist() for sheet in sheets if name in sheet.text]
    return any(len({*column} - {None, ""}) > 1 for column in columns)


def _is_measure(cell: str) -> bool:
    """Whether a short text holds numbers, more than a name with a number does."""
    if len(cell) > _LONGEST or _CODE.fullmatch(cell) or not _NUMBER.search(cell):
        return False
    return len(_DIGITS.findall(cell)) >= _SHARE * len(cell)
