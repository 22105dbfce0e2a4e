"""Fewer rows for display, honestly: never used for statistics.

A scatter and a line need opposite treatment. Keeping the extremes of every bucket preserves the
shape of a line, but it triples the apparent noise of a scatter; a random row of every bucket keeps
the scatter of the points, but breaks a line's peaks.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from rlreport.values import FloatArray, IntArray


def scatter_rows(n: int, limit: int, *, seed: int = 0) -> IntArray:
    """At most `limit` of `n` rows in order: one drawn at random from each of `limit` equal strata.

    The sample has the distribution of the points along the whole axis, so that the noise looks as
    large as it is.
    """
    if n <= limit:
        return np.arange(n)
    edges = np.linspace(0, n, limit + 1).astype(np.intp)
    return np.random.default_rng(seed).integers(edges[:-1], edges[1:], dtype=np.intp)


def even_rows(n: int, limit: int) -> IntArray:
    """At most `limit` of `n` rows in order, evenly spaced from the first to the last.

    For curves that are smooth already, drawn where only the rows' order is shown.
    """
    return np.linspace(0, n - 1, min(n, limit)).astype(np.intp)


def shares(sizes: Sequence[int], limit: int) -> list[int]:
    """How many rows each of several curves may show so that all show at most `limit`.

    What short curves do not need goes to the long ones, in equal parts.
    """
    given = [0] * len(sizes)
    left = limit
    for done, place in enumerate(sorted(range(len(sizes)), key=sizes.__getitem__)):
        given[place] = min(sizes[place], left // (len(sizes) - done))
        left -= given[place]
    return given


def line_rows(y: FloatArray, limit: int) -> IntArray:
    """At most `limit` rows of `y` `(n,)` in order: first, lowest, highest and last of each bucket.

    Drawn at `limit / 4` pixels' width, the line has the pixels of the whole one. Rows of NaN are
    taken only as the first or last of a bucket.

    References:
        Jugel et al. (2014), "M4: a visualization-oriented time series data aggregation".
        doi:10.14778/2732951.2732953
    """
    if y.size <= limit:
        return np.arange(y.size)
    edges = np.linspace(0, y.size, max(1, limit // 4) + 1).astype(np.intp)
    extremes = [
        first + row for first, stop in pairwise(edges.tolist()) for row in _extremes(y[first:stop])
    ]
    return np.unique(np.concatenate([edges[:-1], np.array(extremes, np.intp), edges[1:] - 1]))


def _extremes(y: FloatArray) -> tuple[int, int]:
    """The rows of the least and the greatest of `y` `(n,)`, n >= 1, NaN being neither."""
    lowest, highest = int(y.argmin()), int(y.argmax())
    if np.isnan(y[lowest]):
        missing = np.isnan(y)
        lowest = int(np.where(missing, np.inf, y).argmin())
        highest = int(np.where(missing, -np.inf, y).argmax())
    return lowest, highest
