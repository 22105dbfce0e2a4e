"""Many small banded systems at once: one by one their calls cost more than their arithmetic.

They are solved as the blocks of one long system, which has no entries between them.
"""

from __future__ import annotations

import numpy as np

from rlreport.values import FloatArray


def solved(bands: FloatArray, right: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The Cholesky factors `(k, n, w)` and the solutions `(k, n)` of k systems of n equations.

    Args:
        bands: `(k, n, w)`, of each column of a matrix the diagonal and what follows below it.
        right: `(k, n)`, the right-hand sides.

    Raises:
        LinAlgError: one of the matrices is not positive definite.
    """
    from scipy.linalg.lapack import dpbtrf, dpbtrs

    factor, failed = dpbtrf(bands.reshape(-1, bands.shape[2]).T, lower=1, overwrite_ab=1)
    if failed:
        raise np.linalg.LinAlgError("a matrix is not positive definite")
    solution, _ = dpbtrs(factor, right.reshape(-1), lower=1)
    return factor.T.reshape(bands.shape), solution.reshape(right.shape)


def inverse_bands(factor: FloatArray) -> FloatArray:
    """Diagonal and three lower bands `(4, k, n)` of the inverses of L L', from the bands of L.

    The recursion of Takahashi, Fagan and Chin (1973), in which only what lies in the bands is
    computed, from the last row up. Being linear, it is a triangular system with bands itself: of
    the row's first and second entry below the diagonal and that on it.

    Args:
        factor: `(k, n, 3)`, as `solved` gives it.
    """
    from scipy.linalg.blas import dtbsv

    k, n, _ = factor.shape
    diagonal, one, two = np.moveaxis(factor[:, ::-1], 2, 0)
    one, two = one / diagonal, two / diagonal
    columns, right = np.zeros((k, n, 3, 6)), np.zeros((k, n, 3))
    columns[..., 0, 2] = one
    columns[:, :-1, 0, 3] = two[:, 1:]
    columns[:, :-1, 0, 4] = one[:, 1:]
    columns[..., 1, 1] = two
    columns[:, :-1, 2, 1] = one[:, 1:]
    columns[:, :-2, 2, 5] = two[:, 2:]
    right[..., 2] = 1 / diagonal**2
    entries = dtbsv(5, columns.reshape(-1, 6).T, right.reshape(-1), lower=1, diag=1)
    first, second, own = np.moveaxis(entries.reshape(k, n, 3), 2, 0)
    third = np.zeros((k, n))
    third[:, 1:] = -one[:, 1:] * second[:, :-1]
    third[:, 2:] -= two[:, 2:] * first[:, :-2]
    return np.stack([own, first, second, third])[..., ::-1]
