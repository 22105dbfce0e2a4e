"""Two metrics of one run that fluctuate together or opposed, at once or with a lag.

Two trends always correlate (Yule 1926, J. R. Stat. Soc. 89(1)), so only what is left beside the
smooths is compared, whitened on both sides; the p-value is Bonferroni's over all lags.
"""

from __future__ import annotations

import numpy as np

from rlreport import stats, synthetic
from rlreport.observe import Rule
from rlreport.observe._facts import ALPHA, exact, interval, noisy, observation, points
from rlreport.stats.copies import same_quantity
from rlreport.values import Curve, Evidence, FloatArray, IntArray, Observation
from rlreport.wording import Subject, estimate, name, p_value, phrase, width

_FEWEST = 20  # shared points
_FLOOR = 0.3  # correlation that is worth a sentence
_LAGS = 10
_MOST = 20_000
"""Points beyond which the means of neighbours are compared, so that the cost stays the same."""


def detect(first: Evidence, second: Evidence) -> list[Observation]:
    """At most one observation. `words["pattern"]` is "together" or "opposed".

    Silent on two metrics that are one quantity: see the rule on duplicates.
    `words["order"]` is "at once", "leads" (the first metric comes first) or "lags".
    """
    if not (noisy(first) and noisy(second)) or same_quantity(points(first), points(second)):
        return []
    if _tied(first) or _tied(second):
        return []
    a, b, rows = _shared(first, second)
    if rows.size < _FEWEST:
        return []
    first_ranks, second_ranks = stats.ranks(a), stats.ranks(b)
    phi = stats.common_memory(first_ranks, second_ranks)
    found = {lag: _correlation(first_ranks, second_ranks, lag, phi) for lag in _lags(rows.size)}
    tested = {lag: test for lag, test in found.items() if test is not None}
    if not tested:
        return []
    lag = min(tested, key=lambda k: (tested[k].p_value, abs(k)))
    test = tested[lag]
    p_value = min(1.0, test.p_value * len(tested))
    if p_value > ALPHA or abs(test.value) < _FLOOR:
        return []
    x = first.trend.curve.x
    delay = abs(lag) * float(np.median(np.diff(x[rows])))
    method = "rank correlation of whitened residuals"
    return [
        observation(
            first,
            "relation",
            other=second.trend.curve.metric,
            span=(float(x[rows[0]]), float(x[rows[-1]])),
            strength=abs(test.value),
            significant=True,
            p_value=p_value,
            estimates={
                "correlation": interval(test.value, test.low, test.high, unit="", method=method),
                "lag": exact(delay, first.trend.curve.axis.unit),
            },
            words={
                "pattern": "together" if test.value > 0 else "opposed",
                "order": "at once" if lag == 0 else "leads" if lag > 0 else "lags",
            },
            rows=(int(rows[0]), int(rows[-1])),
        )
    ]


def _tied(evidence: Evidence) -> bool:
    """Whether one value stands for so many points that the smooth itself would order them."""
    curve = evidence.trend.curve
    return stats.tied(curve.y[curve.rows])


def _shared(first: Evidence, second: Evidence) -> tuple[FloatArray, FloatArray, IntArray]:
    """Whitened residuals `(m,)` of both on the x that they share, and the rows of the first curve.

    Of very many points they are means of neighbours, and the rows those where each bin begins.
    """
    one_x, two_x = (e.trend.curve.x[e.trend.curve.rows] for e in (first, second))
    if np.array_equal(one_x, two_x):
        one = two = np.arange(one_x.size)
    else:
        _, one, two = np.intersect1d(one_x, two_x, assume_unique=True, return_indices=True)
    a = stats.ar1_residuals(first.residuals[one], first.trend.noise.phi)
    b = stats.ar1_residuals(second.residuals[two], second.trend.noise.phi)
    edges = stats.bin_edges(one.size, _MOST)[:-1]
    return stats.bins(a, _MOST), stats.bins(b, _MOST), first.trend.curve.rows[one[edges]]


def _lags(n: int) -> range:
    most = min(_LAGS, n // 10)
    return range(-most, most + 1)


def _correlation(a: FloatArray, b: FloatArray, lag: int, phi: float) -> stats.Tested | None:
    """The correlation of ranks `a` with ranks `b` that many points later, both of memory `phi`."""
    early, late = (a, b) if lag >= 0 else (b, a)
    n = a.size - abs(lag)
    return stats.correlation(early[:n], late[-n:], phis=(phi, phi), kind="pearson")


def say(observation: Observation, subject: Subject) -> str:
    """Which way the two fluctuate, how strongly, and which comes first."""
    other = phrase(subject.other.label if subject.other else observation.other)
    how = "together" if observation.words["pattern"] == "together" else "in opposite directions"
    strength = estimate(observation.estimates["correlation"])
    run = f" in {name(subject.run)}" if subject.run else ""
    both = f"{phrase(subject.meaning.label)} and {other}"
    tested = f"correlation {strength}, {p_value(observation.p_value or 0.0)}"
    order = _order(observation, subject, other)
    return f"Beside their trends{run}, {both} fluctuate {how} ({tested}){order}."


def _order(observation: Observation, subject: Subject, other: str) -> str:
    order = observation.words["order"]
    if order == "at once":
        return ""
    leader = phrase(subject.meaning.label) if order == "leads" else other
    return f", {leader} first by {width(observation.estimates['lag'].value, subject)}"


def plant(rng: np.random.Generator) -> tuple[Curve, ...]:
    """Two lines whose noise is shared, the second with the sign turned."""
    noise = rng.standard_normal(200)
    x = np.arange(200.0)
    other = 0.3 * rng.standard_normal(200)
    return (
        synthetic.curve(x, x / 50 + noise, name="first"),
        synthetic.curve(x, x / 50 - noise + other, name="second"),
    )


RULE = Rule(kinds=("relation",), scope="pair", detect=detect, say=say, plant=plant)
