"""A collapse: a metric of which higher is better falls steeply, far, and for good."""

from __future__ import annotations

import numpy as np

from rlreport import synthetic
from rlreport.observe import Rule
from rlreport.observe._facts import (
    change_between,
    level_at,
    observation,
    relative_change,
    stretch,
)
from rlreport.observe._turns import collapse_of, middle_of_move, share_between
from rlreport.values import Curve, Estimate, Evidence, Observation
from rlreport.wording import Subject, estimate, opening, over, p_value


def detect(evidence: Evidence) -> list[Observation]:
    """At most one observation; `_turns.collapse_of` defines what is one."""
    rows = collapse_of(evidence)
    if rows is None:
        return []
    first, last = rows
    start, end = middle_of_move(evidence, first, last)
    share = relative_change(evidence, first, last)
    return [
        observation(
            evidence,
            "collapse",
            direction="down",
            x=float(evidence.trend.curve.x[start]),
            strength=share_between(evidence, first, last),
            significant=True,
            p_value=evidence.moves[-1].p_value,
            estimates={
                "before": level_at(evidence, first),
                "after": level_at(evidence, last),
                "size": change_between(evidence, first, last),
                **({"relative": share} if isinstance(share, Estimate) else {}),
            },
            **stretch(evidence, start, end),
        )
    ]


def say(observation: Observation, subject: Subject) -> str:
    """From what to what the level fell, where, and that it stayed there."""
    assert observation.span is not None
    facts = observation.estimates
    return (
        f"{opening(subject)} collapsed from {estimate(facts['before'])} to "
        f"{estimate(facts['after'])}, most of it {over(observation.span, subject)} "
        f"({p_value(observation.p_value or 0.0)}), and did not recover."
    )


def plant(rng: np.random.Generator) -> tuple[Curve, ...]:
    """A rise that breaks down at 70% of the way."""
    return (synthetic.make("collapse", n=200, sd=0.05, rng=rng).curve,)


RULE = Rule(kinds=("collapse",), scope="curve", detect=detect, say=say, plant=plant, on_groups=True)
