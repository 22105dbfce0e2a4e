"""Parts of a report's curves: what a reader zoomed to, and a range before it has its own report."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from rlreport import axes
from rlreport.values import Findings, Group, IntArray, Trend

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


def ranged(findings: Findings, limits: tuple[float | None, float | None]) -> Findings:
    """The findings with their trends in a range of the axis, None being open.

    The curves stay those of the whole, as their label says.
    """
    groups = {id(group.trend): _group_in(group, limits) for group in findings.groups}
    trends = [
        groups[id(trend)].trend if id(trend) in groups else _in(trend, limits)
        for trend in findings.trends
    ]
    return replace(findings, trends=tuple(trends), groups=tuple(groups.values()))


def _group_in(group: Group, limits: tuple[float | None, float | None]) -> Group:
    return Group(
        trend=_in(group.trend, limits),
        members=tuple(_in(member, limits) for member in group.members),
        levels=group.levels[:, slice(*axes.ends(group.trend.curve.x, limits))],
    )


def _in(trend: Trend, limits: tuple[float | None, float | None]) -> Trend:
    rows = slice(*axes.ends(trend.curve.x, limits))
    return replace(
        trend,
        curve=axes.within(trend.curve, limits),
        level=trend.level[rows],
        low=trend.low[rows],
        high=trend.high[rows],
        method=replace(trend.method, label=f"{trend.method.label} of the whole"),
    )
