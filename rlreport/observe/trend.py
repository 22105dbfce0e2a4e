"""The overall trend: its direction, and whether a movement against it was established.

A rise (fall) needs a curve that is not just noise, a change from start to end whose interval
excludes zero, and one of: certain moves in this direction only, a certain move over half of the
points, or a linear trend.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from rlreport import synthetic
from rlreport.evidence import FEWEST_POINTS
from rlreport.observe import Rule
from rlreport.observe._facts import (
    change_between,
    constant,
    ends,
    exact,
    excludes_zero,
    is_sum,
    noisy,
    observation,
    p_of_change,
    share_of_range,
    whole,
)
from rlreport.values import Curve, Estimate, Evidence, Observation
from rlreport.wording import (
    Subject,
    bounds,
    count,
    difference,
    inside,
    opening,
    p_value,
    quantity,
)

_LEVEL = 0.05
_SHORT = 40  # points, of fewer of which next to nothing is known of the memory of their noise


def detect(evidence: Evidence) -> list[Observation]:
    """One observation on every curve that has a finite value.

    Direction "up", "down", or "" where none could be established. `words["shape"]` is "monotone"
    where no movement against the trend was found, "reversals" where one was, "sum" where a reward
    never goes back at any point, "schedule" where there is no noise and every point goes the same
    way, "undirected" where the curve is not just noise and still goes nowhere, "noise", or
    "constant".
    `words["unless walk"]` is "up" or "down" where only a random walk would explain the course.
    """
    if not evidence.trend.curve.rows.size:
        return []
    if constant(evidence):
        return [_constant(evidence)]
    return [_moving(evidence) if evidence.verdict == "found" else _noise(evidence)]


def _constant(evidence: Evidence) -> Observation:
    curve = evidence.trend.curve
    level = exact(float(curve.y[curve.rows[0]]), curve.meaning.unit)
    return observation(
        evidence,
        "trend",
        outcome="not found",
        estimates={"level": level},
        words={"shape": "constant"},
        **whole(evidence),
    )


def _noise(evidence: Evidence) -> Observation:
    walked = evidence.unless_walk
    words = {} if walked is None else {"unless walk": "up" if walked.sign > 0 else "down"}
    if evidence.uneven:
        words["noise"] = "uneven"
    return observation(
        evidence,
        "trend",
        outcome=evidence.verdict,
        significant=None if evidence.verdict == "cannot tell" else False,
        p_value=evidence.p_value if walked is None else walked.p_value,
        estimates={"change": change_between(evidence, *ends(evidence))},
        words={"shape": "noise", **words},
        **whole(evidence),
    )


def _moving(evidence: Evidence) -> Observation:
    change = change_between(evidence, *ends(evidence))
    direction = _direction(evidence, change)
    return observation(
        evidence,
        "trend",
        direction=direction,
        outcome="found" if direction else "not found",
        significant=True,
        strength=share_of_range(evidence, change.value) if direction else 0.0,
        p_value=p_of_change(evidence, change) if direction else evidence.p_value,
        estimates={"change": change},
        words={"shape": _shape(evidence, direction)},
        **whole(evidence),
    )


def _direction(evidence: Evidence, change: Estimate) -> str:
    if not excludes_zero(change):
        return ""
    sign = 1 if change.value > 0 else -1
    half = evidence.trend.curve.x.size / 2
    one_way = bool(evidence.moves) and all(m.sign == sign for m in evidence.moves)
    wide = any(m.sign == sign and m.last - m.first >= half for m in evidence.moves)
    linear = evidence.slope_p is not None and evidence.slope_p <= _LEVEL
    if not (one_way or wide or linear):
        return ""
    return "up" if sign > 0 else "down"


def _shape(evidence: Evidence, direction: str) -> str:
    if not direction:
        return "undirected"
    steps = np.diff(evidence.trend.curve.y[evidence.trend.curve.rows])
    if not noisy(evidence) and ((steps > 0).all() or (steps < 0).all()):
        return "schedule"
    if is_sum(evidence.trend.curve):
        return "sum"
    against = -1 if direction == "up" else 1
    return "reversals" if any(move.sign == against for move in evidence.moves) else "monotone"


def say(observation: Observation, subject: Subject) -> str:
    """The direction and whether it was kept, or what could not be established."""
    shape = observation.words["shape"]
    if shape == "constant":
        level = observation.estimates["level"]
        value = quantity(level.value, level.unit)
        if observation.n == 1:
            return f"{opening(subject)} has one point: {value}."
        return f"{opening(subject)} is {value} at every point ({count(observation.n, 'point')})."
    if observation.outcome == "cannot tell" or shape == "noise":
        return _unsettled(observation, subject)
    tested = p_value(observation.p_value or 0.0)
    if shape == "undirected":
        change = observation.estimates["change"]
        return (
            f"{opening(subject)} moves by more than its noise explains ({tested}), yet no overall "
            f"direction could be established: from start to end it changed by {difference(change)}."
        )
    if shape == "schedule":
        return f"{opening(subject)} {_course(observation)}."
    return f"{opening(subject)} {_course(observation)} ({tested})."


def _unsettled(observation: Observation, subject: Subject) -> str:
    """That no trend could be established, and what the interval still allows."""
    change = observation.estimates["change"]
    which = "" if subject.told else f" in {inside(subject)}"
    if observation.n < FEWEST_POINTS:
        change = replace(change, low=change.value, high=change.value)  # no inference on so few
        too = ""
    else:
        too = ", which noise with a long memory could do too" if excludes_zero(change) else ""
    if "unless walk" in observation.words:
        course = "rise" if observation.words["unless walk"] == "up" else "fall"
        tested = p_value(observation.p_value or 0.0)
        return (
            f"Whether {inside(subject)} has a trend cannot be told: noise with a memory short "
            f"against the run does not make such a {course} ({tested}), but a random walk can. "
            f"From start to end it changed by {difference(change)}."
        )
    if observation.outcome == "cannot tell":
        too = "" if observation.n < _SHORT else too
        return (
            f"Whether {inside(subject)} has a trend cannot be told: "
            f"{count(observation.n, 'point')} {_too_few(observation)}. From "
            f"start to end it changed by {difference(change)}{too}."
        )
    if excludes_zero(change):
        return (
            f"No trend could be established{which}: the end differs from the start by "
            f"{difference(change)}, but noise with a long memory could make that too."
        )
    return (
        f"No trend could be established{which} (the 95% interval for the change is "
        f"{bounds(change)})."
    )


def _too_few(observation: Observation) -> str:
    if observation.n < FEWEST_POINTS:
        return "is too few" if observation.n == 1 else "are too few"
    if observation.n < _SHORT:
        return "are too few to tell one from noise with a long memory"
    if observation.words.get("noise") == "uneven":
        return "whose scatter changes this much along the run are too few"
    return "whose ups and downs last this long are too few"


def _course(observation: Observation) -> str:
    up = observation.direction == "up"
    rose, fell, fall = ("rose", "fell", "fall") if up else ("fell", "rose", "rise")
    if observation.words["shape"] == "schedule":
        return f"{rose} from point to point without noise, as a counter or a schedule does"
    if observation.words["shape"] == "sum":
        return f"{rose} and never {fell}, like a running total"
    if observation.words["shape"] == "monotone":
        return f"{rose} over the run, and no {fall} on the way could be established"
    return f"{rose} over the run as a whole, though it also {fell} on the way"


def plant(rng: np.random.Generator) -> tuple[Curve, ...]:
    """A line, a sigmoid, and an exponential fall."""
    signals = ("linear", "sigmoid", "decay")
    return tuple(synthetic.make(signal, n=200, sd=0.1, rng=rng).curve for signal in signals)


RULE = Rule(kinds=("trend",), scope="curve", detect=detect, say=say, plant=plant, on_groups=True)
