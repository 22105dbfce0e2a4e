"""A periodic part in what is left beside the smooth.

The strongest frequency of the AR(1) innovations is compared with its neighbours on either side, so
that neither a broad spectral peak, which noise with memory may have, nor the edge of what the
smooth has taken away is taken for a period. Under noise the ratio follows F(2, 2k) for k
neighbours: Thomson (1982), Proceedings of the IEEE 70(9); the p-value is Bonferroni's over all
frequencies.
"""

from __future__ import annotations

import numpy as np

from rlreport import stats, synthetic
from rlreport.observe import Rule
from rlreport.observe._facts import ALPHA, difference_unit, interval, noisy, observation, whole
from rlreport.values import Curve, Estimate, Evidence, FloatArray, Observation
from rlreport.wording import Subject, estimate, inside, opening, p_value, spanned

_FEWEST = 64  # points
_MOST = 4096  # points, the last of them, that a spectrum is made of
_NEAR = 8  # frequencies on each side; the nearest are left out, leakage reaches them
_BETWEEN = 21  # places between two frequencies of the spectrum at which the wave is looked for
_SHORTEST = 4  # points in a period
_FEWEST_PERIODS = 4
_EVEN = 0.1  # spread of the distances of neighbouring x, against their median


def detect(evidence: Evidence) -> list[Observation]:
    """At most one observation, on curves that are evenly spaced on the axis.

    `words["wave"]` is "left" where the wave is beside the smooth, and "followed" where the smooth
    has taken most of it: the amplitude is then that of the values themselves.
    """
    rows, x = evidence.trend.curve.rows[-_MOST:], evidence.trend.curve.x
    noise = evidence.trend.noise
    if rows.size < _FEWEST or not noisy(evidence) or not _even(x[rows]):
        return []
    innovations = stats.ar1_residuals(evidence.residuals[-_MOST:] / noise.sd, noise.phi)
    frequency, p_value_, share = _line(innovations)
    if p_value_ > ALPHA:
        return []
    left, whole_wave = _amplitudes(evidence, frequency)
    followed = whole_wave.low > left.high
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
            strength=min(1.0, _share(evidence, whole_wave) if followed else share),
            significant=True,
            p_value=p_value_,
            estimates={"period": period, "amplitude": whole_wave if followed else left},
            words={"wave": "followed" if followed else "left"},
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


def _amplitudes(evidence: Evidence, frequency: int) -> tuple[Estimate, Estimate]:
    """The amplitude of the wave beside the smooth, and in the values themselves."""
    unit, sd = difference_unit(evidence.trend.curve.meaning), evidence.trend.noise.sd
    return (
        _amplitude(evidence.residuals[-_MOST:] / sd, frequency, sd, unit),
        _amplitude(_straightened(evidence), frequency, sd, unit),
    )


def _straightened(evidence: Evidence) -> FloatArray:
    """The values without a straight line, in standard deviations of the noise."""
    curve = evidence.trend.curve
    rows = curve.rows[-_MOST:]
    y = curve.y[rows] / evidence.trend.noise.sd
    place = np.linspace(-1.0, 1.0, rows.size)
    return np.asarray(y - np.polynomial.Polynomial.fit(place, y, 1)(place))


def _share(evidence: Evidence, wave: Estimate) -> float:
    """The share of the values' variance beside a straight line that a wave makes."""
    amplitude = wave.value / evidence.trend.noise.sd
    return amplitude**2 / 2 / (float(_straightened(evidence).var()) or 1.0)


def _amplitude(values: FloatArray, frequency: int, sd: float, unit: str) -> Estimate:
    """The amplitude of the wave, with what the noise at frequencies beside it does to it."""
    n = values.size
    power = np.abs(np.fft.rfft(values)) ** 2
    offsets = np.arange(2, _NEAR + 1)
    around = float(power[np.concatenate([frequency - offsets, frequency + offsets])].mean())
    turns = frequency + np.linspace(-0.5, 0.5, _BETWEEN)
    waves = np.exp(-2j * np.pi * turns[:, None] * np.arange(n) / n)
    size = 2 / n * float(np.abs(waves @ values).max())
    error = stats.Z95 * np.sqrt(2 * around) / n
    parts = (part * sd for part in (size, max(size - error, 0.0), size + error))
    return interval(*parts, unit=unit, method="wave by least squares, noise of its neighbours")


def say(observation: Observation, subject: Subject) -> str:
    """The length of the period, and how far the values swing."""
    facts = observation.estimates
    if observation.words.get("wave") == "followed":
        period = spanned(facts["period"], subject.axis, subject.largest)
        return (
            f"{opening(subject)} swings with a period of {period} and an amplitude of "
            f"{estimate(facts['amplitude'])} ({p_value(observation.p_value or 0.0)})."
        )
    which = "" if subject.told else f" of {inside(subject)}"
    period = spanned(facts["period"], subject.axis, subject.largest)
    return (
        f"What is left{which} beside the smooth repeats every {period}, with an amplitude of "
        f"{estimate(facts['amplitude'])} ({p_value(observation.p_value or 0.0)})."
    )


def plant(rng: np.random.Generator) -> tuple[Curve, ...]:
    """A line with a wave of ten points and noise."""
    curve = synthetic.make("linear", n=400, sd=0.05, rng=rng).curve
    return (synthetic.curve(curve.x, curve.y + 0.06 * np.sin(2 * np.pi * curve.x / 10)),)


RULE = Rule(kinds=("periodicity",), scope="curve", detect=detect, say=say, plant=plant)
