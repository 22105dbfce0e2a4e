"""The only place where a number, unit, name or hedge becomes text.

Numbers are rounded to their uncertainty: to its first digit, or its first two where that is a 1
(compare Particle Data Group 2024, section 5.3, for standard errors). An estimate reads
`66.0% [65.1, 66.9]`; that brackets hold 95% intervals is said once, by `INTERVALS`.
"""

from __future__ import annotations

import math
import re
import sys
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import numpy as np

from rlreport.values import Axis, Estimate, FloatArray, Meaning, Refusal

INTERVALS = "Brackets hold 95% intervals."

_PLAIN_FROM, _PLAIN_TO = 1e-3, 1e9  # outside of these a number is written as 3.1e-5
_HUGE = 1e300
_MOST_DIGITS = 4  # significant digits of a number, however small its uncertainty
_DIGITS = 3  # significant digits of a number of unknown uncertainty
_EXACT_TO = 1e6  # whole steps below this are logged row labels, and stated as logged
_NAME_LENGTH = 60

_POWERS = {"": 1.0, "k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "P": 1e15, "E": 1e18, "Z": 1e21}
_FLOPS = {f"{prefix}FLOP": power for prefix, power in {**_POWERS, "Y": 1e24}.items()}
_TOKENS = {"tokens": 1.0, "k tokens": 1e3, "M tokens": 1e6, "B tokens": 1e9, "T tokens": 1e12}
_TIMES = {"s": 1.0, "min": 60.0, "h": 3600.0, "d": 86400.0}
_TIME_FROM = {"s": 0.0, "min": 600.0, "h": 7200.0, "d": 4 * 86400.0}  # 90 s, but 10 min, 2 h, 4 d
_IRREGULAR = {
    "axis": "axes",
    "series": "series",
    "minimum": "minima",
    "maximum": "maxima",
    "analysis": "analyses",
}
_PARTLY = re.compile(r"(was left out|damage was read|rest was not read)\.$")
_COUNTED = {"step": "step", "episodes": "episode", "epoch": "epoch", "row": "row"}


@dataclass(frozen=True, kw_only=True)
class Subject:
    """What an observation's numbers are called and how finely they can be stated.

    Attributes:
        meaning, axis: of the curve.
        run: name of the run where several are reported, else "".
        grain: the median distance of neighbouring x, so that places are not stated more finely.
        other: the meaning of the second metric of a relation, or None.
        largest: the greatest distance of x from zero, so that all places have one unit; 0.0 where
            each is to have its own.
        told: whether the text before names it, so that it is "it" now.
    """

    meaning: Meaning
    axis: Axis
    run: str = ""
    grain: float = 0.0
    other: Meaning | None = None
    largest: float = 0.0
    told: bool = False


@dataclass(frozen=True, kw_only=True)
class Ruler:
    """How places on an axis are stated: all in one unit, none more finely than the points lie.

    Attributes:
        axis: that the places lie on.
        grain: the median distance of neighbouring x.
        largest: the greatest distance of x from zero.
    """

    axis: Axis
    grain: float
    largest: float

    @classmethod
    def along(cls, axis: Axis, x: FloatArray) -> Ruler:
        """The ruler for places `x` `(n,)`, in order, n >= 0."""
        return cls(
            axis=axis,
            grain=float(np.median(np.diff(x))) if x.size > 1 else 0.0,
            largest=float(np.abs(x).max()) if x.size else 0.0,
        )

    def at(self, x: float) -> str:
        """`place` on the axis."""
        return place(x, self.axis, self.grain, largest=self.largest)

    def over(self, span: tuple[float, float]) -> str:
        """`stretch` on the axis."""
        return stretch(span, self.axis, self.grain, largest=self.largest)


# --- numbers ------------------------------------------------------------------------------------


def number(value: float, error: float | None = None) -> str:
    """A number as text, rounded to its uncertainty `error`: the half-width of its interval."""
    if not math.isfinite(value):
        return "not a number" if math.isnan(value) else "infinity" if value > 0 else "-infinity"
    return _rounded(value, _decimals(value, error), trim=not error)


def _decimals(value: float, error: float | None) -> int:
    """Decimal places (negative: tens, hundreds) that `value` deserves."""
    if error and math.isfinite(error):
        exponent = math.floor(math.log10(abs(error)))
        leads_with_one = abs(error) < 2 * 10.0**exponent
        return min(-exponent + (1 if leads_with_one else 0), _finest(value))
    if value == 0:
        return 0
    whole = math.floor(math.log10(abs(value))) + 1
    return max(_DIGITS - whole, 0) if abs(value) < _PLAIN_TO else _DIGITS - whole


def _finest(value: float) -> int:
    """Decimal places that no uncertainty, however small, is a reason to go beyond."""
    whole = math.floor(math.log10(abs(value))) + 1 if value else 0
    return _MOST_DIGITS - whole


def _rounded(
    value: float, decimals: int, *, trim: bool = False, sign: bool = False, like: float = 0.0
) -> str:
    """`value` at that many decimal places, with separators for thousands and no negative zero.

    Whether it is written out or as 3.1e-5 is decided with the number that it stands beside, `like`.
    """
    exact = _nearest(value, decimals)
    plus = "+" if sign and exact > 0 else ""
    if exact == 0:
        return "0" if trim or decimals <= 0 else f"{0:.{min(decimals, 12)}f}"
    if not _PLAIN_FROM <= max(abs(exact), abs(like)) < _PLAIN_TO:
        return plus + _scientific(exact, decimals, trim=trim)
    text = f"{exact:,.{max(decimals, 0)}f}"
    return plus + (text.rstrip("0").rstrip(".") if trim and "." in text else text)


def _nearest(value: float, decimals: int) -> float:
    """`value` rounded, where it can be: beyond 1e300 the next round number may not exist."""
    return value if abs(value) > _HUGE else round(value, min(decimals, 300)) + 0.0


def _scientific(value: float, decimals: int, *, trim: bool) -> str:
    exponent = math.floor(math.log10(abs(value)))
    places = min(max(decimals + exponent, 0), 15)
    mantissa, power = f"{value:.{places}e}".split("e")
    if trim and "." in mantissa:
        mantissa = mantissa.rstrip("0").rstrip(".")
    return f"{mantissa}e{int(power)}"


def quantity(value: float, unit: str, *, error: float | None = None) -> str:
    """A number with its unit: "66.0%", "13.8", "1.2 EFLOP", "340 s", "1.2M tokens"."""
    if not math.isfinite(value):
        return number(value)
    divisor, unit = scale(value, unit)
    value, error = value / divisor, None if error is None else error / divisor
    if unit == "%" and not error and 0.1 <= abs(value) < 1000:
        return f"{_rounded(value, 1)}%"
    return _united(number(value, error), unit)


def _united(text: str, unit: str) -> str:
    if unit in {"", "ratio"}:
        return text
    if unit in {"percentage points", "points"} and text.lstrip("+-") == "1":
        unit = unit.removesuffix("s")
    tight = unit == "%" or (unit.endswith(" tokens") and unit in _TOKENS)
    return f"{text}{unit}" if tight else f"{text} {unit}"


def scale(largest: float, unit: str) -> tuple[float, str]:
    """What to divide values up to `largest` by, and the unit that they then are in."""
    size = abs(largest) if math.isfinite(largest) else 0.0
    if unit in _FLOPS:
        return _prefix(size * _FLOPS[unit], _FLOPS[unit], _FLOPS)
    if unit == "tokens":
        return _prefix(size, 1.0, _TOKENS)
    if unit == "s":
        chosen = max((u for u in _TIMES if size >= _TIME_FROM[u]), key=_TIMES.__getitem__)
        return _TIMES[chosen], chosen
    return 1.0, unit


def _prefix(size: float, given: float, units: dict[str, float]) -> tuple[float, str]:
    fitting = [unit for unit, power in units.items() if power <= size] or [next(iter(units))]
    return units[fitting[-1]] / given, fitting[-1]


# --- estimates ----------------------------------------------------------------------------------


def estimate(e: Estimate) -> str:
    """A level with its interval: "66.0% [65.1, 66.9]"; only the number where it is exact."""
    return _with_interval(e)


def level(e: Estimate) -> str:
    """A level alone, as finely as its interval allows: "66.0%"."""
    return quantity(e.value, e.unit, error=(e.high - e.low) / 2)


def difference(e: Estimate) -> str:
    """A change with its sign and interval: "+31 percentage points [+29, +33]"."""
    return _with_interval(e, sign=True)


def size(e: Estimate) -> str:
    """How large a change is, whichever its direction: "31 percentage points [29, 33]".

    An interval that holds zero has no one direction: there the signs are kept.
    """
    if e.low < 0 < e.high:
        return difference(e)
    low, high = sorted((abs(e.low), abs(e.high)))
    return _with_interval(replace(e, value=abs(e.value), low=low, high=high))


def bounds(e: Estimate) -> str:
    """The interval of a change alone: "-0.4 to +1.2 percentage points"."""
    divisor, unit = scale(max(abs(e.low), abs(e.high)), e.unit)
    low, high = e.low / divisor, e.high / divisor
    decimals = _telling(e.value / divisor, low, high)
    largest = max(abs(low), abs(high))
    first, last = (_rounded(part, decimals, sign=True, like=largest) for part in (low, high))
    return f"{first} to {_united(last, unit)}"


def relative(e: Estimate) -> str:
    """A ratio as a relative change: 0.67 is "+67% [+59, +75]"."""
    return _with_interval(in_percent(e), sign=True)


def magnitude(e: Estimate) -> str:
    """How large a change is, alone: "31 percentage points"."""
    return quantity(abs(e.value), e.unit, error=(e.high - e.low) / 2 or None)


def in_percent(e: Estimate) -> Estimate:
    """A ratio as an estimate in percent."""
    value, low, high = (max(-_HUGE, min(_HUGE, 100 * part)) for part in (e.value, e.low, e.high))
    return replace(e, value=value, low=low, high=high, unit="%")


def share(e: Estimate) -> str:
    """How large a relative change is, whichever its direction: 0.67 is "67% [59, 75]"."""
    return size(in_percent(e))


def _with_interval(e: Estimate, *, sign: bool = False) -> str:
    divisor, unit = scale(max(abs(e.low), abs(e.high)), e.unit)
    value, low, high = e.value / divisor, e.low / divisor, e.high / divisor
    if low == high:
        text = quantity(e.value, e.unit)
        return f"+{text}" if sign and e.value > 0 else text
    decimals = _telling(value, low, high)
    largest = max(abs(low), abs(high))
    parts = [_rounded(part, decimals, sign=sign, like=largest) for part in (value, low, high)]
    if len(set(parts)) == 1:
        return _united(_rounded(value, decimals, trim=True, sign=sign), unit)
    level = "" if e.confidence == 0.95 else f"; {number(100 * e.confidence)}%"
    return f"{_united(parts[0], unit)} [{parts[1]}, {parts[2]}{level}]"


def _telling(value: float, low: float, high: float) -> int:
    """Decimals for an interval: enough that an end which is not zero does not read as zero."""
    largest = max(abs(low), abs(high))
    decimals = min(_decimals(value, (high - low) / 2), _finest(largest))
    for more in range(min(3, _finest(largest) - decimals + 1)):
        if all(part == 0 or _nearest(part, decimals + more) != 0 for part in (low, high)):
            return decimals + more
    return decimals


def p_value(p: float) -> str:
    """A p-value: "p = 0.012", "p = 0.34", "p < 0.001"."""
    if p < 0.001:
        return "p < 0.001"
    return f"p = {p:.3f}" if p < 0.0995 else f"p = {p:.2f}"


# --- places on the axis -------------------------------------------------------------------------


def axis_title(axis: Axis, largest: float) -> str:
    """The title of an axis whose values reach `largest`: "RL FLOPs (EFLOP)", "Step"."""
    label = name(axis.label)
    if axis.kind == "wall_time":
        return f"{label} (UTC)"
    if not axis.unit:
        return f"{label} (unit not logged)" if axis.kind == "flops" else label
    unit = scale(largest, axis.unit)[1]
    if unit in _TOKENS:
        unit = unit.removesuffix("tokens").strip()
    return f"{label} ({unit})" if unit and unit.casefold() != label.casefold() else label


def place(x: float, axis: Axis, grain: float = 0.0, *, largest: float = 0.0) -> str:
    """A place, to follow "at": "2.1 EFLOP", "step 430", "1.2M environment steps".

    Args:
        x: in the unit of the axis.
        axis: that x lies on.
        grain: the distance of neighbouring points; a place is not stated more finely.
        largest: decides the unit's prefix; x itself where it is 0.0.
    """
    if axis.kind == "wall_time":
        return _clock(x, grain)
    if axis.kind in _COUNTED:
        return f"{_COUNTED[axis.kind]} {_row_label(x, grain)}"
    text, unit = _position(x, axis, grain, largest or x)
    return _named(text, unit, axis)


def stretch(
    span: tuple[float, float], axis: Axis, grain: float = 0.0, *, largest: float = 0.0
) -> str:
    """A stretch with its preposition: "between steps 120 and 430", "between 1.2 and 2.1 EFLOP"."""
    first, last = span
    start, end = (place(x, axis, grain, largest=largest or last) for x in span)
    if start == end:
        return f"at {end}"
    if axis.kind == "wall_time":
        return f"between {start} and {end}"
    if axis.kind in _COUNTED:
        noun = plural(_COUNTED[axis.kind])
        return f"between {noun} {_row_label(first, grain)} and {_row_label(last, grain)}"
    return f"between {_position(first, axis, grain, largest or last)[0]} and {end}"


def distance(length: float, axis: Axis, grain: float = 0.0, *, largest: float = 0.0) -> str:
    """A length on the axis: "310 steps", "0.9 EFLOP"."""
    if axis.kind == "wall_time":
        return quantity(length, "s")
    if axis.kind in _COUNTED:
        text = _row_label(length, grain)
        noun = _COUNTED[axis.kind]
        return f"{text} {noun if text == '1' else plural(noun)}"
    text, unit = _position(length, axis, grain, largest or length)
    return _named(text, unit, axis)


def at(x: float, subject: Subject) -> str:
    """`place` on the subject's axis."""
    return place(x, subject.axis, subject.grain, largest=subject.largest)


def over(span: tuple[float, float], subject: Subject) -> str:
    """`stretch` on the subject's axis."""
    return stretch(span, subject.axis, subject.grain, largest=subject.largest)


def width(length: float, subject: Subject) -> str:
    """`distance` on the subject's axis."""
    return distance(length, subject.axis, subject.grain, largest=subject.largest)


def times(count: int) -> str:
    """How often: "once", "twice", "three times", "12 times"."""
    words = {1: "once", 2: "twice", 3: "three times", 4: "four times", 5: "five times"}
    return words.get(count, f"{count:,} times")


def _row_label(x: float, grain: float) -> str:
    if x == round(x) and abs(x) < _EXACT_TO:
        return f"{int(x):,}"
    return _rounded(x, _place_decimals(x, grain), trim=True)


def _position(x: float, axis: Axis, grain: float, largest: float) -> tuple[str, str]:
    unit = "tokens" if axis.kind == "env_steps" else axis.unit
    divisor, unit = scale(largest, unit)
    decimals = _place_decimals(largest / divisor, grain / divisor)
    if _nearest(x / divisor, decimals) == 0:
        decimals = max(decimals, min(_decimals(x / divisor, None), decimals + 2))
    return _rounded(x / divisor, decimals, trim=True), unit


def _place_decimals(largest: float, grain: float) -> int:
    """No finer than the grain, and no more digits than a reader uses."""
    whole = math.floor(math.log10(abs(largest))) + 1 if largest else 1
    most = max(_DIGITS - whole, 0)
    return most if not 0 < grain < math.inf else min(-math.floor(math.log10(grain)), most)


def _named(text: str, unit: str, axis: Axis) -> str:
    if axis.kind == "env_steps":
        return f"{_united(text, unit).removesuffix('tokens').strip()} environment steps"
    if unit:
        return _united(text, unit)
    return f"{text} on the {phrase(axis.label)} axis"


def _clock(x: float, grain: float) -> str:
    try:
        moment = datetime.fromtimestamp(x, UTC)
    except (ValueError, OverflowError, OSError):
        return number(x)
    return moment.strftime("%Y-%m-%d %H:%M" if grain >= 60 else "%Y-%m-%d %H:%M:%S") + " UTC"


# --- words --------------------------------------------------------------------------------------


def name(text: str, length: int = _NAME_LENGTH) -> str:
    """A user's name, safe to show: one line, nothing invisible, cut to `length` characters."""
    visible = "".join(
        character
        for character in " ".join(text.split())
        if unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
    )
    visible = " ".join(visible.split()) or "(unnamed)"
    return visible if len(visible) <= length else visible[: length - 1].rstrip() + "…"


def path(text: str, length: int = 2 * _NAME_LENGTH) -> str:
    """A path, safe to show: cut at its front, so that the file's own name stays."""
    shown = name(text, length=sys.maxsize)
    if len(shown) <= length:
        return shown
    folders, slash, file = shown.rpartition("/")
    if len(file) + 2 > length:
        return f"…{shown[1 - length :]}"
    return f"…{folders[len(file) + 2 - length :]}{slash}{file}" if slash else f"…{file}"


def refusal(refused: Refusal) -> str:
    """Which file was not read, or only in part, why, and what to do."""
    read = "was read in part" if _PARTLY.search(refused.reason) else "was not read"
    join = ": it" if refused.reason[:1].islower() else "."
    return f"{path(refused.path)} {read}{join} {refused.reason} {refused.advice}".strip()


def phrase(label: str) -> str:
    """A label in the middle of a sentence: "training accuracy", but "KL divergence", "ep_len"."""
    shown = name(label)
    word = shown.split()[0]
    plain = word.isalpha() and word[1:].islower() and not set(shown) & set("_/")
    return shown[:1].lower() + shown[1:] if plain else shown


def inside(subject: Subject) -> str:
    """The subject in the middle of a sentence: "training accuracy", "reward in run-3", "it"."""
    if subject.told:
        return "it"
    within = f" in {name(subject.run)}" if subject.run else ""
    return phrase(subject.meaning.label) + within


def opening(subject: Subject) -> str:
    """How a sentence about the subject begins: "Training accuracy", "In run-3, reward", "It"."""
    if subject.told:
        return "It"
    if subject.run:
        return f"In {name(subject.run)}, {phrase(subject.meaning.label)}"
    return name(subject.meaning.label)


def owner(subject: Subject, noun: str) -> str:
    """What belongs to the subject, to begin a sentence: "The scatter of reward", "Its scatter"."""
    return f"Its {noun}" if subject.told else f"The {noun} of {inside(subject)}"


def plural(noun: str) -> str:
    """The plural of a noun, or of the last word of a phrase."""
    before, _, last = noun.rpartition(" ")
    if last in _IRREGULAR:
        last = _IRREGULAR[last]
    elif last.endswith(("s", "x", "z", "ch", "sh")):
        last += "es"
    elif last.endswith("y") and last[-2:-1] not in set("aeiou"):
        last = last[:-1] + "ies"
    else:
        last += "s"
    return f"{before} {last}".strip()


def count(n: int, noun: str) -> str:
    """A number of things: "no dips", "1 dip", "1,200 points"."""
    if n == 0:
        return f"no {plural(noun)}"
    return f"{n:,} {noun if n == 1 else plural(noun)}"


def listing(items: Sequence[str]) -> str:
    """Items as in a sentence: "a", "a and b", "a, b and c"."""
    *others, last = items or [""]
    return f"{', '.join(others)} and {last}" if others else last


def a(text: str) -> str:
    """The text with its indefinite article: "a dip", "an outlier", "an 8% rise"."""
    eleven = re.match(r"(11|18)(?![\d,])", text) is not None
    vowel = text[:1].lower() in set("aeio8") or eleven
    return f"{'an' if vowel else 'a'} {text}"


def capitalised(text: str) -> str:
    """The text with its first letter in upper case."""
    return text[:1].upper() + text[1:]
