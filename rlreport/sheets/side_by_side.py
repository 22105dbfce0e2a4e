"""Tables that stand side by side -> a sheet for each, since a row is none of the log.

So they lie in `step, ppo, step, dqn` and in `ppo_step, ppo_loss, dqn_step, dqn_loss`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from rlreport.catalogue import AXIS_ROLES, describe, files, split
from rlreport.sheets.sheet import Sheet
from rlreport.texts import many
from rlreport.values import Issue

_COUNTER = re.compile(
    r"(?:(?P<of>.*?)[ _/.:-]+)?"
    r"(?P<what>x|(?:(?:time|env|global)[ _-]?)?steps?|iter(?:ation)?s?|episodes?|epochs?|frames?|"
    r"updates?)(?:\.\d+)?",
    re.IGNORECASE,
)
_AGAIN = re.compile(r"\.\d+$")  # behind a name that another column has
_ENDS = " _/.:-"
_PLACES = ("x", "y")
_LONGEST = 300  # characters of the name of a counter


@dataclass(frozen=True, kw_only=True)
class _Part:
    """The columns of one table: what counts its rows, whose it is, and its values."""

    counter: str
    what: str
    of: str
    values: tuple[str, ...]

    @property
    def own(self) -> tuple[str, ...]:
        """The names of the values without that of whose they are."""
        return tuple(_AGAIN.sub("", name)[len(self.of) :].strip(_ENDS) for name in self.values)

    @property
    def is_named(self) -> bool:
        """Whether all names begin with whose they are."""
        return all(name.startswith(self.of) for name in self.values)


def apart(sheet: Sheet, where: str) -> list[Sheet]:
    """One sheet for each table, as a run where the values of all are called alike.

    Args:
        sheet: rows as they stand in the file.
        where: the file, for issues, and for the name of values without one.
    """
    parts = [] if sheet.step or sheet.text else _parts(sheet)
    if not parts:
        return [sheet]
    text = f"{many(len(parts), 'table')} stand side by side, each counted by a column of its own."
    issue = Issue(kind="tables side by side", where=where, count=len(parts), text=text)
    alike = len({part.own for part in parts}) == 1 and not any(split(part.of) for part in parts)
    found = [_sheet(sheet, part, where, at if alike else 0) for at, part in enumerate(parts, 1)]
    return [replace(found[0], issues=(*sheet.issues, issue)), *found[1:]]


def _sheet(sheet: Sheet, part: _Part, where: str, run: int) -> Sheet:
    """The rows of one table; the name of its run where it is one, and its place from 1 on."""
    names = part.own if run else part.values
    unnamed = files.metric(where) or "value"
    called = [unnamed if name.lower() in ("", *_PLACES) else name for name in names]
    own = sheet.only({part.counter: part.what, **dict(zip(part.values, called, strict=True))})
    rows = own.at(np.flatnonzero(own.present(part.what)))
    label = part.of or f"run {run}"
    name = " ".join(filter(None, (sheet.run, label))) if run else sheet.run
    return replace(rows, run=name, step=part.what, issues=())


def _parts(sheet: Sheet) -> list[_Part]:
    """The tables that the columns make up; none where they are those of one."""
    names = [*sheet.numbers]
    short = (name for name in names if len(name) <= _LONGEST)
    found = {name: match for name in short if (match := _COUNTER.fullmatch(name))}
    starts = [at for at, name in enumerate(names) if name in found]
    if len(starts) < 2 or starts[0] or len({found[name]["what"].lower() for name in found}) > 1:
        return []
    parts = [
        _Part(
            counter=names[start],
            what=found[names[start]]["what"],
            of=found[names[start]]["of"] or "",
            values=tuple(name for name in names[start + 1 : end] if sheet.present(name).any()),
        )
        for start, end in zip(starts, [*starts[1:], len(names)], strict=True)
    ]
    return parts if _are_tables(sheet, parts) else []


def _are_tables(sheet: Sheet, parts: Sequence[_Part]) -> bool:
    """Whether all have as many values, counted up, and are either without a name or named."""
    width = {len(part.values) for part in parts}
    named = {part.of for part in parts}
    told = named == {""} or (len(named) == len(parts) and all(part.is_named for part in parts))
    others = any(describe(name).role in AXIS_ROLES for part in parts for name in part.values)
    return (
        len(width) == 1
        and 0 not in width
        and told
        and not others
        and all(_rises(sheet, part.counter) for part in parts)
    )


def _rises(sheet: Sheet, name: str) -> bool:
    """Whether a counter has several values, each of which is larger than the one before."""
    values = sheet.numbers[name][sheet.present(name)]
    return values.size > 1 and bool((np.diff(values) > 0).all())
