"""Numbers that no mark sets apart from the name behind them -> the same with marks.

In `Ep 7: moves 31 winner X score: 0.5`, and many lines of its kind, the number of moves is a value,
as it is another one each time, and no part of a name, as that in `top 5 accuracy: 0.5` is.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection
from functools import lru_cache

from rlreport.read._counting import COUNTERS, folded
from rlreport.read._layout import NAMING

Names = frozenset[tuple[str, str]]
"""Each a name whose number has no mark, and the first word of the name behind."""

_BETWEEN = re.compile(
    r"(?<=[\d,|:;] )(?P<name>[^\W\d]\w{0,20}(?: [^\W\d]\w{0,20}){0,2}) (?P<n>\d{1,9}) "
    r"(?=(?P<next>[^\W\d]\w{0,30})(?: \w{1,20}){0,6} ?[:=] ?[-+]?\.?\d)"
)
_LASTED = re.compile(r"(?:^|\s)(?:after|in|took|lasted|for)$", re.IGNORECASE)  # "after 9 steps"
_FEWEST = 5  # lines
_MOSTLY = 0.4  # share of them in which the number is another one


def told(begun: str) -> Names:
    """What is written so in a text, as it begins."""
    numbers: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for match in _BETWEEN.finditer(begun):
        numbers[match["name"], match["next"]].append(match["n"])
    return frozenset(
        key
        for key, own in numbers.items()
        if len(own) >= _FEWEST and len({*own}) >= _MOSTLY * len(own) and not _is_part(key[0])
    )


def _is_part(name: str) -> bool:
    """Whether a number behind a name counts, or is a part of the name behind."""
    counts = folded(name.rsplit(" ", maxsplit=1)[-1]) in COUNTERS
    return counts or bool(NAMING.search(f"{name} ") or _LASTED.search(name))


def marked(text: str, names: Names) -> str:
    """The text with a mark on either side of such numbers."""
    return _pattern(names).sub(r"\g<name>: \g<n>, ", text) if names else text


@lru_cache(maxsize=8)
def _pattern(names: Collection[tuple[str, str]]) -> re.Pattern[str]:
    ways = sorted(rf"{re.escape(name)}(?= \d+ {re.escape(behind)}\b)" for name, behind in names)
    return re.compile(rf"(?<=[\d,|:;] )(?P<name>{'|'.join(ways)}) (?P<n>\d{{1,9}}) ")
