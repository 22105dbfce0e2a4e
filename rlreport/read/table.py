"""CSV, TSV and any other delimited text of numbers: one row per step."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from rlreport.catalogue import AXIS_ROLES, describe, files, words
from rlreport.errors import FormatError
from rlreport.read import (
    Format,
    _delimited,
    _dialect,
    _headless,
    _own_counts,
    _settings,
    _transposed,
)
from rlreport.read._runs import launches_apart
from rlreport.sources import LogFile
from rlreport.texts import many
from rlreport.values import FloatArray, IntArray, Issue, Loose, Table

_FEWEST = 3  # rows of a launch that has no title

_MEDIA = re.compile(r"\.(jpe?g|png|bmp|tiff?|gif|webp|wav|flac|mp[34]|avi|npy|npz)$", re.IGNORECASE)
_LABELS = {("label",), ("labels",), ("class",), ("target",), ("category",), ("id",), ("idx",)}
_LABELS |= {("index",), ("fold",), ("width",), ("height",)}
_WEIGHTS = frozenset({"weight", "weights", "coefficient", "coefficients", "coef", "coeff"})
_WEIGHTS |= {"scale", "multiplier", "enabled"}
_STATISTICS = frozenset({"count", "mean", "std", "min", "max"})
_OF_STANDING = frozenset({"no header", "short rows", "wide rows"})  # issues of rows
_Q_TABLE = re.compile(r"(?:.*[_ -])?q[_-]?tables?(?:[_ -]?(?:v?\d++|final|best))*+", re.IGNORECASE)
_DATE = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")


def sniff(_name: str, head: bytes) -> int:
    """A general container where the text is a table of numbers; sure below a line of settings."""
    if _delimited.is_below_settings(head):
        return 2
    return 1 if _delimited.is_delimited(head) or _headless.is_one_row(head) else 0


def read(file: LogFile) -> Loose:
    """Every column, as numbers where all its cells are.

    Raises:
        FormatError: it is no table, or one of files and their labels, of weights or statistics.
    """
    _check_policy(file)
    _check_files(file.head())
    _check_weights(file.head())
    _check_statistics(file.head())
    found = _headless.one_row(file) or _delimited.read_delimited(file)
    if found.headed and not _headless.is_numbered(found.columns):
        return _loose(found, file.name)
    lying, told = _transposed.tables(found, file)
    if lying:
        kept = (issue for issue in found.issues if issue.kind not in _OF_STANDING)
        return Loose(format=FORMAT.name, tables=lying, issues=(*kept, *told))
    table, named = _headless.table(found, file)
    numbered = _headless.numbered(found, file)
    return Loose(format=FORMAT.name, tables=(table,), issues=(*found.issues, *numbered, *named))


def _resume(file: LogFile, before: Loose) -> Loose | None:
    found = _delimited.read_on(file, before.end)
    return None if found is None else _loose(found)


def _check_policy(file: LogFile) -> None:
    """Raise where a file is named after the table of a policy's values, and counts nothing."""
    counted = any(describe(name).role in AXIS_ROLES for name in _delimited.names(file.head()))
    if _Q_TABLE.fullmatch(files.stem(file.name)) and not counted:
        raise FormatError(
            "holds the values of a policy for each state, and is no log.",
            "Name the log that the training wrote.",
        )


def _check_files(head: bytes) -> None:
    """Raise where rows name a picture or another file each, and neither a measure nor a time."""
    names, columns = _delimited.names(head), _delimited.first_columns(head)
    files = [all(map(_MEDIA.search, column)) for column in columns]
    named = zip(names, files, strict=False)
    measured = any(not listed and words(name)[-1:] not in _LABELS for name, listed in named)
    dated = any(column and all(map(_DATE.match, column)) for column in columns)
    if any(files) and not measured and not dated:
        raise FormatError(
            "is a list of files and their labels, and logs no training.",
            "Name the log that the training wrote.",
        )


def _check_weights(head: bytes) -> None:
    """Raise where rows name things, such as the terms of a reward, and how much each weighs."""
    named = [*zip(_delimited.names(head), _delimited.first_columns(head), strict=False)]
    weights = {name for name, _ in named if words(name)[-1:] and words(name)[-1] in _WEIGHTS}
    others = [column for name, column in named if name not in weights]
    if weights and others and all(map(_is_of_names, others)):
        raise FormatError(
            "is a list of weights, and logs no training.",
            "Name the log that the training wrote.",
        )


def _check_statistics(head: bytes) -> None:
    """Raise where rows are what describes the columns of a data frame, as its `describe` does."""
    first = next(iter(_delimited.first_columns(head)), ())
    if {cell.strip().lower() for cell in first} >= _STATISTICS:
        raise FormatError(
            "describes the columns of a table by their count, mean and extremes, and is no log.",
            "Name the table itself.",
        )


def _is_of_names(column: Sequence[str]) -> bool:
    """Whether a column is of words, each of which stands in it once."""
    return len({*column}) == len(column) and not any(map(_dialect.is_number, column))


def _loose(found: _delimited.Delimited, where: str = "") -> Loose:
    titles = [found.title, *found.again.values()]
    titles = titles if all(titles) and len({*titles}) == len(titles) else []
    tables = _launches(found.table(), [*found.again], titles) if found.columns else ()
    count = len(tables)
    parts = _own_counts.apart(tables[0]) if count == 1 else tables
    used = bool(titles) and count > 1
    text = (
        f"The file holds {many(count, 'run')} one after another, as the steps begin anew where the "
        "header stands again."
    )
    several = Issue(kind="several runs", where=where, count=count, text=text)
    return Loose(
        format=FORMAT.name,
        tables=parts,
        config=_settings.of_comments(found.preamble),
        issues=(
            *(issue for issue in found.issues if not (used and issue.kind == _delimited.ABOVE)),
            *([several] if count > 1 else []),
        ),
        end=found.end if len(parts) == count else 0,
        pending=found.pending if len(parts) == count else 0,
    )


def _launches(found: Table, again: Sequence[int], titles: Sequence[str]) -> tuple[Table, ...]:
    """A table for each launch, where a counter begins anew behind each further header alone."""
    begins = np.array(again, dtype=np.intp)
    counters = (
        column
        for name, column in found.columns.items()
        if column.dtype != object and describe(name).role in AXIS_ROLES
    )
    fewest = 1 if titles else _FEWEST
    if begins.size and any(_begins_anew(column, begins, fewest) for column in counters):
        return launches_apart(found, begins, titles)
    return (found,)


def _begins_anew(steps: FloatArray, begins: IntArray, fewest: int) -> bool:
    parts = np.split(steps, begins)
    falls = 1 + np.flatnonzero(~(np.diff(steps) >= 0))
    same = all(part.size >= fewest and part[0] == parts[0][0] for part in parts)
    return same and np.array_equal(falls, begins)


FORMAT = Format(
    name="csv",
    label="table of delimited text (CSV, TSV)",
    sniff=sniff,
    read=read,
    resume=_resume,
    sample=("run.csv", b"step,reward,loss\n1,0.5,0.25\n2,0.75,\n3,1.0,nan\n"),
)
