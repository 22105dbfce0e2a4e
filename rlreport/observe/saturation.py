"""Saturation: the ceiling that a curve approaches, and how much more x the next point takes.

A ceiling lies beyond the data, so that it is told only where every course that fits has one, and
all of them agree on it within what was gained so far; see `stats.saturation`. Else it cannot be
told, and only the pace at the end is. The ceiling of a group is the centre of those of its runs,
each of which must have one; its interval is that between runs.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from rlreport import stats, synthetic
from rlreport.evidence import examine
from rlreport.observe import Rule
from rlreport.observe._approach import Approach, approach, if_improving, improvement
from rlreport.observe._facts import (
    difference_unit,
    ends,
    exact,
    interval,
    level_at,
    observation,
    whole,
)
from rlreport.observe._runs import evidence_of, group_observation
from rlreport.stats.seeds import FEWEST_RUNS, centres
from rlreport.values import Curve, Estimate, Evidence, Group, Observation, Trend
from rlreport.wording import (
    Subject,
    count,
    estimate,
    inside,
    opening,
    quantity,
    spanned,
)

_LATE = 1 / 4  # of the points, over which the pace at the end is taken
_FEWEST = 8.0  # independent points
_STEP = 1 / 20  # of what was gained: about how much "the next" is where the unit has no points
_ROUND = (1.0, 2.0, 5.0)
_WHY = {
    "open": "curves that never level off fit the data as well",
    "far": "one further off than all of the way so far fits the data as well",
    "passed": "the end is already beyond the one that fits best",
    "form": "as far as the noise shows, it does not have the form of a curve that levels off",
}
_MANY = 20  # runs
_MOST = {"accuracy": 100.0, "success": 100.0}  # percent that these roles can reach


def detect(evidence: Evidence) -> list[Observation]:
    """At most one observation, on curves that change for the better up to their end.

    "found" with the estimates "ceiling" and "room", from the end to it; "cannot tell" without.
    "step" is the next gain, "pace" how much x it takes at the pace of the last quarter, "course"
    how much on the fitted courses, where these are known. `words["why"]` is a slug for why no
    ceiling can be told.
    """
    change = improvement(evidence)
    if change is None:
        return []
    fitted, pace = approach(evidence), _pace(evidence, change)
    estimates = _ceiling(evidence, fitted)
    known = bool(estimates)
    if not known and pace is None:
        return []
    step = _step(evidence, change)
    estimates["step"] = exact(step, difference_unit(evidence.trend.curve.meaning))
    if pace is not None:
        estimates["pace"] = _time(step, pace, evidence.trend.curve.axis.unit)
    course = fitted.needed(step) if known and fitted is not None else None
    end = level_at(evidence, ends(evidence)[1]).value
    if course is not None and abs(estimates["ceiling"].value - end) > step:  # not beyond it
        estimates["course"] = course
    words = {"side": "ceiling" if change.value > 0 else "floor"}
    return [
        observation(
            evidence,
            "saturation",
            direction="up" if change.value > 0 else "down",
            strength=1 - estimates["room"].high / abs(change.value) if known else 0.0,
            outcome="found" if known else "cannot tell",
            estimates=estimates,
            words=words if known else {**words, "why": _why(fitted, evidence, change)},
            **whole(evidence),
        )
    ]


def of_group(group: Group) -> list[Observation]:
    """The same of a group: "told" of its "runs" have a ceiling, and the centre of these is told.

    Of many runs nobody asks of how many: the first that has none ends the count.
    """
    evidence = evidence_of(group)
    change = improvement(evidence)
    if change is None:
        return []
    many = len(group.members) > _MANY
    ends: list[Approach] = []
    for end in map(_told, group.members):
        if end is not None:
            ends.append(end)
        elif many:
            break
    every = len(ends) == len(group.members)
    facts = {"runs": exact(float(len(group.members)))}
    if every or not many:
        facts["told"] = exact(float(len(ends)))
    found = _between_runs(ends, evidence, change) if every else {}
    words = {"side": "ceiling" if change.value > 0 else "floor"}
    return [
        group_observation(
            group,
            "saturation",
            -1,
            direction="up" if change.value > 0 else "down",
            strength=1 - found["room"].high / abs(change.value) if found else 0.0,
            outcome="found" if found else "cannot tell",
            estimates={**found, **facts},
            words=words if found else {**words, "why": "runs"},
            **whole(evidence),
        )
    ]


def _told(trend: Trend) -> Approach | None:
    """The courses of a run that improves and has a ceiling: the longer tests come last."""
    fitted = if_improving(trend)
    if fitted is None or fitted.ceiling is None or fitted.room is None:
        return None
    return approach(examine(trend.curve, trend))


def _between_runs(
    fits: list[Approach], evidence: Evidence, change: Estimate
) -> dict[str, Estimate]:
    """The centres of the runs' ceilings and of the ways to them; nothing where they disagree."""
    if len(fits) < FEWEST_RUNS:
        return {}
    pairs = [(f.ceiling.value, f.room.value) for f in fits if f.ceiling and f.room]
    centre = centres(np.array(pairs))
    meaning = evidence.trend.curve.meaning
    units = (meaning.unit, difference_unit(meaning))
    ceiling, room = (
        interval(
            float(centre.value[k]),
            float(centre.low[k]),
            float(centre.high[k]),
            unit=units[k],
            method="centre of the runs' own, interval between runs",
        )
        for k in (0, 1)
    )
    room = replace(room, low=min(max(room.low, 0.0), room.value))
    return _told_within_bounds(ceiling, room, evidence, change)


