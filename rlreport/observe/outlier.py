"""Outliers: single points that the noise around the smooth does not explain."""

from __future__ import annotations

import numpy as np

from rlreport import synthetic
from rlreport.observe import Rule
from rlreport.observe._facts import exact, noisy, observation, stretch
from rlreport.observe._scatter import unlike_halves
from rlreport.values import Curve, Evidence, IntArray, Observation
from rlreport.wording import Subject, at, count, inside, number, opening, quantity, spelled

_TAILS = 0.03  # share of the points from which they are no single outliers
_MOST = 0.2  # share from which they are no fewer than the rest, as of values that stand for long
_AWAY = 0.1  # of a distance in standard deviations: theirs is not known better
_COUNTED = 100.0  # standard deviations, beyond which their number means nothing more
_LEAST = 3.0  # of these, nearer than which nothing stands out from noise that is wide elsewhere
_NEXT = 5  # points
_FAR = 20.0  # standard deviations at which an outlier counts in full


def detect(evidence: Evidence) -> list[Observation]:
    """At most one observation, x at the point that lies farthest from the level."""
    rows = _behind_the_start(evidence)
    curve, sd = evidence.trend.curve, evidence.trend.noise.sd
    if not 0 < rows.size < _MOST * curve.rows.size or not noisy(evidence):
        return []
    if rows.size >= _TAILS * evidence.trend.noise.n and unlike_halves(evidence) is not None:
        return []  # they lie where all points scatter more
    away = curve.y[rows] / sd - evidence.trend.level[rows] / sd
    most = int(np.argmax(np.abs(away)))
    row = int(rows[most])
    if abs(away[most]) < _LEAST:
        return []
    return [
        observation(
            evidence,
            "outlier",
            direction="up" if away[most] > 0 else "down",
            x=float(curve.x[row]),
            strength=min(1.0, abs(float(away[most])) / _FAR),
            estimates={
                "count": exact(float(rows.size)),
                "value": exact(float(curve.y[row]), curve.meaning.unit),
                "distance": exact(abs(float(away[most])), "standard deviations"),
            },
            **stretch(evidence, int(rows.min()), int(rows.max())),
        )
    ]


def _behind_the_start(evidence: Evidence) -> IntArray:
    """The outliers without those of a start that is steeper than the smooth can follow.

    There the second value lies off those that come next as the first one does, which it does not
    where the first alone is wild.
    """
    rows, curve = evidence.outliers, evidence.trend.curve
    begun = int(np.cumprod(rows == curve.rows[: rows.size]).sum())
    if begun < 2:
        return rows
    y, sd = curve.y[curve.rows], evidence.trend.noise.sd
    first, second = y[:2] / sd - np.median(y[begun : begun + _NEXT]) / sd
    return rows[begun:] if min(first, second) > _LEAST or max(first, second) < -_LEAST else rows


def say(observation: Observation, subject: Subject) -> str:
    """How many points stand out, and the one that does so most."""
    assert observation.x is not None
    facts = observation.estimates
    found = int(facts["count"].value)
    value = quantity(facts["value"].value, facts["value"].unit)
    distance = facts["distance"].value
    away = "far from the smooth"
    if distance < _COUNTED:
        away = f"{number(distance, _AWAY * distance)} standard deviations from the smooth"
    where, whose = at(observation.x, subject), "" if subject.told else f" of {inside(subject)}"
    if found >= _TAILS * observation.n:
        return (
            f"{opening(subject)} has heavy tails: {found:,} of {count(observation.n, 'point')} lie "
            f"far from the rest, the farthest is {value} at {where}."
        )
    if found == 1:
        return f"One point{whose} stands out from the noise: {value} at {where}, {away}."
    return (
        f"{spelled(found)} points{whose} stand out from the noise, most of all {value} at {where}, "
        f"{away}."
    )


def plant(rng: np.random.Generator) -> tuple[Curve, ...]:
    """A line with one point ten standard deviations away."""
    curve = synthetic.make("linear", n=200, sd=0.05, rng=rng).curve
    y = curve.y.copy()
    y[120] += 0.5
    return (synthetic.curve(curve.x, y),)


RULE = Rule(kinds=("outlier",), scope="curve", detect=detect, say=say, plant=plant)
