"""A line of a free text log -> the steps and the named numbers that stand in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate

from rlreport.catalogue import describe
from rlreport.read._counting import MAGNITUDES, Span
from rlreport.read._layout import Layout, layout, may_hold_numbers, shapes, without_hashes
from rlreport.read._owned import Key, told_apart
from rlreport.read._templates import Fields, Sheet

_SHARES = re.compile(r"acc|correct|success|win|solve|pass|hit rate", re.IGNORECASE)
_LONG_RUN = re.compile(r"[0-9]{6,}")
RUN = 6
_GROUP = re.compile(r"(.*)\(([^()]*)\)")
_CHOICE = re.compile(r"(\w+(?:/\w+)+)((?: .*)?)")

Run = tuple[str, int, str, str]
# A name, the place of its first number, how many there are, whether all have a decimal point, the
# unit, and the label that holds for it.
_Parts = tuple[str, int, int, bool, str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Value:
    """A named number of a line.

    Attributes:
        number: its place among the numbers of the line.
        whole: the place of the number that it is a share of, as in `accuracy: 50/100`, or -1.
        scale: what it is to be multiplied by.
        unit: what is glued to the number, such as "ms".
        section: the label that holds for it, such as "Test".
    """

    number: int
    whole: int = -1
    scale: float = 1.0
    unit: str = ""
    section: str = ""


@dataclass(frozen=True, slots=True)
class LineKind:
    """What the numbers of a line are.

    Attributes:
        counters: counting words as written, and what their numbers are to be multiplied by; these
            are the first of the line.
        totals: counting words whose numbers behind the slash come next, as in "7/100".
        values: names, and where their values are; a name may come once under each label.
        again: names that come again under the same label: the last is the value.
        strong: whether the line opens with a counter or is a progress bar with values.
        run: of a heading that names a run the word, the place of its number, and what is said
            before and behind, see `_headings`.
        numbered: of what a line is, such as "Agent 3": the word, and the place of the number.
    """

    counters: tuple[tuple[str, float], ...]
    totals: tuple[str, ...]
    values: tuple[tuple[str, Value], ...]
    again: tuple[str, ...]
    strong: bool
    run: Run | None = None
    numbered: tuple[str, int] | None = None

    @property
    def words(self) -> tuple[str, ...]:
        """The counting words."""
        return tuple(word for word, _ in self.counters)

    @property
    def is_row(self) -> bool:
        """Whether a line of this kind is a row of metrics by itself."""
        return self.strong and bool(self.values)


def fields(texts: Sequence[str]) -> Iterator[Fields | None]:
    """Each line's counters and values; None for a line without."""
    for shape, text in zip(shapes(texts), texts, strict=True):
        known = layout(shape) if may_hold_numbers(shape) else None
        yield _fields(known, text) if known else None


def line_kind(sheet: Sheet) -> LineKind:
    """What the lines of a sheet are, which are known to be lines that count or hold values."""
    assert isinstance(sheet.kind, LineKind)
    return sheet.kind


def _fields(known: Layout, text: str) -> Fields:
    spans = _spans(known, text)
    places = [spans[place] for _, place, _ in known.counters]
    places += [spans[place] for _, place in known.totals]
    names: list[Span] = []
    run = None
    if known.run:
        word, number, *around = known.run
        names += [spans[place] for place in around]
        before, behind = (text[slice(*span)] for span in names)
        run = word, len(places), before, behind
        places.append(spans[number])
    numbered = (known.numbered[0], len(places)) if known.numbered else None
    places += [spans[known.numbered[1]]] if known.numbered else []
    counts = len(places)
    named: list[_Parts] = []
    for value in known.values:
        key = value.key
        if isinstance(key, int):
            names.append(spans[key])
            key = text[slice(*spans[key])]
        more = _split(text, spans[value.more]) if value.more >= 0 else ()
        parts = [spans[value.first], *more]
        measured = all("." in text[slice(*part)] for part in parts)
        named.append((key, len(places), len(parts), measured, value.unit, value.section))
        places += parts
    kind = _kind(
        tuple((word, scale) for word, _, scale in known.counters),
        tuple(word for word, _ in known.totals),
        tuple(named),
        known.strong,
        run,
        numbered,
    )
    return Fields(
        kind=kind,
        spans=tuple(places),
        counts=counts,
        names=tuple(span for span in names if span[0] < span[1]),
    )


def _spans(known: Layout, text: str) -> Sequence[Span]:
    """Where the parts of a layout stand in a line of its shape."""
    if len(text) == known.size:
        return known.spans
    runs = _LONG_RUN.findall(without_hashes(text))
    longer = list(accumulate((len(run) - RUN for run in runs), initial=0))
    return [
        (begin + longer[before], end + longer[within])
        for (begin, end), (before, within) in zip(known.spans, known.shifts, strict=True)
    ]


def _split(text: str, span: Span) -> Iterator[Span]:
    """The numbers of "/1/2/3" or " / 1 / 2"."""
    begin, *parts = span[0], *text[slice(*span)].split("/")
    begin += len(parts[0])
    for part in parts[1:]:
        begin += 1
        start = begin + len(part) - len(part.lstrip())
        yield start, start + len(part.strip())
        begin += len(part)


@lru_cache(maxsize=1 << 12)
def _kind(
    counters: tuple[tuple[str, float], ...],
    totals: tuple[str, ...],
    named: tuple[_Parts, ...],
    strong: bool,
    run: Run | None,
    numbered: tuple[str, int] | None,
) -> LineKind:
    told = [
        ((name, section), value)
        for key, first, count, measured, unit, section in named
        for name, value in _values(key, range(first, first + count), unit, measured=measured)
    ]
    values: dict[Key, Value] = {}
    again: list[str] = []
    keys = told_apart([key for key, _ in told])
    for (name, section), (_, value) in zip(keys, told, strict=True):
        if (name, section) in values:
            again.append(name)
        values[name, section] = replace(value, section=section)
    found = tuple((name, value) for (name, _), value in values.items())
    return LineKind(counters, totals, found, tuple(again), strong, run, numbered)


def _values(key: str, numbers: range, unit: str, *, measured: bool) -> Iterator[tuple[str, Value]]:
    """The value, or each of `Loss(P/V/E): 1/2/3`, or the share of `accuracy: 50/100`.

    Where all are measured, none of them says how much the first may be, as in `D(G(z)): 0.5/0.25`.
    """
    scale = MAGNITUDES.get(unit, 1.0)
    own = "" if unit in MAGNITUDES else unit
    names = _several(key) if len(numbers) > 1 else []
    if len(names) == len(numbers) > 1:
        for name, number in zip(names, numbers, strict=True):
            shared = own if own != "%" or describe(name).role != "loss" else ""
            yield name, Value(number=number, scale=scale, unit=shared)
    elif len(numbers) == 2 and _SHARES.search(key):
        yield key, Value(number=numbers[0], whole=numbers[1])
    else:
        for place, number in enumerate(numbers if measured else numbers[:1], 1):
            name = f"{key} {place}" if place > 1 else key
            yield name, Value(number=number, scale=scale, unit=own)


def _several(key: str) -> list[str]:
    """The names that one stands for: `Loss(P/V)` or `mean/median reward`."""
    group, choice = _GROUP.fullmatch(key), _CHOICE.fullmatch(key)
    if group:
        return [f"{group[1].rstrip()}/{part}" for part in group[2].split("/")]
    return [f"{part}{choice[2]}" for part in choice[1].split("/")] if choice else []