def _is_passed(ceiling: Estimate, evidence: Evidence, change: Estimate) -> bool:
    """Whether the end is known to lie beyond a ceiling, or below a floor."""
    trend = evidence.trend
    if change.value > 0:
        return bool(trend.low[-1] > ceiling.value)
    return bool(trend.high[-1] < ceiling.value)


def _why(fitted: Approach | None, evidence: Evidence, change: Estimate) -> str:
    if fitted is None:
        return "form"
    if fitted.ceiling is not None and _is_passed(fitted.ceiling, evidence, change):
        return "passed"
    return "far" if fitted.courses.bounded else "open"


def _ceiling(evidence: Evidence, fitted: Approach | None) -> dict[str, Estimate]:
    """The ceiling and the way to it, where both are known better than by the way so far."""
    if fitted is None or fitted.ceiling is None or fitted.room is None:
        return {}
    change = improvement(evidence)
    if change is None:
        return {}
    return _told_within_bounds(fitted.ceiling, fitted.room, evidence, change)


def _told_within_bounds(
    ceiling: Estimate, room: Estimate, evidence: Evidence, change: Estimate
) -> dict[str, Estimate]:
    """Both, no further than the metric can go; nothing where they say less than the way so far."""
    least, most = _bounds(evidence.trend.curve)
    if ceiling.value > most or ceiling.high < least or _is_passed(ceiling, evidence, change):
        return {}
    if max(room.high, ceiling.high - ceiling.low) >= abs(change.value):
        return {}
    low, value, high = (
        min(max(part, least), most) for part in (ceiling.low, ceiling.value, ceiling.high)
    )
    return {"ceiling": replace(ceiling, low=low, value=value, high=high), "room": room}


def _bounds(curve: Curve) -> tuple[float, float]:
    """What a level can never pass: a share of all, and zero where no value is negative."""
    meaning = curve.meaning
    most = _MOST.get(meaning.role, math.inf) if meaning.unit == "%" else math.inf
    return (0.0 if curve.y[curve.rows].min() >= 0 else -math.inf), most


def _pace(evidence: Evidence, change: Estimate) -> Estimate | None:
    """The gain per x over the last quarter of the points, where it certainly goes on.

    A jump in that quarter is no pace.
    """
    curve, noise = evidence.trend.curve, evidence.trend.noise
    rows = curve.rows[-int(_LATE * curve.rows.size) :]
    if stats.effective_size(rows.size, noise.phi) < _FEWEST or (evidence.steps >= rows[0]).any():
        return None
    length, size = float(curve.x[rows[-1]] - curve.x[rows[0]]), abs(change.value)
    x = (curve.x[rows] - curve.x[rows[0]]) / length
    line = stats.line(x, curve.y[rows] / change.value, noise.phi)
    if line is None or line.low <= 0:
        return None
    parts = (part * size / length for part in (line.value, line.low, line.high))
    return interval(*parts, unit="", method="line by generalised least squares, AR(1) noise")


