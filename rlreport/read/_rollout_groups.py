"""Records that hold several rollouts each, as all answers to one prompt -> a record of each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from rlreport.read._json import begun
from rlreport.read._objects import is_lines
from rlreport.read._text import opening

_NAMES = ("rollouts", "samples", "completions", "responses", "generations", "candidates")
_SIGN = re.compile(rb'"(?:' + "|".join(_NAMES).encode() + rb')"\s*:\s*\[\s*\{')

Test = Callable[[Mapping[str, Any]], bool]


def are_in(head: bytes, judged: Test) -> bool:
    """Whether a file that begins with `head` has records of which the first holds rollouts.

    Args:
        head: the beginning of a file. A document may hold rollouts, too, but is no record of some.
        judged: whether an object says what it came to, as a rollout does.
    """
    text = opening(head).lstrip("\ufeff \t\r\n") if _SIGN.search(head) else ""
    first = begun(text.lstrip("[ \t\r\n"))
    listed = text.startswith("[") or (is_lines(head) and "\n" in text.strip())
    return listed and bool(_list_of(first, judged))


def apart(record: Mapping[str, Any], judged: Test) -> Iterator[Mapping[str, Any]]:
    """The rollouts of a record, each with what the record says of it; one without any as it is."""
    name = _list_of(record, judged)
    if not name:
        yield record
        return
    left = of_all(record, judged)
    shared = {key: value for key, value in record.items() if key != name and key not in left}
    for one in record[name]:
        yield {**shared, **one}


def of_all(record: Mapping[str, Any], judged: Test) -> set[str]:
    """The names of what a record says of its rollouts together: lists, and what they came to."""
    name = _list_of(record, judged)
    told = (key for key in record if isinstance(record[key], list) or judged({key: record[key]}))
    return {*told} - {name} if name else set()


def _list_of(record: Mapping[str, Any], judged: Test) -> str:
    """The name of the list of rollouts in a record; "" of a record without one."""
    for name in _NAMES:
        found = record.get(name)
        if isinstance(found, list) and found and all(isinstance(one, dict) for one in found):
            return name if any(map(judged, found)) else ""
    return ""
