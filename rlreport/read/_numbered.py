"""Lines of several agents, as `Agent 0: reward = 0.5`, `Agent 1: ...` -> those of each.

Where the numbers go up from line to line, as in `Trajectory 7: return = 0.5`, they count.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterator, Sequence
from dataclasses import replace

import numpy as np

from rlreport.read._prose import line_kind
from rlreport.read._templates import Sheet

_FEWEST = 3  # lines of each
_MOST = 16  # of them
# What is there beside others, and no part of what goes on.
_BESIDE = re.compile(
    r"(?:.* )?(?:class|label|layer|head|gpu|device|rank|node|worker|actor|env|agent|player|team"
    r"|client|group|fold|seed|task|level|bin|quantile|rule|option|part|section|case|example|sample|item|top)",
    re.IGNORECASE,
)


def told_apart(sheets: Sequence[Sheet]) -> list[Sheet]:
    """The lines of each that has a number and comes again and again; other lines as they are."""
    times: defaultdict[str, Counter[float]] = defaultdict(Counter)
    for sheet in sheets:
        numbered = line_kind(sheet).numbered
        if numbered:
            times[numbered[0]].update(sheet.numbers[:, numbered[1]].tolist())
    several = {
        word
        for word, found in times.items()
        if 1 < len(found) <= _MOST and min(found.values()) >= _FEWEST
    }
    told = [part for sheet in sheets for part in _parts(sheet, several)]
    return told if any(line_kind(sheet).counters for sheet in told) else _counting(told)


def _counting(sheets: Sequence[Sheet]) -> list[Sheet]:
    """Lines in which nothing counts, by the only word before numbers, where these go up."""
    named = [(sheet, numbered) for sheet in sheets if (numbered := line_kind(sheet).numbered)]
    words = {word for _, (word, _) in named}
    word = words.pop() if len(words) == 1 else ""
    if not word or _BESIDE.fullmatch(word):
        return [*sheets]
    places = np.concatenate([sheet.place for sheet, _ in named])
    numbers = np.concatenate([sheet.numbers[:, place] for sheet, (_, place) in named])
    steps = numbers[np.argsort(places)]
    if steps.size < _FEWEST or not (np.diff(steps) > 0).all():
        return [*sheets]
    return [_counted(sheet, word) if line_kind(sheet).numbered else sheet for sheet in sheets]


def _counted(sheet: Sheet, word: str) -> Sheet:
    """Lines whose first number counts."""
    kind = line_kind(sheet)
    values = tuple((name, value) for name, value in kind.values if name != word)
    known = replace(kind, counters=((word, 1.0),), values=values, strong=True, numbered=None)
    return replace(sheet, kind=known)


def _parts(sheet: Sheet, several: Container[str]) -> Iterator[Sheet]:
    kind = line_kind(sheet)
    if kind.numbered is None or kind.numbered[0] not in several:
        yield sheet
        return
    word, place = kind.numbered
    for number in np.unique(sheet.numbers[:, place]).tolist():
        rows = sheet.numbers[:, place] == number
        values = tuple(
            (name, replace(value, section=f"{word} {number:.0f}"))
            for name, value in kind.values
            if name != word
        )
        own = replace(kind, values=values, numbered=None)
        yield replace(sheet, kind=own, place=sheet.place[rows], numbers=sheet.numbers[rows])
