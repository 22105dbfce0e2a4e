"""Files in one folder that log other metrics at the same steps -> one run with all of them.

So are `episode_metrics.csv` and `paper_metrics.csv` with a row for each episode, and the same seeds
in `training_log.csv`, by step, and `training_metrics.csv`, by every twentieth. Those in folders
that are called after what they hold, as `Episodes`, `Evaluation` and `Loss`, may count by steps of
their own. Columns in files of their own, as `rewards.npy`, are of the one log beside them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import reduce
from itertools import chain
from pathlib import PurePosixPath
from typing import NamedTuple

import numpy as np

from rlreport.axes import candidates
from rlreport.catalogue import AXIS_ROLES, files, methods, words
from rlreport.texts import first_of
from rlreport.tidy import grouping, twins
from rlreport.tidy.parts import Key, Part, by_folder
from rlreport.values import FloatArray, Issue

_FEWEST = 5  # steps of the log with most
_SHARE = 0.9  # of its last step, to which each comes, and of the steps of each, which are its, too
_TOLD = 4  # files
_HELD = grouping.SPLITS | {"episode", "episodes", "loss", "losses", "reward", "rewards", "return"}
_HELD |= {"returns", "steps", "updates", "metrics", "score", "scores", "length", "lengths"}
"""What folders are called after that hold a part of what one run logs."""


class _Place(NamedTuple):
    """Where files of one run lie: what in their names tells runs apart, and the run in them.

    Those of `within` lie in folders that are called after what they hold.
    """

    folder: PurePosixPath
    tells: tuple[str, ...]
    run: str
    within: bool


class _Log(NamedTuple):
    """What one file logs of one run: what counts its steps, these, and the names of metrics."""

    counts: str
    steps: FloatArray
    names: frozenset[str]


def together(grouped: Mapping[Key, Sequence[Part]]) -> dict[Key, list[Part]]:
    """The parts of each run, those of files beside each other that complete each other as one."""
    joined = {key: [*parts] for key, parts in grouped.items()}
    for place, logs in _beside(grouped).items():
        keys = _of_one_run(logs, within=place.within) if len(logs) > 1 else []
        key = (str(PurePosixPath(place.folder, "_".join(place.tells))), place.run)
        if keys:
            parts = [part for one in keys for part in joined.pop(one)]
            joined[keys[0] if key in joined else key] = [_told(parts, place), *parts[1:]]
    return _with_columns(joined)


def _with_columns(grouped: dict[Key, list[Part]]) -> dict[Key, list[Part]]:
    """The parts of each run, those of columns in files of their own with the log beside them.

    Of several logs it is the one that has the same curves.
    """
    for folder, keys in by_folder(grouped).items():
        columns = {key: grouped[key] for key in keys if all(map(_is_column, grouped[key]))}
        logs = [key for key in keys if key not in columns and _names(grouped[key])]
        same = [key for key in logs if columns and _holds(grouped[key], columns.values())]
        names = [name for key in (*logs, *columns) for name in _names(grouped[key])]
        alone = len(logs) == 1 and len({*names}) == len(names) and _log(grouped[logs[0]])
        if columns and (len(same) == 1 or alone):
            (of,) = same or logs
            log = grouped.pop(of)
            parts = [_respelled(grouped.pop(key), log) for key in columns]
            key = (str(folder), of[1])
            grouped[of if key in grouped else key] = [*log, *chain(*parts)]
    return grouped


def _respelled(parts: Sequence[Part], log: Sequence[Part]) -> list[Part]:
    known = [metric for part in log for metric in part.metrics.values()]
    return [twins.respelled(part, known) for part in parts]


def _holds(log: Sequence[Part], columns: Iterable[Sequence[Part]]) -> bool:
    """Whether a log has the curves of all columns, by the names that it gives them."""
    names = {*_names(log)}
    return all(
        names.issuperset(part.metrics) for column in columns for part in _respelled(column, log)
    )


def _is_column(part: Part) -> bool:
    """Whether a part is the column of a known metric in a file named after it."""
    path = PurePosixPath(part.source)
    tells = any(_tells(path)) or files.run(part.source)
    named = [*part.metrics] == [files.metric(part.source)]
    return named and not part.step and not tells


def _names(parts: Sequence[Part]) -> list[str]:
    return [name for part in parts for name, metric in part.metrics.items() if len(metric.step) > 1]


def _beside(grouped: Mapping[Key, Sequence[Part]]) -> Mapping[_Place, Mapping[Key, _Log]]:
    """The runs of one file each whose rows something counts, by where they lie."""
    found: defaultdict[_Place, dict[Key, _Log]] = defaultdict(dict)
    for key, parts in grouped.items():
        path = PurePosixPath(parts[0].source)
        if path.parent.name and len({part.source for part in parts}) == 1 and (log := _log(parts)):
            within = path.parent.name.lower() in _HELD and path.parents[1].name != ""
            folder = path.parents[1] if within else path.parent
            found[_Place(folder, (*_tells(path),), key[1], within)][key] = log
    return found


def _tells(path: PurePosixPath) -> Iterator[str]:
    """The words in the name of a file that tell its run from others: methods and numbers."""
    for word in words(grouping.stem(path.name)):
        if methods.is_method(word) or any(map(str.isdigit, word)):
            yield word


def _log(parts: Sequence[Part]) -> _Log | None:
    series = [part for part in parts if part.kind == "metrics" and part.step and part.metrics]
    counts = {candidates.own(part.step, part.metrics).label for part in series}
    found = [metric for part in series for metric in part.metrics.values()]
    names = frozenset(metric.name for metric in found if metric.meaning.role not in AXIS_ROLES)
    if len(series) < len(parts) or len(counts) != 1 or not names:
        return None
    return _Log(counts.pop(), reduce(np.union1d, (metric.step for metric in found)), names)


def _of_one_run(logs: Mapping[Key, _Log], *, within: bool) -> list[Key]:
    """The runs that log other metrics at the steps of the one with most; none where some repeat.

    Args:
        logs: what each logs.
        within: whether they may count by steps of their own.
    """
    most = max(logs.values(), key=lambda log: log.steps.size)
    keys = [key for key, log in logs.items() if within or _completes(log, most)]
    apart = len(frozenset[str]().union(*(logs[key].names for key in keys)))
    once = apart == sum(len(logs[key].names) for key in keys)
    return keys if once and len(keys) > 1 and most.steps.size >= _FEWEST else []


def _completes(log: _Log, most: _Log) -> bool:
    near = bool(log.steps[-1] >= _SHARE * most.steps[-1])
    shared = float(np.isin(log.steps, most.steps).mean())
    return log.counts == most.counts and near and shared >= _SHARE


def _told(parts: Sequence[Part], place: _Place) -> Part:
    sources = [*dict.fromkeys(part.source for part in parts)]
    where = "in folders that are called after them" if place.within else "at the same steps"
    text = (
        f"{first_of(sources, _TOLD)} log other metrics {where}: they are taken as those of one run."
    )
    issue = Issue(kind="logs joined", where=str(place.folder), count=len(sources), text=text)
    return replace(parts[0], issues=(*parts[0].issues, issue))
