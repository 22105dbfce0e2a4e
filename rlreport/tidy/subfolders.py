"""Event files that one `SummaryWriter` writes below a run's own folder -> metrics of that run.

`add_scalars("losses", {"pi": ...})` writes the tag `losses` into a file of its own in the folder
`losses_pi`, or `losses/pi` with tensorboardX; `add_hparams` writes what came out into a folder
that is named by the time, or by the run once more.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import NamedTuple

from rlreport.sources import LogFile
from rlreport.tidy.dumps import Logs
from rlreport.values import Loose, Table

_EVENTS = "tensorboard"
_TIME = re.compile(r"\d{9,11}(?:\.\d+)?")
_FEWEST = 2  # such folders that tell of a run whose own event file holds nothing


class _Below(NamedTuple):
    """Where an event file belongs: the folder of the run, and what is added to its tag."""

    above: PurePosixPath
    part: str


def together(logs: Logs) -> Logs:
    """The logs, such event files put to the run of the folder that they are written below."""
    keys = {
        _folder(file): place.key
        for (file, loose), place in zip(logs.readings, logs.places, strict=True)
        if loose.format == _EVENTS
    }
    found = {at: _below(file, loose, keys) for at, (file, loose) in enumerate(logs.readings)}
    known = {at: one for at, one in found.items() if one is not None}
    counts = Counter(one.above for one in known.values())
    readings, places = [*logs.readings], [*logs.places]
    for at, (above, part) in known.items():
        if above in keys or counts[above] >= _FEWEST:
            file, loose = readings[at]
            tables = tuple(_named(table, part) for table in loose.tables)
            readings[at] = file, replace(loose, tables=tables)
            places[at] = replace(places[at], key=keys.get(above, str(above)))
    return replace(logs, readings=readings, places=places)


def _folder(file: LogFile) -> PurePosixPath:
    return PurePosixPath(file.name).parent


def _below(file: LogFile, loose: Loose, keys: Mapping[PurePosixPath, str]) -> _Below | None:
    """Where an event file belongs if it is one of those; the nearest folder goes first."""
    folder = _folder(file)
    tags = {_tag(table) for table in loose.tables} if loose.format == _EVENTS else set()
    for above in folder.parents if tags else ():
        below = folder.relative_to(above).parts
        part = _part(below, min(tags)) if len(tags) == 1 else ""
        if part or (above in keys and len(below) == 1 and _is_of_outcome(below[0], above)):
            return _Below(above, part)
    return None


def _is_of_outcome(folder: str, above: PurePosixPath) -> bool:
    return folder == above.name or _TIME.fullmatch(folder) is not None


def _part(below: Sequence[str], tag: str) -> str:
    """What the folders say of the tag that they begin with, "" where they do not."""
    path = "/".join(below)
    begins = (f"{tag}/", f"{tag.replace('/', '_')}_")
    return next((path[len(begin) :] for begin in begins if path.startswith(begin)), "")


def _tag(table: Table) -> str:
    return next(name for name in table.columns if name not in (table.step, table.time))


def _named(table: Table, part: str) -> Table:
    tag = _tag(table)
    own = f"{tag}/{part}" if part else tag
    columns = {own if name == tag else name: column for name, column in table.columns.items()}
    return replace(table, columns=columns)
