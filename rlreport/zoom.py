"""Parts of a report's curves: what a reader zoomed to, and a range before it has its own report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

import numpy as np

from rlreport import axes
from rlreport.values import Findings, Group, IntArray, Trend

Rows = TypeVar("Rows", IntArray, slice)
_BESIDE = 0.5
"""Share of the window kept on each side of it, for the first steps of moving it."""


def zoomed(findings: Findings, window: tuple[float, float]) -> Findings:
    """The findings with only those rows of their trends that lie in `window`, or just beside it.

    The first and last rows stay, so that axes and units stay. What is said does not change.
    """
    beside = _BESIDE * (window[1] - window[0])
    low, high = window[0] - beside, window[1] + beside
    return _parts(findings, lambda trend: _around(trend, low, high), _cut)


def ranged(findings: Findings, limits: tuple[float | None, float | None]) -> Findings:
    """The findings with their trends in a range of the axis, None being open.

    The curves stay those of the whole, as their label says.
    """

    def part(trend: Trend, rows: slice) -> Trend:
        method = replace(trend.method, label=f"{trend.method.label} of the whole")
        curve = axes.within(trend.curve, limits)
        return replace(trend, curve=curve, method=method, **_bands(trend, rows))

    return _parts(findings, lambda trend: slice(*axes.ends(trend.curve.x, limits)), part)


def _parts(
    findings: Findings,
    rows_of: Callable[[Trend], Rows],
    part: Callable[[Trend, Rows], Trend],
) -> Findings:
    """The findings with a part of each trend, and of each run behind those of groups."""

    def cut(trend: Trend) -> Trend:
        return part(trend, rows_of(trend))

    groups = {
        id(group.trend): Group(
            trend=cut(group.trend),
            members=tuple(map(cut, group.members)),
            levels=group.levels[:, rows_of(group.trend)],
        )
        for group in findings.groups
    }
    trends = (
        groups[id(trend)].trend if id(trend) in groups else cut(trend) for trend in findings.trends
    )
    return replace(findings, trends=tuple(trends), groups=tuple(groups.values()))


def _around(trend: Trend, low: float, high: float) -> IntArray:
    x = trend.curve.x
    first, last = np.searchsorted(x, [low, high])
    inside = np.arange(first, min(last + 1, x.size))
    return np.union1d(inside, [0, x.size - 1][: x.size])


def _cut(trend: Trend, rows: IntArray) -> Trend:
    curve = trend.curve
    kept = np.flatnonzero(np.isin(rows, curve.nonfinite))
    curve = replace(curve, x=curve.x[rows], y=curve.y[rows], nonfinite=kept)
    return replace(trend, curve=curve, **_bands(trend, rows))


def _bands(trend: Trend, rows: IntArray | slice) -> dict[str, Any]:
    return {name: getattr(trend, name)[rows] for name in ("level", "low", "high")}
