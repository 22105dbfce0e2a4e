"""Efficiency: what a unit of the axis gains, and whether later units gain less than earlier."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from rlreport import synthetic
from rlreport.observe import Rule
from rlreport.observe._facts import (
    change_between,
    ends,
    excludes_zero,
    interval,
    level_at,
    observation,
    whole,
)
from rlreport.values import Axis, Curve, Estimate, Evidence, Observation
from rlreport.wording import Subject, at, difference, number, opening, owner, scale, size

_STEPS = {"step": "steps", "env_steps": "environment steps", "episodes": "episodes"}
_PER_STEPS = (1e6, 1e3, 100.0)


def detect(evidence: Evidence) -> list[Observation]:
    """At most one observation, on curves that rise or fall and whose axis counts some cost.

    x is where half of the whole change had been made. `words["course"]` is "slowing", "speeding"
    or "even": the change over the first half of the axis against that over the second.
    """
    curve = evidence.trend.curve
    if evidence.verdict != "found" or curve.meaning.better == "neither":
        return []
    first, last = ends(evidence)
    change = change_between(evidence, first, last)
    per = _per(curve.axis, float(curve.x[last] - curve.x[first]))
    if per is None or not excludes_zero(change):
        return []
    if (change.value > 0) != (curve.meaning.better == "higher"):
        return []
    unit, name = per
    length = float(curve.x[last] - curve.x[first]) / unit
    middle = int(np.searchsorted(curve.x, (curve.x[first] + curve.x[last]) / 2))
    halves = [change_between(evidence, first, middle), change_between(evidence, middle, last)]
    rate = interval(
        *(part / length for part in (change.value, change.low, change.high)),
        unit=f"{change.unit} per {name}".strip(),
        method="change over the length of the axis",
    )
    return [
        observation(
            evidence,
            "efficiency",
            direction="up" if change.value > 0 else "down",
            x=_half_way(evidence, first, last),
            strength=_unevenness(change, *halves),
            significant=True,
            p_value=evidence.p_value,
            estimates={"rate": rate, "first": halves[0], "second": halves[1]},
            words={"course": _course(change, *halves), "per": name},
            **whole(evidence),
        )
    ]


def _per(axis: Axis, length: float) -> tuple[float, str] | None:
    """The unit of cost that rates are stated for, in the axis unit, and its name."""
    if axis.kind in _STEPS:
        steps = next((many for many in _PER_STEPS if length >= many), 1.0)
        if steps == 1.0:
            return (steps, _STEPS[axis.kind].removesuffix("s")) if length > 0 else None
        many = "million" if steps == _PER_STEPS[0] else number(steps)
        return steps, f"{many} {_STEPS[axis.kind]}"
    if axis.kind in {"flops", "tokens", "relative_time"} and axis.unit and length > 0:
        divisor, unit = scale(length, axis.unit)
        return divisor, unit
    return None


def _half_way(evidence: Evidence, first: int, last: int) -> float:
    start, end = (level_at(evidence, row).value / 2 for row in (first, last))
    half = start + (end - start) / 2
    beyond = (evidence.trend.level[first : last + 1] / 2 - half) * np.sign(end - start) >= 0
    return float(evidence.trend.curve.x[first + int(np.argmax(beyond))])


def _course(change: Estimate, first: Estimate, second: Estimate) -> str:
    sign = 1 if change.value > 0 else -1
    one, two = (sorted((sign * part.low, sign * part.high)) for part in (first, second))
    if one[0] > two[1]:
        return "slowing"
    return "speeding" if two[0] > one[1] else "even"


def _unevenness(change: Estimate, first: Estimate, second: Estimate) -> float:
    return min(1.0, abs(first.value / change.value - second.value / change.value))


def say(observation: Observation, subject: Subject) -> str:
    """The mean gain per unit, how the halves compare, and where half of it had been made."""
    assert observation.x is not None
    facts = observation.estimates
    noun, verb = ("rise", "rose") if observation.direction == "up" else ("fall", "fell")
    half = f"half of it had been made by {at(observation.x, subject)}"
    per = observation.words["per"]
    rate = f"{_rate(facts['rate'], per)} per {per}"
    if observation.words["course"] == "even":
        return (
            f"{opening(subject)} {verb} by {rate} on average; no change of pace could be "
            f"established, and {half}."
        )
    changed = "slowed down" if observation.words["course"] == "slowing" else "gathered pace"
    return (
        f"{owner(subject, noun)} {changed}: {difference(facts['first'])} over the first half of "
        f"the axis, {difference(facts['second'])} over the second; {half}; the average is {rate}."
    )


def _rate(rate: Estimate, per: str) -> str:
    return size(replace(rate, unit=rate.unit.removesuffix(f"per {per}").strip()))


def plant(rng: np.random.Generator) -> tuple[Curve, ...]:
    """A line."""
    return (synthetic.make("linear", n=200, sd=0.05, rng=rng).curve,)


RULE = Rule(kinds=("efficiency",), scope="curve", detect=detect, say=say, plant=plant)
