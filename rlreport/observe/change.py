"""The change from start to end: absolute, and relative to the start where that means something."""

from __future__ import annotations

import numpy as np

from rlreport import synthetic
from rlreport.observe import Rule
from rlreport.observe._facts import (
    change_between,
    constant,
    ends,
    excludes_zero,
    level_at,
    observation,
    p_of_change,
    relative_change,
    share_of_range,
    whole,
)
from rlreport.observe._runs import change_of_group
from rlreport.values import Curve, Estimate, Evidence, Observation
from rlreport.wording import (
    Subject,
    count,
    difference,
    in_percent,
    inside,
    level,
    opening,
    quantity,
    size,
)

_MANIFOLD = 3.0  # relative change beyond which percent say less than the two levels do
_NEARLY_ALL = -0.95  # a fall beyond which they do
_POINTS = "percentage points"
_VAGUE = 3.0  # width of the interval of a relative change beyond which they do


def well_in_percent(relative: Estimate | None) -> bool:
    """Whether a relative change says more in percent than the two levels do."""
    if relative is None or relative.high - relative.low > _VAGUE:
        return False
    return _NEARLY_ALL <= relative.value <= _MANIFOLD


def detect(evidence: Evidence) -> list[Observation]:
    """One observation: found where the interval excludes zero on a curve that is not just noise."""
    curve = evidence.trend.curve
    if curve.rows.size < 2 or constant(evidence):
        return []
    first, last = ends(evidence)
    absolute = change_between(evidence, first, last)
    estimates = {
        "absolute": absolute,
        "start": level_at(evidence, first),
        "end": level_at(evidence, last),
    }
    relative = relative_change(evidence, first, last)
    if isinstance(relative, Estimate):
        estimates["relative"] = relative
    found = evidence.verdict == "found" and excludes_zero(absolute)
    untested = evidence.verdict == "cannot tell"
    return [
        observation(
            evidence,
            "change",
            direction=("up" if absolute.value > 0 else "down") if found else "",
            strength=share_of_range(evidence, absolute.value) if found else 0.0,
            outcome="found" if found else "cannot tell" if untested else "not found",
            significant=None if untested else found,
            p_value=p_of_change(evidence, absolute) if found else None,
            estimates=estimates,
            words={} if isinstance(relative, Estimate) else {"relative": relative},
            **whole(evidence),
        )
    ]


def say(observation: Observation, subject: Subject) -> str:
    """By how much the end lies above or below the start, or that this could not be established."""
    absolute = observation.estimates["absolute"]
    if observation.words.get("runs") == "few":
        return _of_few(observation, subject)
    if observation.outcome == "found":
        verb = "rose" if observation.direction == "up" else "fell"
        return f"{opening(subject)} {verb} by {_size(observation)}{_ends(observation)}."
    if observation.outcome == "cannot tell":
        return (
            f"{opening(subject)} changed by {difference(absolute)} from start to end, on too few "
            "independent points to tell that from noise."
        )
    which = "" if subject.told else f" in {inside(subject)}"
    if excludes_zero(absolute):
        return (
            f"No change from start to end could be established{which}: the difference is "
            f"{difference(absolute)}, but noise with a long memory could make it too."
        )
    return (
        f"No change from start to end could be established{which}: the difference is "
        f"{difference(absolute)}."
    )


def _of_few(observation: Observation, subject: Subject) -> str:
    """What two runs did, and that two do not tell what others would do."""
    facts, runs = observation.estimates, count(observation.n, "run")
    each = "both runs" if observation.n == 2 else f"each of {runs}"
    if observation.outcome != "found":
        return (
            f"{opening(subject)} changed by {difference(facts['absolute'])} from start to end on "
            f"average; {runs} cannot tell what further ones would do."
        )
    verb = "rose" if observation.direction == "up" else "fell"
    least, most = (quantity(facts[which].value, facts[which].unit) for which in ("least", "most"))
    return (
        f"{opening(subject)} {verb} in {each}, by {least} and {most}{_ends(observation)} "
        f"on average; {runs} cannot tell what further ones would do."
    )


def _size(observation: Observation) -> str:
    """In percent where that reads well, else in the metric's own unit."""
    relative = relative_size(observation)
    return size(observation.estimates["absolute"]) if relative is None else size(relative)


def relative_size(observation: Observation) -> Estimate | None:
    """The change in percent of the start, where that reads better than in the metric's own unit."""
    relative, absolute = observation.estimates.get("relative"), observation.estimates["absolute"]
    well = relative is not None and well_in_percent(relative) and absolute.unit != _POINTS
    return in_percent(relative) if well and relative is not None else None


def _ends(observation: Observation) -> str:
    facts = observation.estimates
    if "start" not in facts:
        return ""
    return f", from {level(facts['start'])} to {level(facts['end'])}"


def plant(rng: np.random.Generator) -> tuple[Curve, ...]:
    """A rise from 1 to 2, and an exponential fall."""
    rise, fall = (
        synthetic.make(signal, n=200, sd=0.05, rng=rng).curve for signal in ("linear", "decay")
    )
    return (synthetic.curve(rise.x, rise.y + 1), fall)


RULE = Rule(
    kinds=("change",), scope="curve", detect=detect, say=say, plant=plant, of_group=change_of_group
)
