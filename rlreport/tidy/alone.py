"""Files of one nameless column each, such as `rewards.npy` beside `losses.npy` -> their run.

A column that counts, as `training_steps.npy`, is the step of those with as many rows, and one of an
unknown name is of the run if a known metric has as many.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from rlreport.catalogue import AXIS_ROLES, describe, files, methods, words
from rlreport.sheets import steps
from rlreport.sources import LogFile
from rlreport.tidy.grouping import Place
from rlreport.values import Loose

_Reading = tuple[LogFile, Loose]
_NO_METRICS = frozenset({"baseline", "random", "old", "new", "ours", "expert", "human"})
"""Words in names of files that are those of a run, rather than of what is logged of it."""


def together(
    readings: Sequence[_Reading], places: Sequence[Place]
) -> tuple[list[_Reading], list[Place]]:
    """The readings and places, one for the columns of one run that lie in one folder.

    Args:
        readings: each file with what its reader found in it.
        places: where each belongs.
    """
    read, found = [*readings], [*places]
    for run, columns in _by_run(readings).items():
        known = {at for at, name in columns.items() if files.metric(readings[at][0].name)}
        once = len({*columns.values()}) == len(columns)
        for at in _joined(readings, columns, known) if once and known else ():
            found[at] = replace(found[at], key=run)
            counter = _counter(readings, columns, at)
            if counter is not None:
                read[at] = _counted(readings[at], readings[counter][1])
    return read, found


def _by_run(readings: Sequence[_Reading]) -> Mapping[str, Mapping[int, str]]:
    """The columns of files that are named after them, by number, and by the run they may be of."""
    beside: defaultdict[str, dict[int, str]] = defaultdict(dict)
    for at, (file, loose) in enumerate(readings):
        path = PurePosixPath(file.name)
        columns = [[*table.columns] for table in loose.tables]
        name = files.metric(file.name) or _unknown(file.name)
        if path.parent.name and name and columns == [[name]]:
            beside[str(path.parent / files.run(file.name))][at] = name
    return beside


def _unknown(path: str) -> str:
    """The name of a file that may be of a column, or ""."""
    name = files.stem(path)
    own = words(name)
    tells = any(methods.is_method(word) or any(map(str.isdigit, word)) for word in own)
    return "" if tells or not _NO_METRICS.isdisjoint(own) else name


def _joined(
    readings: Sequence[_Reading], columns: Mapping[int, str], known: set[int]
) -> Iterator[int]:
    """The columns of known metrics, and the others that have as many rows as one of them."""
    rows = {_rows(readings, at) for at in known}
    joined = [at for at in columns if at in known or _rows(readings, at) in rows]
    yield from joined if len(joined) > 1 else ()


def _counter(readings: Sequence[_Reading], columns: Mapping[int, str], at: int) -> int | None:
    """The column of as many rows that counts them."""
    return next(
        (
            other
            for other, name in columns.items()
            if other != at
            and describe(name).role in AXIS_ROLES
            and _rows(readings, other) == _rows(readings, at)
            and steps.counts(readings[other][1].tables[0].columns[name])
        ),
        None,
    )


def _counted(reading: _Reading, counter: Loose) -> _Reading:
    file, loose = reading
    (table,), (counts,) = loose.tables, counter.tables
    return file, replace(
        loose, tables=(replace(table, columns={**counts.columns, **table.columns}),)
    )


def _rows(readings: Sequence[_Reading], at: int) -> int:
    return readings[at][1].tables[0].rows
