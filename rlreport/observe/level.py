"""The level at the start and at the end, from the smooth, with its interval."""

from __future__ import annotations

import numpy as np

from rlreport import synthetic
from rlreport.observe import Rule
from rlreport.observe._facts import constant, ends, level_at, observation
from rlreport.observe._runs import levels_of_group
from rlreport.values import Curve, Evidence, Observation
from rlreport.wording import Subject, at, estimate, opening


def detect(evidence: Evidence) -> list[Observation]:
    """Two observations, with direction "start" and "end"; a description, hence not tested."""
    curve = evidence.trend.curve
    if curve.rows.size < 2 or constant(evidence):
        return []
    return [
        observation(
            evidence,
            "level",
            direction=which,
            x=float(curve.x[row]),
            estimates={"level": level_at(evidence, row)},
            rows=(row, row),
        )
        for which, row in zip(("start", "end"), ends(evidence), strict=True)
    ]


def say(observation: Observation, subject: Subject) -> str:
    """Where the curve begins, or where it ends."""
    assert observation.x is not None
    verb = "begins" if observation.direction == "start" else "ends"
    level = estimate(observation.estimates["level"])
    where = at(observation.x, subject)
    return f"{opening(subject)} {verb} at {level} ({where})."


def plant(rng: np.random.Generator) -> tuple[Curve, ...]:
    """A rise that saturates."""
    return (synthetic.make("sigmoid", "white", n=200, sd=0.05, rng=rng).curve,)


RULE = Rule(
    kinds=("level",), scope="curve", detect=detect, say=say, plant=plant, of_group=levels_of_group
)
