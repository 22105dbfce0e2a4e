"""A line of a free text log -> the steps and the named numbers that stand in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from rlreport.read._layout import Layout, Span, layout, shapes
from rlreport.read._templates import Fields

_SHARES = re.compile(r"acc|correct|success|win|solve|pass", re.IGNORECASE)
_MAGNITUDES = {"k": 1e3, "K": 1e3, "M": 1e6, "B": 1e9, "G": 1e9, "T": 1e12}
_LONG_RUN = re.compile(r"[0-9]{6,}")
RUN = 6
_GROUP = re.compile(r"(.*)\(([^()]*)\)")


@dataclass(frozen=True, kw_only=True, slots=True)
class Value:
    """A named number of a line.

    Attributes:
        number: its place among the numbers of the line.
        whole: the place of the number that it is a share of, as in `accuracy: 50/100`, or -1.
        scale: what it is to be multiplied by.
    """

    number: int
    whole: int = -1
    scale: float = 1.0


@dataclass(frozen=True, slots=True)
class LineKind:
    """What the numbers of a line are.

    Attributes:
        counters: counting words as written; their numbers are the first of the line.
        totals: counting words whose numbers behind the slash come next, as in "7/100".
        values: name -> where its value is.
        units: name -> the unit glued to the number, such as "ms".
        size: how many numbers there are, with those that are no value.
        strong: whether the line opens with a counter or is a progress bar with values.
        texts: the numbers that are percentages, which stay as they are written, such as "41.5%".
    """

    counters: tuple[str, ...]
    totals: tuple[str, ...]
    values: tuple[tuple[str, Value], ...]
    units: tuple[tuple[str, str], ...]
    size: int
    strong: bool
    texts: frozenset[int]

    @property
    def is_row(self) -> bool:
        """Whether a line of this kind is a row of metrics by itself."""
        return self.strong and bool(self.values)


def fields(texts: Sequence[str]) -> Iterator[Fields | None]:
    """Each line's counters and values; None for a line without."""
    for shape, text in zip(shapes(texts), texts, strict=True):
        known = layout(shape)
        yield _fields(known, text) if known else None


def _fields(known: Layout, text: str) -> Fields:
    spans = _spans(known, text)
    counts = [place for _, place in (*known.counters, *known.totals)]
    places = [spans[place] for place in counts]
    named: list[tuple[str, int, int, str]] = []
    names: list[Span] = []
    for name, first, more, unit in known.values:
        if isinstance(name, int):
            names.append(spans[name])
        key = text[slice(*spans[name])] if isinstance(name, int) else name
        parts = [spans[first], *(_split(text, spans[more]) if more >= 0 else ())]
        named.append((key, len(places), len(parts), unit))
        places += parts
    kind = _kind(
        tuple(word for word, _ in known.counters),
        tuple(word for word, _ in known.totals),
        tuple(named),
        known.strong,
    )
    return Fields(
        kind=kind,
        spans=tuple(places),
        counts=len(counts),
        names=tuple(names),
        texts=tuple(sorted(kind.texts)),
    )


def _spans(known: Layout, text: str) -> Sequence[Span]:
    """Where the parts of a layout stand in a line of its shape."""
    if len(text) == known.size:
        return known.spans
    runs = _LONG_RUN.findall(text)
    longer = list(accumulate((len(run) - RUN for run in runs), initial=0))
    return [
        (begin + longer[before], end + longer[within])
        for (begin, end), (before, within) in zip(known.spans, known.shifts, strict=True)
    ]


def _split(text: str, span: Span) -> Iterator[Span]:
    """The numbers of "/1/2/3"."""
    begin = span[0]
    for part in text[begin : span[1]].split("/")[1:]:
        begin += 1
        yield begin, begin + len(part)
        begin += len(part)


@lru_cache(maxsize=1 << 12)
def _kind(
    counters: tuple[str, ...],
    totals: tuple[str, ...],
    named: tuple[tuple[str, int, int, str], ...],
    strong: bool,
) -> LineKind:
    values: dict[str, Value] = {}
    units: dict[str, str] = {}
    texts: set[int] = set()
    for key, first, count, unit in named:
        for name, value, own in _values(key, range(first, first + count), unit):
            values[name] = value
            if own:
                units[name] = own
            if unit == "%" and value.whole < 0:
                texts.add(value.number)
    size = len(counters) + len(totals) + sum(count for _, _, count, _ in named)
    named_values, named_units = (*values.items(),), (*units.items(),)
    return LineKind(counters, totals, named_values, named_units, size, strong, frozenset(texts))


def _values(key: str, numbers: range, unit: str) -> Iterator[tuple[str, Value, str]]:
    """The value, or each value of `Loss(P/V/E): 1/2/3`, or the share of `accuracy: 50/100`."""
    scale = _MAGNITUDES.get(unit, 1.0)
    own = "" if unit == "%" or unit in _MAGNITUDES else unit
    group = _GROUP.fullmatch(key)
    parts = group[2].split("/") if group else []
    if group and len(parts) == len(numbers) > 1:
        for part, number in zip(parts, numbers, strict=True):
            yield f"{group[1]}/{part}", Value(number=number, scale=scale), unit
    elif len(numbers) == 2 and _SHARES.search(key):
        yield key, Value(number=numbers[0], whole=numbers[1]), ""
    else:
        yield key, Value(number=numbers[0], scale=scale), own
