"""A surge: a peak (a certain rise that a certain fall follows), or a late, steep, certain rise.

The steep rise is the founding figure's "surge to 13.8": one certain rise that carries at least half
of the range of the whole level, with the middle 80% of it inside 40% of the axis (the 10-90% rise
time of signal processing), and that comes after a stretch of at least a tenth of the axis.
"""

from __future__ import annotations

import numpy as np

from rlreport import synthetic
from rlreport.observe import Rule
from rlreport.observe._facts import (
    change_between,
    exact,
    level_at,
    observation,
    relative_change,
    share_of_range,
    stretch,
)
from rlreport.observe._turns import middle_of_rise, turns, width_at_half
from rlreport.values import Curve, Estimate, Evidence, Move, Observation
from rlreport.wording import Subject, at, estimate, opening, over, relative, size, width

_FLOOR = 0.05  # share of the level's range below which a peak is not worth a sentence
_LARGE = 0.5  # share of the level's range that a steep rise carries
_SHORT = 0.4  # share of the axis that the middle 80% of a steep rise takes
_LATE = 0.1  # share of the axis that lies before it


def detect(evidence: Evidence) -> list[Observation]:
    """Peaks (`words["shape"]` is "peak") and steep late rises ("steep"), in the order of x."""
    rows = turns(evidence)
    followers = [*evidence.moves[1:], None]
    found = []
    for index, (rise, fall) in enumerate(zip(evidence.moves, followers, strict=False)):
        if rise.sign < 0:
            continue
        first, last = rows[index : index + 2]
        if fall is not None and _share(evidence, last, rows[index + 2]) >= _FLOOR:
            found.append(_peak(evidence, (first, last, rows[index + 2]), (rise, fall)))
        elif _steep(evidence, first, last):
            found.append(_steep_rise(evidence, first, last, rise.p_value))
    return [surge for surge in found if surge.strength >= _FLOOR]


def _share(evidence: Evidence, first: int, last: int) -> float:
    level = evidence.trend.level
    return share_of_range(evidence, float(level[last]) - float(level[first]))


def _peak(evidence: Evidence, rows: tuple[int, int, int], moves: tuple[Move, Move]) -> Observation:
    before, top, after = rows
    curve = evidence.trend.curve
    shoulder = max(before, after, key=lambda row: evidence.trend.level[row])
    height = change_between(evidence, shoulder, top)
    wide = width_at_half(evidence, before, top, after)
    return observation(
        evidence,
        "surge",
        direction="up",
        x=float(curve.x[top]),
        strength=share_of_range(evidence, height.value),
        significant=True,
        p_value=max(move.p_value for move in moves),
        estimates={
            "top": level_at(evidence, top),
            "size": height,
            "width": exact(wide, curve.axis.unit),
        },
        words={"shape": "peak"},
        **stretch(evidence, before, after),
    )


def _steep(evidence: Evidence, first: int, last: int) -> bool:
    start, end = middle_of_rise(evidence, first, last)
    x = evidence.trend.curve.x
    whole = x[-1] - x[0]
    return bool(
        _share(evidence, first, last) >= _LARGE
        and x[end] - x[start] <= _SHORT * whole
        and x[start] - x[0] >= _LATE * whole
        and not np.isin(evidence.steps, np.arange(start - 1, end + 1)).any()
    )


def _steep_rise(evidence: Evidence, first: int, last: int, p_value: float) -> Observation:
    start, end = middle_of_rise(evidence, first, last)
    bottom, top = level_at(evidence, first), level_at(evidence, last)
    share = relative_change(top, bottom)
    return observation(
        evidence,
        "surge",
        direction="up",
        x=float(evidence.trend.curve.x[last]),
        strength=_share(evidence, first, last),
        significant=True,
        p_value=p_value,
        estimates={
            "bottom": bottom,
            "top": top,
            "size": change_between(evidence, first, last),
            **({"relative": share} if isinstance(share, Estimate) else {}),
        },
        words={"shape": "steep"},
        **stretch(evidence, start, end),
    )


def say(observation: Observation, subject: Subject) -> str:
    """Where the level surged, from what to what, or how high and wide the peak is."""
    return (_say_peak if observation.words["shape"] == "peak" else _say_steep)(observation, subject)


def _say_peak(observation: Observation, subject: Subject) -> str:
    assert observation.x is not None
    facts = observation.estimates
    where = at(observation.x, subject)
    wide = width(facts["width"].value, subject)
    return (
        f"{opening(subject)} peaked at {estimate(facts['top'])} at {where}, {size(facts['size'])} "
        f"above the higher of its two shoulders and {wide} wide at half height."
    )


def _say_steep(observation: Observation, subject: Subject) -> str:
    assert observation.span is not None
    facts = observation.estimates
    share = f", {relative(facts['relative'])}" if "relative" in facts else ""
    where = over(observation.span, subject)
    return (
        f"{opening(subject)} surged from {estimate(facts['bottom'])} to {estimate(facts['top'])}"
        f"{share}, most of it {where}."
    )


def plant(rng: np.random.Generator) -> tuple[Curve, ...]:
    """A hump, and a shallow dip with a steep rise behind it."""
    signals = ("hump", "u_surge")
    return tuple(synthetic.make(signal, n=400, sd=0.05, rng=rng).curve for signal in signals)


RULE = Rule(kinds=("surge",), scope="curve", detect=detect, say=say, plant=plant)
