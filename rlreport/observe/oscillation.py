"""Oscillation: the level changes its direction three times or more."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from rlreport import synthetic
from rlreport.observe import Rule
from rlreport.observe._facts import exact, level_at, observation, stretch
from rlreport.observe._turns import share_between, turns
from rlreport.values import Curve, Evidence, Observation
from rlreport.wording import Subject, estimate, number, opening, p_value

_FEWEST = 4  # moves: three turning points; fewer are a shape of their own
_LEAST = 0.1  # share of the level's range that every swing has: less is no swing of this level
_NET = 0.25  # share of all swings that start and end may differ by: more is a trend with dips


def detect(evidence: Evidence) -> list[Observation]:
    """At most one observation; the number of turns is a lower bound, at the family-wise level.

    "lowest" and "highest" are the extreme levels at which it turns.
    """
    if len(evidence.moves) < _FEWEST:
        return []
    rows = turns(evidence)
    swings = [share_between(evidence, *pair) for pair in pairwise(rows)]
    if min(swings) < _LEAST or share_between(evidence, rows[0], rows[-1]) > _NET * sum(swings):
        return []
    lowest, highest = _extremes(evidence, rows)
    return [
        observation(
            evidence,
            "oscillation",
            strength=float(np.median(swings)),
            significant=True,
            p_value=max(move.p_value for move in evidence.moves),
            estimates={
                "turns": exact(len(evidence.moves) - 1),
                "lowest": level_at(evidence, lowest),
                "highest": level_at(evidence, highest),
            },
            **stretch(evidence, rows[0], rows[-1]),
        )
    ]


def _extremes(evidence: Evidence, rows: list[int]) -> tuple[int, int]:
    """The turning points at which the level is lowest and highest."""
    level = evidence.trend.level
    turning = rows[1:-1]
    return min(turning, key=lambda row: level[row]), max(turning, key=lambda row: level[row])


def say(observation: Observation, subject: Subject) -> str:
    """Between which levels it went to and fro, and how often it turned, at least."""
    facts = observation.estimates
    turned = number(facts["turns"].value)
    tested = p_value(observation.p_value or 0.0)
    return (
        f"{opening(subject)} oscillated between {estimate(facts['lowest'])} and "
        f"{estimate(facts['highest'])}: its level turned at least {turned} times ({tested})."
    )


def plant(rng: np.random.Generator) -> tuple[Curve, ...]:
    """Three full periods."""
    return (synthetic.make("oscillation", n=300, sd=0.05, rng=rng).curve,)


RULE = Rule(kinds=("oscillation",), scope="curve", detect=detect, say=say, plant=plant)
