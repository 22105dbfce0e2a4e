"""Files of one rollout or trace each, or of those of one task -> one log of all of them.

Harbor writes `<job>/<trial>/result.json`, SWE-bench `<model>/<instance>/report.json`, others
`rollouts/task_3_trial_1.json`. Folders that are called after a trial, or after what it was about,
tell no runs apart, but for the model in their names. Those that a file above gathers, as
Terminal-Bench's `results.json` does, are taken once. What an agent did, step by step, lies in the
folder of its trial: beside all the trials it is left out.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from rlreport.catalogue import TELLING, describe, words
from rlreport.derive.rollouts import PROMPT, named
from rlreport.sources import LogFile
from rlreport.texts import many, verb, was
from rlreport.tidy import dumps
from rlreport.tidy.grouping import Place
from rlreport.values import Issue, Loose, Table

_FEWEST = 3  # files of one log
_LEAST = 2  # of them beside one that gathers them
_TASK = (*PROMPT, "task name", "task")
_TRIAL = ("trial name", "trial id", "rollout id", "run name")
_MODEL = ("model", "model name", "model id", "agent", "agent name")
_TRACE = "trace_id"
_ID = "task_id"  # what a task is called where its name says no more
_NUMBERED = re.compile(
    r"(?:(?:trial|attempt|rollout|try|sample|episode|task|traj(?:ectory)?|instance)s?[-_. ]?)?\d+",
    re.IGNORECASE,
)
_COUNTED = frozenset({"run", "trial", "attempt", "rollout", "try", "sample", "episode"})
"""Words beside the number of a trial in what it is called."""


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
            *_with_steps(logs.readings, *_together(logs.readings, own, of)),
            Place(key=str(of), prefix="", launch=0.0),
        )
        for (of, _), own in found.items()
        if len(own) >= _LEAST and _are_apart([logs.readings[at][1].tables[0] for at in own])
    ]
    return logs.merged([part for part in parts if len(part[0]) >= _FEWEST])


def _are_apart(tables: Sequence[Table]) -> bool:
    """Whether tables are of rollouts, or each of a trace of its own."""
    traces = [table.columns[_TRACE][0] for table in tables if table.kind == "spans"]
    return len({*traces}) == len(traces)


def _together(
    readings: Sequence[tuple[LogFile, Loose]], own: Sequence[int], folder: PurePosixPath
) -> tuple[Sequence[int], Loose]:
    """Some readings of rollouts as one, in the file of their folder that gathers them if any does.

    Returns:
        The numbers of all readings in it, and what they hold.
    """
    joined = _joined([readings[at] for at in own], str(folder))
    gathered = next(_gathered(readings, joined.tables[0], folder), None)
    if gathered is None:
        return own, joined
    return (gathered, *own), _once(readings[gathered], len(own))


def _with_steps(
    readings: Sequence[tuple[LogFile, Loose]], own: Sequence[int], joined: Loose
) -> tuple[Sequence[int], Loose]:
    """The same with the files in the folders of single trials that tell their steps alone.

    None of these has a metric that says how anything went.
    """
    trials = Counter(PurePosixPath(readings[at][0].name).parent for at in own)
    inner = {folder for folder, files in trials.items() if files == 1}
    steps = [
        at
        for at, (file, loose) in enumerate(readings)
        if at not in own and not inner.isdisjoint(PurePosixPath(file.name).parents)
        if loose.tables and not any(map(_tells, loose.tables))
    ]
    if len(own) < _FEWEST or not steps or len(inner) < len(own) - 1:
        return own, joined
    first = PurePosixPath(readings[steps[0]][0].name).name
    text = (
        f"{many(len(steps), 'file')} in the folders of single trials, such as {first}, "
        f"{verb(len(steps), 'tells', 'tell')} what was done in these step by step, and "
        f"{was(len(steps))} left out beside all trials."
    )
    issue = Issue(kind="steps of trials", where=str(min(inner)), count=len(steps), text=text)
    return (*own, *steps), replace(joined, issues=(*joined.issues, issue))


def _tells(table: Table) -> bool:
    """Whether a table has a metric that a report can be about."""
    return table.kind != "metrics" or any(describe(name).role in TELLING for name in table.columns)


def _gathered(
    readings: Sequence[tuple[LogFile, Loose]], table: Table, folder: PurePosixPath
) -> Iterator[int]:
    """The readings of files in a folder that hold the rollouts of a table, too, by their names."""
    names = _names(table)
    for at, (file, loose) in enumerate(readings if names else ()):
        if PurePosixPath(file.name).parent == folder and len(loose.tables) == 1:
            (other,) = loose.tables
            if other.kind == "rollouts" and other.rows == table.rows and _names(other) == names:
                yield at


def _names(table: Table) -> list[str]:
    """What the rollouts of a table are called, in the order of the alphabet; none without names."""
    name = named(table.columns, _TRIAL)
    return sorted(map(str, table.columns[name].tolist())) if name else []


def _once(reading: tuple[LogFile, Loose], count: int) -> Loose:
    file, loose = reading
    text = f"The rollouts of {many(count, 'file')} stand in this one, too, and were taken once."
    issue = Issue(kind="copies", where=file.name, count=count, text=text)
    return replace(loose, issues=(*loose.issues, issue), end=0, pending=0)


def _is_of_one(table: Table) -> bool:
    """Whether a table is of one rollout or trace, or of several that one task was tried in."""
    if table.kind == "spans":
        return _TRACE in table.columns and len({*table.columns[_TRACE].tolist()}) == 1
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
    return _of_model(folder, table, about) if table.rows == 1 else folder


def _of_model(
    folder: PurePosixPath, table: Table, about: Iterable[tuple[str, ...]]
) -> PurePosixPath:
    """The folder above one that is called after a model, its task and a number, or of the model."""
    own = words(folder.name)
    name = named(table.columns, _MODEL)
    model = str(table.columns[name][0]) if name else ""
    for task in filter(None, about):
        without = _less(own, task)
        rest = _less(without, words(model))
        if without != own and all(part.isdigit() or part in _COUNTED for part in rest):
            return folder.parent / model if rest != without else folder.parent
    return folder


def _less(name: tuple[str, ...], part: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a name without some that follow each other in it."""
    size = len(part)
    at = next((at for at in range(len(name)) if size and name[at : at + size] == part), len(name))
    return (*name[:at], *name[at + size :])


def _joined(rollouts: Sequence[tuple[LogFile, Loose]], where: str) -> Loose:
    """The rollouts of all files, in their order."""
    table = dumps.below([loose.tables[0] for _, loose in rollouts])
    untold = table.kind == "rollouts" and not named(table.columns, PROMPT)
    if untold and (task := named(table.columns, _TASK)):
        table = replace(table, columns={_ID: table.columns[task], **table.columns})
    what = "traces" if table.kind == "spans" else "rollouts"
    text = f"The {what} of {many(len(rollouts), 'file')} were put together."
    merged = Issue(kind="files merged", where=where, count=len(rollouts), text=text)
    issues = (replace(issue, where=where) for _, loose in rollouts for issue in loose.issues)
    told = (*dict.fromkeys(issues), merged)
    return replace(rollouts[0][1], tables=(table,), issues=told, end=0, pending=0)
