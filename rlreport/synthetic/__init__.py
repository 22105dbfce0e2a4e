"""Curves whose truth is known: signals shaped like training, and noise like that of real logs.

Tests, the demo data and the benchmarks share them. Every function takes its random generator.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rlreport.synthetic.noises import NOISES, ar1
from rlreport.synthetic.signals import SIGNALS, bump
from rlreport.values import Axis, Curve, FloatArray, Meaning

__all__ = [
    "NOISES",
    "SIGNALS",
    "FoundingRun",
    "Truth",
    "ar1",
    "curve",
    "founding_run",
    "make",
    "random_walk",
]

_GAP_SHARE = 0.15


@dataclass(frozen=True, kw_only=True, eq=False)
class Truth:
    """A curve and what it was made from.

    Attributes:
        curve: as a log would give it.
        signal: `(n,)`, the level without noise, in the unit of y.
        noise: name of the noise, one of `NOISES`.
        sd: marginal standard deviation of the noise, as a share of the signal's range.
    """

    curve: Curve
    signal: FloatArray
    noise: str
    sd: float


def make(
    signal: str,
    noise: str = "white",
    *,
    n: int = 200,
    sd: float = 0.1,
    rng: np.random.Generator,
) -> Truth:
    """`n` points of `signal` with `noise` of standard deviation `sd` (share of the signal's range).

    A flat signal has no range: there `sd` is the standard deviation itself. Only "gaps" gives
    fewer than `n` rows (gaps in x) and NaN in y.

    Raises:
        ValueError: no such signal or noise.
    """
    if signal not in SIGNALS or noise not in NOISES:
        raise ValueError(f"no signal {signal!r} with noise {noise!r}")
    x = np.arange(1.0, n + 1)
    level = SIGNALS[signal](x / n)
    reach = float(np.ptp(level)) if n and np.ptp(level) > 0 else 1.0
    if noise == "binomial":
        level, y = _shares(level, sd, rng)
    else:
        y = level + sd * reach * NOISES[noise](n, rng)
    if noise == "gaps":
        x, y, level = _with_gaps(x, y, level, rng)
    return Truth(curve=curve(x, y), signal=level, noise=noise, sd=sd)


def random_walk(n: int, rng: np.random.Generator) -> FloatArray:
    """A random walk `(n,)`: it wanders far without any trend behind it."""
    return np.cumsum(rng.standard_normal(n))


def curve(x: FloatArray, y: FloatArray, *, name: str = "value", unit: str = "") -> Curve:
    """A curve of plain arrays, on an axis of steps."""
    return Curve(
        run="synthetic",
        metric=name,
        meaning=Meaning(role="other", unit=unit, better="higher", label=name),
        axis=Axis(kind="step", name="", label="Step", unit="", how="logged"),
        x=x,
        y=y,
        nonfinite=np.flatnonzero(np.isinf(y)),
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class FoundingRun:
    """Numbers shaped like the founding figure, arrays `(n,)`.

    Attributes:
        flops: cumulative RL FLOPs.
        accuracy: training accuracy, 0..1.
        parallelism: average parallelism, at least 1.
        accuracy_level, parallelism_level: the same without noise.
    """

    flops: FloatArray
    accuracy: FloatArray
    parallelism: FloatArray
    accuracy_level: FloatArray
    parallelism_level: FloatArray


def founding_run(rng: np.random.Generator, *, n: int = 200) -> FoundingRun:
    """Accuracy from 35% to 66% with dips to about 40%; parallelism 8.2, dip to 7.5, then 13.8.

    The cost of a step grows with parallelism, so that RL FLOPs are not evenly spaced.
    """
    u = np.linspace(0.0, 1.0, n)
    rise = 0.35 + 0.31 * (1 - np.exp(-3.2 * u)) / (1 - np.exp(-3.2))
    accuracy = rise - bump(u, 0.3, 0.025, 0.14) - bump(u, 0.47, 0.02, 0.165)
    surge = 5.6 / (1 + np.exp(-16 * (u - 0.74)))
    parallelism = 8.2 - bump(u, 0.38, 0.14, 0.72) + surge * (1 + 0.016)
    cost = parallelism * 1.1e18 * (1 + 0.05 * rng.standard_normal(n))
    return FoundingRun(
        flops=np.cumsum(np.abs(cost)),
        accuracy=np.clip(accuracy + 0.013 * ar1(n, 0.2, rng), 0, 1),
        parallelism=parallelism + 0.13 * ar1(n, 0.2, rng),
        accuracy_level=accuracy,
        parallelism_level=parallelism,
    )


def founding_csv() -> bytes:
    """The demonstration run as a trainer would log it: a CSV file of 240 steps, always the same."""
    rng = np.random.default_rng(20260202)
    run = founding_run(rng, n=240)
    step = np.arange(1, run.flops.size + 1)
    progress = np.linspace(0, 1, step.size)
    entropy = 0.25 + 0.9 * np.exp(-2 * progress) + 0.02 * ar1(step.size, 0.5, rng)
    tokens = 2300 + 900 * progress**2 + 90 * ar1(step.size, 0.3, rng)
    columns = {
        "step": (step, "d"),
        "rl_flops": (run.flops, ".6e"),
        "training_accuracy": (run.accuracy, ".4f"),
        "average_parallelism": (run.parallelism, ".3f"),
        "policy_entropy": (entropy, ".4f"),
        "response_tokens": (tokens, ".0f"),
    }
    texts = [[format(value, form) for value in values] for values, form in columns.values()]
    rows = [",".join(columns), *map(",".join, zip(*texts, strict=True))]
    return ("\n".join(rows) + "\n").encode()


def _shares(
    level: FloatArray, sd: float, rng: np.random.Generator
) -> tuple[FloatArray, FloatArray]:
    """The level moved into .25 to .75, and shares of as many trials as give about `sd`."""
    span = np.ptp(level) if level.size else 0.0
    share = 0.25 + 0.5 * (level - level.min()) / span if span > 0 else np.full(level.size, 0.5)
    width = 0.5 if span > 0 else 1.0
    trials = max(round(0.23 / (sd * width) ** 2), 1)
    return share, rng.binomial(trials, share) / trials


def _with_gaps(
    x: FloatArray, y: FloatArray, level: FloatArray, rng: np.random.Generator
) -> tuple[FloatArray, FloatArray, FloatArray]:
    y = np.where(rng.random(y.size) < _GAP_SHARE, np.nan, y)
    start = int(0.4 * y.size)
    keep = np.ones(y.size, dtype=bool)
    keep[start : start + int(0.1 * y.size)] = False
    return x[keep], y[keep], level[keep]
