"""Phases: where one course of the level gives way to another."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from rlreport import synthetic
from rlreport.observe import Rule
from rlreport.observe._facts import (
    change_between,
    excludes_zero,
    observation,
    share_of_range,
    stretch,
)
from rlreport.values import Curve, Estimate, Evidence, Observation, Segment
from rlreport.wording import Subject, at, difference, opening

_FLOOR = 0.05  # share of the level's range below which a phase counts as level
_SHORTEST = 0.1  # share of the rows below which a stretch is a part of a dip, not a phase
_LIMIT = 9  # more phases than these are no phases, but a wandering level


def detect(evidence: Evidence) -> list[Observation]:
    """One observation per border of a level phase and a moving one, x where the later begins.

    `words` name the courses "before" and "after": "rising", "falling" or "level".
    """
    segments = evidence.segments
    if evidence.verdict != "found" or not 2 <= len(segments) <= _LIMIT:
        return []
    least = _SHORTEST * evidence.trend.curve.x.size
    found = [
        _border(evidence, before, after)
        for before, after in pairwise(segments)
        if min(part.last - part.first + 1 for part in (before, after)) >= least
    ]
    return [border for border in found if _worth_saying(*border.words.values())]


def _border(evidence: Evidence, before: Segment, after: Segment) -> Observation:
    changes = [change_between(evidence, part.first, part.last) for part in (before, after)]
    courses = [_course(evidence, change) for change in changes]
    return observation(
        evidence,
        "changepoint",
        direction={"rising": "up", "falling": "down"}.get(courses[1], ""),
        x=float(evidence.trend.curve.x[after.first]),
        strength=max(share_of_range(evidence, change.value) for change in changes),
        significant=True,
        p_value=evidence.p_value,
        estimates=dict(zip(("before", "after"), changes, strict=True)),
        words=dict(zip(("before", "after"), courses, strict=True)),
        **stretch(evidence, before.first, after.last),
    )


def _worth_saying(before: str, after: str) -> bool:
    """Where a rise turns into a fall, dips, surges and shapes say so already."""
    return before != after and "level" in {before, after}


def _course(evidence: Evidence, change: Estimate) -> str:
    if not excludes_zero(change) or share_of_range(evidence, change.value) < _FLOOR:
        return "level"
    return "rising" if change.value > 0 else "falling"


def say(observation: Observation, subject: Subject) -> str:
    """Where the later phase begins, and the courses of the two."""
    assert observation.x is not None
    before, after = (_phase(observation, part) for part in ("before", "after"))
    where = at(observation.x, subject)
    return f"{opening(subject)} enters a new phase at {where}: from {before} to {after}."


def _phase(observation: Observation, part: str) -> str:
    change, course = observation.estimates[part], observation.words[part]
    if course == "level":
        course = "nearly level" if excludes_zero(change) else "no clear direction"
    return f"{course} ({difference(change)})"


def plant(rng: np.random.Generator) -> tuple[Curve, ...]:
    """A rise over the first third, level from there on."""
    return (synthetic.make("plateau", n=300, sd=0.05, rng=rng).curve,)


RULE = Rule(kinds=("changepoint",), scope="curve", detect=detect, say=say, plant=plant)
