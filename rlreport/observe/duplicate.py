"""Two metrics of one run that are one quantity, such as a reward that is twice the accuracy less 1.

Whatever holds of the one then holds of the other, and two of its events are no two facts.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from rlreport import synthetic
from rlreport.observe import Rule
from rlreport.observe._facts import exact, observation, points, whole
from rlreport.stats.copies import same_quantity, shared
from rlreport.values import Curve, Evidence, Observation
from rlreport.wording import Subject, count, name, opening, phrase


def detect(first: Evidence, second: Evidence) -> list[Observation]:
    """At most one observation, on the second metric, `other` being the first.

    `words["pattern"]` is "scaled" or "mirrored".
    """
    one, two = points(first), points(second)
    sign = same_quantity(one, two)
    if not sign:
        return []
    return [
        observation(
            second,
            "duplicate",
            other=first.trend.curve.metric,
            strength=1.0,
            estimates={"shared": exact(float(shared(one, two)[0].size))},
            words={"pattern": "scaled" if sign > 0 else "mirrored"},
            **whole(second),
        )
    ]


def say(observation: Observation, subject: Subject) -> str:
    """Which metric is which other one on another scale."""
    other = phrase(subject.other.label) if subject.other else name(observation.other)
    mirrored = observation.words["pattern"] == "mirrored"
    how = "upside down on another scale" if mirrored else "on another scale"
    points = count(int(observation.estimates["shared"].value), "shared point")
    return (
        f"{opening(subject)} is {other} {how}: a straight line links the two at all {points}, so "
        "what is said of the one holds for the other."
    )


def plant(rng: np.random.Generator) -> tuple[Curve, ...]:
    """A rise, and the same on another scale."""
    rise = synthetic.make("sigmoid", n=100, sd=0.1, rng=rng).curve
    return rise, replace(synthetic.curve(rise.x, 2 * rise.y - 1), metric="copy")


RULE = Rule(kinds=("duplicate",), scope="pair", detect=detect, say=say, plant=plant)
