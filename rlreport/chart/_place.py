"""Where the numbers stand: off the curve, clear of points, none upon another.

Where several curves have numbers at one place, each stands on its curve, in the curves' order.
"""

from __future__ import annotations

import numpy as np

from rlreport.values import FloatArray, IntArray

_PLOT = np.array([520.0, 300.0])
"""A usual plot in pixels: distances are taken in it."""
_DISC = 11.0
"""Radius of a number's disc in pixels."""
_APART = 24.0
"""Pixels between the centres of two numbers."""
_SAME = 1.0
"""Pixels between the levels of one curve, at most."""
_OFFSETS = np.array([sign * n * 12.0 for n in range(2, 15) for sign in (1, -1)])
"""Candidates above and below the curve in pixels, the nearest first."""
_COVER = 4.0
"""Pixels of distance that a covered point is worth."""


def heights(
    spots: FloatArray, ink: FloatArray, shown: tuple[float, float], *, several: bool
) -> list[float]:
    """Heights `(k,)` for numbers at `spots` `(k, 2)` clear of `ink` `(n, 2)`.

    Args:
        spots: x and level of each mark.
        ink: x and y of points and curves, which the numbers should not cover.
        shown: the range of the vertical axis; numbers stay inside.
        several: whether there are several curves.
    """
    all_x = np.concatenate([ink[:, 0], spots[:, 0]])
    if not spots.size:
        return []
    origin = np.array([all_x.min(), shown[0]])
    per_pixel = np.array([np.ptp(all_x) or 1.0, shown[1] - shown[0]]) / _PLOT
    pixels, points = (spots - origin) / per_pixel, (ink - origin) / per_pixel
    places = pixels.copy()
    free = np.ones(len(pixels), dtype=bool)
    for crowd in _crowds(pixels) if several else []:
        places[crowd, 1] = _spread(pixels[crowd, 1])
        free[crowd] = False
    for index in np.flatnonzero(free):
        places[index] = _nearest_free(pixels[index], points, places[~free])
        free[index] = False
    return [float(height) for height in shown[0] + places[:, 1] * per_pixel[1]]


def _crowds(spots: FloatArray) -> list[IntArray]:
    """The spots `(k, 2)` that lie above each other, on different curves."""
    order = np.argsort(spots[:, 0], kind="stable")
    apart = np.flatnonzero(np.diff(spots[order, 0]) >= _APART) + 1
    return [crowd for crowd in np.split(order, apart) if np.ptp(spots[crowd, 1]) > _SAME]


def _spread(levels: FloatArray) -> FloatArray:
    """Heights `(k,)` near `levels` in their order, none upon another (isotonic regression)."""
    order = np.argsort(levels, kind="stable")
    steps = _APART * np.arange(levels.size)
    blocks: list[tuple[float, int]] = []
    for wanted in levels[order] - steps:
        mean, size = float(wanted), 1
        while blocks and blocks[-1][0] > mean:
            last, many = blocks.pop()
            mean, size = (mean * size + last * many) / (size + many), size + many
        blocks.append((mean, size))
    places = np.repeat(*map(np.array, zip(*blocks, strict=True))) + steps
    places -= max(places[-1] - (_PLOT[1] - _DISC), 0.0)
    places += max(_DISC - places[0], 0.0)
    spread: FloatArray = np.empty(levels.size)
    spread[order] = places
    return spread


def _nearest_free(spot: FloatArray, points: FloatArray, taken: FloatArray) -> FloatArray:
    """The candidate, in pixels, that is near and covers the fewest points."""
    candidates = np.column_stack([np.full(_OFFSETS.size, spot[0]), spot[1] + _OFFSETS])
    inside = (candidates[:, 1] > _DISC) & (candidates[:, 1] < _PLOT[1] - _DISC)
    cost = np.abs(_OFFSETS) + _COVER * _within(candidates, points, _DISC + 3)
    cost += 1e3 * _within(candidates, taken, _APART) + 1e6 * ~inside
    best: FloatArray = candidates[int(cost.argmin())]
    return best


def _within(candidates: FloatArray, points: FloatArray, radius: float) -> FloatArray:
    """How many of `points` `(n, 2)` lie within `radius` of each candidate `(k, 2)` at one x."""
    beside = points[np.abs(points[:, 0] - candidates[0, 0]) < radius]
    apart = candidates[:, None, :] - beside[None, :, :]
    near: FloatArray = (np.hypot(apart[..., 0], apart[..., 1]) < radius).sum(axis=1).astype(float)
    return near
