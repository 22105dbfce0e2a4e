"""Two runs or groups on one metric: how far apart, where, how much sooner, and how surely.

Between groups the p-values are those of Welch's t on one number per run, adjusted for all that is
compared (Holm). With fewer than three runs on a side nothing is claimed about the methods.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from rlreport import synthetic
from rlreport.catalogue import is_loss_of_agent
from rlreport.compare import Comparison, Gap
from rlreport.observe import Rule
from rlreport.observe._facts import difference_unit, exact, interval
from rlreport.stats.seeds import holm
from rlreport.values import Curve, Estimate, Observation, Outcome
from rlreport.wording import (
    Subject,
    a,
    as_one,
    at,
    capitalised,
    count,
    difference,
    distance,
    estimate,
    is_plural,
    name,
    opened,
    over,
    p_value,
    phrase,
    quantity,
    size,
)

_LEVEL = 0.05
_BY_RUNS = "Welch's t over runs"
_BY_NOISE = "noise of the runs, with its memory"
_PLACES = ("end", "equal", "cost", "whole")


def detect(*comparisons: Comparison) -> list[Observation]:
    """Differences at up to four places, the ratio of x needed, and the chance to be better.

    Of all comparisons of a report, whose p-values hold for all of them together.

    `run` is what is compared, `other` the reference. `words["at"]` of a "difference" is "end",
    "equal" (x), "cost" (RL FLOPs) or "whole" (on average). `words["between"]` is "runs" where
    intervals tell of further runs, else "noise".
    """
    return _adjusted([found for comparison in comparisons for found in _found(comparison)])


def _found(comparison: Comparison) -> list[Observation]:
    """What one comparison shows, with p-values of its own: none where they would be on methods."""
    gaps = [
        _difference(comparison, gap, place)
        for place in _PLACES
        if (gap := getattr(comparison, place)) is not None
    ]
    found = [*gaps, *_pace(comparison)]
    if not comparison.between:
        found = [replace(o, p_value=None, outcome=_apart(o)) for o in found]
    return [*found, *_improvement(comparison)]


def _observation(comparison: Comparison, kind: str, **facts: Any) -> Observation:
    curve = comparison.second.trend.curve
    words = {"between": "runs" if comparison.between else "noise", **facts.pop("words", {})}
    return Observation(
        kind=kind,
        run=curve.run,
        metric=curve.metric,
        other=comparison.first.name,
        words=words,
        **facts,
    )


def _difference(comparison: Comparison, gap: Gap, place: str) -> Observation:
    meaning = comparison.first.trend.curve.meaning
    method = _BY_RUNS if comparison.between else _BY_NOISE
    test, most = gap.test, _widest(comparison)
    low, high = max(test.low, -most), min(test.high, most)
    estimates = {
        "difference": interval(test.value, low, high, unit=difference_unit(meaning), method=method),
        "runs": exact(float(gap.runs[1])),
        "other runs": exact(float(gap.runs[0])),
    }
    if place == "cost":
        estimates["cost"] = exact(gap.span[1], gap.unit)
    if place == "end" and not math.isclose(gap.reference[1], gap.span[1]):
        estimates["other end"] = exact(gap.reference[1], gap.unit)
    reach = float(np.ptp(comparison.first.trend.level) + np.ptp(comparison.second.trend.level)) / 2
    return _observation(
        comparison,
        "difference",
        direction="up" if test.value > 0 else "down",
        x=gap.span[1] if place in {"end", "equal"} else None,
        span=None if place == "cost" else gap.span,
        strength=min(1.0, abs(test.value) / reach) if reach > 0 else 0.0,
        n=sum(gap.runs),
        p_value=test.p_value,
        estimates=estimates,
        words={"at": place},
    )


def _widest(comparison: Comparison) -> float:
    """How far two values can lie apart at all: shares between none and all of something."""
    curves = [t.curve for side in (comparison.first, comparison.second) for t in side.members]
    values = np.concatenate([curve.y[curve.rows] for curve in curves])
    within = values.size > 0 and values.min() >= 0 and values.max() <= 100
    return 100.0 if within and all(curve.meaning.unit == "%" for curve in curves) else math.inf


def _pace(comparison: Comparison) -> list[Observation]:
    pace = comparison.pace
    if pace is None:
        return []
    meaning = comparison.first.trend.curve.meaning
    counts = (len(comparison.first.members), len(comparison.second.members))
    estimates = {
        "target": exact(pace.target, meaning.unit),
        "reached": exact(float(pace.reached[1])),
        "other reached": exact(float(pace.reached[0])),
        "runs": exact(float(counts[1])),
        "other runs": exact(float(counts[0])),
    }
    ratio = pace.ratio
    if ratio is None:
        if pace.reached == counts:
            return []
        return [_observation(comparison, "pace", estimates=estimates, n=sum(counts), strength=0.3)]
    method = _BY_RUNS if comparison.between else _BY_NOISE
    estimates["ratio"] = interval(ratio.value, ratio.low, ratio.high, unit="", method=method)
    return [
        _observation(
            comparison,
            "pace",
            direction="up" if ratio.value > 1 else "down",
            strength=float(min(1.0, abs(np.log(ratio.value)))),
            n=sum(counts),
            p_value=ratio.p_value,
            estimates=estimates,
        )
    ]


def _adjusted(found: list[Observation]) -> list[Observation]:
    """p-values that hold for all together, and what they establish."""
    tested = [o for o in found if o.p_value is not None]
    p_values = holm(np.array([o.p_value for o in tested], dtype=np.float64)).tolist()
    by_old = {
        id(o): replace(
            o,
            p_value=p,
            significant=p <= _LEVEL,
            outcome="found" if p <= _LEVEL else "not found",
        )
        for o, p in zip(tested, p_values, strict=True)
    }
    return [by_old.get(id(o), o) for o in found]


def _apart(observation: Observation) -> Outcome:
    """Whether two runs differ by more than their noise; a description, no claim on methods."""
    facts = observation.estimates
    gap, none = (facts["ratio"], 1.0) if "ratio" in facts else (facts.get("difference"), 0.0)
    if gap is None or not gap.low <= none <= gap.high or gap.low == gap.high:
        return "found"
    return "not found"


def _improvement(comparison: Comparison) -> list[Observation]:
    better = comparison.better
    if better is None:
        return []
    percent = Estimate(
        value=100 * better.value,
        low=100 * better.low,
        high=100 * better.high,
        unit="%",
        method="Mann and Whitney's statistic, Newcombe's interval",
    )
    counts = (len(comparison.first.members), len(comparison.second.members))
    way = comparison.first.trend.curve.meaning.better
    return [
        _observation(
            comparison,
            "improvement",
            direction="up" if better.value > 0.5 else "down",
            strength=abs(2 * better.value - 1),
            n=sum(counts),
            estimates={"probability": percent},
            words={"better": way},
        )
    ]


# --- words --------------------------------------------------------------------------------------


def say(observation: Observation, subject: Subject) -> str:
    """By how much and where the two differ, or how much sooner one is, or how probably better."""
    if observation.kind == "pace":
        return _said_pace(observation, subject)
    if observation.kind == "improvement":
        return _said_improvement(observation, subject)
    gap = observation.estimates["difference"]
    where = f"{_where(observation, subject)}, " if has_course(observation) else ""
    one, other = name(observation.run), name(observation.other)
    label = phrase(subject.meaning.label)
    if observation.outcome == "not found" and observation.words["between"] == "noise":
        return opened(
            f"{where}{label} of {one} and {other} cannot be told apart from their noise: the "
            f"difference is {difference(gap)}."
        )
    if observation.outcome == "not found":
        return opened(
            f"{where}no difference in {label} between {one} and {other} could be established: it "
            f"is {difference(gap)}{_basis(observation)}."
        )
    side = "above" if observation.direction == "up" else "below"
    label = as_one(subject.meaning.label)
    return opened(
        f"{where}{label} of {one} lies {size(gap)} {side} that of {other}{_basis(observation)}."
    )


def has_course(observation: Observation) -> bool:
    """Whether there are places to tell of: runs with one value each have none."""
    return observation.span is None or observation.span[0] < observation.span[1]


def _where(observation: Observation, subject: Subject) -> str:
    place = observation.words["at"]
    if place == "cost":
        cost = observation.estimates["cost"]
        return f"At equal RL FLOPs ({quantity(cost.value, cost.unit)})"
    assert observation.span is not None
    if place == "whole":
        return f"On average {over(observation.span, subject)}"
    assert observation.x is not None
    if place == "equal":
        return f"Over the last tenth that both cover (to {at(observation.x, subject)})"
    if "other end" in observation.estimates:
        end = at(observation.estimates["other end"].value, subject)
        own, other = name(observation.run), name(observation.other)
        return (
            f"Over the last tenth of each ({own} to {at(observation.x, subject)}, {other} to {end})"
        )
    return f"Over the last tenth (to {at(observation.x, subject)})"


def _basis(observation: Observation) -> str:
    """What the interval rests on: " (5 against 5 runs, p = 0.012)".

    An interval is that of one difference, the p-value allows for all that are tested.
    """
    if observation.words["between"] == "noise":
        return ""
    own, other = (int(observation.estimates[key].value) for key in ("runs", "other runs"))
    alone = observation.outcome == "not found" and _apart(observation) == "found"
    tested = (
        f"{p_value(observation.p_value or 0.0)}{' among all that is compared' if alone else ''}"
    )
    return f" ({own:,} against {count(other, 'run')}, {tested})"


def _said_pace(observation: Observation, subject: Subject) -> str:
    facts = observation.estimates
    one, other = name(observation.run), name(observation.other)
    target = quantity(facts["target"].value, facts["target"].unit)
    label = phrase(subject.meaning.label)
    aim = f"{label if is_plural(label) else a(label)} of {target}"
    if "ratio" not in facts:
        be = "are" if is_plural(label) else "is"
        return (
            f"{capitalised(aim)} {be} reached by {_of(facts, 'reached', 'runs')} of {one} and by "
            f"{_of(facts, 'other reached', 'other runs')} of {other}; how much longer the others "
            "would need is not known."
        )
    ratio = facts["ratio"]
    unit = _noun(subject)
    times = f"{estimate(ratio)} times the {unit} of {other}"
    if subject.meaning.better == "neither":  # no goal: to come there late may be as good
        text = f"{one} comes to {aim} after {times}"
    else:
        text = f"To reach {aim}, {one} needs {times}"
    known = "" if observation.outcome != "not found" else ", which is no established difference"
    return f"{text}{known}{_basis(observation)}."


def _of(facts: Mapping[str, Estimate], reached: str, runs: str) -> str:
    part, whole = (int(facts[key].value) for key in (reached, runs))
    return f"{part:,} of {count(whole, 'run')}"


def _noun(subject: Subject) -> str:
    """What the axis counts: "steps", "environment steps", "RL FLOPs"."""
    if subject.axis.kind in {"step", "episodes", "epoch", "row", "env_steps"}:
        return distance(2.0, subject.axis).partition(" ")[2]
    return phrase(subject.axis.label)


def _said_improvement(observation: Observation, subject: Subject) -> str:
    share = estimate(observation.estimates["probability"])
    one, other = name(observation.run), name(observation.other)
    judged = subject.meaning.better != "neither" and not is_loss_of_agent(observation.metric)
    counted = "lower" if observation.words["better"] == "lower" else "higher"
    how = "better" if judged else counted
    return (
        f"The probability that a run of {one} ends with a {how} {phrase(subject.meaning.label)} "
        f"than one of {other} is {share}."
    )


def plant(rng: np.random.Generator) -> tuple[Curve, ...]:
    """Three runs to one level and three, of another group, to a level half as high."""
    curves = []
    for place in range(6):
        made = synthetic.make("sigmoid", n=100, sd=0.03, rng=rng).curve
        group, height = ("low", 0.5) if place < 3 else ("high", 1.0)
        curves.append(replace(made, run=f"{group} seed {place}", y=height * made.y))
    return tuple(curves)


RULE = Rule(
    kinds=("difference", "pace", "improvement"),
    scope="comparison",
    detect=detect,
    say=say,
    plant=plant,
)
