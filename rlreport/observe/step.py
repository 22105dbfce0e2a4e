"""A step: the level jumps within a few points, and stays."""

from __future__ import annotations

import numpy as np

from rlreport import stats, synthetic
from rlreport.observe import Rule
from rlreport.observe._facts import (
    difference_of,
    difference_unit,
    ends,
    excludes_zero,
    interval,
    landing,
    level_at,
    observation,
    share_of_range,
    stretch,
)
from rlreport.observe._turns import collapse_of
from rlreport.values import Curve, Estimate, Evidence, Observation
from rlreport.wording import Subject, at, estimate, opening, p_value, size

_FLOOR = 0.12  # share of the level's range that a jump must have
_FEW = 0.04  # share of the points that a jump may take
_FEWEST = 3
_MEANT = 8  # points
_WHILE = 0.2  # share of the points on each side that must lie apart


def detect(evidence: Evidence) -> list[Observation]:
    """One observation per jump, direction "up" or "down"; a collapse has a rule of its own.

    `words["values"]` is "whole" where only whole numbers were logged.
    """
    if evidence.verdict != "found":
        return []
    collapse = collapse_of(evidence)
    first, last = ends(evidence)
    reach = max(_FEWEST, round(_FEW * evidence.trend.noise.n))
    found = [
        _step(evidence, row, max(first, row - 1), min(last, row + reach))
        for row in evidence.steps.tolist()
        if collapse is None or not collapse[0] - 1 <= row <= collapse[1]
    ]
    return [step for step in found if _certain(step) and _stays(evidence, step)]


def _certain(step: Observation) -> bool:
    return step.strength >= _FLOOR and excludes_zero(step.estimates["size"])


def _stays(evidence: Evidence, step: Observation) -> bool:
    """Whether the level kept to each side for a while; an edge of a sharp dip is no step."""
    assert step.rows is not None
    before, after = step.rows
    level = evidence.trend.level / 2
    middle = level[before] / 2 + level[after] / 2
    reach = int(_WHILE * level.size)
    earlier, later = level[max(before - reach, 0) : before + 1], level[after : after + reach + 1]
    up = step.direction == "up"
    return bool(((later > middle) == up).all() and ((earlier < middle) == up).all())


def _step(evidence: Evidence, row: int, before: int, after: int) -> Observation:
    curve = evidence.trend.curve
    levels, y = (level_at(evidence, before), level_at(evidence, after)), curve.y[curve.rows]
    if stats.discrete(y):  # its smooth has no breaks
        levels = _beside(evidence, row)
    jump = difference_of(*levels, difference_unit(curve.meaning))
    return observation(
        evidence,
        "step",
        direction="up" if jump.value > 0 else "down",
        x=float(curve.x[landing(curve, row)]),
        strength=share_of_range(evidence, jump.value),
        significant=True,
        p_value=evidence.p_value,
        estimates={
            "size": jump,
            "before": levels[0],
            "after": levels[1],
        },
        words={"values": "whole"} if (y == np.round(y)).all() else {},
        **stretch(evidence, before, after),
    )


def _beside(evidence: Evidence, row: int) -> tuple[Estimate, Estimate]:
    """The means of a few values up to a row and behind it."""
    curve, noise = evidence.trend.curve, evidence.trend.noise
    place = int(np.searchsorted(curve.rows, row, side="right"))
    many = max(_MEANT, round(_FEW * curve.rows.size))
    sides = curve.rows[max(place - many, 0) : place], curve.rows[place : place + many]
    found = []
    for side in sides:
        mean = float(np.mean(curve.y[side]))
        half = stats.Z95 * noise.sd / stats.effective_size(side.size, noise.phi) ** 0.5
        found.append(
            interval(mean, mean - half, mean + half, unit=curve.meaning.unit, method="mean")
        )
    return found[0], found[1]


def say(observation: Observation, subject: Subject) -> str:
    """Where the level jumped, by how much, and to what."""
    assert observation.x is not None
    facts = observation.estimates
    verb = leap(observation)
    return (
        f"{opening(subject)} {verb} from {estimate(facts['before'])} to {estimate(facts['after'])} "
        f"within a few points at {at(observation.x, subject)}, by {size(facts['size'])} "
        f"({p_value(observation.p_value or 0.0)})."
    )


def leap(observation: Observation) -> str:
    """The verb of a jump; levels between whole numbers that were logged are averages."""
    verb = "jumped" if observation.direction == "up" else "dropped"
    return f"{verb} on average" if observation.words.get("values") == "whole" else verb


def plant(rng: np.random.Generator) -> tuple[Curve, ...]:
    """A jump up at 60% of the way."""
    return (synthetic.make("step", n=200, sd=0.05, rng=rng).curve,)


RULE = Rule(kinds=("step",), scope="curve", detect=detect, say=say, plant=plant)
