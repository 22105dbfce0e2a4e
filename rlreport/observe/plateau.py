"""A plateau at the end: the level is shown to be level, not merely not shown to move.

Two one-sided tests (Schuirmann 1987), each at 2.5% so that the 95% interval
lies inside the margin, of the change over the last quarter, third and half of the points: in this
fixed order each keeps its level (Maurer, Hothorn and Lehmacher 1995). Behind a jump all that came
since is tested first, so that both chances together keep 5%.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from rlreport import stats, synthetic
from rlreport.observe import Rule
from rlreport.observe._facts import (
    difference_unit,
    exact,
    excludes_zero,
    interval,
    landing,
    level_at,
    observation,
    stretch,
)
from rlreport.observe._runs import evidence_of
from rlreport.stats.seeds import FEWEST_RUNS, paired_change
from rlreport.values import Curve, Estimate, Evidence, Group, IntArray, Observation
from rlreport.wording import Subject, at, bounds, estimate, opening, p_value, quantity, size

_WINDOWS = (1 / 4, 1 / 3, 1 / 2)
_SINCE = 1 / 8  # of the points: less behind a jump is no end of its own
_MARGIN = 0.1  # share of the level's range
_DUST = 1e-9  # share of the level's range below which a drift is rounding
_FEWEST = 8.0  # independent points


def detect(evidence: Evidence) -> list[Observation]:
    """At most one observation, on the longest stretch at the end that is shown to be level."""
    if evidence.verdict != "found":
        return []
    found = _since_jump(evidence)
    if found is not None:
        return [found]
    rows = evidence.trend.curve.rows
    for share in _WINDOWS:
        plateau = _level_over(evidence, rows[-int(share * rows.size) :])
        if plateau is None:
            break
        found = plateau
    return [] if found is None else [found]


def _since_jump(evidence: Evidence) -> Observation | None:
    """The plateau from the last jump on, where there is one."""
    curve = evidence.trend.curve
    if not evidence.steps.size:
        return None
    rows = curve.rows[curve.rows >= landing(curve, int(evidence.steps[-1]))]
    return _level_over(evidence, rows) if rows.size >= _SINCE * curve.rows.size else None


def _level_over(evidence: Evidence, rows: IntArray) -> Observation | None:
    curve, noise = evidence.trend.curve, evidence.trend.noise
    if stats.effective_size(rows.size, noise.phi) < _FEWEST:
        return None
    reach = evidence.trend.level_range
    x = (curve.x[rows] - curve.x[rows[0]]) / (curve.x[rows[-1]] - curve.x[rows[0]])
    line = stats.line(x, curve.y[rows] / reach, noise.phi)
    if line is None or not -_MARGIN < line.low <= line.high < _MARGIN:
        return None
    still = max(abs(line.low), abs(line.high)) < _DUST
    drift = interval(
        *(0.0 if still else part * reach for part in (line.value, line.low, line.high)),
        unit=difference_unit(curve.meaning),
        method="line by generalised least squares, AR(1) noise",
    )
    return _plateau(evidence, rows, drift, exact(_MARGIN * reach, drift.unit), _equivalence(line))


def of_group(group: Group) -> list[Observation]:
    """The same of a group's curve: the drifts of its runs, and their interval between runs."""
    if evidence_of(group).verdict != "found":
        return []
    found: list[Observation] = []
    for share in _WINDOWS:
        plateau = _level_between_runs(group, share)
        if plateau is None:
            break
        found = [plateau]
    return found


def _level_between_runs(group: Group, share: float) -> Observation | None:
    evidence, x = evidence_of(group), group.trend.curve.x
    rows = np.arange(x.size)[-int(share * x.size) :]
    margin = _MARGIN * evidence.trend.level_range
    levels = group.levels[np.isfinite(group.levels[:, rows]).all(axis=1)][:, rows]
    if levels.shape[0] < FEWEST_RUNS or rows.size < _FEWEST:
        return None
    drifts = np.polyfit((x[rows] - x[rows[0]]) / (x[rows[-1]] - x[rows[0]]), levels.T, 1)[0]
    line = paired_change(np.zeros(drifts.size), drifts)
    if not -margin < line.low <= line.high < margin:
        return None
    unit = difference_unit(group.trend.curve.meaning)
    drift = interval(line.value, line.low, line.high, unit=unit, method="slopes of the runs (Yuen)")
    level = stats.equivalence(line.value, line.error, 1.0, margin, line.df)
    found = _plateau(evidence, rows, drift, exact(margin, unit), level)
    return replace(found, n=levels.shape[0])


def _equivalence(line: stats.Tested) -> float:
    from scipy.special import stdtrit

    error = (line.high - line.value) / float(stdtrit(line.df, 0.975))
    return stats.equivalence(line.value, error, 1.0, _MARGIN, line.df)


def _plateau(
    evidence: Evidence, rows: IntArray, drift: Estimate, margin: Estimate, p_value_: float
) -> Observation:
    curve = evidence.trend.curve
    start, last = int(rows[0]), int(rows[-1])
    return observation(
        evidence,
        "plateau",
        x=float(curve.x[start]),
        strength=1 - max(abs(drift.low), abs(drift.high)) / margin.value,
        significant=True,
        p_value=p_value_,
        estimates={"drift": drift, "margin": margin, "level": level_at(evidence, last)},
        words={"course": _course(drift)},
        **stretch(evidence, start, last),
    )


def _course(drift: Estimate) -> str:
    """Whether what movement is left has a certain direction."""
    if not excludes_zero(drift):
        return "level"
    return "rising" if drift.value > 0 else "falling"


def say(observation: Observation, subject: Subject) -> str:
    """At what level and from where on it is level, and what change is still possible."""
    assert observation.x is not None
    margin = observation.estimates["margin"]
    room = quantity(margin.value, margin.unit, error=margin.value / 10)
    drift, where = observation.estimates["drift"], at(observation.x, subject)
    tested = p_value(observation.p_value or 0.0)
    if observation.words.get("course", "level") != "level":
        verb = "rose" if observation.words["course"] == "rising" else "fell"
        return (
            f"{opening(subject)} flattened: from {where} on it {verb} by {size(drift)}, less than "
            f"a tenth of its range ({room}; {tested})."
        )
    if drift.low == drift.high == 0:
        level = estimate(observation.estimates["level"])
        return f"{opening(subject)} stays at {level} from {where} on."
    return (
        f"{opening(subject)} is on a plateau of {estimate(observation.estimates['level'])} from "
        f"{where} on: its change over that stretch is {bounds(drift)} (95% interval), within a "
        f"tenth of its range ({room}; {tested})."
    )


def plant(rng: np.random.Generator) -> tuple[Curve, ...]:
    """A rise over the first third, level from there on."""
    return (synthetic.make("plateau", n=300, sd=0.05, rng=rng).curve,)


RULE = Rule(
    kinds=("plateau",), scope="curve", detect=detect, say=say, plant=plant, of_group=of_group
)
