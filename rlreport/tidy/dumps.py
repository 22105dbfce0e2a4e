"""Dumps of rollouts, one file for each training step -> one log of all of them.

verl and its kin write `<folder>/<step>.jsonl`, TRL `completions/completions_<n>.parquet`, others
`step_<n>/rollouts.jsonl`. Only together do
they tell how many rollouts answer one prompt, and how many tokens were generated so far.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rlreport.derive.rollouts import STEPS, named
from rlreport.sources import LogFile
from rlreport.texts import many
from rlreport.tidy.grouping import Place
from rlreport.values import BoolArray, Issue, Loose, Table

STEP = "step"
_COUNTED = re.compile(
    r"[-_. ]?(?<![a-z])(?:(?:global|train|training)[-_]?)?"
    r"(?:steps?|iter(?:ation)?s?|updates?|epochs?|checkpoints?|ckpt|rollouts?|completions?|"
    r"generations?)[-_ ]?(\d+)"
    r"(?=$|[-_. ])",
    re.IGNORECASE,
)
_FEWEST = 2  # files of one key: the number of a single one may be anything
_ROLLOUTS = 1.5  # of a file: fewer are numbered themselves, not by a step


@dataclass(frozen=True, kw_only=True, eq=False)
class Logs:
    """Readings with their places, dumps of one run as one, and the files of each such run."""

    readings: list[tuple[LogFile, Loose]]
    places: list[Place]
    files: Mapping[str, Sequence[str]]

    def merged(self, parts: Sequence[tuple[Sequence[int], Loose, Place]]) -> Logs:
        """The logs with some of them as one, at the end and under the name of the first of these.

        Args:
            parts: which readings, by number, what they are together, and where that belongs.
        """
        gone = {at for merged, _, _ in parts for at in merged}
        kept = [at for at in range(len(self.readings)) if at not in gone]
        new = [(self.readings[merged[0]][0], loose) for merged, loose, _ in parts]
        names = {
            place.key: [self.readings[at][0].name for at in merged] for merged, _, place in parts
        }
        return Logs(
            readings=[*(self.readings[at] for at in kept), *new],
            places=[*(self.places[at] for at in kept), *(place for _, _, place in parts)],
            files={**self.files, **names},
        )


def together(readings: Sequence[tuple[LogFile, Loose]], places: Sequence[Place]) -> Logs:
    """The readings, dumps of rollouts that differ by a step in their path put together.

    Args:
        readings: each file with what its reader found in it.
        places: where each belongs.
    """
    dumps: dict[str, dict[int, float]] = {}
    for at, (file, loose) in enumerate(readings):
        found = counted(file.name) if _is_dump(loose) else None
        if found is not None:
            dumps.setdefault(found[0], {})[at] = found[1]
    several = {
        key: steps
        for key, steps in dumps.items()
        if len(steps) >= _FEWEST
        and sum(_rows(readings[at][1]) for at in steps) >= _ROLLOUTS * len(steps)
    }
    parts = [
        (
            [*steps],
            _joined(key, [(readings[at][1], step) for at, step in steps.items()]),
            replace(places[min(steps)], key=key, launch=0.0),
        )
        for key, steps in several.items()
    ]
    return Logs(readings=[*readings], places=[*places], files={}).merged(parts)


def _rows(loose: Loose) -> int:
    return sum(table.rows for table in loose.tables)


def _is_dump(loose: Loose) -> bool:
    return bool(loose.tables) and all(table.kind == "rollouts" for table in loose.tables)


def counted(name: str) -> tuple[str, float] | None:
    """The path without the step in it, and the step; None where it has none.

    A step that is named goes before a number alone, which may be that of a worker.
    """
    path = PurePosixPath(name)
    stem = path.name.partition(".")[0]
    parts = [*path.parent.parts, stem]
    for at in range(len(parts) - 1, max(len(parts) - 4, -1), -1):
        found = _COUNTED.search(parts[at])
        if found:
            rest = (parts[at][: found.start()] + parts[at][found.end() :]).lstrip("-_. ")
            return _key([*parts[:at], rest, *parts[at + 1 :]], stem), float(found[1])
    return (_key(parts[:-1], stem), float(stem)) if stem.isdecimal() else None


def _key(parts: Sequence[str], stem: str) -> str:
    own = [part for part in parts if part and not part.isdecimal()]
    return str(PurePosixPath(*own)) if own else stem


def _joined(key: str, dumps: Sequence[tuple[Loose, float]]) -> Loose:
    """The rollouts of all dumps of one run in the order of their steps."""
    ordered = sorted(dumps, key=lambda dump: dump[1])
    tables = [_stepped(table, step) for loose, step in ordered for table in loose.tables]
    issues = [replace(issue, where=key) for loose, _ in ordered for issue in loose.issues]
    first = ordered[0][0]
    steps = f"{ordered[0][1]:,.12g} to {ordered[-1][1]:,.12g}"
    text = (
        f"{many(len(ordered), 'dump')} of rollouts were put together; where rollouts name no "
        f"training step, it is the one in the path of their file ({steps})."
    )
    merged = Issue(kind="dumps merged", where=key, count=len(ordered), text=text)
    return replace(first, tables=(below(tables),), issues=(*issues, merged), end=0, pending=0)


def _stepped(table: Table, step: float) -> Table:
    if table.step or named(table.columns, STEPS):
        return table
    return replace(table, columns={STEP: np.full(table.rows, step), **table.columns})


def below(tables: Sequence[Table]) -> Table:
    """The rows of all tables; a column of numbers here and texts there is one of texts."""
    columns: dict[str, NDArray[Any]] = {}
    blank: dict[str, BoolArray] = {}
    for name in dict.fromkeys(name for table in tables for name in table.columns):
        own = [table.columns.get(name) for table in tables]
        texts = any(column is not None and column.dtype == object for column in own)
        kind, none = (object, None) if texts else (np.float64, np.nan)
        filled = [
            np.full(table.rows, none, dtype=kind) if column is None else column.astype(kind)
            for table, column in zip(tables, own, strict=True)
        ]
        columns[name] = np.concatenate(filled)
        gaps = np.concatenate([_gaps(table, name) for table in tables])
        if gaps.any():
            blank[name] = gaps
    return replace(tables[0], columns=columns, blank=blank)


def _gaps(table: Table, name: str) -> BoolArray:
    if name not in table.columns:
        return np.ones(table.rows, dtype=np.bool_)
    return table.blank.get(name, np.zeros(table.rows, dtype=np.bool_))
