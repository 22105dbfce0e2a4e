"""Weights & Biases' Gaussian smoothing: a centred mean with a Gaussian's weights."""

from __future__ import annotations

import numpy as np

from rlreport.smooth._smoother import Parameter, Smoother, bandless, carried
from rlreport.values import Curve, FloatArray, Method, Trend

_REACH = 4.0  # standard deviations behind which a weight counts as nothing
_LONG = 800  # weights beyond which a transform takes less time than their sum


def gaussian(y: FloatArray, sd: float) -> FloatArray:
    """The mean of `y` `(n,)` with weights of a Gaussian of `sd` rows around each row.

    Rows without a finite value have no weight, nor have places beyond the ends.
    """
    finite = np.isfinite(y)
    if sd == 0 or not finite.any():
        return np.where(finite, y, np.nan)
    reach = int(_REACH * sd + 0.5)
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sd) ** 2)
    scale = max(np.abs(y[finite]).max(), np.finfo(float).tiny)
    total = _spread(np.where(finite, y, 0.0) / scale, kernel)
    weight = _spread(finite.astype(np.float64), kernel)
    near = weight > kernel[0] / 2  # less is the rounding of a transform
    means = np.full(y.size, np.nan)
    means[near] = total[near] / weight[near] * scale
    return means


def _spread(values: FloatArray, kernel: FloatArray) -> FloatArray:
    """`values` `(n,)` convolved with `kernel` `(2 k + 1,)`, as long as they: nothing lies beyond.

    By Fourier's transform where that is less work than by the sum.
    """
    reach = kernel.size // 2
    if min(values.size, kernel.size) < _LONG:
        return np.convolve(values, kernel)[reach : reach + values.size]
    from scipy.fft import irfft, next_fast_len, rfft

    size = next_fast_len(values.size + 2 * reach, real=True)
    whole = irfft(rfft(values, size) * rfft(kernel, size), size)
    return np.asarray(whole[reach : reach + values.size])


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
