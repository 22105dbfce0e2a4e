"""Weights & Biases' Gaussian smoothing: a centred mean with a Gaussian's weights."""

from __future__ import annotations

import numpy as np

from rlreport.smooth._smoother import Parameter, Smoother, bandless, carried
from rlreport.values import Curve, FloatArray, Method, Trend

_REACH = 4.0  # standard deviations behind which a weight counts as nothing


def gaussian(y: FloatArray, sd: float) -> FloatArray:
    """The mean of `y` `(n,)` with weights of a Gaussian of `sd` rows around each row.

    Rows without a finite value have no weight, nor have places beyond the ends.
    """
    from scipy.ndimage import gaussian_filter1d

    finite = np.isfinite(y)
    if sd == 0 or not finite.any():
        return np.where(finite, y, np.nan)
    scale = max(np.abs(y[finite]).max(), np.finfo(float).tiny)
    total, weight = (
        gaussian_filter1d(part, sd, mode="constant", truncate=_REACH)
        for part in (np.where(finite, y, 0.0) / scale, finite.astype(np.float64))
    )
    near = weight > 0
    means = np.full(y.size, np.nan)
    means[near] = total[near] / weight[near] * scale
    return means


def _apply(curve: Curve, sd: float) -> Trend:
    method = Method(
        name="gaussian",
        label=f"W&B Gaussian, sd {sd:g} points",
        parameters={"sd": sd},
        looks_ahead=True,
        band="",
    )
    return bandless(curve, carried(gaussian(curve.y, sd)), method)


SMOOTHER = Smoother(
    name="gaussian",
    label="W&B Gaussian",
    parameter=Parameter(name="sd", default=2.0, low=0.0, high=1e4),
    looks_ahead=True,
    apply=_apply,
)
