"""Places and lengths on the horizontal axis."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import numpy as np

from rlreport.texts import plural
from rlreport.values import Axis, Estimate, FloatArray
from rlreport.wording.estimates import estimate
from rlreport.wording.numbers import (
    DIGITS,
    TOKENS,
    decimals_of,
    nearest,
    number,
    quantity,
    rounded,
    scale,
    united,
)
from rlreport.wording.words import name, phrase

_EXACT_TO = 1e6  # whole steps below this are logged row labels, and stated as logged
_VAGUE = 1_000  # steps of an interval from which single ones say nothing
_MOST = 20_000  # distances, evenly spread, whose median is exact enough for rounding
_NEAR_ZERO = 0.01  # share of the axis below which a place has a unit of its own: 500, not 5e-4M
_TIGHT = {unit: unit.removesuffix(" tokens") for unit in TOKENS if unit != "tokens"}
_COUNTED = {"step": "step", "episodes": "episode", "epoch": "epoch", "row": "row"}
_STEPS = {"iteration", "update", "generation", "round", "batch"}
"""What steps are called where the title of their axis calls them so."""


@dataclass(frozen=True, kw_only=True)
class Ruler:
    """How places on an axis are stated: all in one unit, none more finely than the points lie.

    Attributes:
        axis: that the places lie on.
        grain: the median distance of neighbouring x; of very many, of some.
        largest: the greatest distance of x from zero.
    """

    axis: Axis
    grain: float
    largest: float

    @classmethod
    def along(cls, axis: Axis, x: FloatArray) -> Ruler:
        """The ruler for places `x` `(n,)`, in order, n >= 0."""
        every = x.size // _MOST + 1
        return cls(
            axis=axis,
            grain=float(np.median(x[1::every] - x[:-1:every])) if x.size > 1 else 0.0,
            largest=float(np.abs(x[[0, -1]]).max()) if x.size else 0.0,
        )

    def at(self, x: float) -> str:
        """`place` on the axis."""
        return place(x, self.axis, self.grain, largest=self.largest)

    def tick(self, x: float) -> str:
        """`place` as short as beside a control that names its axis: "430", "2.1 EFLOP"."""
        if self.axis.kind == "wall_time":
            return _clock(x, self.grain).removesuffix(" UTC")
        if self.axis.kind in _COUNTED:
            return _row_label(x, self.grain)
        said = united(*_position(x, self.axis, self.grain, self.largest or x))
        return said.removesuffix("tokens").rstrip() if self.axis.kind == "env_steps" else said

    def over(self, span: tuple[float, float]) -> str:
        """`stretch` on the axis."""
        return stretch(span, self.axis, self.grain, largest=self.largest)


def axis_title(axis: Axis, largest: float) -> str:
    """The title of an axis whose values reach `largest`: "RL FLOPs (EFLOP)", "Step"."""
    label = name(axis.label)
    if axis.kind == "wall_time":
        return f"{label} (UTC)"
    if not axis.unit:
        return f"{label} (unit not logged)" if axis.kind == "flops" else label
    unit = scale(largest, axis.unit)[1]
    if unit in TOKENS:
        unit = unit.removesuffix("tokens").strip()
    return f"{label} ({unit})" if unit and unit.casefold() != label.casefold() else label


def counted(axis: Axis) -> str:
    """What an axis counts, one of them: "step", "iteration", "episode"."""
    called = axis.label.casefold()
    return called if axis.kind == "step" and called in _STEPS else _COUNTED[axis.kind]


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
        return f"{counted(axis)} {_row_label(x, grain)}"
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
        noun = plural(counted(axis))
        return f"between {noun} {_row_label(first, grain)} and {_row_label(last, grain)}"
    if not axis.unit and axis.kind != "env_steps":
        number_of = f"{phrase(axis.label)} "
        return f"between {start} and {end.removeprefix(number_of)}"
    text, unit = _position(first, axis, grain, largest or last)
    if unit != _position(last, axis, grain, largest or last)[1]:
        return f"between {start if first else 0} and {end}"
    return f"between {text}{_TIGHT.get(unit, '')} and {end}"


def distance(length: float, axis: Axis, grain: float = 0.0, *, largest: float = 0.0) -> str:
    """A length on the axis: "310 steps", "0.9 EFLOP"."""
    if axis.kind == "wall_time":
        return quantity(length, "s")
    if axis.kind in _COUNTED:
        text = _row_label(length, grain)
        noun = counted(axis)
        return f"{text} {noun if text == '1' else plural(noun)}"
    text, unit = _position(length, axis, grain, largest or length)
    if not axis.unit and axis.kind != "env_steps":
        return f"{text} in {phrase(axis.label)}"
    return _named(text, unit, axis)


def marked(e: Estimate, axis: Axis, largest: float = 0.0) -> str:
    """A place with its interval, to follow "at": "step 62 [55, 70]", "0.49 ZFLOP [0.45, 0.55]"."""
    if axis.kind == "wall_time":
        grain = e.high - e.low
        return f"{_clock(e.value, grain)} [{_clock(e.low, grain)}, {_clock(e.high, grain)}]"
    if axis.kind in _COUNTED:
        return f"{counted(axis)} {_counts(e, axis)}"
    if axis.kind == "env_steps" or axis.unit:
        return spanned(e, axis, largest)
    return f"{phrase(axis.label)} {estimate(e)}"


def spanned(e: Estimate, axis: Axis, largest: float = 0.0) -> str:
    """A length with its interval: "310 steps [280, 350]", "0.9 ZFLOP [0.5, 2.0]".

    Args:
        e: in the unit of the axis.
        axis: that it is measured on.
        largest: of the places on a time axis, decides between seconds, hours and days.
    """
    if axis.kind == "env_steps":
        return estimate(replace(e, unit="tokens")).replace(" tokens", " environment steps")
    if axis.unit == "s":
        divisor, unit = scale(largest or e.high, "s")
        low, value, high = (part / divisor for part in (e.low, e.value, e.high))
        return estimate(replace(e, low=low, value=value, high=high, unit=unit))
    if axis.unit or axis.kind == "wall_time":
        return estimate(replace(e, unit=axis.unit or "s"))
    if axis.kind in _COUNTED:
        number_alone, space, interval = estimate(replace(e, unit="")).partition(" ")
        noun = counted(axis)
        return f"{number_alone} {noun if number_alone == '1' else plural(noun)}{space}{interval}"
    number_alone, space, interval = estimate(replace(e, unit="")).partition(" ")
    return f"{number_alone} in {phrase(axis.label)}{space}{interval}"


def _counts(e: Estimate, axis: Axis) -> str:
    """A place on a counted axis: of whole steps, rows and episodes the nearest, if that is few."""
    if axis.kind == "epoch" or abs(e.high) >= _EXACT_TO or e.high - e.low >= _VAGUE:
        return estimate(replace(e, unit=""))
    low, value, high = (f"{round(part):,}" for part in (e.low, e.value, e.high))
    return value if low == high else f"{value} [{low}, {high}]"


def _row_label(x: float, grain: float) -> str:
    if x == round(x) and abs(x) < _EXACT_TO:
        return f"{int(x):,}"
    return rounded(x, _place_decimals(x, grain), trim=True)


def _position(x: float, axis: Axis, grain: float, largest: float) -> tuple[str, str]:
    unit = "tokens" if axis.kind == "env_steps" else axis.unit
    if x == 0 and unit == "tokens":
        return "0", unit  # of thousands too
    if abs(x) < _NEAR_ZERO * abs(largest):
        largest = x or largest
        grain = min(grain, abs(x) / 10)
    divisor, unit = scale(largest, unit)
    decimals = _place_decimals(largest / divisor, grain / divisor)
    if nearest(x / divisor, decimals) == 0:
        decimals = max(decimals, min(decimals_of(x / divisor, None), decimals + 2))
    return rounded(x / divisor, decimals, trim=True), unit


def _place_decimals(largest: float, grain: float) -> int:
    """No finer than the grain, and no more digits than a reader uses."""
    whole = math.floor(math.log10(abs(largest))) + 1 if largest else 1
    most = max(DIGITS - whole, 0)
    return most if not 0 < grain < math.inf else min(-math.floor(math.log10(grain)), most)


def _named(text: str, unit: str, axis: Axis) -> str:
    if axis.kind == "env_steps":
        short = _TIGHT.get(unit, "")
        return f"{text}{short} environment step{'' if text + short == '1' else 's'}"
    return united(text, unit) if unit else f"{phrase(axis.label)} {text}"


def _clock(x: float, grain: float) -> str:
    try:
        moment = datetime.fromtimestamp(x, UTC)
    except (ValueError, OverflowError, OSError):
        return number(x)
    return moment.strftime("%Y-%m-%d %H:%M" if grain >= 60 else "%Y-%m-%d %H:%M:%S") + " UTC"
