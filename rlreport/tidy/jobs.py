"""The log that Hydra writes for each job, beside what the job itself logs -> the run of both."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from rlreport.sources import LogFile
from rlreport.tidy.beside import Beside
from rlreport.tidy.grouping import Place

_HYDRA = ".hydra"


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
