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
from rlreport.observe._turns import (
    ended,
    ends_on_the_way_back,
    is_turn,
    recovery,
    turns,
    width_at_half,
)
from rlreport.values import Curve, Evidence, Observation
from rlreport.wording import Subject, at, estimate, opening, p_value, size, width

_FLOOR = 0.05  # share of the level's range below which a dip is not worth a sentence
_AFTERWARDS = {
    "yes": ", and came back to where it had been",
    "unclear": "; whether it came back to where it had been cannot be told",
    "no": ", and did not come back to where it had been",
}


_AT_END = {
    "above": ", above where it had been",
    "about": ", about back to where it had been",
    "below": ", which is not back to where it had been",
}


def detect(evidence: Evidence) -> list[Observation]:
    """One observation per fall with a rise behind it.

    x is where the level is lowest; the depth is counted from the lower of the two shoulders.
    `words["recovered"]` is "yes" where the level came back to the shoulder before the dip, "no"
    where it stayed below it, "unclear" where the interval holds both. `words["shape"]` is "turn"
    where the whole curve falls and then rises, as a U does; "before" and "after" are its ends, and
    `words["ended"]` is "above", "below" or "about" for the second against the first;
    "late" where it falls, and rises by less from its lowest place to its end.
    """
    rows = turns(evidence)
    found = []
    for index, (fall, rise) in enumerate(pairwise(evidence.moves)):
        if fall.sign < 0 < rise.sign:
            before, bottom, after = rows[index : index + 3]
            least_sure = max(fall.p_value, rise.p_value)
            found.append(_dip(evidence, before, bottom, after, least_sure))
    return [dip for dip in found if dip.strength >= _FLOOR]


def _dip(evidence: Evidence, before: int, bottom: int, after: int, p_value_: float) -> Observation:
    shoulder = min(before, after, key=lambda row: evidence.trend.level[row])
    depth = change_between(evidence, bottom, shoulder)
    curve = evidence.trend.curve
    strength = share_of_range(evidence, depth.value)
    shape = "turn" if is_turn(evidence, before, strength, back=shoulder == after) else "dip"
    late = shape != "turn" and ends_on_the_way_back(evidence, bottom, after)
    return observation(
        evidence,
        "dip",
        direction="down",
        x=float(curve.x[bottom]),
        strength=strength,
        significant=True,
        p_value=p_value_,
        estimates={
            "bottom": level_at(evidence, bottom),
            "depth": depth,
            "width": exact(width_at_half(evidence, before, bottom, after), curve.axis.unit),
            "before": level_at(evidence, before),
            "after": level_at(evidence, after),
        },
        words={
            "recovered": recovery(evidence, before, after),
            "shape": "late" if late else shape,
            **({"ends": "back"} if late or shape == "turn" else {}),
            **({"ended": ended(evidence, before, after)} if shape == "turn" else {}),
        },
        **stretch(evidence, before, after),
    )


def say(observation: Observation, subject: Subject) -> str:
    """Where the dip is lowest, how deep and wide it is, and whether the level came back."""
    assert observation.x is not None
    facts = observation.estimates
    where, tested = at(observation.x, subject), p_value(observation.p_value or 0.0)
    if observation.words.get("shape") == "turn":
        return (
            f"{opening(subject)} fell from {estimate(facts['before'])} to "
            f"{estimate(facts['bottom'])} at {where} and then rose to {estimate(facts['after'])} "
            f"({tested}){_AT_END[observation.words['ended']]}."
        )
    if observation.words.get("shape") == "late":
        return (
            f"{opening(subject)} was lowest at {estimate(facts['bottom'])} at {where} and rose by "
            f"{size(facts['depth'])} from there to its end ({tested})."
        )
    wide = facts["width"].value
    at_half = f" and {width(wide, subject)} wide at half depth" if wide > 0 else ""
    return (
        f"{opening(subject)} dipped to {estimate(facts['bottom'])} at {where}, "
        f"{estimate(facts['depth'])} below its lower shoulder{at_half} ({tested})"
        f"{_AFTERWARDS[observation.words['recovered']]}."
    )


def plant(rng: np.random.Generator) -> tuple[Curve, ...]:
    """A fall and a rise with a sharp corner, and a rise with a sudden drop that heals."""
    signals = (("vee", 200), ("glitch", 1000))
    return tuple(synthetic.make(signal, n=n, sd=0.05, rng=rng).curve for signal, n in signals)


RULE = Rule(kinds=("dip",), scope="curve", detect=detect, say=say, plant=plant, on_groups=True)
