"""Metrics that the report is not about, drawn when a person opens the list."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace

import streamlit as st

from rlreport import catalogue
from rlreport.panels import memory, prose
from rlreport.panels.figures import figures
from rlreport.panels.markdown import plain
from rlreport.pipeline import Report

_DRAWN = 6


def further(key: Hashable, report: Report) -> None:
    """The best of the other metrics, as charts; the rest by name."""
    names = _others(report)
    if not names:
        return
    opened = st.expander(
        f"Further metrics ({len(names)})",
        icon=":material/stacked_line_chart:",
        key="further",
        on_change="rerun",
    )
    if not opened.open:
        return
    with opened:
        drawn, left = names[:_DRAWN], names[_DRAWN:]
        settings = replace(report.settings, metrics=tuple(drawn))
        told = memory.report(key, report.logs, settings)
        figures((key, "further"), _unnumbered(told), name="further-chart")
        st.markdown("\n".join(f"- {text}" for text in prose.told(told)))
        if left:
            listed = ", ".join(plain(name, 60) for name in left[:200])
            st.caption(f"Also logged, and to be chosen under Metrics: {listed}.")


def _unnumbered(report: Report) -> Report:
    """Without the numbers of key observations, which are those of the other charts."""
    return replace(report, narrative=replace(report.narrative, key=()))


def _others(report: Report) -> list[str]:
    """Names of the metrics that are not drawn, nor an axis of those, the best candidates first."""
    curves = [trend.curve for trend in report.trends]
    drawn = {name for curve in curves for name in (curve.metric, curve.axis.name)}
    trends = [*report.trends, *(member for group in report.groups for member in group.members)]
    shown = {trend.curve.run for trend in trends}
    left = {
        name: metric
        for run in report.logs
        if run.name in shown
        for name, metric in run.metrics.items()
        if name not in drawn
    }
    return [metric.name for metric in catalogue.rank(left.values())]
