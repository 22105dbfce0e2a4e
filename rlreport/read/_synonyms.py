"""Lines that count the same by several words, as "Ep 7" and "Episode 8" -> all by the first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from rlreport.read._counting import GENERATIONS, OF_STEPS, folded
from rlreport.read._prose import LineKind, line_kind
from rlreport.read._templates import Sheet
from rlreport.values import FloatArray

_SAME = (
    frozenset({"ep", "episode"}),
    OF_STEPS | {"global step", "global steps", "total timesteps", "total steps", "num timesteps"},
    frozenset({"iter", "iters", "iteration", "iterations", "it"}),
    frozenset(GENERATIONS),
    frozenset({"update", "updates", "num updates"}),
)


def in_one_word(sheets: Sequence[Sheet]) -> list[Sheet]:
    """The lines, with one word for what several count that never stand in one line.

    All that they count must go up from line to line, whichever word it is told by.
    """
    sheets = [*sheets]
    for same in _SAME:
        own = [at for at, sheet in enumerate(sheets) if _words(line_kind(sheet), same)]
        found = [_words(line_kind(sheets[at]), same) for at in own]
        several = len({folded(word) for words in found for word in words}) > 1
        if not several or any(len(words) > 1 for words in found):
            continue
        if _goes_on([*_counted([sheets[at] for at in own], same)]):
            first = min(own, key=lambda at: int(sheets[at].place[0]))
            (word,) = _words(line_kind(sheets[first]), same)
            for at in own:
                sheets[at] = replace(sheets[at], kind=_renamed(line_kind(sheets[at]), same, word))
    return sheets


def _words(kind: LineKind, same: frozenset[str]) -> list[str]:
    return [word for word in kind.words if folded(word) in same]


def _counted(
    sheets: Sequence[Sheet], same: frozenset[str]
) -> Iterator[tuple[FloatArray, FloatArray]]:
    """Where the lines stand, and what they count by one of some words."""
    for sheet in sheets:
        for order, (word, scale) in enumerate(line_kind(sheet).counters):
            if folded(word) in same:
                yield sheet.place.astype(float), sheet.numbers[:, order] * scale


def _goes_on(parts: Sequence[tuple[FloatArray, FloatArray]]) -> bool:
    """Whether what is counted never falls."""
    place, values = (np.concatenate(column) for column in zip(*parts, strict=True))
    ordered = values[np.argsort(place, kind="stable")]
    return bool((ordered[1:] >= ordered[:-1]).all())


def _renamed(kind: LineKind, same: frozenset[str], word: str) -> LineKind:
    counters = tuple((word if folded(own) in same else own, scale) for own, scale in kind.counters)
    totals = tuple(word if folded(own) in same else own for own in kind.totals)
    return replace(kind, counters=counters, totals=totals)
