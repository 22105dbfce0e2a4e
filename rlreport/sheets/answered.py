"""Rows that hold several rollouts, `input_1, output_1, score_1, input_2, ...` -> a row of each.

So verl logs the answers of its validations to W&B, with one row for each step.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rlreport.catalogue import OUTCOMES, describe, phrase
from rlreport.texts import many
from rlreport.values import Issue, Table

_NUMBERED = re.compile(r"(.+?)[ _.-]?(\d{1,4})")
_SAID = frozenset({"output", "response", "completion", "answer", "generation", "prediction"})
_FEWEST = 2  # rollouts in a row


def apart(table: Table, where: str) -> tuple[Table, list[Issue]]:
    """A table with one rollout a row, where the numbers in its names tell several; else the same.

    Args:
        table: of any kind.
        where: the file, for the issue.
    """
    sets = _sets([*table.columns]) if table.kind == "metrics" and table.rows else {}
    if not sets or not _are_rollouts(table, sets):
        return table, []
    places = len(next(iter(sets.values())))
    own = {name for names in sets.values() for name in names}
    shared = [name for name in table.columns if name not in own]
    columns = {name: np.repeat(table.columns[name], places) for name in shared}
    blank = {name: np.repeat(table.blank[name], places) for name in shared if name in table.blank}
    for name, names in sets.items():
        columns[name] = _joined([table.columns[each] for each in names])
        if not table.blank.keys().isdisjoint(names):
            none = np.zeros(table.rows, dtype=np.bool_)
            blank[name] = _joined([table.blank.get(each, none) for each in names])
    told = ", ".join(names[0] for names in sets.values())
    text = (
        f"{many(table.rows, 'row')} of {places:,} rollouts each, of which the first is that of "
        f"{told}: each rollout was taken for a row."
    )
    issue = Issue(kind="rollouts in one row", where=where, count=table.rows * places, text=text)
    kept = {name: unit for name, unit in table.units.items() if name in columns}
    roles = {name: role for name, role in table.roles.items() if name in columns}
    return (
        replace(table, columns=columns, blank=blank, units=kept, roles=roles, kind="rollouts"),
        [issue],
    )


def _sets(names: Sequence[str]) -> Mapping[str, Sequence[str]]:
    """Names without their numbers -> those with them, in order; none unless all have as many."""
    found: defaultdict[str, dict[int, str]] = defaultdict(dict)
    for name in names:
        numbered = _NUMBERED.fullmatch(name)
        if numbered:
            found[numbered[1]][int(numbered[2])] = name
    numbers = {tuple(sorted(own)) for own in found.values()}
    (places,) = numbers if len(numbers) == 1 else ((),)
    counted = len(places) >= _FEWEST and places == (*range(places[0], places[0] + len(places)),)
    free = found.keys().isdisjoint(names)
    if not counted or places[0] > 1 or not free:
        return {}
    return {name: [own[place] for place in places] for name, own in found.items()}


def _are_rollouts(table: Table, sets: Mapping[str, Sequence[str]]) -> bool:
    """Whether there are texts of answers, and numbers that say how good these are."""
    said = [names for name, names in sets.items() if phrase(name) in _SAID]
    judged = [names for name, names in sets.items() if describe(name).role in OUTCOMES]
    texts = all(table.columns[name].dtype == object for names in said for name in names)
    numbers = all(table.columns[name].dtype != object for names in judged for name in names)
    return bool(said and judged) and texts and numbers


def _joined(columns: Sequence[NDArray[Any]]) -> NDArray[Any]:
    """The cells of several columns, row by row."""
    return np.stack(columns, axis=1).ravel()
