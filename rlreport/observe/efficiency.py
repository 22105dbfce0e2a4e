"""Efficiency: what a unit of the axis gains, and whether later units gain less than earlier."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from rlreport import synthetic
from rlreport.observe import Rule
from rlreport.observe._approach import improvement
from rlreport.observe._facts import (
    change_between,
    ends,
    exact,
    interval,
    level_at,
    observation,
    whole,
)
from rlreport.observe._pace import halving
from rlreport.values import Axis, Curve, Estimate, Evidence, Observation
from rlreport.wording import (
    Subject,
    at,
    counted,
    difference,
    marked,
    number,
    opening,
    owner,
    plural,
    scale,
    size,
)

_SPELLED = {"d": "day", "h": "hour", "min": "minute", "s": "second"}
_STEPS = ("step", "env_steps", "episodes")
_CHANGED = {
    "slowing": "slowed down",
    "reversing": "was over before the end",
    "speeding": "was faster later on",
    "turning": "came after the middle of the curve",
}
_OFF = 0.05  # share of the axis by which the border of its halves is off where a gap is
_SHORTEST = 1e-9  # share of the axis that a half has at least: the last point may lie far behind
_SAME = 1e-6  # of the change: by less, halves of a curve without noise differ by rounding alone
_TURNED = ("reversing", "turning")
_PER_STEPS = (1e6, 1e3, 100.0)


def detect(evidence: Evidence) -> list[Observation]:
    """At most one observation, on curves that improve and whose axis counts some cost.

    x is where half of the whole change had been made; the estimate "halved" is the x at which the
    pace was half of its greatest (see `_pace`), where that can be told. `words["course"]` is
    "slowing", "reversing", "speeding", "turning" or "even": the pace over the first half of the
    curve against that over the second, which go opposite ways where it reverses or turns. The
    estimate "border" is the x between them where a gap lies in the middle of the axis.
    `words["way"]` is "one" where the curve goes one way only.
    """
    change = improvement(evidence)
    if change is None:
        return []
    curve = evidence.trend.curve
    first, last = ends(evidence)
    per = _per(curve.axis, float(curve.x[last] - curve.x[first]))
    if per is None:
        return []
    unit, name = per
    length = float(curve.x[last] - curve.x[first]) / unit
    middle = int(np.searchsorted(curve.x, (curve.x[first] + curve.x[last]) / 2))
    halves = [change_between(evidence, first, middle), change_between(evidence, middle, last)]
    share = float((curve.x[middle] - curve.x[first]) / (curve.x[last] - curve.x[first]))
    border = {} if abs(share - 0.5) < _OFF else {"border": exact(float(curve.x[middle]))}
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
            estimates={
                "rate": rate,
                "first": halves[0],
                "second": halves[1],
                **_halved(evidence, change),
                **border,
            },
            words={
                "course": _course(change, *halves, share=share),
                "per": name,
                "way": "one" if _one_way(evidence) else "there and back",
            },
            **whole(evidence),
        )
    ]


def _halved(evidence: Evidence, change: Estimate) -> dict[str, Estimate]:
    """The x at which the pace was half of its greatest, where that is one place.

    Not behind a dip: there the greatest pace is that of the way out of it. Not of groups: between
    runs the places differ more than the noise of their centre says.
    """
    if not _one_way(evidence) or evidence.trend.method.name != "auto":
        return {}
    halved = halving(evidence, float(np.sign(change.value)))
    return {} if halved is None else {"halved": halved}


def _one_way(evidence: Evidence) -> bool:
    """Whether all certain moves go the same way."""
    return len({move.sign for move in evidence.moves}) <= 1


def _per(axis: Axis, length: float) -> tuple[float, str] | None:
    """The unit of cost that rates are stated for, in the axis unit, and its name."""
    if axis.kind in _STEPS:
        one = "environment step" if axis.kind == "env_steps" else counted(axis)
        steps = next((many for many in _PER_STEPS if length >= many), 1.0)
        if steps == 1.0:
            return (steps, one) if length > 0 else None
        many = "million" if steps == _PER_STEPS[0] else number(steps)
        return steps, f"{many} {plural(one)}"
    if axis.kind in {"flops", "tokens", "relative_time"} and axis.unit and length > 0:
        divisor, unit = scale(length, axis.unit)
        return divisor, _SPELLED.get(unit, unit)
    return None


def _half_way(evidence: Evidence, first: int, last: int) -> float:
    start, end = (level_at(evidence, row).value / 2 for row in (first, last))
    half = start + (end - start) / 2
    beyond = (evidence.trend.level[first : last + 1] / 2 - half) * np.sign(end - start) >= 0
    return float(evidence.trend.curve.x[first + int(np.argmax(beyond))])


def _course(change: Estimate, first: Estimate, second: Estimate, *, share: float) -> str:
    """How the paces of both halves compare; the first one takes that share of the axis."""
    sign = 1 if change.value > 0 else -1
    lengths = (share, 1 - share)
    one, two = (
        sorted(sign * part / max(length, _SHORTEST) for part in (half.low, half.high))
        for half, length in zip((first, second), lengths, strict=True)
    )
    least = _SAME * abs(change.value)
    if one[0] > two[1] + least:
        return "reversing" if two[1] < 0 else "slowing"
    if two[0] > one[1] + least:
        return "turning" if one[1] < 0 else "speeding"
    return "even"


def _unevenness(change: Estimate, first: Estimate, second: Estimate) -> float:
    return min(1.0, abs(first.value / change.value - second.value / change.value))


def say(observation: Observation, subject: Subject) -> str:
    """The mean gain per unit, how the halves compare, and where its pace had halved."""
    facts = observation.estimates
    noun, verb = ("rise", "rose") if observation.direction == "up" else ("fall", "fell")
    per = observation.words["per"]
    rate = f"{_rate(facts['rate'], per)} per {per}"
    even = observation.words["course"] == "even"
    half = _milestone(observation, subject, f"the {noun}" if even else "it")
    if even:
        way = f", and {half}" if half else ""
        return (
            f"{opening(subject)} {verb} by {rate} on average; no difference in pace between the "
            f"halves of the curve could be established{way}."
        )
    parts = "over the first half of the curve", "over the second"
    if "border" in facts:
        border = at(facts["border"].value, subject)
        parts = f"up to {border}", "from there on"
    return (
        f"{owner(subject, noun)} {_CHANGED[observation.words['course']]}: "
        f"{difference(facts['first'])} {parts[0]}, {difference(facts['second'])} {parts[1]}; "
        f"{f'{half}; ' if half else ''}the average is {rate}."
    )


def _milestone(observation: Observation, subject: Subject, way: str) -> str:
    """Where the pace had halved, or else where half of the way had been gone, if but once."""
    assert observation.x is not None
    if observation.words.get("way", "one") != "one" or observation.words["course"] in _TURNED:
        return ""
    halved = observation.estimates.get("halved")
    if halved is None or observation.words["course"] != "slowing":
        return f"half of {way} had been made by {at(observation.x, subject)}"
    where = marked(halved, subject.axis, subject.largest)
    return f"over eighths of the curve, its pace was down to half of its greatest at {where}"


def _rate(rate: Estimate, per: str) -> str:
    return size(replace(rate, unit=rate.unit.removesuffix(f"per {per}").strip()))


def plant(rng: np.random.Generator) -> tuple[Curve, ...]:
    """A line."""
    return (synthetic.make("linear", n=200, sd=0.05, rng=rng).curve,)


RULE = Rule(
    kinds=("efficiency",), scope="curve", detect=detect, say=say, plant=plant, on_groups=True
)
