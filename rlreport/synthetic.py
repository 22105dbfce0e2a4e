"""Curves whose truth is known: signals shaped like training, and noise like that of real logs.

Tests, the demo data and the benchmarks share them. Every function takes its random generator.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from rlreport.values import Axis, Curve, FloatArray, Meaning

_NOISES = (
    "white",
    "ar3",
    "ar6",
    "ar9",
    "ar9_white",
    "ma1",
    "ar2",
    "binomial",
    "t3",
    "heteroscedastic",
    "outliers",
    "gaps",
)
_BURN_IN = 200
_BINOMIAL_SIZE = 128
_OUTLIER_SHARE = 0.02
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


def sigmoid(u: FloatArray) -> FloatArray:
    """A rise that saturates, as accuracy does."""
    return 1.0 / (1.0 + np.exp(-10.0 * (u - 0.5)))


def rise_dips(u: FloatArray) -> FloatArray:
    """A concave rise with two dips of about a tenth of the range."""
    return np.asarray(
        1.0 - np.exp(-3.0 * u) - _bump(u, 0.35, 0.04, 0.25) - _bump(u, 0.6, 0.03, 0.2)
    )


def u_surge(u: FloatArray) -> FloatArray:
    """A shallow dip, then a surge, as parallelism in the founding figure."""
    return np.asarray(0.95 / (1.0 + np.exp(-14.0 * (u - 0.68))) - _bump(u, 0.35, 0.13, 0.11))


def plateau(u: FloatArray) -> FloatArray:
    """A linear rise over the first third, constant from there on."""
    return np.minimum(u / 0.35, 1.0)


def step(u: FloatArray) -> FloatArray:
    """A jump of the level at 60% of the way."""
    return np.where(u < 0.6, 0.0, 1.0)


def collapse(u: FloatArray) -> FloatArray:
    """A rise that breaks down at 70% of the way."""
    return np.where(u < 0.7, 1.0 - np.exp(-4.0 * u), 0.05)


def oscillation(u: FloatArray) -> FloatArray:
    """Three full periods."""
    return 0.5 + 0.5 * np.sin(6.0 * np.pi * u)


def glitch(u: FloatArray) -> FloatArray:
    """A saturating rise with a sudden drop by a third that heals exponentially."""
    drop = np.where(u < 0.55, 0.0, 0.35 * np.exp(-(u - 0.55) / 0.03))
    return np.asarray(1.0 - np.exp(-4.0 * u) - drop)


def hump(u: FloatArray) -> FloatArray:
    """A hump of a Gaussian's shape on a constant."""
    return _bump(u, 0.5, 0.1, 1.0)


def vee(u: FloatArray) -> FloatArray:
    """A fall and a rise with a sharp corner."""
    return np.abs(2.0 * u - 1.0)


def linear(u: FloatArray) -> FloatArray:
    """A straight line."""
    return u.copy()


def decay(u: FloatArray) -> FloatArray:
    """An exponential fall, as a loss."""
    return np.exp(-6.0 * u)


def flat(u: FloatArray) -> FloatArray:
    """Nothing at all."""
    return np.zeros_like(u)


def blocks(u: FloatArray) -> FloatArray:
    """Eleven jumps. Donoho and Johnstone (1994), doi:10.1093/biomet/81.3.425."""
    heights = (4, -5, 3, -4, 5, -4.2, 2.1, 4.3, -3.1, 2.1, -4.2)
    places = _DJ_PLACES
    return np.sum(
        [h * (1 + np.sign(u - t)) / 2 for h, t in zip(heights, places, strict=True)], axis=0
    )


def bumps(u: FloatArray) -> FloatArray:
    """Eleven spikes. Donoho and Johnstone (1994), doi:10.1093/biomet/81.3.425."""
    heights = (4, 5, 3, 4, 5, 4.2, 2.1, 4.3, 3.1, 5.1, 4.2)
    widths = (0.005, 0.005, 0.006, 0.01, 0.01, 0.03, 0.01, 0.01, 0.005, 0.008, 0.005)
    return np.sum(
        [
            h * (1 + np.abs((u - t) / w)) ** -4
            for h, t, w in zip(heights, _DJ_PLACES, widths, strict=True)
        ],
        axis=0,
    )


def heavisine(u: FloatArray) -> FloatArray:
    """A sine with two jumps. Donoho and Johnstone (1994), doi:10.1093/biomet/81.3.425."""
    return np.asarray(4 * np.sin(4 * np.pi * u) - np.sign(u - 0.3) - np.sign(0.72 - u))


def doppler(u: FloatArray) -> FloatArray:
    """A chirp. Donoho and Johnstone (1994), doi:10.1093/biomet/81.3.425."""
    return np.asarray(np.sqrt(u * (1 - u)) * np.sin(2.1 * np.pi / (u + 0.05)))


_DJ_PLACES = (0.1, 0.13, 0.15, 0.23, 0.25, 0.40, 0.44, 0.65, 0.76, 0.78, 0.81)

