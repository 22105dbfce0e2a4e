"""Files of one rollout each, or of those of one task -> one log of all of them.

Harbor writes `<job>/<trial>/result.json`, SWE-bench `<model>/<instance>/report.json`, others
`rollouts/task_3_trial_1.json`. Folders that are called after a trial, or after what it was about,
tell no runs apart.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from rlreport.catalogue import words
from rlreport.derive.rollouts import PROMPT, named
from rlreport.sources import LogFile
from rlreport.texts import many
from rlreport.tidy import dumps
from rlreport.tidy.grouping import Place
from rlreport.values import Issue, Loose, Table

_FEWEST = 3  # files of one log
_TASK = (*PROMPT, "task name", "task")
_TRIAL = ("trial name", "trial id", "rollout id", "run name")
_ID = "task_id"  # what a task is called where its name says no more
_NUMBERED = re.compile(
    r"(?:(?:trial|attempt|rollout|try|sample|episode|task|traj(?:ectory)?|instance)s?[-_. ]?)?\d+",
    re.IGNORECASE,
)


def together(logs: dumps.Logs) -> dumps.Logs:
    """The logs, those of single rollouts that lie beside each other as one."""
    found: defaultdict[tuple[PurePosixPath, str], list[int]] = defaultdict(list)
    for at, (file, loose) in enumerate(logs.readings):
        if len(loose.tables) == 1 and _is_of_one(loose.tables[0]):
            folder = _folder(file, loose.tables[0])
            if folder.name:
                found[folder, loose.format].append(at)
    parts = [
        (
            own,
            _joined([logs.readings[at] for at in own], str(of)),
            Place(key=str(of), prefix="", launch=0.0),
        )
        for (of, _), own in found.items()
        if len(own) >= _FEWEST
    ]
    return logs.merged(parts)


def _is_of_one(table: Table) -> bool:
    """Whether a table is of one rollout, or of several that one task was tried in."""
    if table.kind != "rollouts" or table.rows == 1:
        return table.kind == "rollouts"
    task = named(table.columns, PROMPT)
    return bool(task) and len({*table.columns[task].tolist()}) == 1


def _folder(file: LogFile, table: Table) -> PurePosixPath:
    """The folder of the log, above those that are called after the trial or its task."""
    names = filter(None, (named(table.columns, (name,)) for name in (*_TASK, *_TRIAL)))
    about = {words(str(table.columns[name][0])) for name in names}
    folder = PurePosixPath(file.name).parent
    while _NUMBERED.fullmatch(folder.name) or words(folder.name) in about:
        folder = folder.parent
    return folder


def _joined(rollouts: Sequence[tuple[LogFile, Loose]], where: str) -> Loose:
    """The rollouts of all files, in their order."""
    table = dumps.below([loose.tables[0] for _, loose in rollouts])
    if not named(table.columns, PROMPT) and (task := named(table.columns, _TASK)):
        table = replace(table, columns={_ID: table.columns[task], **table.columns})
    text = f"The rollouts of {many(len(rollouts), 'file')} were put together."
    merged = Issue(kind="files merged", where=where, count=len(rollouts), text=text)
    issues = (replace(issue, where=where) for _, loose in rollouts for issue in loose.issues)
    told = (*dict.fromkeys(issues), merged)
    return replace(rollouts[0][1], tables=(table,), issues=told, end=0, pending=0)
