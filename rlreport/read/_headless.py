"""Columns of a table without a header -> what may be known of them: the counter, and one name."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rlreport.catalogue import AXIS_ROLES, describe
from rlreport.read._delimited import Delimited
from rlreport.sources import LogFile
from rlreport.values import Issue, Table

_DISTINCT = 0.5  # share of rows that a counter tells apart, as of a step with a name
_FEWEST = 3  # rows that show that a column counts


def table(found: Delimited, file: LogFile) -> tuple[Table, tuple[Issue, ...]]:
    """The rows of a file without a header: the counter as their step, the one value named.

    A first column that counts up is the step. Where one other column is left, and the file is
    named after a metric, as `rewards.csv` is, it bears that name.

    Args:
        found: with columns that are named by their place.
        file: the file.
    """
    counter = _counter(found.columns)
    values = [name for name in found.columns if name != counter]
    called = _metric(file)
    if len(values) != 1 or not called:
        return found.table(step=counter), ()
    new = {name: called if name == values[0] else name for name in found.columns}
    text = f"The one column of values has no name; it was called {called!r} after its file."
    issue = Issue(kind="named after the file", where=file.name, count=1, text=text)
    return Table(
        columns={new[name]: column for name, column in found.columns.items()},
        blank={new[name]: mask for name, mask in found.blank.items()},
        step=counter,
    ), (issue,)


def _counter(columns: Mapping[str, NDArray[Any]]) -> str:
    """The first column, where it is one of several and counts up in whole numbers; else ""."""
    name = next(iter(columns), "")
    if len(columns) < 2 or columns[name].dtype == object:
        return ""
    values = columns[name]
    whole = bool(np.isfinite(values).all() and (values == np.floor(values)).all())
    rises = bool((np.diff(values) >= 0).all())
    enough = values.size >= _FEWEST and np.unique(values).size > _DISTINCT * values.size
    return name if whole and rises and enough else ""


def _metric(file: LogFile) -> str:
    """The metric that a file is named after, or ""."""
    stem = PurePosixPath(file.name).name.split(".", 1)[0]
    return "" if describe(stem).role in {"other", "config", "timing", *AXIS_ROLES} else stem
