"""The top of the report: what it is about, its headline, and the few numbers that matter."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import streamlit as st

from rlreport import wording
from rlreport.narrate.story import effect
from rlreport.panels.markdown import in_badge, plain
from rlreport.thin import even_rows
from rlreport.values import Findings, FloatArray, Observation, Trend

_CARDS = 4
"""The most curves that have a card each; more stand in a table."""
_BADGES = 3
_ROWS = 12
_SPARK_POINTS = 60
_WIDE, _HIGH = 300, 40
_PICTURE = (
    f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 -2 {_WIDE} {_HIGH + 4}" '
    'preserveAspectRatio="none"><polyline points="{line}" fill="none" stroke="#000" '
    'stroke-width="2" stroke-linejoin="round" vector-effect="non-scaling-stroke"/></svg>'
)
"""A sparkline; style.css stretches it to its card, and colours it by what it is the mask of."""
_CARD_HEIGHT = 144
"""Pixels of a stand-in that makes a card as high as it will be."""
_NARROWEST = 280
_AT_THE_END = (
    "Level at the end of the run, from the smoothed curve, and the change since its start. "
    "Brackets hold the 95% interval."
)
_ON_AVERAGE = (
    "Mean of all points, of which no change beyond noise was established. Brackets hold the 95% "
    "interval."
)
_COLOURS: dict[str, Literal["green", "red", "gray"]] = {
    "better": "green",
    "worse": "red",
    "": "gray",
}


@dataclass(frozen=True, kw_only=True)
class Number:
    """Where a curve ends, and how far it came; or what it is on average.

    Attributes:
        run: what the curve's run is called.
        told: the observation of the level at the end, or of the average.
        change: the observation of the change since the start, where there is one.
    """

    trend: Trend
    run: str
    told: Observation
    change: Observation | None

    @property
    def label(self) -> str:
        """What the metric is called."""
        return self.trend.curve.meaning.label

    @property
    def level(self) -> str:
        """The level at the end, or on average, with its interval, as Markdown."""
        return plain(wording.estimate(self.told.estimates["level"]))

    @property
    def average(self) -> bool:
        """Whether the level is that of all points, of which no change was established."""
        return self.told.kind == "average"

    @property
    def moved(self) -> str | None:
        """The change since the start with its interval, as Markdown."""
        return plain(wording.difference(self.change.estimates["absolute"])) if self.change else None


def headline(findings: Findings, *, demo: bool, length: str) -> None:
    """Where the numbers come from, the headline, and, unless that is all, what is drawn."""
    with st.container(horizontal=True, gap="xsmall", key="about"):
        if demo:
            st.badge("Synthetic demonstration run", icon=":material/science:", color="violet")
        names = _names(findings)
        for name in list(names.values())[:_BADGES]:
            st.badge(in_badge(name, 60), color="gray")
        if len(names) > _BADGES or findings.groups:
            st.badge(_how_many(findings, names), color="gray")
    st.title(plain(findings.narrative.headline.text), anchor="headline")
    setting = [sentence.text for sentence in findings.narrative.brief if not sentence.about]
    if length != "headline" and setting:
        st.caption(plain(" ".join(setting)))


def _names(findings: Findings) -> dict[str, str]:
    """What the runs that are drawn, and groups of them, are called."""
    runs = list(dict.fromkeys(trend.curve.run for trend in findings.trends))
    return dict(zip(runs, wording.names(runs), strict=True))


def _how_many(findings: Findings, names: Collection[str]) -> str:
    if not findings.groups:
        return f"{len(names)} runs"
    runs = {member.curve.run for group in findings.groups for member in group.members}
    groups = {group.name for group in findings.groups}
    return f"{len(runs)} runs in {wording.count(len(groups), 'group')}"


def numbers(findings: Findings, *, first: bool = False) -> None:
    """For each drawn curve its level at the end and the change since the start.

    Args:
        findings: what to tell of.
        first: whether to keep the places of the cards, and draw none.
    """
    known = list(_numbers(findings))
    if len(known) > _CARDS:
        _tables(known)
    elif known:
        with st.grid(len(known), min_column_width=_NARROWEST, key="numbers"):
            for number in known:
                _card(number, named=len(_names(findings)) > 1, first=first)


def _numbers(findings: Findings) -> Iterator[Number]:
    names = _names(findings)
    for trend in findings.trends:
        about = [
            observation
            for observation in findings.observations
            if (observation.run, observation.metric) == (trend.curve.run, trend.curve.metric)
        ]
        averages = [o for o in about if o.kind == "average"]
        ends = [o for o in about if (o.kind, o.direction) == ("level", "end") and o.estimates]
        changes = [o for o in about if o.kind == "change" and "absolute" in o.estimates]
        if ends:
            yield Number(
                trend=trend,
                run=names[trend.curve.run],
                told=(averages or ends)[0],
                change=changes[0] if changes else None,
            )


def _card(number: Number, *, named: bool, first: bool) -> None:
    label = wording.name(number.label)
    moved, since = number.moved, "since the start" if number.moved else None
    if number.average:
        moved, since = "on average", "without an established change"
    with st.container(border=True):
        if first:
            st.skeleton(height=_CARD_HEIGHT)
            return
        st.metric(
            plain(f"{label}, {number.run}" if named else label),
            number.level,
            delta=moved,
            delta_description=since,
            delta_color=_colour(number),
            delta_arrow=_arrow(number.change),
            help=_ON_AVERAGE if number.average else _AT_THE_END,
        )
        st.html(_sparkline(number))


def _tables(known: Sequence[Number]) -> None:
    """For each metric a table with a row for each run."""
    metrics: dict[str, list[Number]] = {}
    for number in known:
        metrics.setdefault(number.trend.curve.metric, []).append(number)
    with st.grid(min(len(metrics), 2), min_column_width=_NARROWEST, key="numbers") as grid:
        for numbers in metrics.values():
            with grid.cell():
                st.markdown(_rows(numbers[:_ROWS]))
    most = max(map(len, metrics.values()))
    st.caption(
        "Levels at the end are those of the smoothed curves; brackets hold 95% intervals."
        + (f" The first {_ROWS} of {most} runs." if most > _ROWS else "")
    )


def _rows(numbers: Sequence[Number]) -> str:
    """The table of one metric, as Markdown."""
    averages = [number.average for number in numbers]
    where = "On average" if all(averages) else "At the end"
    head = f"| {plain(numbers[0].label, 60)} | {where} | Since the start |\n|---|---|---|\n"
    rows = []
    for number, average in zip(numbers, averages, strict=True):
        beside = " on average" if average and not all(averages) else ""
        moved = "no established change" if average else number.moved or ""
        rows.append(f"| {plain(number.run)} | **{number.level}**{beside} | {moved} |")
    return head + "\n".join(rows)


def _colour(number: Number) -> Literal["green", "red", "gray"]:
    """Green and red only for an established change that the text calls better or worse.

    Named, because Streamlit would tell the direction by the first sign of the text.
    """
    change = number.change
    if change is None or not change.significant:
        return "gray"
    return _COLOURS[effect(change, number.trend.curve.meaning)]


def _arrow(change: Observation | None) -> Literal["up", "down", "off"]:
    if change is None or change.direction not in ("up", "down"):
        return "off"
    return "up" if change.direction == "up" else "down"


def _sparkline(number: Number) -> str:
    """The curve as a picture, which the numbers above it say to those who hear them.

    Not that of `st.metric`, which a browser makes anew at every run, before it draws the charts.
    """
    y = _spark(number)
    low, height = y.min(), float(np.ptp(y)) or 1.0
    places = zip(np.linspace(0, _WIDE, y.size), _HIGH * (1 - (y - low) / height), strict=True)
    line = " ".join(f"{x:.1f},{down:.1f}" for x, down in places)
    picture = b64encode(_PICTURE.format(line=line).encode()).decode()
    shape = f"--line: url(data:image/svg+xml;base64,{picture})"
    return f'<div class="spark {_colour(number)}" aria-hidden="true" style="{shape}"></div>'


def _spark(number: Number) -> FloatArray:
    """The curve; the points where no change is established, as the curve would fill the height."""
    trend, change = number.trend, number.change
    drawn = trend.level if change is None or change.significant else trend.curve.y
    values = drawn[trend.curve.rows]
    return values[even_rows(values.size, _SPARK_POINTS)]
