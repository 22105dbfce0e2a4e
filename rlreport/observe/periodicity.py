"""A periodic part in what is left beside the smooth.

The strongest frequency of the AR(1) innovations is compared with its neighbours on either side, so
that neither a broad spectral peak, which noise with memory may have, nor the edge of what the
smooth has taken away is taken for a period. Under noise the ratio follows F(2, 2k) for k
neighbours: Thomson (1982), doi:10.1109/PROC.1982.12433; the p-value is Bonferroni's over all
frequencies.
"""

from __future__ import annotations

import numpy as np

from rlreport import stats, synthetic
from rlreport.observe import Rule
from rlreport.observe._facts import ALPHA, interval, noisy, observation, whole
from rlreport.values import Curve, Evidence, FloatArray, Observation
from rlreport.wording import Subject, inside, p_value, width

_FEWEST = 64  # points
_MOST = 4096  # points, the last of them, that a spectrum is made of
_NEAR = 8  # frequencies on each side; the nearest are left out, leakage reaches them
_SHORTEST = 4  # points in a period
_FEWEST_PERIODS = 4
_EVEN = 0.1  # spread of the distances of neighbouring x, against their median


def detect(evidence: Evidence) -> list[Observation]:
    """At most one observation, on curves that are evenly spaced on the axis."""
    rows, x = evidence.trend.curve.rows[-_MOST:], evidence.trend.curve.x
    noise = evidence.trend.noise
    if rows.size < _FEWEST or not noisy(evidence) or not _even(x[rows]):
        return []
    innovations = stats.ar1_residuals(evidence.residuals[-_MOST:] / noise.sd, noise.phi)
    frequency, p_value_, share = _line(innovations)
    if p_value_ > ALPHA:
        return []
    n = innovations.size
    unit = float(np.median(np.diff(x[rows]))) * n
    period = interval(
        unit / frequency,
        unit / (frequency + 0.5),
        unit / (frequency - 0.5),
        unit=evidence.trend.curve.axis.unit,
        method="peak of the periodogram, to half a frequency",
    )
    return [
        observation(
            evidence,
            "periodicity",
            strength=min(1.0, share),
            significant=True,
            p_value=p_value_,
            estimates={"period": period},
            **whole(evidence),
        )
    ]


def _even(x: FloatArray) -> bool:
    gaps = np.diff(x)
    middle = np.median(gaps)
    return bool(np.abs(gaps - middle).max() <= _EVEN * middle)


def _line(innovations: FloatArray) -> tuple[int, float, float]:
    """The frequency that stands out most, its p-value, and its share of the power."""
    power = np.abs(np.fft.rfft(innovations - innovations.mean())) ** 2
    offsets = np.arange(2, _NEAR + 1)
    candidates = np.arange(max(_FEWEST_PERIODS, _NEAR + 1), innovations.size // _SHORTEST)
    candidates = candidates[candidates + _NEAR < power.size]
    sides = (power[candidates[:, None] + sign * offsets].mean(axis=1) for sign in (-1, 1))
    around = np.maximum(*sides)
    ratio = power[candidates] / np.maximum(around, np.finfo(np.float64).tiny)
    best = int(np.argmax(ratio))
    tail = (1 + float(ratio[best]) / offsets.size) ** -float(offsets.size)
    total = float(power[1:].sum()) or 1.0
    frequency = int(candidates[best])
    return frequency, min(1.0, tail * candidates.size), float(power[frequency]) / total


def say(observation: Observation, subject: Subject) -> str:
    """The length of the period."""
    period = observation.estimates["period"]
    which = "" if subject.told else f" of {inside(subject)}"
    return (
        f"What is left{which} beside the smooth repeats about every "
        f"{width(period.value, subject)} ({p_value(observation.p_value or 0.0)})."
    )


def plant(rng: np.random.Generator) -> tuple[Curve, ...]:
    """A line with a wave of ten points and noise."""
    curve = synthetic.make("linear", n=400, sd=0.05, rng=rng).curve
    return (synthetic.curve(curve.x, curve.y + 0.06 * np.sin(2 * np.pi * curve.x / 10)),)


RULE = Rule(kinds=("periodicity",), scope="curve", detect=detect, say=say, plant=plant)
