"""A centred running mean."""

from __future__ import annotations

import numpy as np

from rlreport.smooth._smoother import Parameter, Smoother, bandless, carried
from rlreport.values import Curve, FloatArray, Method, Trend


def running_mean(y: FloatArray, window: int) -> FloatArray:
    """The mean of the `window` rows around each row `(n,)`, of those that are finite and exist.

    Notes:
        The mean of a rise is biased at both ends, where the window is cut off.
    """
    import pandas as pd

    finite = np.isfinite(y)
    if not finite.any():
        return np.full(y.size, np.nan)
    scale = max(np.abs(y[finite]).max(), np.finfo(float).tiny)
    series = pd.Series(np.where(finite, y, np.nan) / scale)
    means = series.rolling(window, center=True, min_periods=1).mean()
    return np.asarray(means.to_numpy() * scale, dtype=np.float64)


def _apply(curve: Curve, window: float) -> Trend:
    method = Method(
        name="mean",
        label=f"Centred running mean of {window:g} points",
        parameters={"window": window},
        looks_ahead=True,
        band="",
    )
    return bandless(curve, carried(running_mean(curve.y, int(window))), method)


SMOOTHER = Smoother(
    name="mean",
    label="Centred running mean",
    parameter=Parameter(name="window", default=11, low=1, high=1e9, whole=True),
    looks_ahead=True,
    apply=_apply,
)
