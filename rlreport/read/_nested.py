"""What stands in nested objects, `{"ppo": {"CartPole": {"seed_0": {"reward": ...}}}}` -> by run.

The names above are those of runs where what they hold has the same names.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any, TypeVar

from rlreport.catalogue import AXIS_ROLES, TELLING, describe, methods, split

Found = TypeVar("Found")
Name = TypeVar("Name")
Path = tuple[str, ...]

_MOST = 200  # runs
_NUMBER = re.compile(r"\d+")
_CURVES = re.compile(r"\w+_curves?", re.IGNORECASE)  # of a metric that no other name tells
_UNNAMED = "value"
_SEED = re.compile(r"(?:seed|run|rep|repeat|trial|(?:cv_?|k_?)?fold)[ _=-]?\d+", re.IGNORECASE)


def apart(
    value: Mapping[str, Any], found: Mapping[str, Found], *, unnamed: str = _UNNAMED
) -> dict[Path, dict[str, Found]]:
    """What was found in a document by its path there, `/` between names -> by run, then by name.

    One run without a name where there are none, or where names say what was measured on: train,
    val, test. Where names of methods or seeds stand for what was found itself, it is `unnamed`.
    """
    runs = _parts(value, found, unnamed)
    return runs if 1 < len(runs) <= _MOST else {(): dict(found)}


def names(paths: Sequence[Path]) -> dict[Path, str]:
    """The name of each run: its path, without what all have in common; "run 1" of a bare number."""
    levels = [place for place, level in enumerate(zip(*paths, strict=False)) if len({*level}) > 1]
    start = min(levels, default=0)
    alike = len({*map(len, paths)}) == 1 and levels
    end = max(levels) + 1 if alike else None  # "fold_0/history", "fold_1/history"
    called = {path: " ".join(path[start:end]) for path in paths}
    return {path: f"run {name}" if name.isdecimal() else name for path, name in called.items()}


def are_of_runs(names: Collection[str]) -> bool:
    """Whether names are all of methods, or differ in a number alone, as `agent_0` and `agent_1`."""
    return all(map(methods.is_method, names)) or len({_NUMBER.sub("", one) for one in names}) == 1


def turned(value: Mapping[str, Mapping[Name, Found]]) -> dict[Name, dict[str, Found]]:
    """What stands under metrics by what stands under each of these, the same runs; else empty."""
    parts = [*value.values()]
    alike = all(isinstance(part, dict) and part.keys() == parts[0].keys() for part in parts)
    runs = [*parts[0]] if parts and alike else []
    return {run: {name: part[run] for name, part in value.items()} for run in runs}


def _parts(
    value: Mapping[str, Any], found: Mapping[str, Found], unnamed: str
) -> dict[Path, dict[str, Found]]:
    whole: dict[Path, dict[str, Found]] = {(): dict(found)}
    counts = {name: one for name, one in found.items() if _counts(value, name)}
    below: dict[str, dict[str, Found]] = {}
    for path, one in found.items():
        name, _, inner = path.partition("/")
        if path not in counts:
            below.setdefault(name, {})[inner] = one
    if not all(isinstance(value.get(name), dict) for name in below):
        return _called(found, unnamed) or whole
    parts = {name: _parts(value[name], inner, unnamed) for name, inner in below.items()}
    if turned := _of_metrics(parts, counts, unnamed):
        return turned
    if _are_metrics(below):
        return whole
    runs = {
        (name, *path): {**counts, **own}
        for name, inner in parts.items()
        for path, own in inner.items()
    }
    same = len({frozenset(own) for own in runs.values()}) == 1
    return runs if len(below) == 1 or (same and not any(map(split, below))) else whole


def _of_metrics(
    parts: Mapping[str, Mapping[Path, Mapping[str, Found]]],
    counts: Mapping[str, Found],
    unnamed: str,
) -> dict[Path, dict[str, Found]]:
    """The runs under each metric, as in `{"reward": {"ppo": ..., "dqn": ...}}`; else empty."""
    by_run = turned(parts)
    known = any(describe(name).role in TELLING for name in parts)
    curves = unnamed == _UNNAMED and all(map(_CURVES.fullmatch, parts))
    if () in by_run or not (known or curves):
        return {}
    return {
        path: {
            **counts,
            **{
                _under(name, key, unnamed): one
                for name, found in own.items()
                for key, one in found.items()
            },
        }
        for path, own in by_run.items()
    }


def _under(name: str, key: str, unnamed: str) -> str:
    """The name of what stands under that of a metric; what counts it keeps its own."""
    if key == unnamed:
        return name
    return key if key == name or describe(key).role in AXIS_ROLES else f"{name}/{key}"


def _are_metrics(below: Mapping[str, Mapping[str, object]]) -> bool:
    """Whether names are all of metrics, and what stands under them is none of another name."""
    roles = [describe(name).role for name in below]
    inner = {key.rpartition("/")[2] for own in below.values() for key in own}
    told = any(role in TELLING for role in roles) and "other" not in roles
    return told and not any(describe(key).role in TELLING for key in inner)


def _counts(value: Mapping[str, Any], name: str) -> bool:
    """Whether what stands under a name counts what stands beside it."""
    return not isinstance(value.get(name), dict) and describe(name).role in AXIS_ROLES


def _called(found: Mapping[str, Found], unnamed: str) -> dict[Path, dict[str, Found]]:
    """What stands under the names of methods or seeds, beside what counts it; else empty."""
    counts = {name: one for name, one in found.items() if describe(name).role in AXIS_ROLES}
    named = [name for name in found if name not in counts]
    seeds = _are_numbered(named) or all(map(_SEED.fullmatch, named))
    told = 2 * sum(map(methods.is_method, named)) >= len(named)
    known = any(describe(name).role != "other" for name in named)
    runs = methods.are_settings(named) or ((seeds or told) and not known)
    if len(named) < 2 or not runs or any("/" in name for name in named):
        return {}
    return {(name,): {**counts, unnamed: found[name]} for name in named}


def _are_numbered(names: Sequence[str]) -> bool:
    """Whether names count from 0 or 1 on: numbers that leave gaps may be steps."""
    numbers = [*map(int, names)] if all(map(str.isdecimal, names)) else [-1]
    return numbers[0] in (0, 1) and numbers == [*range(numbers[0], numbers[0] + len(names))]
