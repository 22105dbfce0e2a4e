"""Breaks in a smooth level: where the likelihood asks for a free bend or a jump."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from rlreport.stats import banded
from rlreport.stats.whittaker import Fit, Model
from rlreport.values import BoolArray, FloatArray

_MOST = 12  # breaks in one curve
_FEWEST = 8  # points below which a break and its surroundings cannot be told apart
_STIFFNESSES = np.arange(0.0, 7.0)  # log10; stiffer than that the breaks' variance is rounding
_BASE_PRICE = 4.0


@dataclass(frozen=True, kw_only=True)
class Break:
    """A place to release: the `width` differences from `place` on, and what the loss would be.

    Attributes:
        start: the stiffness and phi of that loss, from which to look for better ones.
    """

    place: int
    width: int
    loss: float
    start: tuple[float, float]


def released(current: Model, fit: Fit, most_phi: float) -> tuple[Model, Fit]:
    """The model with those breaks released that gain 2 log n + 4 each, and its fit.

    A break of slope frees one second difference, a jump of the level two neighbouring ones. All
    places are tested at once through the smoothed disturbances: Harvey and Koopman (1992),
    doi:10.1080/07350015.1992.10509913; de Jong and Penzer (1998), "Diagnosing shocks in time
    series".
    """
    for _ in range(_MOST):
        candidate = best_break(current, fit.phi, most_phi)
        if candidate is None or fit.loss - candidate.loss < price(current.y.size):
            break
        weight = current.weight.copy()
        weight[candidate.place : candidate.place + candidate.width] = 0.0
        current = replace(current, weight=weight)
        fit = current.best(most_phi, candidate.start)
    return current, fit


def price(n: int) -> float:
    """What a break among `n` points must gain: about the largest of n chance gains, and 4."""
    return 2 * float(np.log(n)) + _BASE_PRICE


def best_break(current: Model, phi: float, most_phi: float) -> Break | None:
    """The break that the likelihood asks for most, or None where nothing can break.

    Args:
        current: the model.
        phi: AR(1) coefficient of its fit.
        most_phi: the greatest that may be.
    """
    if current.y.size < _FEWEST or current.rank < 2:
        return None
    stiffnesses = _STIFFNESSES[current.top >= _STIFFNESSES]
    phis = sorted({0.0, round(most_phi / 2, 12), most_phi, min(phi, most_phi)})
    s, p = (part.ravel() for part in np.meshgrid(stiffnesses, phis, indexing="ij"))
    solved = current.solve(s, p)
    bends = np.diff(solved.level, 2, axis=1)
    prior = 10.0 ** -s[:, None] / np.maximum(current.weight, 1e-12)
    innovation = solved.squares[:, None] / current.rank
    best: Break | None = None
    for width, gain in _gains(bends, banded.inverse_bands(solved.factor), prior):
        share = np.clip(1 - gain / innovation / current.rank, 1e-12, 1.0)
        share[:, _taken(current.free, width)] = 1.0
        total = solved.loss[:, None] + current.rank * np.log(share)
        point, place = np.unravel_index(int(np.argmin(total)), total.shape)
        if best is None or total[point, place] < best.loss:
            best = Break(
                place=int(place),
                width=width,
                loss=float(total[point, place]),
                start=(float(s[point]), float(p[point])),
            )
    return best


def _taken(free: BoolArray, width: int) -> BoolArray:
    """Places that no longer can be released."""
    return free if width == 1 else free[:-1] | free[1:]


def _gains(bends: FloatArray, bands: FloatArray, prior: FloatArray) -> list[tuple[int, FloatArray]]:
    """For a break of slope and a jump: the squared t statistic at each place `(k, m)`.

    Times the innovation variance.
    """
    own = prior - _bend_variance(bands)
    next_ = -_bend_covariance(bands)
    floor = 1e-7 * prior
    kink = bends**2 / np.maximum(own, floor)
    jump_variance = own[:, :-1] + own[:, 1:] - 2 * next_
    jump = (bends[:, :-1] - bends[:, 1:]) ** 2 / np.maximum(jump_variance, floor[:, 1:])
    return [(1, kink), (2, jump)]


def _bend_variance(bands: FloatArray) -> FloatArray:
    """Posterior variances of the second differences, from the bands of the level's."""
    s0, s1, s2, _ = bands
    ends, middle = s0[:, :-2] + s0[:, 2:] + 2 * s2[:, :-2], s0[:, 1:-1]
    return np.asarray(ends + 4 * (middle - s1[:, :-2] - s1[:, 1:-1]))


def _bend_covariance(bands: FloatArray) -> FloatArray:
    """Posterior covariances of neighbouring second differences."""
    s0, s1, s2, s3 = bands
    middle = s1[:, :-3] + 5 * s1[:, 1:-2] + s1[:, 2:-1] + s3[:, :-3]
    return np.asarray(middle - 2 * (s0[:, 1:-2] + s0[:, 2:-1] + s2[:, :-3] + s2[:, 1:-2]))
