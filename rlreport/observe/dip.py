"""A dip: a certain fall that a certain rise follows."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from rlreport import synthetic
from rlreport.observe import Rule
from rlreport.observe._facts import (
    change_between,
    exact,
    level_at,
    observation,
    share_of_range,
    stretch,
)
from rlreport.observe._turns import recovery, turns, width_at_half
from rlreport.values import Curve, Evidence, Observation
from rlreport.wording import Subject, at, estimate, opening, width

_FLOOR = 0.05  # share of the level's range below which a dip is not worth a sentence
_AFTERWARDS = {
    "yes": ", and came back to where it had been",
    "unclear": "; whether it came back to where it had been cannot be told",
    "no": ", and did not come back to where it had been",
}


def detect(evidence: Evidence) -> list[Observation]:
    """One observation per fall with a rise behind it.

    x is where the level is lowest; the depth is counted from the lower of the two shoulders.
    `words["recovered"]` is "yes" where the level came back to the shoulder before the dip, "no"
    where it stayed below it, "unclear" where the interval holds both.
    """
    rows = turns(evidence)
    found = []
    for index, (fall, rise) in enumerate(pairwise(evidence.moves)):
        if fall.sign < 0 < rise.sign:
            before, bottom, after = rows[index : index + 3]
            p_value = max(fall.p_value, rise.p_value)
            found.append(_dip(evidence, before, bottom, after, p_value))
    return [dip for dip in found if dip.strength >= _FLOOR]


def _dip(evidence: Evidence, before: int, bottom: int, after: int, p_value: float) -> Observation:
    shoulder = min(before, after, key=lambda row: evidence.trend.level[row])
    depth = change_between(evidence, bottom, shoulder)
    curve = evidence.trend.curve
    return observation(
        evidence,
        "dip",
        direction="down",
        x=float(curve.x[bottom]),
        strength=share_of_range(evidence, depth.value),
        significant=True,
        p_value=p_value,
        estimates={
            "bottom": level_at(evidence, bottom),
            "depth": depth,
            "width": exact(width_at_half(evidence, before, bottom, after), curve.axis.unit),
        },
        words={"recovered": recovery(evidence, before, after)},
        **stretch(evidence, before, after),
    )


def say(observation: Observation, subject: Subject) -> str:
    """Where the dip is lowest, how deep and wide it is, and whether the level came back."""
    assert observation.x is not None
    facts = observation.estimates
    where = at(observation.x, subject)
    wide = facts["width"].value
    at_half = f" and {width(wide, subject)} wide at half depth" if wide > 0 else ""
    return (
        f"{opening(subject)} dipped to {estimate(facts['bottom'])} at {where}, "
        f"{estimate(facts['depth'])} below its lower shoulder{at_half}"
        f"{_AFTERWARDS[observation.words['recovered']]}."
    )


def plant(rng: np.random.Generator) -> tuple[Curve, ...]:
    """A fall and a rise with a sharp corner, and a rise with a sudden drop that heals."""
    signals = (("vee", 200), ("glitch", 1000))
    return tuple(synthetic.make(signal, n=n, sd=0.05, rng=rng).curve for signal, n in signals)


RULE = Rule(kinds=("dip",), scope="curve", detect=detect, say=say, plant=plant, on_groups=True)
