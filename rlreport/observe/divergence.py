"""Divergence: values that are not finite, or a metric that freezes at one value for good."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from rlreport import synthetic
from rlreport.observe import Rule
from rlreport.observe._facts import constant, exact, observation
from rlreport.values import Curve, Evidence, FloatArray, IntArray, Observation
from rlreport.wording import Subject, at, count, opening, quantity

_FROZEN_FEWEST = 10  # equal values at the end
_FROZEN_SHARE = 0.05  # of all points
_MOVING = 0.5  # share of distinct values before, so that carried-forward values are not meant


def detect(evidence: Evidence) -> list[Observation]:
    """At most one observation. Values that are missing at the start only are no divergence.

    `words["shape"]` is "all" (never finite), "end" (not finite from x on, to the end),
    "scattered", or "frozen" (one and the same value from x on).
    """
    curve = evidence.trend.curve
    if curve.nonfinite.size:
        return _nonfinite(evidence)
    return _frozen(evidence)


def _nonfinite(evidence: Evidence) -> list[Observation]:
    curve = evidence.trend.curve
    bad, good = curve.nonfinite, curve.rows
    shape = _shape(bad, good)
    if not shape:
        return []
    late = bad if not good.size else bad[bad > good[-1 if shape == "end" else 0]]
    first, last = int(late[0]), int(late[-1])
    before = good[good < first]
    estimates = {"count": exact(float(late.size))}
    if before.size:
        estimates["before"] = exact(float(curve.y[before[-1]]), curve.meaning.unit)
    return [
        observation(
            evidence,
            "divergence",
            x=float(curve.x[first]),
            span=(float(curve.x[first]), float(curve.x[last])),
            strength=1.0 if shape != "scattered" else min(1.0, late.size / curve.x.size),
            estimates=estimates,
            words={"shape": shape},
            rows=(first, last),
        )
    ]


def _shape(bad: IntArray, good: IntArray) -> str:
    if not good.size:
        return "all"
    if bad[-1] > good[-1]:
        return "end"
    return "scattered" if bad[-1] > good[0] else ""


def _frozen(evidence: Evidence) -> list[Observation]:
    curve = evidence.trend.curve
    y = curve.y[curve.rows]
    if y.size < 2 * _FROZEN_FEWEST or constant(evidence):
        return []
    length = int(np.argmax(y[::-1] != y[-1]))
    moving = y[: y.size - length]
    if length < max(_FROZEN_FEWEST, _FROZEN_SHARE * y.size) or _at_best(curve, y):
        return []
    steps = np.sign(np.diff(moving))
    schedule = not ((steps > 0).any() and (steps < 0).any())
    if schedule or np.unique(moving).size < _MOVING * moving.size:
        return []
    first, last = int(curve.rows[-length]), int(curve.rows[-1])
    return [
        observation(
            evidence,
            "divergence",
            x=float(curve.x[first]),
            span=(float(curve.x[first]), float(curve.x[last])),
            strength=1.0,
            estimates={
                "count": exact(float(length)),
                "level": exact(float(y[-1]), curve.meaning.unit),
            },
            words={"shape": "frozen"},
            rows=(first, last),
        )
    ]


def _at_best(curve: Curve, y: FloatArray) -> bool:
    """Whether the curve ends at its best value: a task that is solved, not a run that broke."""
    best = {"higher": y.max(), "lower": y.min(), "neither": np.nan}[curve.meaning.better]
    return bool(y[-1] == best)


def say(observation: Observation, subject: Subject) -> str:
    """Where the values stop being finite or stop moving, and how many do."""
    shape, facts = observation.words["shape"], observation.estimates
    found = count(int(facts["count"].value), "value")
    if shape == "all":
        return f"{opening(subject)} is never finite ({found})."
    assert observation.x is not None
    where = at(observation.x, subject)
    if shape == "frozen":
        level = quantity(facts["level"].value, facts["level"].unit)
        return f"{opening(subject)} stays at exactly {level} from {where} to the end ({found})."
    if shape == "scattered":
        return f"{opening(subject)} is not finite in places ({found}), first at {where}."
    before = facts.get("before")
    after = f"; the last finite value is {quantity(before.value, before.unit)}" if before else ""
    return f"{opening(subject)} is not finite from {where} to the end ({found}){after}."


def plant(rng: np.random.Generator) -> tuple[Curve, ...]:
    """A line that becomes NaN, one that is infinite now and then, and one that freezes."""
    curve = synthetic.make("linear", n=100, sd=0.1, rng=rng).curve
    last, some, frozen = (curve.y.copy() for _ in range(3))
    last[80:] = np.nan
    some[[30, 60]] = np.inf
    frozen[70:] = 0.0
    return (
        replace(synthetic.curve(curve.x, last), nonfinite=np.arange(80, 100)),
        synthetic.curve(curve.x, some),
        synthetic.curve(curve.x, frozen),
    )


RULE = Rule(kinds=("divergence",), scope="curve", detect=detect, say=say, plant=plant)
