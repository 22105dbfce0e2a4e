"""What progress bars count below a counter of their own -> the step, or a part of what comes first.

"Episode [1/2]: 25%| 1/4 [..]" counts steps of episodes. What "Train epoch [1/1]: 50%| 1/2 [..]"
counts on lines between is no step of these: it is an "epoch step".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rlreport.read._counting import STEP, folded, step_of_bar
from rlreport.read._prose import LineKind
from rlreport.read._templates import Sheet


def told_apart(sheets: Sequence[Sheet]) -> list[Sheet]:
    """The lines of a log, where what the bars of the counter that comes first count is the step."""
    begins: dict[str, int] = {}
    for sheet in sheets:
        for word in map(folded, _kind(sheet).words):
            begins[word] = min(begins.get(word, int(sheet.place[0])), int(sheet.place[0]))
    outer = {folded(word) for sheet in sheets if (word := _outer(_kind(sheet)))}
    first = min(outer, key=begins.__getitem__, default="")
    return [
        replace(sheet, kind=_stepping(_kind(sheet)))
        if outer and folded(_outer(_kind(sheet))) == first
        else sheet
        for sheet in sheets
    ]


def _kind(sheet: Sheet) -> LineKind:
    assert isinstance(sheet.kind, LineKind)
    return sheet.kind


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
