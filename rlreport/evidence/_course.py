"""The course of a whole curve: one way, or with a turn, as a monotone fit shows it.

Noise with memory drifts, but it does not keep to one direction: what is left beside the best
monotone fit says so without a model of the noise, and without telling a smooth signal from memory,
which a short curve does not allow.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rlreport.values import FloatArray

_LEAST = 1e-9  # share of the variance: less is rounding
_SIZES = (12, 15, 20, 30, 50, 100, 200, 500)
_ONE_WAY = (5.8, 4.7, 4.15, 3.4, 2.6, 1.8, 1.1, 0.5)
_TURNED = (21.0, 5.5, 3.7, 3.2, 2.6, 1.8, 1.25, 0.6)
"""What 99% of curves of AR(1) noise of .9 stay below, by simulation (2,500 of each size up to 100,
600 of 200, 250 of 500)."""
_ONE_WAY_BRIEF = (1.5, 1.5, 1.5, 1.5, 1.2, 0.9, 0.6, 0.35)
_TURNED_BRIEF = (1.5, 1.5, 1.5, 1.5, 1.15, 0.9, 0.6, 0.35)
"""What 99.5% of curves of AR(1) .9 and white noise stay below (170 to 500 of each size to 200)."""
_BRIEF = ((-0.05, -0.3), 0.29, 50)
"""Lag-1 correlation of what is left, below which the noise has no memory of ten points: at n
points -.05 (with a turn -.3) + .29 log(n / 50); .5% of curves of AR(1) noise of .9 and of random
walks lie there."""
_FEWEST_BRIEF = 30  # points, from which that correlation tells
_RATE = 3.2  # the tail falls by exp(-1.6) a unit or faster: twice that in -2 log likelihood


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """A rise (sign 1) or fall (-1) from point `first` to `last` (inclusive)."""

    sign: int
    first: int
    last: int


@dataclass(frozen=True, kw_only=True)
class Course:
    """The best monotone fit, and the best fit with one turn.

    Attributes:
        sign: 1 where the best monotone fit rises, -1 where it falls.
        one_way: -log of the share of the variance that it leaves.
        turn: last point before the turn of the fit that rises and falls, or falls and rises.
        turned: -log of what that fit leaves of the variance that the monotone one leaves.
        first: sign of its first part.
        rests: lag-1 correlations of what the two fits leave.
        n: number of points.
    """

    sign: int
    one_way: float
    turn: int
    turned: float
    first: int
    rests: tuple[float, float]
    n: int

    @property
    def excess(self) -> tuple[float, float]:
        """How far one way and a turn lie beyond what noise reaches."""
        return (
            _RATE * (self.one_way - self._most(0, _ONE_WAY, _ONE_WAY_BRIEF)),
            _RATE * (self.turned - self._most(1, _TURNED, _TURNED_BRIEF)),
        )

    def brief(self, which: int) -> bool:
        """Whether what is left beside the fit has too short a memory for slow noise or a walk."""
        least, growth, size = _BRIEF
        return self.rests[which] < least[which] + growth * float(np.log(self.n / size))

    def _most(self, which: int, long: tuple[float, ...], brief: tuple[float, ...]) -> float:
        row = brief if self.brief(which) and self.n >= _FEWEST_BRIEF else long
        return float(np.interp(np.log(self.n), np.log(_SIZES), row))

    @property
    def ways(self) -> tuple[Stretch, ...]:
        """The stretches that lie beyond what noise reaches."""
        one_way, turned = self.excess
        if turned > 0:
            return (
                Stretch(sign=self.first, first=0, last=self.turn),
                Stretch(sign=-self.first, first=self.turn + 1, last=self.n - 1),
            )
        return (Stretch(sign=self.sign, first=0, last=self.n - 1),) if one_way > 0 else ()


def course(y: FloatArray) -> Course:
    """The course of `y` `(n,)`, n >= 4 and not constant, by isotonic regression.

    The most extreme value on either side counts no more than the second: one wild first point is
    no course. Ayer et al. (1955), doi:10.1214/aoms/1177728423; with a turn: Frisen (1986),
    "Unimodal regression", The Statistician 35, 479-485.
    """
    values = _tempered(y)
    up, down = _left(values), _left(-values)
    then_down, then_up = _left(values[::-1])[::-1], _left(-values[::-1])[::-1]
    peak, trough = up[:-1] + then_down[1:], down[:-1] + then_up[1:]
    turning, first = (peak, 1) if peak.min() <= trough.min() else (trough, -1)
    monotone = max(float(min(up[-1], down[-1])), _LEAST)
    turn = int(np.argmin(turning))
    sign = 1 if up[-1] <= down[-1] else -1
    return Course(
        sign=sign,
        one_way=-float(np.log(monotone)),
        turn=turn,
        turned=max(float(np.log(monotone / max(turning[turn], _LEAST))), 0.0),
        first=first,
        rests=(
            _memory(_rest(values, sign)),
            _memory(np.append(_rest(values[: turn + 1], first), _rest(values[turn + 1 :], -first))),
        ),
        n=y.size,
    )


def _rest(values: FloatArray, sign: int) -> FloatArray:
    """What the best monotone fit in the direction of `sign` leaves of `values` `(m,)`."""
    return np.asarray(values - sign * _pooled(sign * values)[1])


def _memory(rest: FloatArray) -> float:
    """Lag-1 correlation of `rest` `(n,)`; 1.0 where next to nothing is left."""
    centred = rest - rest.mean()
    total = float(centred @ centred)
    return float(centred[1:] @ centred[:-1]) / total if total > _LEAST else 1.0


def _tempered(y: FloatArray) -> FloatArray:
    """`y` `(n,)` kept between its second least and second greatest value, of mean 0 and norm 1.

    Two levels of which one is seen only once leave nothing: they stay as they are.
    """
    low, high = np.partition(y, (1, y.size - 2))[[1, -2]]
    values = np.clip(y, low, high) if low < high else y
    centred = values - values.mean()
    norm = float(np.sqrt(centred @ centred))
    return np.asarray(centred / norm if norm else centred)


def _left(values: FloatArray) -> FloatArray:
    """Sums of squares `(n,)` that nondecreasing fits leave of the first 1, 2, ..., n `values`."""
    return _pooled(values)[0]


def _pooled(values: FloatArray) -> tuple[FloatArray, FloatArray]:
    """What `_left` says, and the fit `(n,)` to all `values`, by pooling neighbours out of order.

    Pooled blocks keep their mean and weight; a fit's sum of squares is that of its blocks.
    """
    means: list[float] = []
    weights: list[int] = []
    fitted, explained = 0.0, []
    for value in values.tolist():
        mean, weight = value, 1
        while means and means[-1] >= mean:
            other, count = means.pop(), weights.pop()
            fitted -= count * other**2
            mean = (mean * weight + other * count) / (weight + count)
            weight += count
        means.append(mean)
        weights.append(weight)
        fitted += weight * mean**2
        explained.append(fitted)
    left = np.maximum(np.cumsum(values**2) - np.array(explained), 0.0)
    return np.asarray(left), np.repeat(means, weights)
