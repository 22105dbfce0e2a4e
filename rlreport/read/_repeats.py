"""Runs in one JSON document: a list of them, or lists of one list of values for each of them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from rlreport.catalogue import AXIS_ROLES, OUTCOMES, describe
from rlreport.read import json_rows
from rlreport.read._records import as_number

_FEWEST = 4  # values of a run: three may be one point, a time, a step and a value
_MOST = 100  # runs
_NAMELESS = "value"
_EACH = re.compile(
    r"^(?:all|per_(?:run|seed))_|_(?:per|by|of|for)_(?:each_)?(?:run|seed|trial|repeat)s?$",
    re.IGNORECASE,
)


def apart(value: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The columns of each run by its name, in a document or in each part of it; else empty."""
    if runs := _runs(value):
        return runs
    methods = {name: part for name, part in value.items() if _is_repeated(part)}
    runs = {
        f"{name} {run}": {_NAMELESS: own}
        for name, part in methods.items()
        for run, own in named(part).items()
    }
    counters = _counters(value, [*runs.values()])
    if runs and methods.keys() | counters.keys() == value.keys():
        return {run: {**counters, **own} for run, own in runs.items()}
    parts = {name: apart(part) for name, part in value.items() if isinstance(part, dict)}
    if not parts or not all(parts.values()):
        return {}
    return {f"{name} {run}": own for name, runs in parts.items() for run, own in runs.items()}


def named(runs: Sequence[Any]) -> dict[str, Any]:
    """Some runs by name: by the texts in them where these tell them apart, else by their place."""
    names = [json_rows.called(run) if isinstance(run, dict) else "" for run in runs]
    if not all(names) or len({*names}) < len(names):
        names = [f"run {place}" for place in range(1, len(runs) + 1)]
    return dict(zip(names, runs, strict=True))


def _runs(value: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """What each of as many lists in all lists of lists holds, where some tells how runs did.

    Seeds tell so, too, where there are as many.
    """
    found = {name: part for name, part in value.items() if _is_repeated(part)}
    sizes = {len(part) for part in found.values()}
    names = {name: _EACH.sub("", name) or name for name in found}
    told = any(describe(own).role in (*OUTCOMES, "loss") for own in names.values())
    if len(sizes) != 1 or not (told or _seeds(value, *sizes)):
        return {}
    own = [{names[name]: part[place] for name, part in found.items()} for place in range(*sizes)]
    counters = _counters(value, own)
    called = _seeds(value, len(own)) or [*named(own)]
    return {name: {**counters, **one} for name, one in zip(called, own, strict=True)}


def _counters(value: Mapping[str, Any], runs: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The lists beside those of the runs that count the values of each."""
    sizes = {len(part) for run in runs for part in run.values()}
    return {
        name: part
        for name, part in value.items()
        if isinstance(part, list)
        and sizes == {len(part)}
        and describe(name).role in AXIS_ROLES
        and _counts(part)
    }


def _seeds(value: Mapping[str, Any], count: int) -> list[str]:
    """The names of as many runs by the list of their seeds; none without one."""
    told = next((value[name] for name in ("seeds", "seed") if name in value), None)
    seeds = told if isinstance(told, list) and _counts(told) else []
    return [f"seed {seed}" for seed in seeds] if len({*seeds}) == count else []


def _is_repeated(part: object) -> bool:
    """Whether a list holds lists of numbers, each longer than there are lists."""
    if not isinstance(part, list) or not 0 < len(part) <= _MOST:
        return False
    fewest = max(_FEWEST, len(part) + 1)
    return all(isinstance(run, list) and len(run) >= fewest and _counts(run) for run in part)


def _counts(run: list[Any]) -> bool:
    return all(one is None or as_number(one) is not None for one in run)
