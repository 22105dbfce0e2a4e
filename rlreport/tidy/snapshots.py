"""Single values, one file for each epoch -> one log of all of them.

AllenNLP writes `metrics_epoch_<n>.json` at the end of each epoch, and `metrics.json` at the end.
Others write `eval_results_2000.json`, `eval_results_4000.json` and so on, by the step, or
`checkpoint-100/results.json` and `checkpoint-200/results.json`.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

import numpy as np

from rlreport.catalogue import AXIS_ROLES, describe
from rlreport.sources import LogFile
from rlreport.texts import many
from rlreport.tidy import dumps, grouping
from rlreport.values import Issue, Loose

_FEWEST = 2  # files of one run
_NUMBERED = re.compile(
    r"(?P<of>(?:.*[_. -])?(?:eval(?:uation)?|val(?:idation)?|test|results?|metrics|stats|scores?))"
    r"[_ -]?(?P<number>\d{2,})\.json",
    re.IGNORECASE,
)
_LAST = re.compile(r"(?P<of>[A-Za-z].*?)[-_. ]?(?P<number>\d{1,9})")
_FEWEST_STEPS = 3  # files whose names are numbered by a step, and nothing in them says so
_STEPPED = re.compile(
    r"(?<![a-z])(?:(?:global|train)?[-_]?step|iter(?:ation)?|update|epoch|checkpoint|ckpt|generation)"
    r"[-_ ]?\d+",
    re.IGNORECASE,
)
_DATED = re.compile(r"[-_]?\d{4}-\d\d-\d\d[T_]\d\d-\d\d-\d\d$")
_LOOKED_AT = 3  # parts of a path
_LEAST = 10  # of which all steps are multiples
_GAPS = 2  # times as many steps as files, at most: those of the best may be left out


def together(logs: dumps.Logs) -> dumps.Logs:
    """The logs, files of single values that count themselves in their name as one for each run.

    What a file says itself must agree with the number in its name: that may be a setting, too.
    """
    found: defaultdict[str, dict[int, float]] = defaultdict(dict)
    for at, (file, loose) in enumerate(logs.readings):
        counted = _counted(file.name, loose)
        if counted is not None:
            found[f"{counted[0]}.json"][at] = counted[1]
    found |= _by_steps(logs.readings)
    found |= {
        name: own for name, own in _by_checkpoints(logs.readings).items() if name not in found
    }
    parts = []
    for name, steps in found.items():
        if len(steps) >= _FEWEST:
            merged = sorted(steps, key=lambda at: steps[at])
            place = grouping.places([LogFile(name=name, content=b"")])[0]
            own = [(logs.readings[at], steps[at]) for at in merged]
            parts.append((merged, _joined(own), place))
    return logs.merged(parts)


def _counted(path: str, loose: Loose) -> tuple[str, float] | None:
    """The path without the number that its values are of: of a step, or the last of its name."""
    name = PurePosixPath(path)
    last = _LAST.fullmatch(name.stem)
    own = (str(name.with_name(last["of"])), float(last["number"])) if last else None
    told = (one for one in (dumps.counted(path), own) if one and _counts(loose, one[1]))
    return next(told, None)


def _by_steps(readings: Sequence[tuple[LogFile, Loose]]) -> dict[str, dict[int, float]]:
    """The files of single values whose names are numbered by steps, by what else they are."""
    found: defaultdict[str, dict[int, float]] = defaultdict(dict)
    for at, (file, loose) in enumerate(readings):
        path = PurePosixPath(file.name)
        named = _NUMBERED.fullmatch(path.name)
        alone = len(loose.tables) == 1 and loose.tables[0].kind == "summary"
        if named and alone and not _counters(loose):
            found[str(path.with_name(f"{named['of']}.json"))][at] = float(named["number"])
    return {name: steps for name, steps in found.items() if _are_steps(steps.values())}


def _by_checkpoints(readings: Sequence[tuple[LogFile, Loose]]) -> dict[str, dict[int, float]]:
    """The files of single values whose paths name a step, all with the same names of values."""
    found: defaultdict[str, dict[int, float]] = defaultdict(dict)
    for at, (file, loose) in enumerate(readings):
        parts = PurePosixPath(file.name).parts[-_LOOKED_AT:]
        counted = dumps.counted(file.name) if any(map(_STEPPED.search, parts)) else None
        alone = len(loose.tables) == 1 and loose.tables[0].kind == "summary"
        if counted is not None and alone and not _counters(loose):
            found[f"{_DATED.sub('', counted[0])}.json"][at] = counted[1]
    return {name: steps for name, steps in found.items() if _are_alike(readings, steps)}


def _are_alike(readings: Sequence[tuple[LogFile, Loose]], steps: Mapping[int, float]) -> bool:
    """Whether files hold values of the same names, each of another step."""
    names = {frozenset(readings[at][1].tables[0].columns) for at in steps}
    return len(names) == 1 and len({*steps.values()}) == len(steps) >= _FEWEST_STEPS


def _are_steps(numbers: Iterable[float]) -> bool:
    """Whether numbers are multiples of one, as those of evaluations every so many steps are."""
    whole = [*map(int, numbers)]
    every = math.gcd(*whole)
    return (
        len({*whole}) == len(whole) >= _FEWEST_STEPS
        and every >= _LEAST
        and max(whole) <= _GAPS * every * len(whole)
    )


def _counts(loose: Loose, number: float) -> bool:
    """Whether a reading is of single values, one of which counts to `number`."""
    if len(loose.tables) != 1 or loose.tables[0].kind != "summary":
        return False
    columns = loose.tables[0].columns
    return any(columns[name].tolist() == [number] for name in _counters(loose))


def _counters(loose: Loose) -> list[str]:
    """The names of what may count in the table of a reading."""
    return [name for name in loose.tables[0].columns if describe(name).role in AXIS_ROLES]


def _joined(numbered: Sequence[tuple[tuple[LogFile, Loose], float]]) -> Loose:
    """The values of all files, a row for each, by the numbers where nothing in them counts."""
    parts = [part for part, _ in numbered]
    file, first = parts[0]
    below = dumps.below([loose.tables[0] for _, loose in parts])
    if not _counters(first):
        steps = np.array([step for _, step in numbered])
        below = replace(below, columns={dumps.STEP: steps, **below.columns})
    text = f"The values of {many(len(parts), 'file')} were put together, a row for each."
    merged = Issue(kind="files merged", where=file.name, count=len(parts), text=text)
    issues = [issue for _, loose in parts for issue in loose.issues]
    return replace(first, tables=(replace(below, kind="metrics"),), issues=(*issues, merged))
