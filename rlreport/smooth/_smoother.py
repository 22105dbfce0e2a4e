"""What a smoother is, and what all familiar ones share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from rlreport.stats import noise_of
from rlreport.values import Curve, FloatArray, Method, Trend


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """The one number of a familiar smoother: what it is, its default, and its range."""

    name: str
    default: float
    low: float
    high: float
    below_high: bool = False
    whole: bool = False

    def allows(self, value: float) -> bool:
        """Whether `value` lies in the range."""
        inside = self.low <= value < self.high or (value == self.high and not self.below_high)
        return inside and (not self.whole or value == int(value))

    def __str__(self) -> str:
        relation = "<" if self.below_high else "<="
        kind = ", a whole number" if self.whole else ""
        return f"{self.low:g} <= {self.name} {relation} {self.high:g}{kind}"


@dataclass(frozen=True, kw_only=True)
class Smoother:
    """A way to smooth.

    Attributes:
        name: as in the settings, such as `"ema"`.
        label: for a person, such as "TensorBoard EMA".
        parameter: its number, or None.
        looks_ahead: whether the value at x uses points after x.
        apply: a curve and the parameter's value (0.0 where there is none) -> trend.
    """

    name: str
    label: str
    parameter: Parameter | None
    looks_ahead: bool
    apply: Callable[[Curve, float], Trend]


def bandless(curve: Curve, level: FloatArray, method: Method) -> Trend:
    """The trend of a familiar smoother: a level without a band."""
    nothing = np.full(curve.x.size, np.nan)
    rows = curve.rows
    noise = noise_of(curve.y[rows] - level[rows])
    return Trend(curve=curve, level=level, low=nothing, high=nothing, noise=noise, method=method)


def carried(level: FloatArray) -> FloatArray:
    """The level with each value carried on over rows without one, the first back to the start."""
    finite = np.isfinite(level)
    if finite.all() or not finite.any():
        return np.where(finite, level, np.nan)
    last = np.maximum.accumulate(np.where(finite, np.arange(level.size), -1))
    return np.asarray(level[np.where(last < 0, np.argmax(finite), last)])
