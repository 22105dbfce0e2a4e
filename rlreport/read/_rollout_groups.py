"""Records that hold several rollouts each, as all answers to one prompt -> a record of each.

Or a verdict on each of several answers, `"graded_list": [true, false]`, or the rollouts under their
numbers, as the `details` of OpenCompass; and one whose turns alone say what they were rewarded with
is of a rollout with the sum.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from rlreport.read._json import begun
from rlreport.read._objects import is_lines
from rlreport.read._text import opening

_NAMES = ("rollouts", "samples", "completions", "responses", "generations", "candidates")
_SIGN = re.compile(rb'"(?:' + "|".join(_NAMES).encode() + rb')"\s*:\s*\[\s*\{')
_DETAILS = "details"
_NUMBERED = re.compile(rb'"details"\s*:\s*\{')
_VERDICTS = ("graded_list", "corrects", "scores")
_JUDGED = re.compile(rb'"\w{1,40}"\s*:\s*\[\s*(?:true|false)\s*,')
_TURNS = ("turns", "steps", "trajectory", "transitions")
_REWARDED = re.compile(
    rb'"(?:' + "|".join(_TURNS).encode() + rb')"\s*:\s*\[\s*\{[^{}]{0,300}"reward"\s*:'
)
_TOGETHER = re.compile(r"pass[@^]\d+")
REWARD = "reward"

Test = Callable[[Mapping[str, Any]], bool]


def are_in(head: bytes, judged: Test) -> bool:
    """Whether a file that begins with `head` has records of which the first holds rollouts.

    Args:
        head: the beginning of a file. A document may hold rollouts, too, but is no record of some
            unless they stand under their numbers.
        judged: whether an object says what it came to, as a rollout does.
    """
    signs = (_SIGN, _JUDGED, _REWARDED, _NUMBERED)
    told = any(sign.search(head) for sign in signs)
    text = opening(head).lstrip("\ufeff \t\r\n") if told else ""
    first = begun(text.lstrip("[ \t\r\n"))
    listed = text.startswith("[") or (is_lines(head) and "\n" in text.strip())
    of = _list_of(first, judged)
    found = of or _verdicts_of(first, judged) or rewarded(first, judged)
    return of == _DETAILS or (listed and bool(found))


def apart(record: Mapping[str, Any], judged: Test) -> Iterator[Mapping[str, Any]]:
    """The rollouts of a record, each with what the record says of it; one without any as it is."""
    verdicts = _verdicts_of(record, judged)
    name = verdicts or _list_of(record, judged)
    if not name:
        turns = rewarded(record, judged)
        own = (one.get(REWARD) for one in record[turns]) if turns else ()
        yield {**record, REWARD: sum(filter(_is_number, own))} if turns else record
        return
    left = of_all(record, judged)
    shared = {key: value for key, value in record.items() if key != name and key not in left}
    for one in _numbered(record[name]) or record[name]:
        yield {**shared, **({_called(name): one} if verdicts else one)}


def of_all(record: Mapping[str, Any], judged: Test) -> set[str]:
    """The names of what a record says of its rollouts together: lists, and what they came to."""
    name = _verdicts_of(record, judged) or _list_of(record, judged)
    told = (
        key
        for key in record
        if isinstance(record[key], list) or judged({key: record[key]}) or (_TOGETHER.fullmatch(key))
    )
    return {*told} - {name} if name else set()


def rewarded(record: Mapping[str, Any], judged: Test) -> str:
    """The name of the turns that alone say what a rollout was rewarded with; "" of others."""
    for name in () if judged(record) else _TURNS:
        found = record.get(name)
        if isinstance(found, list) and found and all(isinstance(one, dict) for one in found):
            return name if any(_is_number(one.get(REWARD)) for one in found) else ""
    return ""


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _called(name: str) -> str:
    return "correct" if name in _VERDICTS else name


def _verdicts_of(record: Mapping[str, Any], judged: Test) -> str:
    """The name of the list of verdicts on several answers in a record; "" of others."""
    lists = (
        name
        for name, value in record.items()
        if isinstance(value, list) and len(value) > 1 and all(isinstance(v, bool) for v in value)
    )
    return next((name for name in lists if name in _VERDICTS or judged({name: True})), "")


def _list_of(record: Mapping[str, Any], judged: Test) -> str:
    """The name of the list of rollouts in a record; "" of a record without one."""
    for name in _NAMES:
        found = record.get(name)
        if isinstance(found, list) and found and all(isinstance(one, dict) for one in found):
            return name if any(map(judged, found)) else ""
    numbered = _numbered(record.get(_DETAILS))
    return _DETAILS if len(numbered) > 1 and any(map(judged, numbered)) else ""


def _numbered(value: object) -> list[Mapping[str, Any]]:
    """The objects that stand under numbers in another one; none in anything else."""
    parts = value.items() if isinstance(value, dict) else ()
    return [part for key, part in parts if key.isdecimal() and isinstance(part, dict)]
