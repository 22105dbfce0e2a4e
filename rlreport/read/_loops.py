"""Progress bars of loops inside the loop of another bar -> steps that count through both.

`1/3` of the epochs and `4/20` of the batches, drawn below each other, is the step 24 of 60. Of
several loops inside, as of training and of an evaluation behind it, the longest counts, and the
others stand where that had come to. The bar of the loop around them may bear no values.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from rlreport.read._counting import STEP
from rlreport.read._prose import LineKind
from rlreport.read._templates import Sheet
from rlreport.values import BoolArray, FloatArray, IntArray

HOW = "counted on from each bar to the next, as the bar of the loop around them tells"
"""What is told of such steps."""

_AROUND = "bar around"
_EMPTY = re.compile(r"\d%\|[^|\n]*\| *(?P<n>\d{1,15})/(?P<total>\d{1,15}) \[[^\]=\n]*\]")
_KIND = LineKind(counters=((_AROUND, 1.0),), totals=(_AROUND,), values=(), again=(), strong=False)


def empty(texts: Sequence[str], start: int) -> list[tuple[int, int, int]]:
    """Bars without values in lines, the first of which has the place `start`.

    Of each the place, what it counts, and how far.
    """
    return [
        (start + place, int(bar["n"]), int(bar["total"]))
        for place, text in enumerate(texts)
        if "%|" in text and (bar := _EMPTY.search(text))
    ]


def as_sheets(bars: Sequence[tuple[int, int, int]]) -> list[Sheet]:
    """Bars without values as a kind of lines."""
    if not bars:
        return []
    place, *numbers = (np.array(column) for column in zip(*bars, strict=True))
    return [Sheet(kind=_KIND, place=place, numbers=np.stack(numbers, axis=1).astype(np.float64))]


@dataclass(frozen=True, kw_only=True)
class _Bars:
    """What all bars of a log count, in the order of their lines.

    Attributes:
        place: `(n,)` the lines.
        count: what each counts, through the epochs that its own line counts.
        total: how far.
        group: of which loop it is; of those without values -1.
    """

    place: IntArray
    count: FloatArray
    total: FloatArray
    group: IntArray


def counted_on(sheets: Sequence[Sheet]) -> tuple[list[Sheet], bool]:
    """The lines of a log, bars within bars as steps of both; and whether there are such."""
    rest = [sheet for sheet in sheets if sheet.kind != _KIND]
    bars = [sheet for sheet in rest if _is_bar(sheet)]
    if not bars:
        return rest, False
    known = _together(bars, [sheet for sheet in sheets if sheet.kind == _KIND])
    for is_outer in _outer(known):
        inner = [known.group == group for group in np.unique(known.group[~is_outer]) if group >= 0]
        if inner and all(_is_within(known, own, is_outer) for own in inner):
            main = max(inner, key=lambda own: (known.total[own].max(), int(own.sum())))
            return _numbered(rest, known, is_outer, main), True
    return rest, False


def _is_bar(sheet: Sheet) -> bool:
    """Whether a line has a bar that counts steps, be it of one of several epochs."""
    kind = sheet.kind
    return isinstance(kind, LineKind) and kind.words == kind.totals and kind.words[-1:] == (STEP,)


def _together(bars: Sequence[Sheet], around: Sequence[Sheet]) -> _Bars:
    groups = _groups(bars)
    parts = [(*_counted(sheet), group) for sheet, group in zip(bars, groups, strict=True)]
    parts += [(*_counted(sheet), -1) for sheet in around]
    place = np.concatenate([place for place, *_ in parts])
    count, total = (np.concatenate([part[at] for part in parts]) for at in (1, 2))
    group = np.concatenate([np.full(part[0].size, part[3]) for part in parts])
    order = np.argsort(place, kind="stable")
    return _Bars(place=place[order], count=count[order], total=total[order], group=group[order])


def _counted(sheet: Sheet) -> tuple[IntArray, FloatArray, FloatArray]:
    """The places of bars, what they count through the epochs of their lines, and how far."""
    counts, totals = np.split(sheet.numbers[:, : 2 * len(_words(sheet))], 2, axis=1)
    count, total = counts[:, -1], totals[:, -1]
    for at in range(counts.shape[1] - 2, -1, -1):
        count, total = (counts[:, at] - 1) * total + count, totals[:, at] * total
    return sheet.place, count, total


def _words(sheet: Sheet) -> tuple[str, ...]:
    assert isinstance(sheet.kind, LineKind)
    return sheet.kind.words


def _groups(bars: Sequence[Sheet]) -> list[int]:
    """Of which loop each kind of bars is: those that count as far and share a name are of one."""
    found: list[tuple[float, set[str]]] = []
    for sheet in bars:
        assert isinstance(sheet.kind, LineKind)
        total = float(_counted(sheet)[2].max())
        names = {f"{value.section} {name}" for name, value in sheet.kind.values}
        found.append((total, names))
    own = [*range(len(bars))]
    for at, (total, names) in enumerate(found):
        for before in range(at):
            if found[before][0] == total and not names.isdisjoint(found[before][1]):
                own = [own[before] if group == own[at] else group for group in own]
    return own


def _outer(bars: _Bars) -> Iterator[BoolArray]:
    """Which bars `(n,)` may be those of the loop around all others: these never go back."""
    for group in np.unique(bars.group):
        own = bars.group == group
        totals = np.unique(bars.total[own])
        for total in totals if group < 0 or totals.size == 1 else ():
            chosen = own & (bars.total == total)
            values = bars.count[chosen]
            if (np.diff(values) >= 0).all() and values[-1] > values[0]:
                yield chosen


def _is_within(bars: _Bars, inner: BoolArray, outer: BoolArray) -> bool:
    """Whether a loop begins anew wherever the outer one has gone on, and nowhere else."""
    change = np.diff(bars.count[inner])
    goes_on = np.diff(_turns(bars, outer)[inner]) > 0
    fits = np.where(goes_on, change <= 0, change >= 0)
    return bool(goes_on.any() and fits.all() and np.unique(bars.total[inner]).size == 1)


def _turns(bars: _Bars, outer: BoolArray) -> FloatArray:
    """How many turns of the outer loop are over at each line `(n,)`."""
    counts = bars.count[outer]
    before = counts[0] - 1 if not outer[0] and counts[0] > 0 else 0.0
    turns: FloatArray = np.maximum.accumulate(np.where(outer, bars.count, before))
    return turns


def _numbered(
    sheets: Sequence[Sheet], bars: _Bars, outer: BoolArray, main: BoolArray
) -> list[Sheet]:
    """The lines with the steps of both loops."""
    size = float(bars.total[main].max())
    turns = _turns(bars, outer)
    begun = np.where(main, bars.count, 0.0)
    # The outer bar may be drawn before it goes on.
    steps = np.maximum.accumulate(np.where(main | outer, turns * size + begun, 0.0))
    total = size * float(bars.total[outer].max())
    return [_with_steps(sheet, bars, steps, total) if _is_bar(sheet) else sheet for sheet in sheets]


def _with_steps(sheet: Sheet, bars: _Bars, steps: FloatArray, total: float) -> Sheet:
    numbers = sheet.numbers.copy()
    words = len(_words(sheet))
    numbers[:, words - 1] = steps[np.searchsorted(bars.place, sheet.place)]
    numbers[:, 2 * words - 1] = total
    return replace(sheet, numbers=numbers)
