"""Whether two series are one quantity on two scales."""

from __future__ import annotations

import numpy as np

from rlreport.values import FloatArray

Points = tuple[FloatArray, FloatArray]
"""Where and what: places `(n,)`, all different and increasing, and finite values `(n,)` at them."""

_FEWEST = 8  # points that two series share
_SHARED = 0.9  # of the points of the longer one
_UNEXPLAINED = 1e-4
"""Share of one series' variance beside its straight line on the other, below which they are one
quantity: a hundredth of the spread, such as rounding in the log leaves."""


def shared(first: Points, second: Points) -> Points:
    """The values `(m,)` of both at the places that they share."""
    if np.array_equal(first[0], second[0]):
        return first[1], second[1]
    _, one, two = np.intersect1d(first[0], second[0], assume_unique=True, return_indices=True)
    return first[1][one], second[1][two]


def same_quantity(first: Points, second: Points) -> int:
    """+1 where one series is the other on another scale, -1 where turned upside down, else 0.

    The two must lie at the same places, but for one in ten.
    """
    one, two = shared(first, second)
    if one.size < _FEWEST or one.size < _SHARED * max(first[0].size, second[0].size):
        return 0
    a, b = (_standard(values) for values in (one, two))
    if not (a.any() and b.any()):
        return 0
    correlation = float(a @ b)
    return round(correlation) if 1 - correlation**2 <= _UNEXPLAINED else 0


def _standard(values: FloatArray) -> FloatArray:
    """Mean 0 and length 1; zeros where all are equal."""
    scaled = values / (np.abs(values).max() or 1.0)
    centred = scaled - scaled.mean()
    length = float(np.linalg.norm(centred))
    return centred / length if length > 1e-12 else np.zeros_like(values)
