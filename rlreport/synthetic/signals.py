"""Levels shaped like training: functions of the way `u` `(n,)` from 0 to 1."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from rlreport.values import FloatArray

_JUMPS = (0.1, 0.13, 0.15, 0.23, 0.25, 0.40, 0.44, 0.65, 0.76, 0.78, 0.81)


def bump(u: FloatArray, place: float, width: float, height: float) -> FloatArray:
    """A bump of a Gaussian's shape: `width` is its standard deviation."""
    return height * np.exp(-0.5 * ((u - place) / width) ** 2)


def sigmoid(u: FloatArray) -> FloatArray:
    """A rise that saturates, as accuracy does."""
    return 1.0 / (1.0 + np.exp(-10.0 * (u - 0.5)))


def rise_dips(u: FloatArray) -> FloatArray:
    """A concave rise with two dips of about a tenth of the range."""
    return np.asarray(1.0 - np.exp(-3.0 * u) - bump(u, 0.35, 0.04, 0.25) - bump(u, 0.6, 0.03, 0.2))


def u_surge(u: FloatArray) -> FloatArray:
    """A shallow dip, then a surge, as parallelism in the founding figure."""
    return np.asarray(0.95 / (1.0 + np.exp(-14.0 * (u - 0.68))) - bump(u, 0.35, 0.13, 0.11))


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
    return bump(u, 0.5, 0.1, 1.0)


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
    jumps = [h * (1 + np.sign(u - t)) / 2 for h, t in zip(heights, _JUMPS, strict=True)]
    return np.asarray(np.sum(jumps, axis=0))


def bumps(u: FloatArray) -> FloatArray:
    """Eleven spikes. Donoho and Johnstone (1994), doi:10.1093/biomet/81.3.425."""
    heights = (4, 5, 3, 4, 5, 4.2, 2.1, 4.3, 3.1, 5.1, 4.2)
    widths = (0.005, 0.005, 0.006, 0.01, 0.01, 0.03, 0.01, 0.01, 0.005, 0.008, 0.005)
    spikes = [
        h * (1 + np.abs((u - t) / w)) ** -4 for h, t, w in zip(heights, _JUMPS, widths, strict=True)
    ]
    return np.asarray(np.sum(spikes, axis=0))


def heavisine(u: FloatArray) -> FloatArray:
    """A sine with two jumps. Donoho and Johnstone (1994), doi:10.1093/biomet/81.3.425."""
    return np.asarray(4 * np.sin(4 * np.pi * u) - np.sign(u - 0.3) - np.sign(0.72 - u))


def doppler(u: FloatArray) -> FloatArray:
    """A chirp. Donoho and Johnstone (1994), doi:10.1093/biomet/81.3.425."""
    return np.asarray(np.sqrt(u * (1 - u)) * np.sin(2.1 * np.pi / (u + 0.05)))


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
