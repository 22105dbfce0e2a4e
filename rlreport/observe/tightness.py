"""How tightly the points follow the smooth, and how much memory their noise has. A description."""

from __future__ import annotations

import math

import numpy as np

from rlreport import stats, synthetic
from rlreport.observe import Rule
from rlreport.observe._facts import difference_unit, exact, interval, noisy, observation, whole
from rlreport.observe._scatter import unlike_halves
from rlreport.values import Curve, Estimate, Evidence, Observation
from rlreport.wording import Subject, count, estimate, number, owner, quantity

_FEWEST = 12  # points
_NO_MEMORY = 0.05  # correlation below which memory is not worth a sentence
_COARSE = 5.0  # percent: how finely the share within them is stated
_WITHIN = 2.0  # standard deviations


def detect(evidence: Evidence) -> list[Observation]:
    """At most one observation: standard deviation, share within two of them, memory."""
    noise, curve = evidence.trend.noise, evidence.trend.curve
    if noise.n < _FEWEST or not noisy(evidence):
        return []
    near = np.abs(evidence.residuals) <= _WITHIN * noise.sd
    unit, halves = difference_unit(curve.meaning), unlike_halves(evidence) or ()
    return [
        observation(
            evidence,
            "tightness",
            estimates={
                "sd": _deviation(noise.sd, noise.n_eff, unit),
                **{
                    half: _deviation(sd, noise.n_eff / 2, unit)
                    for half, sd in zip(("first half", "second half"), halves, strict=False)
                },
                "within": exact(100 * float(near.mean()), "%"),
                "phi": exact(noise.phi),
                "n_eff": exact(noise.n_eff),
            },
            **whole(evidence),
        )
    ]


def _deviation(sd: float, n_eff: float, unit: str) -> Estimate:
    error = stats.Z95 / math.sqrt(2 * max(n_eff, 1.0))  # of a standard deviation, normal noise
    method = "normal noise with the effective number of points"
    return interval(sd, sd * max(1 - error, 0.0), sd * (1 + error), unit=unit, method=method)


def say(observation: Observation, subject: Subject) -> str:
    """The scatter around the smooth, and how many independent points there are."""
    facts = observation.estimates
    if "first half" in facts:
        first, second = (estimate(facts[f"{half} half"]) for half in ("first", "second"))
        return (
            f"{owner(subject, 'points')} scatter around the smooth with a standard deviation of "
            f"{first} in their first half and of {second} in their second. {_memory(observation)}"
        )
    within = quantity(facts["within"].value, "%", error=_COARSE)
    return (
        f"{owner(subject, 'points')} scatter around the smooth with a standard deviation of "
        f"{estimate(facts['sd'])}; {within} of them lie within two of these. "
        f"{_memory(observation)}"
    )


def _memory(observation: Observation) -> str:
    points = count(observation.n, "point")
    phi = observation.estimates["phi"].value
    if phi < _NO_MEMORY:
        return f"Neighbouring deviations from it are as good as uncorrelated ({points})."
    independent = number(round(observation.estimates["n_eff"].value))
    return (
        f"Neighbouring deviations from it correlate by {number(phi, _NO_MEMORY)}, so that {points} "
        f"are worth about {independent} independent ones."
    )


def plant(rng: np.random.Generator) -> tuple[Curve, ...]:
    """A line with noise that has memory."""
    return (synthetic.make("linear", "ar6", n=200, sd=0.05, rng=rng).curve,)


RULE = Rule(kinds=("tightness",), scope="curve", detect=detect, say=say, plant=plant)
