"""What Stable-Baselines3 writes in one folder and those below it, each kind once -> one run.

A training logs its episodes to `monitor.csv`, its evaluations to `eval/evaluations.npz` and all
else to `PPO_1/events...`. Where a folder holds one of each, and nothing else, they are taken as
those of one training, though no curve stands in two of them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from rlreport.texts import first_of
from rlreport.tidy.parts import Key, Part
from rlreport.values import Issue

_EPISODES, _EVENTS = "monitor", "tensorboard"
_KINDS = frozenset({_EPISODES, "evaluations", _EVENTS, "sb3_progress"})
_LOGGED = re.compile(r"(?:rollout|train|time|eval)/\w+")
_LAUNCH = re.compile(r"[a-z][a-z\d-]*_\d+", re.IGNORECASE)
_PART = re.compile(
    r"(?:evals?|evaluations?|train(?:ing)?|monitors?|logs?|results?|tb|tensorboard|best|callbacks?)"
    r"(?:[_-]\w+)?",
    re.IGNORECASE,
)
_TOLD = 4  # files
_DEEPEST = 2  # folders below that of the run


def together(grouped: Mapping[Key, Sequence[Part]]) -> dict[Key, list[Part]]:
    """The parts of each run, those of one launch that lie in its folder as one run."""
    joined = {key: [*parts] for key, parts in grouped.items()}
    below: defaultdict[PurePosixPath, set[Key]] = defaultdict(set)
    for key in grouped:
        path = PurePosixPath(key[0])
        for folder in [path, *path.parents][: _DEEPEST + 1]:
            below[folder].add(key)
    whole = {*grouped}
    for folder in sorted(below, key=lambda folder: -len(folder.parts)):
        keys = sorted(below[folder] & whole)
        if folder.name and len(keys) > 1 and _are_one(folder, {key: joined[key] for key in keys}):
            parts = [part for key in keys for part in joined.pop(key)]
            joined[str(folder), ""] = [_told(parts, folder), *parts[1:]]
            whole -= {*keys}
    return joined


def _are_one(folder: PurePosixPath, runs: Mapping[Key, Sequence[Part]]) -> bool:
    """Whether what lies in a folder is of one launch: one log of each kind."""
    formats = [{part.format for part in parts} for parts in runs.values()]
    once = sum(map(len, formats)) == len(set[str]().union(*formats))
    return once and all(
        not inside and _is_of_launch(parts) and _is_part(PurePosixPath(key), folder, parts)
        for (key, inside), parts in runs.items()
    )


def _is_of_launch(parts: Sequence[Part]) -> bool:
    names = (name for part in parts if part.format == _EVENTS for name in part.metrics)
    return {part.format for part in parts} <= _KINDS and all(map(_LOGGED.fullmatch, names))


def _is_part(path: PurePosixPath, folder: PurePosixPath, parts: Sequence[Part]) -> bool:
    """Whether the folders between say only what a log is of, or which launch of the program."""
    *between, last = path.relative_to(folder).parts or ("log",)
    launched = parts[0].format == _EVENTS and _LAUNCH.fullmatch(last) is not None
    return all(map(_PART.fullmatch, between)) and (launched or _PART.fullmatch(last) is not None)


def _told(parts: Sequence[Part], folder: PurePosixPath) -> Part:
    sources = [*dict.fromkeys(part.source for part in parts)]
    text = (
        f"{first_of(sources, _TOLD)} lie in one folder, a log of each kind: they are taken as "
        "those of one run."
    )
    issue = Issue(kind="logs joined", where=str(folder), count=len(sources), text=text)
    return replace(parts[0], issues=(*parts[0].issues, issue))
