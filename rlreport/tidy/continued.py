"""Files beside each other that are one run: parts that go on from each other, and a copy of a log.

`train.log.1` was written before `train.log`, `log_resumed.csv` behind `log.csv`, `part2` behind
`part1`: one run where the steps go on. So do files that are numbered, if one begins right where the
other ends; else they are seeds. A log in another format with the same curve is a copy.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations, pairwise
from pathlib import PurePosixPath

import numpy as np

from rlreport.catalogue import AXIS_ROLES, describe
from rlreport.sheets import steps
from rlreport.sources import LogFile
from rlreport.tidy import copies, grouping
from rlreport.tidy.dumps import Logs
from rlreport.values import BoolArray, FloatArray, Issue, Loose, Table

_ENDING = r"(?P<ending>\.(?:log|txt|out|csv|tsv|jsonl?)(?:\.gz)?)"
_ROTATED = re.compile(rf"(?P<of>.+){_ENDING}\.(?P<number>\d{{1,3}}|\d{{4}}-\d\d-\d\d[\d_-]*)")
RESUMED = r"(?:resum(?:e|ed|ing)|contin(?:ue|ued|uation)|cont|restart(?:ed)?)[-_ ]?(?P<number>\d*)"
"""What is written behind the name of a log or a folder that goes on with another one."""
_RESUMED = re.compile(rf"(?P<of>.*?)[-_. ]?{RESUMED}{_ENDING}", re.IGNORECASE)
_EARLIER = re.compile(rf"(?P<of>.*?)[-_. ](?:old|prev(?:ious)?){_ENDING}", re.IGNORECASE)
_PART = re.compile(rf"(?P<of>.*?)[-_. ]?part[-_. ]?(?P<number>\d+){_ENDING}", re.IGNORECASE)
_NUMBERED = re.compile(rf"(?P<of>.*?)(?:[-_.]| ?\()(?P<number>\d{{1,3}})\)?{_ENDING}")
_LOG = re.compile(rf".+{_ENDING}")
_WHOLE = 0.0  # the place of the file that bears the name of the log itself
_DATES = 1e17  # so much earlier than that are the places of files with a date
_FAR = 2.0  # times the distance of steps, behind which a numbered file does not go on
_FEWEST = 3  # points of a curve that is a copy
_MOST = 50  # files of a folder that are compared


@dataclass(frozen=True, kw_only=True, eq=False)
class Curves:
    """What the one run of a file logs: its steps `(n,)`, and its metrics over the rows of these."""

    format: str
    step: str
    steps: FloatArray
    values: Mapping[str, FloatArray]


_Known = Callable[[int], Curves | None]
"""The curves of a reading, by its number."""


def together(logs: Logs) -> Logs:
    """The logs, those of files that are one run with one key, in the order in which they go on."""
    readings = logs.readings
    curves = cache(lambda at: curves_of(readings[at][1]))
    for ats in _families(logs, _part_of):
        for chain in _chains(ats, curves):
            logs = _as_one(logs, chain)
    for ats in _families(logs, _numbered):
        if all(_is_next(curves(one), curves(two)) for one, two in pairwise(ats)):
            logs = _as_one(logs, ats)
    return logs


def curves_of(loose: Loose) -> Curves | None:
    """The curves of the fullest table of a file; None where it has several runs, or no step.

    A table of what only counts, as event files have for a tag such as `epoch`, comes last.
    """
    if any(table.run or table.kind != "metrics" for table in loose.tables):
        return None
    table = max(loose.tables, key=lambda table: (_has_values(table), table.rows), default=None)
    if table is None or not table.rows:
        return None
    numbers = {name: column for name, column in table.columns.items() if column.dtype != object}
    step = table.step or steps.choose(numbers)
    if step not in numbers or not np.isfinite(numbers[step]).any():
        return None
    counted = np.isfinite(numbers[step])
    return Curves(
        format=loose.format,
        step=step,
        steps=numbers[step][counted],
        values={
            name: np.where(_gaps(table, name), np.nan, column)[counted]
            for name, column in numbers.items()
            if name != step and describe(name).role not in AXIS_ROLES
        },
    )


def _has_values(table: Table) -> bool:
    return any(describe(name).role not in AXIS_ROLES for name in table.columns)


def _gaps(table: Table, name: str) -> BoolArray:
    return table.blank.get(name, np.zeros(table.rows, dtype=np.bool_))


# --- parts that go on from each other -----------------------------------------------------------


def _part_of(name: str) -> tuple[str, float] | None:
    """The name of the log that a file says to be a part of, and its place; None of others."""
    if found := _ROTATED.fullmatch(name):
        number = float(re.sub(r"\D", "", found["number"]))
        order = -number if found["number"].isdigit() else number - _DATES
    elif found := _EARLIER.fullmatch(name):
        order = -1.0
    elif (found := _RESUMED.fullmatch(name)) or (found := _PART.fullmatch(name)):
        order = 0.5 + float(found["number"] or 0)
    else:
        return None
    return f"{found['of']}{found['ending']}", order


def _numbered(name: str) -> tuple[str, float] | None:
    """The name of a file without the number in it, and that; None where it has none."""
    found = _NUMBERED.fullmatch(name)
    return (f"{found['of']}{found['ending']}", float(found["number"])) if found else None


def _families(logs: Logs, part_of: Callable[[str], tuple[str, float] | None]) -> list[list[int]]:
    """The readings of files that are parts of one log by their names, in their order."""
    parts: defaultdict[PurePosixPath, list[tuple[float, int]]] = defaultdict(list)
    names = [PurePosixPath(file.name) for file, _ in logs.readings]
    for at, name in enumerate(names):
        found = part_of(name.name)
        if found and not found[0].startswith("."):
            parts[name.with_name(found[0])].append((found[1], at))
    for at, name in enumerate(names):
        if name in parts:
            parts[name].append((_WHOLE, at))
    return [[at for _, at in sorted(own)] for own in parts.values() if len(own) > 1]


def _chains(ats: Sequence[int], curves: _Known) -> Iterator[list[int]]:
    """Those of some readings that go on from each other."""
    chain: list[int] = []
    for at in ats:
        if chain and not goes_on(curves(chain[-1]), curves(at)):
            if len(chain) > 1:
                yield chain
            chain = []
        chain.append(at)
    if len(chain) > 1:
        yield chain


def goes_on(before: Curves | None, after: Curves | None) -> bool:
    """Whether a log begins behind the begin of another with the same step and metrics."""
    if before is None or after is None:
        return False
    alike = (before.format, before.step) == (after.format, after.step)
    begins = bool(after.steps[0] > before.steps[0])
    return alike and begins and not before.values.keys().isdisjoint(after.values)


def _is_next(before: Curves | None, after: Curves | None) -> bool:
    """Whether a log begins right where another one ends, with all of its metrics."""
    if before is None or after is None or not goes_on(before, after):
        return False
    behind = bool(after.steps[0] > before.steps.max()) and is_within_reach(before, after)
    return behind and before.values.keys() == after.values.keys()


def is_within_reach(before: Curves, after: Curves) -> bool:
    """Whether a log begins before another ends, or not far behind it."""
    usual = np.median(np.abs(np.diff(before.steps))) if before.steps.size > 1 else 0.0
    return bool(after.steps[0] - before.steps.max() <= _FAR * usual)


def _as_one(logs: Logs, ats: Sequence[int]) -> Logs:
    """The logs with some readings as launches of one run, which is told in all but the first."""
    readings, places = [*logs.readings], [*logs.places]
    first = PurePosixPath(readings[ats[0]][0].name)
    whole = (_part_of(first.name) or _numbered(first.name) or (first.name, 0.0))[0]
    (place,) = grouping.places([LogFile(name=str(first.with_name(whole)), content=b"")])
    for order, at in enumerate(ats):
        places[at] = replace(places[at], key=place.key, launch=float(order))
        if order:
            readings[at] = told(readings[at], readings[ats[order - 1]][0])
    return replace(logs, readings=readings, places=places)


def told(reading: tuple[LogFile, Loose], before: LogFile) -> tuple[LogFile, Loose]:
    """A reading that goes on from a file, with the issue that says so."""
    file, loose = reading
    text = f"The run goes on in this file from where {before.name} ends."
    issue = Issue(kind="goes on", where=file.name, count=1, text=text)
    return file, replace(loose, issues=(issue, *loose.issues))


# --- copies -------------------------------------------------------------------------------------


def with_copies(logs: Logs) -> Logs:
    """The logs, one that holds the same curves as another in its folder in the place of that."""
    curves = cache(lambda at: curves_of(logs.readings[at][1]))
    folders: defaultdict[PurePosixPath, list[int]] = defaultdict(list)
    for at, (file, _) in enumerate(logs.readings):
        if _LOG.fullmatch(file.name):
            folders[PurePosixPath(file.name).parent].append(at)
    places = [*logs.places]
    shared = Counter(place.key for place in places)
    for folder, ats in folders.items():
        several = len({logs.readings[at][1].format for at in ats}) > 1
        for pair in combinations(ats if several and len(ats) <= _MOST else (), 2):
            keys = {at: places[at].key for at in pair}
            kept, copy = sorted(
                pair, key=lambda at: (keys[at] != str(folder), shared[keys[at]] == 1)
            )
            apart = places[kept].key != places[copy].key
            if apart and _are_copies(curves(kept), curves(copy)):
                of = places[kept]
                places[copy] = replace(places[copy], key=of.key, prefix=of.prefix)
    return replace(logs, places=places)


def _are_copies(one: Curves | None, other: Curves | None) -> bool:
    """Whether two logs of different formats hold the same curves wherever both log a metric."""
    if one is None or other is None or one.format == other.format:
        return False
    shared = one.values.keys() & other.values.keys()
    told = [(_logged(one, name), _logged(other, name)) for name in shared]
    varied = any(np.unique(values).size >= _FEWEST for (_, values), _ in told)
    return varied and all(
        np.array_equal(first[0], second[0]) and copies.alike(first[1], second[1])
        for first, second in told
    )


def _logged(curves: Curves, name: str) -> tuple[FloatArray, FloatArray]:
    """The steps and the values of a metric where it has some."""
    there = np.isfinite(curves.values[name])
    return curves.steps[there], curves.values[name][there]
