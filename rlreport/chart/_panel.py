"""What one chart shows: the trends of one metric on one axis, and what is said about them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from rlreport import wording
from rlreport.chart._names import own
from rlreport.chart._scale import AxisScale, ScaleName
from rlreport.thin import even_rows
from rlreport.values import Axis, Findings, Group, Meaning, Observation, Trend

_MARKED = 3
"""The most runs that are marked, each by itself, for what is told of them together."""
_WHOLE = 0.8
"""A span of more than this share of the axis speaks of the whole curve and is no place."""
_MOST = 20_000
"""Rows of a curve, evenly spread, from which its unit is chosen."""
_LONGEST = 500
"""Characters of what a mark says."""


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A key observation's number and its place on the curve.

    Attributes:
        run: whose curve it stands on.
        x, level: in the units of the trend.
        span: the part of the axis it is about, or None where that is the whole curve.
        text: what the key observation says.
    """

    number: int
    run: str
    x: float
    level: float
    span: tuple[float, float] | None
    text: str


@dataclass(frozen=True, kw_only=True, eq=False)
class Panel:
    """The content of one chart.

    Attributes:
        trends: one per run, all of the same metric on the same axis.
        order: place of each trend's run among all runs, so that its colour stays.
        marks: the key observations on these trends, by number.
        groups: those whose curves are among the trends.
        x_scale, y_scale: how the axes are divided; the time of day always evenly. `y_scale` is that
            of the values, also where they stand along the horizontal axis.
    """

    trends: tuple[Trend, ...]
    order: tuple[int, ...]
    marks: tuple[Mark, ...]
    x_scale: AxisScale
    y_scale: AxisScale
    groups: tuple[Group, ...] = ()

    @property
    def meaning(self) -> Meaning:
        """What the metric stands for."""
        return self.trends[0].curve.meaning

    @property
    def axis(self) -> Axis:
        """The shared horizontal axis."""
        return self.trends[0].curve.axis

    @property
    def reach(self) -> float:
        """The largest distance of x from zero, in the axis' unit."""
        return max(float(np.abs(trend.curve.x[[0, -1]]).max()) for trend in self.trends)

    @property
    def at_one_place(self) -> bool:
        """Whether all of the curves lie at one place of the axis."""
        return len({float(x) for trend in self.trends for x in trend.curve.x[[0, -1]]}) == 1

    @cached_property
    def standing(self) -> bool:
        """Whether there are runs to compare, and no course: each has one value, at one place."""
        single = all(trend.curve.rows.size == 1 for trend in self.trends)
        return (self.several or bool(self.groups)) and single and self.at_one_place

    @property
    def whole(self) -> bool:
        """Whether all places on the axis are whole numbers."""
        return all(bool((trend.curve.x == np.rint(trend.curve.x)).all()) for trend in self.trends)

    @cached_property
    def height(self) -> float:
        """The largest typical distance of y from zero, in the metric's unit."""
        rows = [trend.curve.rows[even_rows(trend.curve.rows.size, _MOST)] for trend in self.trends]
        y = np.concatenate([t.curve.y[r] for t, r in zip(self.trends, rows, strict=True)])
        return float(np.quantile(np.abs(y), 0.99)) if y.size else 0.0

    @cached_property
    def names(self) -> dict[str, str]:
        """What each run, group with its n, and run behind a group is called: no two alike."""
        members = [member.curve.run for group in self.groups for member in group.members]
        runs = list(dict.fromkeys([*(trend.curve.run for trend in self.trends), *members]))
        names = dict(zip(runs, map(own, wording.names(runs)), strict=True))
        for group in self.groups:
            names[group.trend.curve.run] += f" (n = {len(group.members)})"
        return names

    @property
    def joined(self) -> bool:
        """Whether every curve goes through the points as they are."""
        return all(trend.method.unsmoothed for trend in self.trends)

    @property
    def several(self) -> bool:
        """Whether runs are told apart."""
        return len(self.trends) > 1


def panels(
    findings: Findings, *, x_scale: ScaleName = "linear", y_scale: ScaleName = "linear"
) -> tuple[Panel, ...]:
    """One panel for each metric and axis, in the order of the trends."""
    groups: dict[tuple[str, ...], list[Trend]] = {}
    for trend in findings.trends:
        curve = trend.curve
        if curve.x.size:
            key = (curve.metric, curve.meaning.unit, curve.axis.kind, curve.axis.unit)
            groups.setdefault(key, []).append(trend)
    places = {run.name: place for place, run in enumerate(findings.logs)}
    shown = [
        Panel(
            trends=tuple(group),
            order=tuple(places.get(t.curve.run, i) for i, t in enumerate(group)),
            marks=tuple(_marks(findings, group)),
            x_scale=AxisScale(kind="linear" if _timed(group[0]) else x_scale),
            y_scale=AxisScale(kind=y_scale),
            groups=tuple(g for g in findings.groups if any(g.trend is t for t in group)),
        )
        for group in groups.values()
    ]
    along = AxisScale(kind=x_scale)
    return tuple(replace(p, x_scale=AxisScale(), y_scale=along) if p.standing else p for p in shown)


def _timed(trend: Trend) -> bool:
    return trend.curve.axis.kind == "wall_time"


def _marks(findings: Findings, group: list[Trend]) -> Iterator[Mark]:
    said = {
        sentence.about[0]: sentence
        for sentence in reversed(findings.narrative.sentences)
        if sentence.section == "key observations" and sentence.about
    }
    for number, identity in enumerate(findings.narrative.key, start=1):
        about = said[identity].about if identity in said else (identity,)
        text = said[identity].text if identity in said else findings.observation(identity).kind
        together = [findings.observation(one) for one in about]
        several = len({observation.run for observation in together}) > _MARKED
        for trend in group:
            shown = [one for one in together[: 1 if several else None] if _concerns(one, trend)]
            marks = [_mark(number, one, trend, text) for one in shown]
            placed = [m for one, m in zip(shown, marks, strict=True) if one.x is not None or m.span]
            yield from placed or marks[:1]


def _concerns(observation: Observation, trend: Trend) -> bool:
    curve = trend.curve
    named = curve.metric in (observation.metric, observation.other)
    return named and observation.run == curve.run and bool(curve.rows.size)


def _part(observation: Observation, trend: Trend) -> tuple[float, float] | None:
    """The part of the axis that shows it, or None where that is as good as all of it.

    Of a dip or a peak it is as far as that is wide on both sides: its span goes on to where the
    curve comes back, which may be the end.
    """
    span, width = observation.span, observation.estimates.get("width")
    if span is not None and width is not None and observation.x is not None:
        at, half = observation.x, width.value
        span = max(span[0], at - half), min(span[1], at + half)
    whole = float(np.ptp(trend.curve.x[[0, -1]]))
    return span if span is not None and span[1] - span[0] <= _WHOLE * whole > 0 else None


def _mark(number: int, observation: Observation, trend: Trend, text: str) -> Mark:
    """The mark at the observation's place, or at the end of the curve where it has none."""
    x = trend.curve.x
    span = _part(observation, trend)
    place = observation.x
    if place is None:
        place = (span[0] + span[1]) / 2 if span else float(x[trend.curve.rows[-1]])
    after = int(np.searchsorted(x, place, side="right"))
    beside = slice(max(after - 1, 0), after + 1)  # `interp` looks through all that it is given
    level = float(np.interp(place, x[beside], trend.level[beside]))
    return Mark(
        number=number,
        run=trend.curve.run,
        x=place,
        level=level,
        span=span,
        text=wording.name(text, _LONGEST),
    )
