"""How tightly the points follow the smooth, and how much memory their noise has. A description."""

from __future__ import annotations

import math

import numpy as np

from rlreport import synthetic
from rlreport.observe import Rule
from rlreport.observe._facts import difference_unit, exact, interval, noisy, observation, whole
from rlreport.observe._scatter import unlike_halves
from rlreport.smooth.auto import FEWEST_INDEPENDENT
from rlreport.values import Curve, Estimate, Evidence, Observation
from rlreport.wording import Subject, count, estimate, number, owner, quantity

_FEWEST = 12  # points
_NO_MEMORY = 0.05  # correlation below which memory is not worth a sentence
_UNKNOWN = 2 * FEWEST_INDEPENDENT  # points, of fewer of which next to no memory could be told
_LEAST = 4.0  # independent points that the smooth must leave: it may have followed all noise else
_BOUND = 1.02  # of the fewest independent points that any memory is taken to leave
_COARSE = 5.0  # percent: how finely the share within them is stated
_USUAL = 0.75  # share within two standard deviations below which that is none of the noise
_WITHIN = 2.0  # standard deviations


def detect(evidence: Evidence) -> list[Observation]:
    """At most one observation: standard deviation, share within two of them, memory.

    Silent where the smooth follows nearly all points, so that what is left is not the noise.
    """
    noise, curve = evidence.trend.noise, evidence.trend.curve
    left = (noise.n - noise.taken) * noise.n_eff / noise.n if noise.n else 0.0
    if noise.n < _FEWEST or left < _LEAST or not noisy(evidence):
        return []
    near = np.abs(evidence.residuals) <= _WITHIN * noise.sd
    if near.mean() < _USUAL and unlike_halves(evidence) is None:
        return []
    unit, halves = difference_unit(curve.meaning), unlike_halves(evidence) or ()
    return [
        observation(
            evidence,
            "tightness",
            estimates={
                "sd": _deviation(noise.sd, left, unit),
                **{
                    half: _deviation(sd, left / 2, unit)
                    for half, sd in zip(("first half", "second half"), halves, strict=False)
                },
                "within": exact(100 * float(near.mean()), "%"),
                "phi": exact(noise.phi),
                "n_eff": exact(noise.n_eff),
            },
            **whole(evidence),
        )
    ]


def _deviation(sd: float, left: float, unit: str) -> Estimate:
    """A standard deviation that rests on `left` independent points beside those of the smooth."""
    from scipy.special import chdtri

    low, high = (sd * math.sqrt(left / float(chdtri(left, tail))) for tail in (0.025, 0.975))
    method = "chi-squared of the independent points that the smooth leaves"
    return interval(sd, low, high, unit=unit, method=method)


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
    if phi < _NO_MEMORY and observation.n < _UNKNOWN:
        return f"Whether neighbouring deviations from it correlate cannot be told from {points}."
    if phi < _NO_MEMORY:
        return f"Neighbouring deviations from it are as good as uncorrelated ({points})."
    independent = observation.estimates["n_eff"].value
    bound = independent < _BOUND * FEWEST_INDEPENDENT
    return (
        f"Neighbouring deviations from it correlate by {number(phi, _NO_MEMORY)}"
        f"{' or more' if bound else ''}, so that {points} are worth "
        f"{'at most ' if bound else ''}about {number(round(independent))} independent ones."
    )


def plant(rng: np.random.Generator) -> tuple[Curve, ...]:
    """A line with noise that has memory."""
    return (synthetic.make("linear", "ar6", n=200, sd=0.05, rng=rng).curve,)


RULE = Rule(kinds=("tightness",), scope="curve", detect=detect, say=say, plant=plant)
