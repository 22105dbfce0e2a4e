"""A line of a free text log -> the steps and the named numbers that stand in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from rlreport.read._layout import Layout, layout, shapes

_SHARES = re.compile(r"acc|correct|success|win|solve|pass", re.IGNORECASE)
_MAGNITUDES = {"k": 1e3, "K": 1e3, "M": 1e6, "B": 1e9, "G": 1e9, "T": 1e12}
_BLOCK = 1 << 14  # lines


@dataclass(kw_only=True, slots=True)
class Line:
    """What stands in one line.

    Attributes:
        counters: counting word as written -> its number.
        totals: counting word -> the number behind the slash, as in "7/100".
        values: name -> number, or a text such as "41.5%" for a percentage.
        units: name -> the unit glued to the number, such as "ms".
        strong: whether the line opens with a counter or is a progress bar with values.
        joined: names among `values` that came from lines without a counter.
    """

    counters: dict[str, float] = field(default_factory=dict)
    totals: dict[str, float] = field(default_factory=dict)
    values: dict[str, float | str] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    strong: bool = False
    joined: set[str] = field(default_factory=set)


def parse(texts: Sequence[str]) -> Iterator[tuple[int, Line]]:
    """The lines that hold a counter or a value, each with its place."""
    for start in range(0, len(texts), _BLOCK):
        block = texts[start : start + _BLOCK]
        for place, shape in enumerate(shapes(block)):
            known = layout(shape)
            if known:
                yield start + place, _line(known, block[place])


def _line(known: Layout, text: str) -> Line:
    parts = known.cut(text)
    line = Line(
        counters={word: _number(parts[place]) for word, place in known.counters},
        totals={word: _number(parts[place]) for word, place in known.totals},
        strong=known.strong,
    )
    for name, first, more, unit in known.values:
        key = parts[name] if isinstance(name, int) else name
        if more < 0 and not _scales(unit):
            line.values[key] = _number(parts[first])
            if unit:
                line.units[key] = unit
        else:
            numbers = [parts[first], *(parts[more].split("/")[1:] if more >= 0 else ())]
            for part, value, own in _named(key, numbers, unit):
                line.values[part] = value
                if own:
                    line.units[part] = own
    return line


def _scales(unit: str) -> bool:
    return unit in _MAGNITUDES or unit == "%"


def _number(text: str) -> float:
    return float(text.replace(",", ""))


def _named(key: str, numbers: list[str], unit: str) -> Iterator[tuple[str, float | str, str]]:
    """The value, or each value of `Loss(P/V/E): 1/2/3`, or the share of `accuracy: 50/100`."""
    if len(numbers) == 1:
        yield key, _scaled(numbers[0], unit), "" if _scales(unit) else unit
        return
    group = re.fullmatch(r"(.*)\(([^()]*)\)", key)
    parts = group.group(2).split("/") if group else []
    if group and len(parts) == len(numbers) > 1:
        for part, text in zip(parts, numbers, strict=True):
            yield f"{group.group(1)}/{part}", _scaled(text, unit), unit
    elif len(numbers) == 2 and _SHARES.search(key) and float(numbers[1]) > 0:
        yield key, float(numbers[0]) / float(numbers[1]), ""
    else:
        yield key, _scaled(numbers[0], unit), "" if _scales(unit) else unit


def _scaled(text: str, unit: str) -> float | str:
    if unit == "%":
        return f"{text}%"
    return _number(text) * _MAGNITUDES.get(unit, 1.0)
