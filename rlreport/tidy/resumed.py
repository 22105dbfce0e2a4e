"""Folders of one run that was resumed, as `run-<date>_<time>-<id>` or `ppo_resumed` -> one run.

So W&B and SwanLab call them, and Lightning `version_1`. Where the later ones begin at the first
step again, as they may when W&B was offline, they stay runs of their own.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from itertools import pairwise, product
from pathlib import PurePosixPath

import numpy as np

from rlreport.texts import by_numbers
from rlreport.tidy import continued
from rlreport.tidy.dumps import Logs
from rlreport.values import Loose

_FOLDER = re.compile(r"(?P<above>(?:.*/)?)(?:offline-)?run-(?P<when>\d{8}_\d{6})-(?P<id>\w+)")
_FORMATS = frozenset({"wandb_binary", "swanlab_binary"})
_LAUNCHED = re.compile(r"(?<=tfevents\.).*")
_RESUMED = re.compile(rf"(?P<of>.+?)[-_. /]?{continued.RESUMED}", re.IGNORECASE)
_VERSION = re.compile(r"(?:.*/)?version_\d+")
_EPOCH = "epoch"  # a column of Lightning's


def together(logs: Logs) -> Logs:
    """The logs, those of the folders of one run with the key of the first, as launches of it."""
    logs = _by_id(logs)
    logs = _taken_up(logs, _in_order({place.key for place in logs.places}), _go_on)
    return _taken_up(logs, _versions(logs), _is_from_checkpoint)


def _taken_up(
    logs: Logs, pairs: Iterable[tuple[str, str]], go_on: Callable[[Logs, int, int], bool]
) -> Logs:
    """The logs, those of each folder with the key of the one that they go on from, if any does.

    Args:
        logs: what was read.
        pairs: folders, each with the one that it may go on from.
        go_on: whether the second of two logs takes up the first.
    """
    of: defaultdict[str, list[int]] = defaultdict(list)
    for at, place in enumerate(logs.places):
        of[place.key].append(at)
    readings, places = [*logs.readings], [*logs.places]
    for order, (key, whole) in enumerate(pairs, start=1):
        taken = [(one, two) for one in of[whole] for two in of[key] if go_on(logs, one, two)]
        for one, two in taken[:1]:
            readings[two] = continued.told(readings[two], readings[one][0])
        for at in of[key] if taken else ():
            launch = places[at].launch or float(order)
            places[at] = replace(places[at], key=places[of[whole][0]].key, launch=launch)
    return replace(logs, readings=readings, places=places)


def _in_order(keys: Collection[str]) -> list[tuple[str, str]]:
    """The folders that are called resumed, each with the one that it goes on from."""
    found = [(key, match) for key in keys if (match := _RESUMED.fullmatch(key))]
    found.sort(key=lambda one: float(one[1]["number"] or 0))
    last: dict[str, str] = {}
    pairs = []
    for key, match in found:
        whole = last.get(match["of"], match["of"])
        if whole in keys:
            pairs.append((key, whole))
            last[match["of"]] = key
    return pairs


def _go_on(logs: Logs, one: int, two: int) -> bool:
    """Whether the second of two logs is that of the first, which it takes up."""
    (before, first), (after, second) = logs.readings[one], logs.readings[two]
    names = [_LAUNCHED.sub("", PurePosixPath(file.name).name) for file in (before, after)]
    return names[0] == names[1] and continued.goes_on(
        continued.curves_of(first), continued.curves_of(second)
    )


def _versions(logs: Logs) -> list[tuple[str, str]]:
    """Lightning's folders that go on from others, where only one run of those before is so long."""
    of: defaultdict[str, list[int]] = defaultdict(list)
    for at, place in enumerate(logs.places):
        if _VERSION.fullmatch(place.key):
            of[place.key].append(at)
    run: dict[str, str] = {}
    pairs = []
    for key in by_numbers([*of]):
        later = [at for at in of[key] if _first_epoch(logs.readings[at][1]) > 0]
        before = [
            one
            for one in run
            if PurePosixPath(one).parent == PurePosixPath(key).parent
            and any(_is_from_checkpoint(logs, *pair) for pair in product(of[one], later))
        ]
        run[key] = run[before[-1]] if len({run[one] for one in before}) == 1 else key
        pairs += [(key, before[-1])] if run[key] != key else []
    return pairs


def _is_from_checkpoint(logs: Logs, one: int, two: int) -> bool:
    """Whether the second of two logs goes on, in a later epoch, from where the first had come."""
    first, second = (continued.curves_of(logs.readings[at][1]) for at in (one, two))
    if not first or not second or not _go_on(logs, one, two):
        return False
    epochs = [_first_epoch(logs.readings[at][1]) for at in (one, two)]
    return epochs[0] < epochs[1] and continued.is_within_reach(first, second)


def _first_epoch(loose: Loose) -> float:
    """The first epoch, NaN where there is none."""
    columns = (table.columns[_EPOCH] for table in loose.tables if _EPOCH in table.columns)
    found = next((column[np.isfinite(column)] for column in columns if column.dtype != object), ())
    return float(next(iter(found), math.nan))


def _by_id(logs: Logs) -> Logs:
    launches: defaultdict[tuple[str, str], dict[str, Loose]] = defaultdict(dict)
    for (_, loose), place in zip(logs.readings, logs.places, strict=True):
        found = _FOLDER.fullmatch(place.key) if loose.format in _FORMATS else None
        if found:
            launches[found["above"], found["id"]][place.key] = loose
    number: dict[str, tuple[str, float]] = {}
    called: dict[str, str] = {}
    for own in launches.values():
        keys = sorted(own, key=_when)
        if len(keys) > 1 and all(_goes_on(own[one], own[two]) for one, two in pairwise(keys)):
            number |= {key: (keys[0], float(place)) for place, key in enumerate(keys)}
            called |= dict.fromkeys(keys, own[keys[0]].tables[0].run)
    readings, places = [*logs.readings], [*logs.places]
    for at, ((file, loose), place) in enumerate(zip(logs.readings, logs.places, strict=True)):
        if place.key in number:
            key, launch = number[place.key]
            places[at] = replace(place, key=key, launch=launch)
            tables = (replace(table, run=called[place.key]) for table in loose.tables)
            readings[at] = file, replace(loose, tables=tuple(tables))
    return replace(logs, readings=readings, places=places)


def _when(key: str) -> str:
    found = _FOLDER.fullmatch(key)
    assert found is not None
    return found["when"]


def _goes_on(before: Loose, after: Loose) -> bool:
    """Whether a launch begins behind the begin of the one before, which may have been killed."""
    return _first_step(before) < _first_step(after)


def _first_step(loose: Loose) -> float:
    """The first step, NaN where there is none."""
    found = (table.columns[table.step] for table in loose.tables if table.step and table.rows)
    return float(next(found, np.full(1, np.nan))[0])