def _time(step: float, pace: Estimate, unit: str) -> Estimate:
    return interval(
        step / pace.value, step / pace.high, step / pace.low, unit=unit, method=pace.method
    )


def _step(evidence: Evidence, change: Estimate) -> float:
    """One percentage point, or else a round number near a twentieth of what was gained."""
    if evidence.trend.curve.meaning.unit == "%":
        return 1.0
    least = _STEP * abs(change.value)
    power = 10.0 ** math.floor(math.log10(least))
    return max(part * power for part in _ROUND if part * power <= least * (1 + 1e-9))


# --- words --------------------------------------------------------------------------------------


def say(observation: Observation, subject: Subject) -> str:
    """The ceiling, or why none can be told; then how much more x the next gain takes."""
    side = observation.words["side"]
    if "runs" in observation.estimates:
        return _said_of_group(observation, subject)
    if observation.outcome == "found":
        facts = observation.estimates
        near = facts["room"].high < facts["step"].value
        nears = f"has come within {_step_of(observation)} of" if near else "approaches"
        return (
            f"{opening(subject)} {nears} a {side} of {estimate(facts['ceiling'])}, if it goes on "
            f"as curves that level off do.{'' if near else _then(observation, subject)}"
        )
    return (
        f"Whether {inside(subject)} nears a {side} cannot be told: {_WHY[observation.words['why']]}"
        f". At the pace of the last quarter, {_would_take('pace', observation, subject)}."
    )


def _said_of_group(observation: Observation, subject: Subject) -> str:
    """The ceiling that the runs have on average, or of how many runs one can be told."""
    facts, side = observation.estimates, observation.words["side"]
    runs = count(int(facts["runs"].value), "run")
    told = int(facts["told"].value) if "told" in facts else None
    if observation.outcome == "found":
        return (
            f"{opening(subject)} approaches a {side} of {estimate(facts['ceiling'])} on average "
            f"over {runs}, if they go on as curves that level off do."
        )
    if told is None:
        why = f"one cannot be told of every one of its {runs}"
    elif told == int(facts["runs"].value):
        why = "those of its runs lie too far apart, or too far from the end"
    elif told:
        why = f"one can be told of only {told:,} of its {runs}"
    else:
        why = f"one can be told of none of its {runs}"
    return f"Whether {inside(subject)} nears a {side} cannot be told: {why}."


def _then(observation: Observation, subject: Subject) -> str:
    """What the next gain takes on such a course, or that it may never come."""
    facts = observation.estimates
    if "course" not in facts:
        return f" Whether {_gain(observation)} ever comes cannot be told."
    text = f" If so, {_would_take('course', observation, subject)}"
    if "pace" not in facts:
        return f"{text}."
    at_pace = spanned(facts["pace"], subject.axis, subject.largest)
    return f"{text}; at the pace of the last quarter, {at_pace}."


def _would_take(which: str, observation: Observation, subject: Subject) -> str:
    needed = spanned(observation.estimates[which], subject.axis, subject.largest)
    return f"{_gain(observation)} would take another {needed}"


def _gain(observation: Observation) -> str:
    if observation.estimates["step"].unit == "percentage points":
        return "the next percentage point"
    way = "rise" if observation.direction == "up" else "fall"
    return f"a further {way} of {_step_of(observation)}"


def _step_of(observation: Observation) -> str:
    step = observation.estimates["step"]
    points = step.unit == "percentage points"
    return "a percentage point" if points else quantity(step.value, step.unit)


def plant(rng: np.random.Generator) -> tuple[Curve, ...]:
    """A logistic and an exponential approach."""
    logistic, decay = (
        synthetic.make(signal, n=300, sd=0.05, rng=rng).curve for signal in ("sigmoid", "decay")
    )
    return (logistic, synthetic.curve(decay.x, 1 - decay.y))


RULE = Rule(
    kinds=("saturation",), scope="curve", detect=detect, say=say, plant=plant, of_group=of_group
)
