"""The top of the report: what it is about, its headline, and the few numbers that matter."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import streamlit as st

from rlreport import wording
from rlreport.panels.markdown import plain
from rlreport.thin import line_rows
from rlreport.values import Findings, Observation, Trend

_CARDS = 4
_ARROWS: dict[str, Literal["up", "down"]] = {"up": "up", "down": "down"}
_SPARK_POINTS = 60
_NARROWEST = 300


def headline(findings: Findings, *, demo: bool, length: str) -> None:
    """Where the numbers come from, the headline, and, unless that is all, what is drawn."""
    with st.container(horizontal=True, gap="xsmall", key="about"):
        if demo:
            st.badge("Synthetic demonstration run", icon=":material/science:", color="violet")
        for run in findings.logs[:3]:
            st.badge(plain(run.name, 40), icon=":material/monitoring:", color="gray")
        if len(findings.logs) > 3:
            st.badge(f"{len(findings.logs)} runs", color="gray")
    st.title(plain(findings.narrative.headline.text), anchor=False)
    setting = [sentence.text for sentence in findings.narrative.brief if not sentence.about]
    if length != "headline" and setting:
        st.caption(plain(" ".join(setting)))


def numbers(findings: Findings) -> None:
    """A card per drawn curve: its level at the end, the change since the start, its smooth."""
    cards = list(_cards(findings))[:_CARDS]
    if not cards:
        return
    with st.grid(len(cards), min_column_width=_NARROWEST, key="numbers"):
        for trend, end, change in cards:
            _card(trend, end, change, named=len(findings.logs) > 1)


def _cards(findings: Findings) -> Iterator[tuple[Trend, Observation, Observation | None]]:
    for trend in findings.trends:
        about = [
            observation
            for observation in findings.observations
            if (observation.run, observation.metric) == (trend.curve.run, trend.curve.metric)
        ]
        ends = [o for o in about if (o.kind, o.direction) == ("level", "end") and o.estimates]
        changes = [o for o in about if o.kind == "change" and "absolute" in o.estimates]
        if ends:
            yield trend, ends[0], changes[0] if changes else None


def _card(trend: Trend, end: Observation, change: Observation | None, *, named: bool) -> None:
    moved = change.estimates["absolute"] if change else None
    label = trend.curve.meaning.label
    with st.container(border=True):
        st.metric(
            plain(f"{label}, {trend.curve.run}" if named else label, 70),
            plain(wording.estimate(end.estimates["level"])),
            delta=plain(wording.difference(moved)) if moved else None,
            delta_description="since the start" if moved else None,
            delta_color=_colour(trend, change),
            delta_arrow=_arrow(change),
            chart_data=_spark(trend),
            chart_type="line",
            help="Level at the end of the run, from the smoothed curve, and the change since its "
            "start. Brackets hold the 95% interval.",
        )


def _colour(trend: Trend, change: Observation | None) -> Literal["normal", "inverse", "off"]:
    """Green and red only for metrics of which it is known which way is better."""
    better = trend.curve.meaning.better
    if better == "neither" or change is None or change.significant is False:
        return "off"
    return "normal" if better == "higher" else "inverse"


def _arrow(change: Observation | None) -> Literal["up", "down", "off"]:
    if change is None:
        return "off"
    return _ARROWS.get(change.direction, "off")


def _spark(trend: Trend) -> list[float]:
    rows = trend.curve.rows
    level = trend.level[rows]
    return [float(value) for value in level[line_rows(level, _SPARK_POINTS)]]
