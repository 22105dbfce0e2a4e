"""Settings in files of their own -> the runs that they lie beside."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from rlreport.sources import LogFile, is_settings
from rlreport.values import Loose, Setting

_CLIMBED = 2  # folders: `<environment>/config.yml` of RL Baselines3 Zoo lies below the logs
_INSIDE = frozenset({".hydra", "params", "files", "texts"})
"""Folders inside a run's own in which Hydra, rsl_rl, W&B and TorchRL keep what it was set to."""
_UPLOADS = PurePosixPath("/")
Key = tuple[str, str]
"""A run: where it lies, and its name inside the file or ""."""


@dataclass(frozen=True, kw_only=True)
class Beside:
    """The settings that one file holds.

    Attributes:
        source: the file.
        folder: where it lies, or the folder of the run that this is a part of.
        config: the settings by name.
    """

    source: str
    folder: PurePosixPath
    config: Mapping[str, Setting]


def apart(
    readings: Sequence[tuple[LogFile, Loose]],
) -> tuple[list[tuple[LogFile, Loose]], tuple[Beside, ...]]:
    """The readings of logs, and the settings in the other files, those of outer folders first.

    Of uploads, which come without their folders, two of one name are settings of runs that nobody
    can tell, and are left out.
    """
    logs = [(file, loose) for file, loose in readings if not _is_beside(file, loose)]
    found = [
        Beside(source=file.name, folder=_of_run(folder(file)), config=loose.config)
        for file, loose in readings
        if _is_beside(file, loose)
    ]
    same = Counter((one.source, one.folder) for one in found)
    found = [one for one in found if same[one.source, one.folder] == 1]
    return logs, tuple(sorted(found, key=lambda one: len(one.folder.parts)))


def folder(file: LogFile) -> PurePosixPath:
    """The folder that a file lies in, as far as it is known."""
    if file.path is not None:
        return PurePosixPath(file.path.absolute().as_posix()).parent
    return _UPLOADS / PurePosixPath(file.name).parent


def _of_run(place: PurePosixPath) -> PurePosixPath:
    return place.parent if place.name in _INSIDE else place


def of_runs(
    found: Iterable[Beside], folders: Mapping[Key, Sequence[PurePosixPath]]
) -> dict[Key, list[Beside]]:
    """The settings of each run, those of its own folder last.

    They are those of all runs in their folder and below it; where there is none, of the runs whose
    logs lie in the next folder above that holds any.

    Args:
        found: as `apart` gives them.
        folders: for each run where its logs lie.
    """
    below: defaultdict[PurePosixPath, list[Key]] = defaultdict(list)
    within: defaultdict[PurePosixPath, list[Key]] = defaultdict(list)
    for run, lies in folders.items():
        for place in dict.fromkeys(lies):
            within[place].append(run)
        for place in dict.fromkeys(over for one in lies for over in (one, *one.parents)):
            below[place].append(run)
    of: dict[Key, list[Beside]] = {}
    for one in found:
        above = (within.get(place) for place in one.folder.parents[:_CLIMBED])
        for run in below.get(one.folder) or next(filter(None, above), ()):
            of.setdefault(run, []).append(one)
    return of


def agreed(found: Sequence[Beside]) -> list[Beside]:
    """The settings of a run, of files with one name in folders beside each other what all say.

    Each of these is of one of the trials that the run is made of.
    """
    alike: defaultdict[tuple[PurePosixPath, str], list[Beside]] = defaultdict(list)
    for one in found:
        alike[one.folder.parent, PurePosixPath(one.source).name].append(one)
    return [
        replace(
            one, config={name: own[0].config[name] for name in own[0].config if _says(own, name)}
        )
        for own in alike.values()
        for one in own[:1]
    ]


def _says(found: Sequence[Beside], name: str) -> bool:
    """Whether all say the same of a setting."""
    said = [one.config.get(name) for one in found]
    return all(one == said[0] for one in said)


def _is_beside(file: LogFile, loose: Loose) -> bool:
    return not loose.tables and bool(loose.config) and is_settings(file.name)
