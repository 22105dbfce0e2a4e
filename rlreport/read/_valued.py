"""Rows whose value is only called so, `{"reward": [{"step": 1, "value": 0.5}]}` -> of their list.

The name may stand beside its list, as in `[{"name": "reward", "points": [...]}]`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rlreport.catalogue import AXIS_ROLES, describe, split
from rlreport.read import _nested

NAMES = ("name", "metric", "metricName", "key", "tag", "title")
"""Under which the name of a series stands."""
_VALUES = ("value", "y", "val", "v")
_PLACES = ("x", "wall_time")
_MOST_DEEP = 50  # names


def named(value: Any, depth: int = 0) -> Any:
    """A document whose values bear the names of their lists, where one of these is a metric's."""
    value = _by_name(value) or _by_run(value) or value
    if not isinstance(value, dict) or depth > _MOST_DEEP:
        return value
    keys = {name: _key(part) for name, part in value.items()}
    if any(key and _is_metric(name) for name, key in keys.items()):
        return {name: _renamed(part, keys[name], name) for name, part in value.items()}
    return {name: named(part, depth + 1) for name, part in value.items()}


def naming(rows: Sequence[dict[str, Any]]) -> str:
    """Under what each row names the metric whose value it holds; "" where they do not."""
    for key in NAMES:
        if all(
            isinstance(row.get(key), str) and not row.keys().isdisjoint(_VALUES) for row in rows
        ):
            return key
    return ""


def _by_name(value: Any) -> dict[str, Any]:
    """The lists of objects that hold a metric's name and a list each, by that name; else none."""
    found = {}
    for one in value if isinstance(value, list) else ():
        if not isinstance(one, dict):
            return {}
        name = next((one[key] for key in NAMES if isinstance(one.get(key), str)), "")
        lists = [part for part in one.values() if _key(part)]
        if len(lists) != 1 or not _is_metric(name) or name in found:
            return {}
        found[name] = lists[0]
    return found


def _by_run(value: Any) -> dict[str, Any]:
    """The lists that stand for the same runs under several metrics, by run; else none."""
    by_run = _nested.turned(value) if isinstance(value, dict) else {}
    if len(by_run) < 2 or not any(map(_is_metric, value)):
        return {}
    if any(split(run) or _is_metric(run) for run in by_run):
        return {}
    first, *others = {_key(rows) for own in by_run.values() for rows in own.values()}
    if others or not first:
        return {}
    return {
        run: {name: _renamed(rows, first, name) for name, rows in own.items()}
        for run, own in by_run.items()
    }


def _is_metric(name: str) -> bool:
    return describe(name).role not in ("other", *AXIS_ROLES)


def _key(part: Any) -> str:
    """What the value of all rows of a list is called; "" where they hold others, too."""
    if not (isinstance(part, list) and part and all(isinstance(row, dict) for row in part)):
        return ""
    names = {name for row in part for name in row} - {*_PLACES}
    others = {name for name in names if describe(name).role not in AXIS_ROLES}
    return others.pop() if len(others) == 1 and others <= {*_VALUES} else ""


def _renamed(part: Any, key: str, name: str) -> Any:
    if not key:
        return part
    return [{name if inner == key else inner: cell for inner, cell in row.items()} for row in part]
