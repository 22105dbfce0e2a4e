"""A group of runs: how far apart they end, single runs that go another way, and where it ends."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from rlreport import synthetic
from rlreport.observe import Rule
from rlreport.observe._facts import ALPHA, difference_unit, exact, interval
from rlreport.observe._runs import among_all, group_level, group_observation
from rlreport.stats.seeds import FEWEST_RUNS, outlying, trimmed
from rlreport.values import Curve, FloatArray, Group, Observation, Trend
from rlreport.wording import (
    Subject,
    as_one,
    at,
    count,
    estimate,
    name,
    owner,
    phrase,
    quantity,
)

_SEVERAL = 2  # runs that make a spread
_FINER = 10  # the ends of a spread are stated to a tenth of it


def detect(group: Group) -> list[Observation]:
    """One observation "spread", and one "outlying run" for each run that failed.

    `words["centre"]` of the spread is "interquartile mean" or "mean", and `words["of"]` is "values"
    where the runs have one each. `other` of an outlying run
    is its name; `words["why"]` is "not finite" (it ends in NaN or infinity), "stopped" (it ends
    before the group does) or "far" (its end lies beyond what the other runs explain). One
    observation "cut" where runs go on beyond the end of the group's curve.
    """
    last = group.trend.curve.x.size - 1
    ends = group.levels[:, last]
    spread = _spread(group, last, ends[np.isfinite(ends)])
    return [*spread, *_failed(group, last, ends), *_cut(group, last)]


def _cut(group: Group, last: int) -> list[Observation]:
    """That the curve ends where too few runs go on, and how far the longest goes."""
    curve = group.trend.curve
    ends = [float(t.curve.x[t.curve.rows[-1]]) for t in group.members if t.curve.rows.size]
    end, longest = float(curve.x[last]), max(ends)
    beyond = [x for x in ends if x > end]
    if not beyond:
        return []
    numbers = {
        "longest": exact(longest, curve.axis.unit),
        "going on": exact(float(len(beyond))),
        "runs": exact(float(len(group.members))),
    }
    return [group_observation(group, "cut", last, x=end, estimates=numbers, rows=(last, last))]


def _spread(group: Group, last: int, ends: FloatArray) -> list[Observation]:
    if ends.size < _SEVERAL:
        return []
    meaning = group.trend.curve.meaning
    scale = float(np.abs(ends).max()) or 1.0  # squares of far values are beyond all floats
    even = ends / scale
    numbers = {
        "lowest": exact(float(ends.min()), meaning.unit),
        "highest": exact(float(ends.max()), meaning.unit),
        "median": exact(float(np.median(ends)), meaning.unit),
        "mean": exact(float(even.mean()) * scale, meaning.unit),
        "sd": exact(float(even.std(ddof=1)) * scale, difference_unit(meaning)),
        "runs": exact(float(len(group.members))),
        "level": group_level(group, last),
    }
    centre = "interquartile mean" if trimmed(ends.size) else "mean"
    return [
        group_observation(
            group,
            "spread",
            last,
            x=float(group.trend.curve.x[last]),
            estimates=numbers,
            words={"centre": centre, **({} if last else {"of": "values"})},
            rows=(last, last),
        )
    ]


def _failed(group: Group, last: int, ends: FloatArray) -> list[Observation]:
    found = []
    reached = np.flatnonzero(np.isfinite(ends))
    far = (among_all(p_value, group) for p_value in outlying(ends[reached]).tolist())
    p_values = dict(zip(reached.tolist(), far, strict=True))
    for run, member in enumerate(group.members):
        why = _ended(member, float(group.trend.curve.x[last]))
        if why:
            found.append(_stopped(group, member, why))
        elif p_values.get(run, 1.0) <= ALPHA:
            found.append(_far(group, member, ends[run], p_values[run]))
    return found


def _ended(member: Trend, end: float) -> str:
    """Why a run ends before the group does; "" where it does not."""
    curve = member.curve
    if curve.nonfinite.size and (not curve.rows.size or curve.nonfinite[-1] > curve.rows[-1]):
        return "not finite"
    return "stopped" if curve.x[curve.rows[-1]] < end else ""


def _stopped(group: Group, member: Trend, why: str) -> Observation:
    rows = member.curve.rows
    last = int(np.searchsorted(group.trend.curve.x, member.curve.x[rows[-1]])) if rows.size else 0
    return group_observation(
        group,
        "outlying run",
        -1,
        other=member.curve.run,
        x=float(member.curve.x[rows[-1]]) if rows.size else None,
        strength=1.0 if why == "not finite" else 0.3,
        words={"why": why},
        rows=(min(last, group.trend.curve.x.size - 1),) * 2,
    )


def _far(group: Group, member: Trend, end: float, p_value: float) -> Observation:
    last = group.trend.curve.x.size - 1
    centre = group_level(group, last)
    unit = member.curve.meaning.unit
    below = end < centre.value
    return group_observation(
        group,
        "outlying run",
        last,
        other=member.curve.run,
        direction="down" if below else "up",
        x=float(group.trend.curve.x[last]),
        strength=1.0,
        significant=True,
        p_value=p_value,
        estimates={
            "level": interval(
                end, float(member.low[-1]), float(member.high[-1]), unit=unit, method="smooth"
            )
            if np.isfinite([member.low[-1], member.high[-1]]).all()
            else exact(end, unit),
            "centre": centre,
        },
        words={"why": "far"},
        rows=(last, last),
    )


def say(observation: Observation, subject: Subject) -> str:
    """How far apart the runs are, or what became of one of them."""
    if observation.kind == "spread":
        return _said_spread(observation, subject)
    if observation.kind == "cut":
        return _said_cut(observation, subject)
    run, label = name(observation.other), as_one(subject.meaning.label)
    if observation.words["why"] == "far":
        side = "below" if observation.direction == "down" else "above"
        end = estimate(observation.estimates["level"])
        return (
            f"In {run}, {label} ends at {end}, far {side} the other runs, by more than their "
            "differences explain."
        )
    if observation.x is None:
        return f"In {run}, {label} was never finite."
    where = at(observation.x, subject)
    if observation.words["why"] == "not finite":
        return f"In {run}, {label} is not finite any more after {where}."
    return f"In {run}, {label} stops at {where}, before the others; it counts only up to there."


def _said_cut(observation: Observation, subject: Subject) -> str:
    assert observation.x is not None
    facts = observation.estimates
    part, whole = (int(facts[which].value) for which in ("going on", "runs"))
    go = "goes" if part == 1 else "go"
    return (
        f"{owner(subject, 'curve')} ends at {at(observation.x, subject)}: {part:,} of "
        f"{count(whole, 'run')} {go} on, to {at(facts['longest'].value, subject)}, which is too "
        "few to stand for all."
    )


def _said_spread(observation: Observation, subject: Subject) -> str:
    assert observation.x is not None
    facts = observation.estimates
    error = (facts["highest"].value - facts["lowest"].value) / _FINER or None
    lowest, highest, median = (
        quantity(facts[part].value, facts[part].unit, error=error)
        for part in ("lowest", "highest", "median")
    )
    of = f" of {name(subject.run)}" if subject.run and not subject.told else ""
    label = "" if subject.told else f" in {phrase(subject.meaning.label)}"
    whole = int(facts["runs"].value)
    all_runs = f"{count(whole, 'run')}{of}"
    which = f"The {all_runs}" if observation.n == whole else f"{observation.n:,} of {all_runs}"
    sd = facts["sd"].value
    unsure = sd / math.sqrt(2 * max(observation.n - 1, 1)) or None  # of a standard deviation
    spread = quantity(sd, facts["sd"].unit, error=unsure)
    lie, where = ("end", f" ({at(observation.x, subject)})")
    if observation.words.get("of") == "values":
        lie, where = "lie", ""
    if facts["lowest"].value == facts["highest"].value:
        return f"{which.replace('The', 'All', 1)} {lie}{label} at {median}{where}."
    text = (
        f"{which} {lie}{label} between {lowest} and {highest}{where}, with "
        f"a median of {median} and a standard deviation of {spread}"
    )
    if observation.n < FEWEST_RUNS:
        return f"{text}; so few runs do not tell what further ones would do."
    return f"{text}."


def plant(rng: np.random.Generator) -> tuple[Curve, ...]:
    """Six runs to about one level, three of them longer, and one that stays behind."""
    curves = [synthetic.make("sigmoid", n=100, sd=0.05, rng=rng).curve for _ in range(7)]
    curves[-1] = replace(curves[-1], y=0.2 * curves[-1].y)
    for place, c in enumerate(curves[:3]):
        further = np.append(c.x, c.x[-1] + np.arange(1.0, 11.0))
        curves[place] = replace(c, x=further, y=np.append(c.y, c.y[-10:]))
    return tuple(replace(c, run=f"seed {place}") for place, c in enumerate(curves, start=1))


RULE = Rule(
    kinds=("spread", "outlying run", "cut"), scope="group", detect=detect, say=say, plant=plant
)
