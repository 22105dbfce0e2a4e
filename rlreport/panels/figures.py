"""The charts, side by side where there is room."""

from __future__ import annotations

from collections.abc import Hashable

import altair as alt
import streamlit as st

from rlreport.chart import ThemeName, charts
from rlreport.panels.memory import chart_shelf
from rlreport.pipeline import Report

_NARROWEST = 360
_HEIGHT = 380
"""Pixels of a whole chart on the page: title, legend and axes among them."""


def figures(key: Hashable, report: Report, *, name: str = "chart") -> None:
    """One chart per metric; each has its table and its picture in the toolbar that it shows."""
    if not report.trends:
        st.info("These logs hold no metric that can be drawn.", icon=":material/show_chart:")
        return
    drawn = _drawn(key, report, theme())
    with st.grid(2 if len(drawn) > 1 else 1, min_column_width=_NARROWEST, key=f"{name}s"):
        for place, chart in enumerate(drawn):
            with st.container(border=True):
                st.altair_chart(chart, theme=None, width="stretch", key=f"{name}-{place}")


def theme() -> ThemeName:
    """The theme that the page is shown in; it is light before the browser has said so."""
    return "dark" if st.context.theme.type == "dark" else "light"


def _drawn(key: Hashable, report: Report, shown: ThemeName) -> tuple[alt.LayerChart, ...]:
    return chart_shelf().get(
        (key, report.settings, shown), lambda: charts(report, theme=shown, height=_HEIGHT)
    )
