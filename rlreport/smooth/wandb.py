"""Weights & Biases' default smoothing: an exponential moving average weighted by distance in x."""

from __future__ import annotations

import numpy as np

from rlreport.smooth._smoother import Parameter, Smoother, bandless, carried
from rlreport.values import Curve, FloatArray, Method, Trend

VIEWPORT_SCALE = 1000.0
"""Units that the whole range of x counts as. Weights & Biases documents the formula, not this
number, which depends on the width of the chart; 1000 is that of a wide one."""
_MAX_WEIGHT = 0.999
_TICKS = 10**15


def time_weighted_ema(x: FloatArray, y: FloatArray, weight: float) -> FloatArray:
    """`y` `(n,)` averaged over the past, weights falling with the distance in `x`.

    Weights & Biases computes, with `w = min(sqrt(weight), 0.999)` and for each point the distance
    `d` from the one before, in units of range / 1000: `last = last * w**d + y`,
    `debias = debias * w**d + 1`, and shows `last / debias`: a mean with weights `w ** distance`.

    Notes:
        It lags, the more so the larger the weight.
    """
    import pandas as pd

    decay = min(weight**0.5, _MAX_WEIGHT)
    finite = np.isfinite(y)
    if finite.sum() < 2 or decay == 0:
        return y.copy()
    half = np.log(0.5) / np.log(decay) / VIEWPORT_SCALE
    place = (x / 2 - x[0] / 2) / (x[-1] / 2 - x[0] / 2)
    scale = max(np.abs(y[finite]).max(), np.finfo(float).tiny)
    means = (
        pd.Series(y[finite] / scale)
        .ewm(
            halflife=f"{max(int(half * _TICKS), 1)}ns",  # type: ignore[arg-type]  # as documented
            times=pd.to_datetime((place[finite] * _TICKS).astype(np.int64)),
        )
        .mean()
    )
    averaged = y.copy()
    averaged[finite] = means.to_numpy() * scale
    return averaged


def _apply(curve: Curve, weight: float) -> Trend:
    method = Method(
        name="wandb",
        label=f"W&B time-weighted EMA, weight {weight:g}",
        parameters={"weight": weight, "viewport_scale": VIEWPORT_SCALE},
        looks_ahead=False,
        band="",
    )
    return bandless(curve, carried(time_weighted_ema(curve.x, curve.y, weight)), method)


SMOOTHER = Smoother(
    name="wandb",
    label="W&B time-weighted EMA",
    parameter=Parameter(name="weight", default=0.9, low=0.0, high=1.0),
    looks_ahead=False,
    apply=_apply,
)
