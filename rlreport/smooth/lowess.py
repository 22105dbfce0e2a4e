"""LOWESS: robust local lines over a fixed share of the points."""

from __future__ import annotations

import numpy as np

from rlreport.smooth._smoother import Parameter, Smoother, bandless
from rlreport.stats import bins
from rlreport.values import Curve, FloatArray, Method, Trend

_ROUNDS = 3  # of robustness weights, as in Cleveland's program
_MOST_POINTS = 2000


def lowess(x: FloatArray, y: FloatArray, fraction: float) -> FloatArray:
    """Local lines through the nearest `fraction` of the points, at each of them `(n,)`.

    Tricube weights by distance in x and three rounds of bisquare robustness weights.
    Cleveland (1979), doi:10.1080/01621459.1979.10481038.

    Args:
        x: increasing, finite.
        y: finite.
        fraction: share of the points in each window, above 0 to 1.
    """
    size = min(max(int(fraction * x.size + 1e-10), 2), x.size)
    if x.size < 3:
        return y.copy()
    start = _windows(x, size)
    index = start[:, None] + np.arange(size)
    distance = np.abs(x[index] - x[:, None])
    reach = np.maximum(distance.max(axis=1, keepdims=True), np.finfo(float).tiny)
    tricube = np.clip(1 - (distance / reach) ** 3, 0, 1) ** 3
    robust = np.ones(x.size)
    for round_ in range(_ROUNDS + 1):
        level = _local_lines(x, y, index, tricube * robust[index])
        if round_ == _ROUNDS:
            break
        residual = np.abs(y - level)
        middle = float(np.median(residual))
        if middle <= 1e-12 * float(np.abs(y).max()):
            break
        robust = np.clip(1 - (residual / (6 * middle)) ** 2, 0, 1) ** 2
    return level


def _windows(x: FloatArray, size: int) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    """For each point the first of the `size` points that lie nearest to it."""
    starts = np.empty(x.size, dtype=np.intp)
    start = 0
    for row in range(x.size):
        while start + size < x.size and x[start + size] - x[row] < x[row] - x[start]:
            start += 1
        starts[row] = start
    return starts


def _local_lines(
    x: FloatArray,
    y: FloatArray,
    index: np.ndarray[tuple[int, int], np.dtype[np.intp]],
    w: FloatArray,
) -> FloatArray:
    """Weighted straight lines through the windows, each at its own point."""
    total = np.maximum(w.sum(axis=1), np.finfo(float).tiny)
    mean_x = (w * x[index]).sum(axis=1) / total
    mean_y = (w * y[index]).sum(axis=1) / total
    offset = x[index] - mean_x[:, None]
    spread = (w * offset**2).sum(axis=1)
    cross = (w * offset * y[index]).sum(axis=1)
    enough = np.sqrt(spread / total) > 1e-3 * np.ptp(x) / x.size
    slope = np.divide(cross, spread, out=np.zeros_like(cross), where=enough)
    return np.asarray(mean_y + slope * (x - mean_x))


def _apply(curve: Curve, fraction: float) -> Trend:
    method = Method(
        name="lowess",
        label=f"LOWESS over {fraction:.3g} of the points",
        parameters={"fraction": fraction},
        looks_ahead=True,
        band="",
    )
    rows = curve.rows
    if not rows.size:
        return bandless(curve, np.full(curve.x.size, np.nan), method)
    scale = max(np.abs(curve.y[rows]).max(), np.finfo(float).tiny)
    place = curve.x / np.abs(curve.x).max() if np.abs(curve.x).max() > 0 else curve.x
    x = bins(place[rows], _MOST_POINTS)
    level = lowess(x, bins(curve.y[rows] / scale, _MOST_POINTS), fraction)
    return bandless(curve, np.interp(place, x, level) * scale, method)


SMOOTHER = Smoother(
    name="lowess",
    label="LOWESS",
    parameter=Parameter(name="fraction", default=0.3, low=0.001, high=1.0),
    looks_ahead=True,
    apply=_apply,
)
