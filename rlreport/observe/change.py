"""The change from start to end: absolute, and relative to the start where that means something."""

from __future__ import annotations

import numpy as np

from rlreport import synthetic
from rlreport.observe import Rule
from rlreport.observe._facts import (
    change_between,
    constant,
    ends,
    excludes_zero,
    observation,
    relative_change,
    share_of_range,
    whole,
)
from rlreport.values import Curve, Estimate, Evidence, Observation
from rlreport.wording import Subject, difference, inside, opening, over, relative, size

_NO_RELATIVE = {
    "signs differ": "the signs of start and end differ",
    "negative": "the values are negative",
    "start near zero": "the start cannot be told from zero",
}


def detect(evidence: Evidence) -> list[Observation]:
    """One observation: found where the interval excludes zero on a curve that is not just noise."""
    curve = evidence.trend.curve
    if curve.rows.size < 2 or constant(evidence):
        return []
    first, last = ends(evidence)
    absolute = change_between(evidence, first, last)
    estimates = {"absolute": absolute}
    share = relative_change(evidence, first, last)
    if isinstance(share, Estimate):
        estimates["relative"] = share
    found = evidence.verdict == "found" and excludes_zero(absolute)
    untested = evidence.verdict == "cannot tell"
    return [
        observation(
            evidence,
            "change",
            direction=("up" if absolute.value > 0 else "down") if found else "",
            strength=share_of_range(evidence, absolute.value) if found else 0.0,
            outcome="found" if found else "cannot tell" if untested else "not found",
            significant=None if untested else found,
            p_value=evidence.p_value if found else None,
            estimates=estimates,
            words={} if isinstance(share, Estimate) else {"relative": share},
            **whole(evidence),
        )
    ]


def say(observation: Observation, subject: Subject) -> str:
    """By how much the end lies above or below the start, or that this could not be established."""
    absolute = observation.estimates["absolute"]
    assert observation.span is not None
    where = over(observation.span, subject)
    if observation.outcome == "found":
        verb = "rose" if observation.direction == "up" else "fell"
        return f"{opening(subject)} {verb} by {size(absolute)} {where}{_share(observation)}."
    if observation.outcome == "cannot tell":
        return (
            f"{opening(subject)} changed by {difference(absolute)} {where}, on too few independent "
            "points to tell that from noise."
        )
    return (
        f"For {inside(subject)}, no change from start to end could be established: the difference "
        f"is {difference(absolute)}."
    )


def _share(observation: Observation) -> str:
    if "relative" in observation.estimates:
        return f", which is {relative(observation.estimates['relative'])} relative to the start"
    return f" (no relative change is given: {_NO_RELATIVE[observation.words['relative']]})"


def plant(rng: np.random.Generator) -> tuple[Curve, ...]:
    """A rise from 1 to 2, and an exponential fall."""
    rise, fall = (
        synthetic.make(signal, n=200, sd=0.05, rng=rng).curve for signal in ("linear", "decay")
    )
    return (synthetic.curve(rise.x, rise.y + 1), fall)


RULE = Rule(kinds=("change",), scope="curve", detect=detect, say=say, plant=plant)
