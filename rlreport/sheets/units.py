"""Cells that bear a unit, such as "12.5ms", "3 GB" or "1.2M" -> numbers of one unit."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from rlreport.clocks import UNITS
from rlreport.values import FloatArray

_CELL = re.compile(r"([-+]?(?:\d++(?:\.\d*+)?|\.\d+)(?:[eE][-+]?\d+)?)\s*([A-Za-zµ]{1,8})")
DECORATED = re.compile(
    r"(?P<debt>\((?=[$€£¥].*\)))?(?P<sign>[-+]?)(?P<before>[$€£¥~≈<>≤≥]?)\s?"
    r"(?P<number>[-+]?(?:[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?|\d++(?:\.\d*+)?|\.\d+)(?:[eE][-+]?\d+)?)"
    r"\s?(?P<behind>[A-Za-zµ]{0,8}(?:/[A-Za-zµ]{1,8})?|[*†€°])(?(debt)\))"
)
"""A number between marks that say nothing of how large it is; money owed stands in brackets."""
_NEARLY = 0.9  # share of the cells that bear the same marks
_LOOK_AT = 20  # cells that show whether a column bears units
_MOSTLY = 0.5  # of these cells that are no plain numbers, more than this share must bear one kind
_TIMES = {unit: seconds for unit, seconds in UNITS.items() if unit != "m"}  # "2m" may be millions
_COUNTS = {"k": 1e3, "K": 1e3, "M": 1e6, "B": 1e9, "G": 1e9, "T": 1e12}
_BYTES = {"B": 1.0, "kB": 1e3, "KB": 1e3, "MB": 1e6, "GB": 1e9, "TB": 1e12}
_BYTES |= {"KiB": 2.0**10, "MiB": 2.0**20, "GiB": 2.0**30, "TiB": 2.0**40}
_FLOPS = {
    f"{prefix}flop{plural}": 1e3**power
    for power, prefix in enumerate(("", *"kmgtpez"))
    for plural in ("", "s")
}
_KINDS = ((_TIMES, "s"), (_COUNTS, ""), (_BYTES, "B"), (_FLOPS, "FLOP"))
"""How the units of cells are spelled, what they are in the basic one, and this."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Measured:
    """A column of cells that bear units.

    Attributes:
        values: `(n,)` in the basic unit, NaN where a cell bears none of its kind.
        unit: the basic one: s, B, FLOP, or "" where cells were written with a prefix alone.
        units: those that were found.
    """

    values: FloatArray
    unit: str
    units: tuple[str, ...]


def measured(texts: Sequence[str]) -> Measured | None:
    """The cells of a column `(n,)` as numbers of one unit; None where they bear none."""
    looked = [match[2] for match in map(_CELL.fullmatch, texts[:_LOOK_AT]) if match]
    if not looked:
        return None
    rest = [text for text in texts[:_LOOK_AT] if np.isnan(_number(text))]
    for scales, basic in _KINDS:
        names = {unit: unit.lower() if scales is _FLOPS else unit for unit in looked}
        alike = [unit for unit in looked if names[unit] in scales]
        if len(alike) > _MOSTLY * len(rest):
            return _in_one_unit(texts, scales, basic)
    return None


def decorated(texts: Sequence[str]) -> Measured | None:
    """The numbers of cells that bear the same marks, as "$12.5" and "1.5x" do; None of others."""
    if not any(_marks(text) for text in texts[:_LOOK_AT]):
        return None
    found = [DECORATED.fullmatch(text) for text in texts]
    marks = Counter((match["before"], match["behind"]) for match in found if match)
    (before, behind), count = marks.most_common(1)[0] if marks else (("", ""), 0)
    if count <= _NEARLY * len(texts) or not before + behind:
        return None
    values = [
        _signed(match) if match else _number(text) for match, text in zip(found, texts, strict=True)
    ]
    unit = behind if behind[:1].isalpha() and len(behind) > 1 else ""
    return Measured(values=np.array(values), unit=unit, units=(before + behind,))


def _signed(match: re.Match[str]) -> float:
    """The number between marks, with the sign before them."""
    number = float(match["number"].replace(",", ""))
    return -number if match["sign"] == "-" or match["debt"] else number


def _marks(text: str) -> str:
    """The marks around a number."""
    found = DECORATED.fullmatch(text)
    return found["before"] + found["behind"] if found else ""


def _in_one_unit(texts: Sequence[str], scales: Mapping[str, float], basic: str) -> Measured:
    """The cells in their basic unit; those without a unit are in it already."""
    values, units = [], dict[str, None]()
    for text in texts:
        found = _CELL.fullmatch(text)
        unit = found[2] if found else ""
        scale = scales.get(unit.lower() if scales is _FLOPS else unit)
        if found and scale is not None:
            units[unit] = None
            values.append(float(found[1]) * scale)
        else:
            values.append(np.nan if found else _number(text))
    return Measured(values=np.array(values), unit=basic, units=tuple(units))


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return np.nan
