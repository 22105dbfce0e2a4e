"""Where the numbers stand: off the curve, clear of points, none upon another."""

from __future__ import annotations

import numpy as np

from rlreport.values import FloatArray

_PLOT = np.array([520.0, 300.0])
"""A usual plot in pixels: distances are taken in it."""
_DISC = 11.0
"""Radius of a number's disc in pixels."""
_APART = 24.0
"""Pixels between the centres of two numbers."""
_OFFSETS = np.array([sign * n * 12.0 for n in range(2, 15) for sign in (1, -1)])
"""Candidates above and below the curve in pixels, the nearest first."""
_COVER = 4.0
"""Pixels of distance that a covered point is worth."""


def heights(spots: FloatArray, ink: FloatArray, shown: tuple[float, float]) -> list[float]:
    """Heights `(k,)` for numbers at `spots` `(k, 2)` clear of `ink` `(n, 2)`.

    Args:
        spots: x and level of each mark.
        ink: x and y of points and curves, which the numbers should not cover.
        shown: the range of the vertical axis; numbers stay inside.
    """
    all_x = np.concatenate([ink[:, 0], spots[:, 0]])
    if not spots.size:
        return []
    origin = np.array([all_x.min(), shown[0]])
    per_pixel = np.array([np.ptp(all_x) or 1.0, shown[1] - shown[0]]) / _PLOT
    taken = np.empty((0, 2))
    for spot in (spots - origin) / per_pixel:
        taken = np.vstack([taken, _nearest_free(spot, (ink - origin) / per_pixel, taken)])
    return [float(height) for height in shown[0] + taken[:, 1] * per_pixel[1]]


def _nearest_free(spot: FloatArray, points: FloatArray, taken: FloatArray) -> FloatArray:
    """The candidate, in pixels, that is near and covers the fewest points."""
    candidates = np.column_stack([np.full(_OFFSETS.size, spot[0]), spot[1] + _OFFSETS])
    inside = (candidates[:, 1] > _DISC) & (candidates[:, 1] < _PLOT[1] - _DISC)
    cost = np.abs(_OFFSETS) + _COVER * _within(candidates, points, _DISC + 3)
    cost += 1e3 * _within(candidates, taken, _APART) + 1e6 * ~inside
    best: FloatArray = candidates[int(cost.argmin())]
    return best


def _within(candidates: FloatArray, points: FloatArray, radius: float) -> FloatArray:
    """How many of `points` `(n, 2)` lie within `radius` of each candidate `(k, 2)`."""
    apart = candidates[:, None, :] - points[None, :, :]
    near: FloatArray = (np.hypot(apart[..., 0], apart[..., 1]) < radius).sum(axis=1).astype(float)
    return near
