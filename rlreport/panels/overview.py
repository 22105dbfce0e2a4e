"""The top of the report: what it is about, its headline, and the few numbers that matter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import streamlit as st

from rlreport import wording
from rlreport.panels.markdown import plain
from rlreport.thin import even_rows
from rlreport.values import Findings, Observation, Trend

_CARDS = 4
"""The most curves that have a card each; more stand in a table."""
_ROWS = 12
_SPARK_POINTS = 60
_SPARK_HEIGHT = 56
"""Pixels that a small trend line takes."""
_NARROWEST = 300
_NO_VALUE = "none"


@dataclass(frozen=True, kw_only=True)
class Number:
    """Where a curve ends, and how far it came.

    Attributes:
        end: the observation of the level at the end.
        change: the observation of the change since the start, where there is one.
    """

    trend: Trend
    end: Observation
    change: Observation | None

    @property
    def label(self) -> str:
        """What the metric is called."""
        return self.trend.curve.meaning.label

    @property
    def level(self) -> str:
        """The level at the end with its interval, as Markdown."""
        return plain(wording.estimate(self.end.estimates["level"]))

    @property
    def moved(self) -> str | None:
        """The change since the start with its interval, as Markdown."""
        return plain(wording.difference(self.change.estimates["absolute"])) if self.change else None


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


def numbers(findings: Findings, *, first: bool = False) -> None:
    """For each drawn curve its level at the end and the change since the start.

    Args:
        findings: what to tell of.
        first: whether to keep the places of the small trend lines, and draw none.
    """
    known = list(_numbers(findings))
    if len(known) > _CARDS:
        _table(known)
    elif known:
        with st.grid(len(known), min_column_width=_NARROWEST, key="numbers"):
            for number in known:
                _card(number, named=len(findings.logs) > 1, first=first)


def _numbers(findings: Findings) -> Iterator[Number]:
    for trend in findings.trends:
        about = [
            observation
            for observation in findings.observations
            if (observation.run, observation.metric) == (trend.curve.run, trend.curve.metric)
        ]
        ends = [o for o in about if (o.kind, o.direction) == ("level", "end") and o.estimates]
        changes = [o for o in about if o.kind == "change" and "absolute" in o.estimates]
        if ends:
            yield Number(trend=trend, end=ends[0], change=changes[0] if changes else None)


def _card(number: Number, *, named: bool, first: bool) -> None:
    label, run = number.label, number.trend.curve.run
    with st.container(border=True):
        st.metric(
            plain(f"{label}, {run}" if named else label, 70),
            number.level,
            delta=number.moved,
            delta_description="since the start" if number.moved else None,
            delta_color=_colour(number),
            delta_arrow=_arrow(number.change),
            chart_data=None if first else _spark(number.trend),
            chart_type="line",
            help="Level at the end of the run, from the smoothed curve, and the change since its "
            "start. Brackets hold the 95% interval.",
        )
        if first:
            st.space(_SPARK_HEIGHT)


def _table(known: Sequence[Number]) -> None:
    """A row for each run, and for each metric its level at the end and its change."""
    metrics = {number.trend.curve.metric: number.label for number in known}
    runs: dict[str, dict[str, Number]] = {}
    for number in known:
        runs.setdefault(number.trend.curve.run, {})[number.trend.curve.metric] = number
    head = ["Run", *(f"{plain(label, 60)}, end | since the start" for label in metrics.values())]
    rows = [
        [plain(run, 40), *(_cells(numbers.get(metric)) for metric in metrics)]
        for run, numbers in [*runs.items()][:_ROWS]
    ]
    ruled = ["---"] * (1 + 2 * len(metrics))
    with st.container(key="numbers"):
        st.markdown("\n".join(f"| {' | '.join(cells)} |" for cells in (head, ruled, *rows)))
        st.caption(
            "From the smoothed curves; brackets hold 95% intervals."
            + (f" The first {_ROWS} of {len(runs)} runs." if len(runs) > _ROWS else "")
        )


def _cells(number: Number | None) -> str:
    if number is None:
        return f"{_NO_VALUE} | {_NO_VALUE}"
    return f"**{number.level}** | {number.moved or _NO_VALUE}"


def _colour(number: Number) -> Literal["green", "red", "gray"]:
    """Green and red only for an established change of which it is known whether it is better.

    Named, because Streamlit would tell the direction by the first sign of the text.
    """
    better, change = number.trend.curve.meaning.better, number.change
    if better == "neither" or change is None or not change.significant:
        return "gray"
    return "green" if (change.direction == "up") == (better == "higher") else "red"


def _arrow(change: Observation | None) -> Literal["up", "down", "off"]:
    if change is None or change.direction not in ("up", "down"):
        return "off"
    return "up" if change.direction == "up" else "down"


def _spark(trend: Trend) -> list[float]:
    level = trend.level[trend.curve.rows]
    return [float(value) for value in level[even_rows(level.size, _SPARK_POINTS)]]
