"""Two ways in which agents that work in parallel fail, read off accuracy and parallelism together.

Serial collapse: accuracy rises while parallelism falls to 1, that of a serial agent. Spurious
parallelism: parallelism rises and accuracy does not. Kimi Team (2026), arXiv:2602.02276.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from rlreport import synthetic
from rlreport.observe import Rule
from rlreport.observe._facts import change_between, ends, level_at, observation, whole
from rlreport.values import Curve, Estimate, Evidence, Meaning, Observation
from rlreport.wording import Subject, bounds, difference, estimate, opening, phrase

_SERIAL = 1.2  # an average parallelism below this is close to that of a serial agent, 1
_HARDLY = 5.0  # percentage points, or percent of the start, up to which a gain is none to speak of
_ROLES = ("accuracy", "success", "reward")


def detect(first: Evidence, second: Evidence) -> list[Observation]:
    """At most one observation, on the metric of parallelism, `other` being the score."""
    for parallel, score in ((first, second), (second, first)):
        roles = [evidence.trend.curve.meaning.role for evidence in (parallel, score)]
        finite = all(evidence.trend.curve.rows.size > 1 for evidence in (parallel, score))
        if finite and roles[0] == "parallelism" and roles[1] in _ROLES:
            return _pattern(parallel, score)
    return []


def _pattern(parallel: Evidence, score: Evidence) -> list[Observation]:
    if parallel.verdict != "found":
        return []
    moved = change_between(parallel, *ends(parallel))
    gained = change_between(score, *ends(score))
    end = level_at(parallel, ends(parallel)[1])
    if moved.high < 0 and end.value < _SERIAL and score.verdict == "found" and gained.low > 0:
        return [_observed("serial collapse", parallel, score, (end, gained))]
    if moved.low > 0 and score.verdict != "cannot tell" and gained.high <= _slight(score):
        return [_observed("spurious parallelism", parallel, score, (moved, gained))]
    return []


def _slight(score: Evidence) -> float:
    """A gain of the score that is none to speak of."""
    start = level_at(score, ends(score)[0])
    return _HARDLY if start.unit == "%" else _HARDLY / 100 * abs(start.value)


def _observed(
    kind: str, parallel: Evidence, score: Evidence, estimates: tuple[Estimate, Estimate]
) -> Observation:
    return observation(
        parallel,
        kind,
        other=score.trend.curve.metric,
        direction="down" if kind == "serial collapse" else "up",
        strength=1.0,
        significant=True,
        p_value=max(parallel.p_value or 0.0, score.p_value or 0.0),
        estimates=dict(zip(("parallelism", "score"), estimates, strict=True)),
        **whole(parallel),
    )


def say(observation: Observation, subject: Subject) -> str:
    """What the two metrics did, and the name of the pattern."""
    facts = observation.estimates
    other = phrase(subject.other.label if subject.other else observation.other)
    score = facts["score"]
    if observation.kind == "serial collapse":
        return (
            f"{opening(subject)} fell to {estimate(facts['parallelism'])}, close to the 1 of a "
            f"serial agent, while {other} rose ({difference(score)}): the pattern of serial "
            "collapse."
        )
    return (
        f"{opening(subject)} rose ({difference(facts['parallelism'])}) while {other} did not gain "
        f"with it (the 95% interval of its change is {bounds(score)}): the pattern of spurious "
        "parallelism."
    )


def plant(rng: np.random.Generator) -> tuple[Curve, ...]:
    """Accuracy that rises while parallelism falls to 1."""
    rise = synthetic.make("sigmoid", n=200, sd=0.05, rng=rng).curve
    fall = synthetic.make("decay", n=200, sd=0.02, rng=rng).curve
    accuracy = Meaning(role="accuracy", unit="%", better="higher", label="Accuracy")
    parallelism = Meaning(role="parallelism", unit="", better="higher", label="Parallelism")
    return (
        replace(synthetic.curve(rise.x, 30 + 40 * rise.y, name="accuracy"), meaning=accuracy),
        replace(synthetic.curve(fall.x, 1 + 6 * fall.y, name="parallelism"), meaning=parallelism),
    )


RULE = Rule(
    kinds=("serial collapse", "spurious parallelism"),
    scope="pair",
    detect=detect,
    say=say,
    plant=plant,
)
