"""The mean of a curve on which no change was found, or of runs with one value each.

A description: what is best known of them.
"""

from __future__ import annotations

import numpy as np

from rlreport import stats, synthetic
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
from rlreport.observe._runs import group_level, group_observation
from rlreport.values import Curve, Estimate, Evidence, FloatArray, Group, Meaning, Observation
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
    _, y = points(evidence)
    if _are_verdicts(y, evidence.trend.curve.meaning):
        level = _share(evidence, y)
    elif _still(evidence):
        level = _mean(evidence, y)
    else:
        return []
    return [observation(evidence, "average", estimates={"level": level}, **whole(evidence))]


def _still(evidence: Evidence) -> bool:
    """Whether no change was found, nor one that a longer memory than is known may have made."""
    known = evidence.trend.noise.n_eff >= _KNOWN and not evidence.uneven and noisy(evidence)
    change = change_between(evidence, *ends(evidence))
    return known and evidence.verdict == "not found" and not excludes_zero(change)


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
    """The mean, whose error is that of so many independent points."""
    n_eff, unit = evidence.trend.noise.n_eff, evidence.trend.curve.meaning.unit
    scale = float(np.abs(y).max())
    part = y / scale
    found = stats.t_test(float(part.mean()), float(part.std(ddof=1) / np.sqrt(n_eff)), n_eff - 1)
    bounds = (scale * value for value in (found.value, found.low, found.high))
    return interval(*bounds, unit=unit, method="mean of the points")


def of_group(group: Group) -> list[Observation]:
    """The centre of runs that have one value each, with the interval between them."""
    level = group_level(group, 0)
    if group.trend.curve.x.size > 1 or level.low == level.high:
        return []
    numbers = {"level": level}
    return [group_observation(group, "average", 0, estimates=numbers, words={"of": "runs"})]


def say(observation: Observation, subject: Subject) -> str:
    """What the points are on average."""
    level = estimate(observation.estimates["level"])
    many = count(observation.n, "run" if observation.words.get("of") == "runs" else "point")
    return f"{opening(subject)} averages {level} over its {many}."


def plant(rng: np.random.Generator) -> tuple[Curve, ...]:
    """White noise around one level."""
    return (synthetic.make("flat", "white", n=200, sd=0.1, rng=rng).curve,)


RULE = Rule(
    kinds=("average",), scope="curve", detect=detect, say=say, plant=plant, of_group=of_group
)
