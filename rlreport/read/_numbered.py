"""Lines of several agents, as `Agent 0: reward = 0.5`, `Agent 1: ...` -> those of each."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterator, Sequence
from dataclasses import replace

import numpy as np

from rlreport.read._prose import LineKind
from rlreport.read._templates import Sheet

_FEWEST = 3  # lines of each
_MOST = 16  # of them


def told_apart(sheets: Sequence[Sheet]) -> list[Sheet]:
    """The lines of each that has a number and comes again and again; other lines as they are."""
    times: defaultdict[str, Counter[float]] = defaultdict(Counter)
    for sheet in sheets:
        numbered = _kind(sheet).numbered
        if numbered:
            times[numbered[0]].update(sheet.numbers[:, numbered[1]].tolist())
    several = {
        word
        for word, found in times.items()
        if 1 < len(found) <= _MOST and min(found.values()) >= _FEWEST
    }
    return [part for sheet in sheets for part in _parts(sheet, several)]


def _parts(sheet: Sheet, several: Container[str]) -> Iterator[Sheet]:
    kind = _kind(sheet)
    if kind.numbered is None or kind.numbered[0] not in several:
        yield sheet
        return
    word, place = kind.numbered
    for number in np.unique(sheet.numbers[:, place]).tolist():
        rows = sheet.numbers[:, place] == number
        values = tuple(
            (name, replace(value, section=f"{word} {number:.0f}")) for name, value in kind.values
        )
        own = replace(kind, values=values, numbered=None)
        yield replace(sheet, kind=own, place=sheet.place[rows], numbers=sheet.numbers[rows])


def _kind(sheet: Sheet) -> LineKind:
    assert isinstance(sheet.kind, LineKind)
    return sheet.kind
