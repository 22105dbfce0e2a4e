"""What progress bars count below a counter of their own -> the step, or a part of what comes first.

"Episode [1/2]: 25%| 1/4 [..]" counts steps of episodes. What "Train epoch [1/1]: 50%| 1/2 [..]"
counts on lines between is no step of these: it is an "epoch step".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from rlreport.read._counting import STEP, folded, step_of_bar
from rlreport.read._prose import LineKind, line_kind
from rlreport.read._templates import Sheet
from rlreport.values import BoolArray, FloatArray, IntArray

WITHIN = f"bar {STEP}"
"""What bars of a loop count that runs again and again beside the steps of training."""


def told_apart(sheets: Sequence[Sheet]) -> list[Sheet]:
    """The lines of a log, where what the bars of the counter that comes first count is the step."""
    begins: dict[str, int] = {}
    for sheet in sheets:
        for word in map(folded, line_kind(sheet).words):
            begins[word] = min(begins.get(word, int(sheet.place[0])), int(sheet.place[0]))
    outer = {folded(word) for sheet in sheets if (word := _outer(line_kind(sheet)))}
    first = min(outer, key=begins.__getitem__, default="")
    told = [
        replace(sheet, kind=_stepping(line_kind(sheet)))
        if outer and folded(_outer(line_kind(sheet))) == first
        else sheet
        for sheet in sheets
    ]
    told = _without_begun(told)
    furthest = max((_furthest(sheet) for sheet in told), default=0.0)
    return [_aside(sheet) if _is_within(sheet, furthest) else sheet for sheet in told]


def _without_begun(sheets: Sequence[Sheet]) -> list[Sheet]:
    """The lines, of which bars of nothing yet, `0/50`, that show what the last came to say no more.

    So Lightning draws a bar at the end of each epoch.
    """
    bars = [(sheet, at) for sheet in sheets if (at := _bar(sheet)) >= 0]
    ended = [sheet.numbers[:, at] == _total(sheet) for sheet, at in bars]
    ends = [int(s.place[rows][0]) for (s, _), rows in zip(bars, ended, strict=True) if rows.any()]
    begun = [int(s.place[rows][-1]) for s, at in bars if (rows := s.numbers[:, at] == 0).any()]
    if not (ends and begun) or max(begun) < min(ends):
        return [*sheets]
    shown: defaultdict[str, list[_Shown]] = defaultdict(list)
    for (sheet, _), rows in zip(bars, ended, strict=True):
        for name, value in line_kind(sheet).values:
            shown[name].append(_Shown(sheet.place, sheet.numbers[:, value.number], rows))
    last = {name: _in_order(told) for name, told in shown.items()}
    return [part for sheet in sheets for part in _parts(sheet, last)]


class _Shown(NamedTuple):
    """What bars tell of one metric: the places `(n,)` of lines, its values, and which had ended."""

    place: IntArray
    value: FloatArray
    ended: BoolArray


def _in_order(told: Sequence[_Shown]) -> _Shown:
    place, value, ended = (np.concatenate(part) for part in zip(*told, strict=True))
    order = np.argsort(place, kind="stable")
    return _Shown(place[order], value[order], ended[order])


def _parts(sheet: Sheet, shown: Mapping[str, _Shown]) -> Iterator[Sheet]:
    """The lines of one kind, apart from those that show again what was shown before."""
    at = _bar(sheet)
    again = sheet.numbers[:, at] == 0 if at >= 0 else np.zeros(sheet.place.size, dtype=np.bool_)
    for name, value in line_kind(sheet).values if again.any() else ():
        told = shown[name]
        before = np.searchsorted(told.place, sheet.place) - 1
        same = told.value[before] == sheet.numbers[:, value.number]
        again &= (before >= 0) & told.ended[before] & same
    if not again.any():
        yield sheet
        return
    silent = replace(line_kind(sheet), values=(), again=())
    for kind, rows in ((line_kind(sheet), ~again), (silent, again)):
        if rows.any():
            yield replace(sheet.only(rows), kind=kind)


def _total(sheet: Sheet) -> FloatArray:
    """How far the bars of lines are to come."""
    kind = line_kind(sheet)
    total: FloatArray = sheet.numbers[:, len(kind.counters) + kind.totals.index(kind.words[-1])]
    return total


def _bar(sheet: Sheet) -> int:
    """Which counter of lines with values a bar is that tells how far it is to come, -1 of none."""
    kind = line_kind(sheet)
    last = kind.words[-1] if kind.words else ""
    is_bar = folded(last) == STEP and last in kind.totals and kind.values
    return len(kind.words) - 1 if is_bar else -1


def _furthest(sheet: Sheet) -> float:
    """The largest step of lines that name one without a total; 0 where they do not."""
    kind = line_kind(sheet)
    at = next((at for at, word in enumerate(kind.words) if folded(word) == STEP), -1)
    is_known = at >= 0 and not kind.totals and bool(kind.values)
    return float(sheet.numbers[:, at].max() * kind.counters[at][1]) if is_known else 0.0


def _is_within(sheet: Sheet, furthest: float) -> bool:
    """Whether bars count a loop, as of an evaluation, again and again while steps go further."""
    kind = line_kind(sheet)
    if (kind.words, kind.totals) != ((STEP,), (STEP,)):
        return False
    count, total = sheet.numbers[:, 0], sheet.numbers[:, 1]
    return bool((np.diff(count) < 0).any()) and float(total.max()) < furthest


def _aside(sheet: Sheet) -> Sheet:
    """The lines of such bars, whose counter bears a name of its own."""
    kind = replace(line_kind(sheet), counters=((WITHIN, 1.0),), totals=(WITHIN,))
    return replace(sheet, kind=kind)


def _outer(kind: LineKind) -> str:
    """The counter below which a bar counts; "" where there is no bar, or no such counter."""
    last = kind.words[-1] if kind.words else ""
    return next((word for word in kind.words if last == step_of_bar([word])), "")


def _stepping(kind: LineKind) -> LineKind:
    """The kind of a line whose bar counts steps."""
    bar = step_of_bar([_outer(kind)])
    counters = tuple((STEP if word == bar else word, scale) for word, scale in kind.counters)
    totals = tuple(STEP if word == bar else word for word in kind.totals)
    return replace(kind, counters=counters, totals=totals)
