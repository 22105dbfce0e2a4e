"""What rules on two metrics of one run share."""

from __future__ import annotations

import numpy as np

from rlreport.values import Evidence, FloatArray

_FEWEST = 8  # points that two metrics share
_UNEXPLAINED = 1e-4
"""Share of one metric's variance beside its straight line on the other, below which they are one
quantity: a hundredth of the spread, such as rounding in the log leaves."""


def shared_values(first: Evidence, second: Evidence) -> tuple[FloatArray, FloatArray]:
    """The finite values `(n,)` of both at the x that they share."""
    curves = [evidence.trend.curve for evidence in (first, second)]
    one_rows, two_rows = (curve.rows for curve in curves)
    one_x, two_x = curves[0].x[one_rows], curves[1].x[two_rows]
    if np.array_equal(one_x, two_x):
        return curves[0].y[one_rows], curves[1].y[two_rows]
    _, one, two = np.intersect1d(one_x, two_x, assume_unique=True, return_indices=True)
    return curves[0].y[one_rows[one]], curves[1].y[two_rows[two]]


def same_quantity(first: Evidence, second: Evidence) -> int:
    """+1 where one metric is the other on another scale, -1 where turned upside down, else 0.

    The two must be logged at the same places, but for one in ten.
    """
    one, two = shared_values(first, second)
    most = max(evidence.trend.curve.rows.size for evidence in (first, second))
    if one.size < _FEWEST or one.size < 0.9 * most:
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
