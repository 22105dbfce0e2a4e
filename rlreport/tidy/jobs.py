"""The log that Hydra writes for each job, beside what the job itself logs -> the run of both.

Jobs that are numbered are called after what they were set to apart from each other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from rlreport.sources import LogFile
from rlreport.tidy.beside import Beside, Key
from rlreport.tidy.grouping import Place
from rlreport.values import Setting

_HYDRA = ".hydra"
_OVERRIDES = "overrides.yaml"


def placed(
    files: Sequence[LogFile], places: Sequence[Place], settings: Iterable[Beside]
) -> list[Place]:
    """The places, that of the only `.log` of a job's folder being the folder.

    Args:
        files: the logs.
        places: where each belongs.
        settings: those in the other files, among them the ones that Hydra keeps of jobs.
    """
    kept = [PurePosixPath(one.source).parent for one in settings]
    jobs = {folder.parent for folder in kept if folder.name == _HYDRA}
    own: defaultdict[PurePosixPath, list[int]] = defaultdict(list)
    for at, file in enumerate(files):
        path = PurePosixPath(file.name)
        if path.suffix == ".log" and path.parent in jobs and path.parent.name:
            own[path.parent].append(at)
    found = [*places]
    for folder, logs in own.items():
        if len(logs) == 1:
            found[logs[0]] = replace(found[logs[0]], key=str(folder))
    return found


def called(settings: Mapping[Key, Sequence[Beside]]) -> dict[Key, str]:
    """What jobs whose folders are numbers alone were set to, where it tells them apart.

    Args:
        settings: of each run, with the files that they are in.
    """
    jobs = {key: [one for one in own if _is_of_job(one)] for key, own in settings.items()}
    found = {
        key: {name: value for one in own for name, value in one.config.items()}
        for key, own in jobs.items()
        if own
    }
    told = {
        key: " ".join(f"{name}={_short(value)}" for name, value in own.items())
        for key, own in _differing(found).items()
    }
    return told if len({*told.values()}) == len(told) > 1 else {}


def _is_of_job(one: Beside) -> bool:
    path = PurePosixPath(one.source)
    return (path.parent.name, path.name) == (_HYDRA, _OVERRIDES) and one.folder.name.isdecimal()


def _differing(found: Mapping[Key, Mapping[str, Setting]]) -> dict[Key, dict[str, Setting]]:
    """The settings of each job without those that are the same in all."""
    return {
        key: {
            name: value
            for name, value in own.items()
            if any(name not in other or other[name] != value for other in found.values())
        }
        for key, own in found.items()
    }


def _short(value: Setting) -> str:
    return f"{value:.12g}" if isinstance(value, float) else str(value)
