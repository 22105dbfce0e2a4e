"""A surge: a peak (a certain rise that a certain fall follows), or a late, steep, certain rise.

The steep rise is the founding figure's "surge to 13.8"; `_turns.steep` defines it.
"""

from __future__ import annotations

import numpy as np

from rlreport import synthetic
from rlreport.observe import Rule
from rlreport.observe._facts import (
    change_between,
    exact,
    excludes_zero,
    level_at,
    observation,
    relative_change,
    share_of_range,
    stretch,
)
from rlreport.observe._turns import (
    ended,
    ends_on_the_way_back,
    has_step,
    is_turn,
    middle_of_move,
    share_between,
    steep,
    turns,
    width_at_half,
)
from rlreport.values import Curve, Estimate, Evidence, Move, Observation
from rlreport.wording import Subject, at, estimate, opening, over, p_value, size, width

_FLOOR = 0.05  # share of the level's range below which a peak is not worth a sentence


def detect(evidence: Evidence) -> list[Observation]:
    """Peaks and steep late rises, in the order of x.

    `words["shape"]` is "peak", "steep", or "turn" where the whole curve rises and then falls;
    "before" and "after" are the ends of a turn, and `words["ended"]` is "above", "below" or "about"
    for the second against the first. It is "late" where the curve rises, and falls by
    less from its highest place to its end.
    """
    rows = turns(evidence)
    followers = [*evidence.moves[1:], None]
    found = []
    for index, (rise, fall) in enumerate(zip(evidence.moves, followers, strict=False)):
        if rise.sign < 0:
            continue
        first, last = rows[index : index + 2]
        if fall is not None and _highest_from(evidence, last):
            found.append(_peak(evidence, (first, last, rows[index + 2]), (rise, fall)))
        elif _new_height(evidence, first, last) and not has_step(evidence, first, last):
            found.append(_steep_rise(evidence, first, last, rise.p_value))
    return [
        surge
        for surge in found
        if surge.strength >= _FLOOR and excludes_zero(surge.estimates["size"])
    ]


def _highest_from(evidence: Evidence, row: int) -> bool:
    """Whether the level never comes higher again: else the peak is only the shoulder of a dip."""
    return bool(evidence.trend.level[row] >= np.nanmax(evidence.trend.level[row:]))


def _new_height(evidence: Evidence, first: int, last: int) -> bool:
    """Whether a rise is steep, and most of it goes beyond all that was before it."""
    level = evidence.trend.level / 2
    before = np.nanmax(level[: first + 1])
    gained = level[last] - before >= (level[last] - level[first]) / 2
    return bool(gained) and steep(evidence, first, last)


def _peak(evidence: Evidence, rows: tuple[int, int, int], moves: tuple[Move, Move]) -> Observation:
    before, top, after = rows
    curve = evidence.trend.curve
    shoulder = max(before, after, key=lambda row: evidence.trend.level[row])
    height = change_between(evidence, shoulder, top)
    wide = width_at_half(evidence, before, top, after)
    strength = share_of_range(evidence, height.value)
    turned = is_turn(evidence, before, strength, back=shoulder == after)
    late = not turned and ends_on_the_way_back(evidence, top, after)
    return observation(
        evidence,
        "surge",
        direction="up",
        x=float(curve.x[top]),
        strength=strength,
        significant=True,
        p_value=max(move.p_value for move in moves),
        estimates={
            "top": level_at(evidence, top),
            "size": height,
            "width": exact(wide, curve.axis.unit),
            "before": level_at(evidence, before),
            "after": level_at(evidence, after),
        },
        words={
            "shape": "turn" if turned else "late" if late else "peak",
            **({"ends": "back"} if turned or late else {}),
            **({"ended": ended(evidence, before, after)} if turned else {}),
        },
        **stretch(evidence, before, after),
    )


def _steep_rise(evidence: Evidence, first: int, last: int, p_value: float) -> Observation:
    start, end = middle_of_move(evidence, first, last)
    bottom, top = level_at(evidence, first), level_at(evidence, last)
    share = relative_change(evidence, first, last)
    return observation(
        evidence,
        "surge",
        direction="up",
        x=float(evidence.trend.curve.x[last]),
        strength=share_between(evidence, first, last),
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
    how = {"peak": _say_peak, "turn": _say_turn, "late": _say_late, "steep": _say_steep}
    return how[observation.words["shape"]](observation, subject)


def _say_turn(observation: Observation, subject: Subject) -> str:
    assert observation.x is not None
    facts = observation.estimates
    tested = p_value(observation.p_value or 0.0)
    return (
        f"{opening(subject)} rose from {estimate(facts['before'])} to {estimate(facts['top'])} at "
        f"{at(observation.x, subject)} and then fell to {estimate(facts['after'])} ({tested})."
    )


def _say_late(observation: Observation, subject: Subject) -> str:
    assert observation.x is not None
    facts, where = observation.estimates, at(observation.x, subject)
    return (
        f"{opening(subject)} was highest at {estimate(facts['top'])} at {where} and fell by "
        f"{size(facts['size'])} from there to its end ({p_value(observation.p_value or 0.0)})."
    )


def _say_peak(observation: Observation, subject: Subject) -> str:
    assert observation.x is not None
    facts = observation.estimates
    where, tested = at(observation.x, subject), p_value(observation.p_value or 0.0)
    wide = facts["width"].value
    at_half = f" and {width(wide, subject)} wide at half height" if wide > 0 else ""
    return (
        f"{opening(subject)} peaked at {estimate(facts['top'])} at {where}, {size(facts['size'])} "
        f"above its higher shoulder{at_half} ({tested})."
    )


def _say_steep(observation: Observation, subject: Subject) -> str:
    assert observation.span is not None
    facts = observation.estimates
    where, tested = over(observation.span, subject), p_value(observation.p_value or 0.0)
    return (
        f"{opening(subject)} surged from {estimate(facts['bottom'])} to {estimate(facts['top'])}, "
        f"most of it {where} ({tested})."
    )


def plant(rng: np.random.Generator) -> tuple[Curve, ...]:
    """A hump, and a shallow dip with a steep rise behind it."""
    signals = ("hump", "u_surge")
    return tuple(synthetic.make(signal, n=400, sd=0.05, rng=rng).curve for signal in signals)


RULE = Rule(kinds=("surge",), scope="curve", detect=detect, say=say, plant=plant, on_groups=True)
