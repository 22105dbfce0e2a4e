"""The part of a report's curves that a reader zoomed to, at full resolution."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from rlreport.values import Findings, IntArray, Trend

_BESIDE = 0.5
"""Share of the window kept on each side of it, for the first steps of moving it."""


def zoomed(findings: Findings, window: tuple[float, float]) -> Findings:
    """The findings with only those rows of their trends that lie in `window`, or just beside it.

    The first and last rows stay, so that axes and units stay. What is said does not change.
    """
    beside = _BESIDE * (window[1] - window[0])
    low, high = window[0] - beside, window[1] + beside
    return replace(findings, trends=tuple(_cut(trend, low, high) for trend in findings.trends))


def _cut(trend: Trend, low: float, high: float) -> Trend:
    rows = _rows(trend, low, high)
    curve = trend.curve
    kept = np.flatnonzero(np.isin(rows, curve.nonfinite))
    return replace(
        trend,
        curve=replace(curve, x=curve.x[rows], y=curve.y[rows], nonfinite=kept),
        level=trend.level[rows],
        low=trend.low[rows],
        high=trend.high[rows],
    )


def _rows(trend: Trend, low: float, high: float) -> IntArray:
    x = trend.curve.x
    first, last = np.searchsorted(x, [low, high])
    inside = np.arange(first, min(last + 1, x.size))
    return np.union1d(inside, [0, x.size - 1][: x.size])
