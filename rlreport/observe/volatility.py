"""A change of the scatter around the smooth: between the two halves, and where it is sudden."""

from __future__ import annotations

import math

import numpy as np

from rlreport import stats, synthetic
from rlreport.observe import Rule
from rlreport.observe._facts import interval, noisy, observation, whole
from rlreport.observe._scatter import sudden_change
from rlreport.values import Curve, Estimate, Evidence, Observation
from rlreport.wording import Subject, estimate, marked, owner, p_value

_FLOOR = 1.5  # ratio of scatter that is worth a sentence
_FEWEST = 40  # points
_LEVEL = 0.003  # the smooth follows one half more than the other, which the test does not know of
_FOLLOWED = 0.9  # share of the noise that a smooth is taken to follow at most
_LARGE = 4.0  # ratio that counts in full
_ORDERS = {1e-9: "a billionth", 1e-6: "a millionth", 1e-3: "a thousandth", 1e-2: "a hundredth"}
"""Shares below which nobody asks how many exactly."""


def detect(evidence: Evidence) -> list[Observation]:
    """At most one observation, where the scatter grew (direction "up") or shrank ("down").

    "place" is where it did, with its interval, where that is one place and no drift.
    Silent on successes and counts, whose scatter follows from their level.
    """
    noise, curve = evidence.trend.noise, evidence.trend.curve
    if noise.n < _FEWEST or not noisy(evidence) or stats.discrete(curve.y[curve.rows]):
        return []
    tested = _tested(evidence)
    if tested is None or tested.p_value > _LEVEL or 1 / _FLOOR < tested.value < _FLOOR:
        return []
    method = "ratio of mean absolute deviations of the AR(1) innovations"
    place = _place(evidence)
    return [
        observation(
            evidence,
            "volatility",
            direction="up" if tested.value > 1 else "down",
            strength=min(1.0, abs(math.log(tested.value)) / math.log(_LARGE)),
            significant=True,
            p_value=tested.p_value,
            estimates={
                "ratio": interval(tested.value, tested.low, tested.high, unit="", method=method),
                **({"place": place} if place else {}),
            },
            x=place.value if place else None,
            **whole(evidence),
        )
    ]


def _tested(evidence: Evidence) -> stats.Tested | None:
    """The ratio as it is seen, or with what the smooth took from it, whichever is less certain.

    None where the two do not agree on the direction: a smooth that bends follows its noise there.
    """
    trend, rows = evidence.trend, evidence.trend.curve.rows
    seen = evidence.residuals / trend.noise.sd
    error = (trend.high[rows] / 2 - trend.low[rows] / 2) / (stats.Z95 * trend.noise.sd)
    left = np.sqrt(1 - np.minimum(error**2, _FOLLOWED))
    first, second = (stats.volatility_ratio(part, trend.noise.phi) for part in (seen, seen / left))
    if first is None or second is None or (first.value > 1) != (second.value > 1):
        return None
    return max(first, second, key=lambda tested: tested.p_value)


def _place(evidence: Evidence) -> Estimate | None:
    """Where the scatter changes at once; None where it drifts."""
    noise, curve = evidence.trend.noise, evidence.trend.curve
    innovations = stats.ar1_residuals(evidence.residuals / noise.sd, noise.phi)
    found = sudden_change(np.abs(innovations - np.median(innovations)))
    if found is None:
        return None
    last = curve.rows.size - 1
    best, low, high = (float(curve.x[curve.rows[round(part * last)]]) for part in found)
    method = "likelihood of one change of scale"
    return interval(best, low, high, unit=curve.axis.unit, method=method)


def say(observation: Observation, subject: Subject) -> str:
    """How many times as wide the second half scatters, and where that began."""
    place = observation.estimates.get("place")
    since = f"; it changed at {marked(place, subject.axis, subject.largest)}" if place else ""
    verb = "grew" if observation.direction == "up" else "shrank"
    return (
        f"{owner(subject, 'scatter')} around the smooth {verb}: in the second half of the points "
        f"it is {times(observation.estimates['ratio'])} that of the first "
        f"({p_value(observation.p_value or 0.0)}){since}."
    )


def times(ratio: Estimate) -> str:
    """How many times, or of what order where it is far from once."""
    least = next((words for share, words in _ORDERS.items() if ratio.high < share), "")
    if least:
        return f"less than {least} of"
    most = next((share for share in _ORDERS if ratio.low > 1 / share), 0.0)
    if most:
        return f"more than {round(1 / most):,} times"
    return f"{estimate(ratio)} times"


def plant(rng: np.random.Generator) -> tuple[Curve, ...]:
    """A line whose noise grows fourfold."""
    return (synthetic.make("linear", "heteroscedastic", n=400, sd=0.05, rng=rng).curve,)


RULE = Rule(kinds=("volatility",), scope="curve", detect=detect, say=say, plant=plant)
