"""Values of metrics in a free text log that stand in no row -> the issue that says so.

What is set up before the first row, and settings, are no metrics: they are passed over.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rlreport.catalogue import AXIS_ROLES, describe
from rlreport.read._rows import Rows
from rlreport.texts import many, verb, was
from rlreport.values import Issue

_LISTED = 5  # names in an issue
_SETTINGS = frozenset(
    {*AXIS_ROLES, "other", "config", "timing", "learning_rate", "schedule", "parallelism", "length"}
)  # roles of what programs print of themselves, too


def set_aside(parts: Iterable[Rows], where: str) -> Iterator[Issue]:
    """How many values of which metrics stand in no row of the runs, and from which line on."""
    places: dict[str, list[int]] = {}
    for found in parts:
        for name, own in _lost(found):
            places.setdefault(name, []).extend(own)
    if places:
        count = sum(map(len, places.values()))
        names = sorted(places, key=lambda name: min(places[name]))
        first = 1 + min(places[names[0]])
        yield Issue(
            kind="values set aside",
            where=f"{where}, line {first}",
            count=count,
            text=f"{many(count, 'value')} of {', '.join(names[:_LISTED])}"
            f"{', ...' * (len(names) > _LISTED)} {was(count)} set aside, the first in line "
            f"{first:,}: {verb(count, 'it stands', 'they stand')} near no step, or "
            f"{verb(count, 'is', 'are')} rare or constant.",
        )


def _lost(found: Rows) -> Iterator[tuple[str, list[int]]]:
    """The metrics with values in no row, and the places of these.

    A name that is read elsewhere is a metric's wherever it stands, another one behind the first
    row alone.
    """
    rows = [part.sheet.place[part.row >= 0] for part in found.parts if part.values]
    first = min((int(places[0]) for places in rows if places.size), default=0)
    read = {name for part in found.parts if (part.row >= 0).any() for name in part.values}
    for name, places in found.aside:
        if name in read:
            yield name, places.tolist()
        elif describe(name).role not in _SETTINGS and (places > first).any():
            yield name, places[places > first].tolist()
