"""Signal or noise with memory? How well a level foretells blocks of points that it has not seen."""

from __future__ import annotations

import numpy as np

from rlreport.stats.whittaker import Fit, Model
from rlreport.values import BoolArray, FloatArray

_SWALLOWED = 25.0  # noise variance, relative to a fit of white noise, that must be signal
_FEWEST = 60
_FOLDS = 4
_MEMORIES = 2.0  # length of a block, in units of 1 / (1 - phi)
_BLOCK = (4, 40)
_CERTAIN = 2.0  # standard errors of the mean difference between blocks


def swallows(model: Model, fit: Fit, white: Fit) -> bool:
    """Whether the AR(1) noise of `fit` has swallowed signal that the fit in `white` noise keeps.

    A fast signal in white noise and noise with memory have one spectrum. They differ in that a
    signal goes on: blocks left out, longer than the memory, are then foretold better by the more
    supple level. Leaving out blocks instead of points: Burman, Chow and Nolan (1994),
    doi:10.1093/biomet/81.2.351.
    """
    if fit.noise_sd**2 > _SWALLOWED * white.innovation:
        return True
    if model.y.size < _FEWEST:
        return False
    length = int(np.clip(round(_MEMORIES / (1 - fit.phi)), *_BLOCK))
    better = _block_errors(model, fit, length) - _block_errors(model, white, length)
    return float(better.mean()) > _CERTAIN * float(better.std()) / float(np.sqrt(better.size))


def _block_errors(model: Model, fit: Fit, length: int) -> FloatArray:
    """Mean absolute error in each block `(k,)` of `length` points, foretold from the others."""
    block = np.arange(model.y.size) // length
    errors = np.empty(model.y.size)
    for fold in range(_FOLDS):
        out = block % _FOLDS == fold
        errors[out] = np.abs(model.y - _level_without(model, fit, out))[out]
    return np.asarray(np.bincount(block, errors) / np.bincount(block))


def _level_without(model: Model, fit: Fit, out: BoolArray) -> FloatArray:
    """The level `(n,)` of `fit` from the points that are not `out`; memory ends at the gaps."""
    from scipy.linalg.lapack import dpbtrf, dpbtrs

    kept = (~out).astype(np.float64)
    pairs = kept[1:] * kept[:-1]
    own = kept * (1 - fit.phi**2)
    own[1:] += pairs * fit.phi**2
    own[:-1] += pairs * fit.phi**2
    bands = 10.0**fit.stiffness * model.penalty
    bands[0] += own
    bands[1, :-1] -= fit.phi * pairs
    right = own * model.y
    right[1:] -= fit.phi * pairs * model.y[:-1]
    right[:-1] -= fit.phi * pairs * model.y[1:]
    factor, _ = dpbtrf(bands, lower=1, overwrite_ab=1)
    level, _ = dpbtrs(factor, right, lower=1)
    return np.asarray(level)
