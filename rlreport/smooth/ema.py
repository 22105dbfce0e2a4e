"""TensorBoard's smoothing: a debiased exponential moving average."""

from __future__ import annotations

import numpy as np

from rlreport.smooth._smoother import Parameter, Smoother, bandless, carried
from rlreport.values import Curve, FloatArray, Method, Trend


def ema(y: FloatArray, weight: float) -> FloatArray:
    """`y` `(n,)` averaged over the past with weights `weight ** age`, as TensorBoard draws it.

    TensorBoard keeps `last = last * w + (1 - w) * y` and shows `last / (1 - w ** k)` at the k-th
    finite point: the weighted mean of all finite points so far, which is what pandas' adjusted
    `ewm` computes. A point that is not finite stays as it is, and a constant series is not touched.

    Notes:
        It lags: a rise shows up late by `w / (1 - w)` points.
    """
    import pandas as pd

    finite = np.isfinite(y)
    values = y[finite]
    if not values.size or weight == 0 or (values == values[0]).all():
        return y.copy()
    scale = np.abs(values).max()
    averaged = y.copy()
    means = pd.Series(values / scale).ewm(alpha=1 - weight, adjust=True).mean()
    averaged[finite] = means.to_numpy() * scale
    return averaged


def _apply(curve: Curve, weight: float) -> Trend:
    method = Method(
        name="ema",
        label=f"TensorBoard EMA, weight {weight:g}",
        parameters={"weight": weight},
        looks_ahead=False,
        band="",
    )
    return bandless(curve, carried(ema(curve.y, weight)), method)


SMOOTHER = Smoother(
    name="ema",
    label="TensorBoard EMA",
    parameter=Parameter(name="weight", default=0.6, low=0.0, high=1.0, below_high=True),
    looks_ahead=False,
    apply=_apply,
)
