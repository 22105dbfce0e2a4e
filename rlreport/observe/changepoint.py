"""Phases: where one course of the level gives way to another."""

from __future__ import annotations

from dataclasses import replace
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
from rlreport.wording import Subject, at, difference, opening, over

_FLOOR = 0.05  # share of the level's range below which a phase counts as level
_SHORTEST = 0.1  # share of the rows below which a stretch is a part of a dip, not a phase
_WAYS = ("rising", "falling")
_LIMIT = 9  # more phases than these are no phases, but a wandering level

PHASES = {
    "rising": ("rose", "rose"),
    "falling": ("fell", "fell"),
    "level": ("was nearly level", "stayed nearly level"),
    "unclear": ("showed no clear direction", "showed no clear direction"),
}
"""How a course is told where it comes first, and where it follows another."""


def detect(evidence: Evidence) -> list[Observation]:
    """One observation per border of a level phase and a moving one, x where the later begins.

    `words` name the courses "before" and "after": "rising", "falling", "level", or "unclear".
    """
    if evidence.verdict != "found" or not 2 <= len(evidence.segments) <= _LIMIT:
        return []
    segments = _phases(evidence)
    least = _SHORTEST * evidence.trend.curve.x.size
    found = [
        _border(evidence, before, after)
        for before, after in pairwise(segments)
        if min(part.last - part.first + 1 for part in (before, after)) >= least
    ]
    return [
        border
        for border in found
        if _worth_saying(*border.words.values()) and _paces_differ(border)
    ]


def _phases(evidence: Evidence) -> list[Segment]:
    """The segments, those that follow each other on the same way as one."""
    joined: list[Segment] = []
    courses: list[str] = []
    for segment in evidence.segments:
        course = _course(evidence, change_between(evidence, segment.first, segment.last))
        if courses and course == courses[-1] and course in _WAYS:
            joined[-1] = replace(joined[-1], last=segment.last)
        else:
            joined.append(segment)
            courses.append(course)
    return joined


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
    return before != after and bool({"level", "unclear"} & {before, after})


def _paces_differ(border: Observation) -> bool:
    """Whether the intervals of the two rates of change lie apart."""
    assert border.span is not None
    assert border.x is not None
    ends = (border.span[0], border.x, border.span[1])
    (_, high), (low, _) = sorted(
        (change.low / (end - start), change.high / (end - start))
        for change, (start, end) in zip(border.estimates.values(), pairwise(ends), strict=True)
    )
    return high < low


def _course(evidence: Evidence, change: Estimate) -> str:
    widest = max(abs(change.low), abs(change.high))
    if not excludes_zero(change):
        return "level" if share_of_range(evidence, widest) < 2 * _FLOOR else "unclear"
    if share_of_range(evidence, change.value) < _FLOOR:
        return "level"
    return "rising" if change.value > 0 else "falling"


def say(observation: Observation, subject: Subject) -> str:
    """The stretches of the two phases, and their courses."""
    assert observation.x is not None
    assert observation.span is not None
    where = over((observation.span[0], observation.x), subject)
    before, after = (PHASES[observation.words[part]] for part in ("before", "after"))
    changes = [difference(observation.estimates[part]) for part in ("before", "after")]
    return (
        f"{opening(subject)} {before[0]} {where} ({changes[0]}), then {after[1]} until "
        f"{at(observation.span[1], subject)} ({changes[1]})."
    )


def plant(rng: np.random.Generator) -> tuple[Curve, ...]:
    """A rise over the first third, level from there on."""
    return (synthetic.make("plateau", n=300, sd=0.05, rng=rng).curve,)


RULE = Rule(kinds=("changepoint",), scope="curve", detect=detect, say=say, plant=plant)
