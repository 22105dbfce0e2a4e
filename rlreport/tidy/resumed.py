"""Folders of one run that W&B resumed, `run-<date>_<time>-<id>`, -> one run.

Where the later ones do not go on from the step that the first came to, as they do not when W&B was
offline, they stay runs of their own.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from itertools import pairwise

import numpy as np

from rlreport.tidy.dumps import Logs
from rlreport.values import Loose

_FOLDER = re.compile(r"(?P<above>(?:.*/)?)(?:offline-)?run-(?P<when>\d{8}_\d{6})-(?P<id>\w+)")
_FORMAT = "wandb_binary"


def together(logs: Logs) -> Logs:
    """The logs, those of the folders of one run with the key of the first, as launches of it."""
    launches: defaultdict[tuple[str, str], dict[str, Loose]] = defaultdict(dict)
    for (_, loose), place in zip(logs.readings, logs.places, strict=True):
        found = _FOLDER.fullmatch(place.key) if loose.format == _FORMAT else None
        if found:
            launches[found["above"], found["id"]][place.key] = loose
    number: dict[str, tuple[str, float]] = {}
    for own in launches.values():
        keys = sorted(own, key=_when)
        if len(keys) > 1 and all(_goes_on(own[one], own[two]) for one, two in pairwise(keys)):
            number |= {key: (keys[0], float(place)) for place, key in enumerate(keys)}
    places = [
        replace(place, key=number[place.key][0], launch=number[place.key][1])
        if place.key in number
        else place
        for place in logs.places
    ]
    return replace(logs, places=places)


def _when(key: str) -> str:
    found = _FOLDER.fullmatch(key)
    assert found is not None
    return found["when"]


def _goes_on(before: Loose, after: Loose) -> bool:
    """Whether the steps of a launch begin behind those of the one before."""
    ends = [_steps(loose) for loose in (before, after)]
    return ends[0][1] < ends[1][0]


def _steps(loose: Loose) -> tuple[float, float]:
    """The first and the last step, NaN where there is none."""
    found = [table.columns[table.step] for table in loose.tables if table.step and table.rows]
    steps = np.concatenate(found) if found else np.full(1, np.nan)
    return float(steps[0]), float(steps[-1])
