"""The mean of a curve on which no change was found: what is best known of it. A description."""

from __future__ import annotations

import numpy as np

from rlreport import stats, synthetic
from rlreport.evidence import FEWEST_POINTS
from rlreport.observe import Rule
from rlreport.observe._facts import (
    change_between,
    constant,
    ends,
    excludes_zero,
    interval,
    noisy,
    observation,
    points,
    whole,
)
from rlreport.values import Curve, Estimate, Evidence, FloatArray, Meaning, Observation
from rlreport.wording import Subject, count, estimate, opening

_KNOWN = 40.0
"""Independent points from which the memory of the noise is known well enough for an interval: of
20 points of AR(1) noise with a memory of 0.5, intervals of 95% held the mean in 69% of cases."""


def detect(evidence: Evidence) -> list[Observation]:
    """At most one observation, on curves without an established course.

    Where one may have been missed, only of values that are yes or no.
    """
    if evidence.verdict == "found" or evidence.trend.noise.n < 2 or constant(evidence):
        return []
    curve = evidence.trend.curve
    _, y = points(evidence)
    verdicts = _are_verdicts(y, curve.meaning)
    if not verdicts and (y.size < FEWEST_POINTS or not _still(evidence)):
        return []
    level = _share(evidence, y) if verdicts else _mean(evidence, y)
    return [observation(evidence, "average", estimates={"level": level}, **whole(evidence))]


def _still(evidence: Evidence) -> bool:
    """Whether no change was found, nor one that a longer memory than is known may have made."""
    change = change_between(evidence, *ends(evidence))
    return noisy(evidence) and evidence.verdict == "not found" and not excludes_zero(change)


def _are_verdicts(y: FloatArray, meaning: Meaning) -> bool:
    """Whether each of the values `(n,)` is yes or no."""
    return bool(np.isin(y, (0.0, _full(meaning))).all())


def _full(meaning: Meaning) -> float:
    return 100.0 if meaning.unit == "%" else 1.0


def _share(evidence: Evidence, y: FloatArray) -> Estimate:
    """How many are yes, with Wilson's interval at the number of independent points."""
    meaning, noise = evidence.trend.curve.meaning, evidence.trend.noise
    worth = noise.n_eff if noisy(evidence) else noise.n
    full = _full(meaning)
    found = stats.wilson(float(y.mean()) / full * worth, worth, estimated=True)
    parts = (full * part for part in (found.value, found.low, found.high))
    return interval(*parts, unit=meaning.unit, method="share of the points (Wilson)")


def _mean(evidence: Evidence, y: FloatArray) -> Estimate:
    """The mean, with an interval where the memory of the noise is known."""
    noise, unit = evidence.trend.noise, evidence.trend.curve.meaning.unit
    scale = float(np.abs(y).max())
    mean = float((y / scale).mean())
    half = 0.0
    if noise.n_eff >= _KNOWN and not evidence.uneven:
        error = float((y / scale).std(ddof=1)) / np.sqrt(noise.n_eff)
        tested = stats.t_test(mean, error, noise.n_eff - 1)
        half = tested.high - tested.value
    low, high = (scale * (mean + side) for side in (-half, half))
    return interval(scale * mean, low, high, unit=unit, method="mean of the points")


def say(observation: Observation, subject: Subject) -> str:
    """What the points are on average."""
    level, many = estimate(observation.estimates["level"]), count(observation.n, "point")
    return f"{opening(subject)} averages {level} over its {many}."


def plant(rng: np.random.Generator) -> tuple[Curve, ...]:
    """White noise around one level."""
    return (synthetic.make("flat", "white", n=200, sd=0.1, rng=rng).curve,)


RULE = Rule(kinds=("average",), scope="curve", detect=detect, say=say, plant=plant)
