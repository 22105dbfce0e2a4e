"""Single points far from the level, reported where certain."""

from __future__ import annotations

import numpy as np

from rlreport.values import FloatArray, IntArray

_ALPHA = 0.01  # chance of a false outlier in a report
_DFS = np.array([2.0, 3.0, 4.0, 5.0, 7.0, 10.0, 15.0, 30.0, 100.0])
_FEWEST = 20
_LEVEL = 0.9  # quantile of absolute residuals that shows how heavy the tails are
_CAUTION = 1.0  # standard errors by which the tails are taken to be heavier than seen, of one curve


def outliers(residuals: FloatArray, *, among: int = 1) -> IntArray:
    """Indices `(k,)` of the residuals `(n,)` that the others' spread and tails do not explain.

    The others are taken to follow Student's t with the degrees of freedom that the ratio of their
    90% quantile to their median shows, less a standard error and, of ten curves, two: heavy-tailed
    noise has no outliers.
    The threshold is the one that a false outlier in all of the `among` curves of a report exceeds
    with 1% chance.
    """
    n = residuals.size
    size = np.abs(residuals - np.median(residuals)) if n else residuals
    middle = float(np.median(size)) if n else 0.0
    if n < _FEWEST or middle == 0:
        return np.empty(0, dtype=np.intp)
    from scipy.special import stdtrit

    caution = _CAUTION * (1 + np.log10(among))
    seen = float(np.quantile(size, _LEVEL)) / middle * (1 + caution * 1.5 / np.sqrt(n))
    expected = stdtrit(_DFS, (1 + _LEVEL) / 2) / stdtrit(_DFS, 0.75)
    df = float(np.interp(-seen, -expected, _DFS))
    reach = float(stdtrit(df, 1 - _ALPHA / (2 * n * among)) / stdtrit(df, 0.75))
    return np.flatnonzero(size > reach * middle)