SIGNALS: dict[str, Callable[[FloatArray], FloatArray]] = {
    function.__name__: function
    for function in (
        sigmoid,
        rise_dips,
        u_surge,
        plateau,
        step,
        collapse,
        oscillation,
        glitch,
        hump,
        vee,
        linear,
        decay,
        flat,
        blocks,
        bumps,
        heavisine,
        doppler,
    )
}
"""Signal name -> function from the way `u` in 0..1 to the level. The last four are Donoho and
Johnstone's; the others have a range of about 1."""

NOISES: tuple[str, ...] = _NOISES
"""Noise names: white; AR(1) with coefficient .3, .6, .9; AR(1) .9 and white in equal variance; MA(1)
.8; AR(2) with a spectral peak; shares of 128 trials; Student t with 3 degrees of freedom; standard
deviation that grows fourfold; 2% outliers of 8 standard deviations; missing rows and missing y."""


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
        y = level + sd * reach * noise_series(noise, n, rng)
    if noise == "gaps":
        x, y, level = _with_gaps(x, y, level, rng)
    return Truth(curve=curve(x, y), signal=level, noise=noise, sd=sd)


def noise_series(noise: str, n: int, rng: np.random.Generator) -> FloatArray:
    """`n` points of stationary noise with mean 0 and standard deviation 1 (on average)."""
    if noise in {"ar3", "ar6", "ar9"}:
        return ar1(n, int(noise[2]) / 10, rng)
    if noise == "ar9_white":
        return (ar1(n, 0.9, rng) + rng.standard_normal(n)) / np.sqrt(2)
    if noise == "ma1":
        shocks = rng.standard_normal(n + 1)
        return (shocks[1:] + 0.8 * shocks[:-1]) / np.sqrt(1 + 0.8**2)
    if noise == "ar2":
        return _ar2(n, rng)
    if noise == "t3":
        return rng.standard_t(3, n) / np.sqrt(3)
    white = rng.standard_normal(n)
    if noise == "heteroscedastic":
        growth = np.linspace(0.4, 1.6, n)
        return white * growth / np.sqrt(np.mean(growth**2)) if n else white
    if noise == "outliers":
        return white + 8 * rng.choice([-1.0, 1.0], n) * (rng.random(n) < _OUTLIER_SHARE)
    if noise == "binomial":
        return (rng.binomial(_BINOMIAL_SIZE, 0.5, n) - _BINOMIAL_SIZE / 2) / np.sqrt(
            _BINOMIAL_SIZE / 4
        )
    return white


def ar1(n: int, phi: float, rng: np.random.Generator) -> FloatArray:
    """A stationary AR(1) process `(n,)` of variance 1 with lag-1 autocorrelation `phi`."""
    from scipy.signal import lfilter

    shocks = rng.standard_normal(n) * np.sqrt(1 - phi**2)
    if n:
        shocks[0] /= np.sqrt(1 - phi**2)
    return np.asarray(lfilter([1.0], [1.0, -phi], shocks))


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
    accuracy = rise - _bump(u, 0.3, 0.025, 0.14) - _bump(u, 0.47, 0.02, 0.165)
    surge = 5.6 / (1 + np.exp(-16 * (u - 0.74)))
    parallelism = 8.2 - _bump(u, 0.38, 0.14, 0.72) + surge * (1 + 0.016)
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


def _bump(u: FloatArray, place: float, width: float, height: float) -> FloatArray:
    return height * np.exp(-0.5 * ((u - place) / width) ** 2)


def _ar2(n: int, rng: np.random.Generator) -> FloatArray:
    from scipy.signal import lfilter

    first, second = 1.2, -0.5
    variance = (1 - second) / ((1 + second) * ((1 - second) ** 2 - first**2))
    series = lfilter([1.0], [1.0, -first, -second], rng.standard_normal(n + _BURN_IN))
    return np.asarray(series[_BURN_IN:] / np.sqrt(variance))


def _shares(
    level: FloatArray, sd: float, rng: np.random.Generator
) -> tuple[FloatArray, FloatArray]:
    """Level moved into .25..75 and shares of successes around it, of trials that give about `sd`."""
    span = np.ptp(level) if level.size else 0.0
    share = 0.25 + 0.5 * (level - level.min()) / span if span > 0 else np.full(level.size, 0.5)
    width = 0.5 if span > 0 else 1.0
    trials = max(int(round(0.23 / (sd * width) ** 2)), 1)
    return share, rng.binomial(trials, share) / trials


def _with_gaps(
    x: FloatArray, y: FloatArray, level: FloatArray, rng: np.random.Generator
) -> tuple[FloatArray, FloatArray, FloatArray]:
    y = np.where(rng.random(y.size) < _GAP_SHARE, np.nan, y)
    start = int(0.4 * y.size)
    keep = np.ones(y.size, dtype=bool)
    keep[start : start + int(0.1 * y.size)] = False
    return x[keep], y[keep], level[keep]
