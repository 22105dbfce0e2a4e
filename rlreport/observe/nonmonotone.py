"""The shape of a level that turns once or twice: U, inverted U, and their continuations."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from rlreport import synthetic
from rlreport.observe import Rule
from rlreport.observe._facts import level_at, observation, stretch
from rlreport.observe._turns import share_between, turns
from rlreport.values import Curve, Evidence, Observation
from rlreport.wording import Subject, at, estimate, opening, p_value

_FLOOR = 0.1  # share of the level's range that each arm must have
_SHAPES = {
    (-1, 1): "U",
    (1, -1): "inverted U",
    (1, -1, 1): "rise, fall, rise",
    (-1, 1, -1): "fall, rise, fall",
}
_WORDS = {
    "U": "first fell and then rose",
    "inverted U": "first rose and then fell",
    "rise, fall, rise": "rose, fell, and rose again",
    "fall, rise, fall": "fell, rose, and fell again",
}


def detect(evidence: Evidence) -> list[Observation]:
    """At most one observation, where the moves establish one or two turning points."""
    shape = _SHAPES.get(tuple(move.sign for move in evidence.moves))
    if shape is None:
        return []
    rows = turns(evidence)
    arms = [share_between(evidence, *pair) for pair in pairwise(rows)]
    if min(arms) < _FLOOR:
        return []
    turning = {f"turn {i}": level_at(evidence, row) for i, row in enumerate(rows[1:-1], start=1)}
    return [
        observation(
            evidence,
            "nonmonotone",
            x=float(evidence.trend.curve.x[rows[1]]),
            strength=min(arms),
            significant=True,
            p_value=max(move.p_value for move in evidence.moves),
            estimates=turning,
            words={"shape": shape},
            **stretch(evidence, rows[0], rows[-1]),
        )
    ]


def say(observation: Observation, subject: Subject) -> str:
    """The order of rises and falls, and the levels at which they turn."""
    assert observation.x is not None
    first = f"turning at {estimate(observation.estimates['turn 1'])} ({at(observation.x, subject)})"
    second = observation.estimates.get("turn 2")
    also = f" and at {estimate(second)}" if second is not None else ""
    tested = p_value(observation.p_value or 0.0)
    return f"{opening(subject)} {_WORDS[observation.words['shape']]}, {first}{also} ({tested})."


def plant(rng: np.random.Generator) -> tuple[Curve, ...]:
    """A sharp U, and a hump."""
    return tuple(synthetic.make(name, n=300, sd=0.05, rng=rng).curve for name in ("vee", "hump"))


RULE = Rule(
    kinds=("nonmonotone",), scope="curve", detect=detect, say=say, plant=plant, on_groups=True
)
