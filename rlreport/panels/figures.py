"""The charts, side by side where there is room, and what the report says about what they show."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import streamlit as st

from rlreport.chart import THEMES, Plate, ThemeName, config, focused, plates
from rlreport.panels.markdown import plain
from rlreport.panels.memory import plate_shelf
from rlreport.panels.prose import said_of
from rlreport.panels.theme import theme
from rlreport.pipeline import Report

_NARROWEST = 360
_HEIGHT = 380
"""Pixels of a whole chart on the page: title, legend and axes among them."""
ALL = "All"


def focus(report: Report) -> int | None:
    """The widget that chooses a key observation -> its number, or None for the whole charts."""
    numbers = [str(number) for number, _ in enumerate(report.narrative.key, start=1)]
    if not numbers:
        return None
    if st.session_state.get("focus", ALL) not in (ALL, *numbers):
        st.session_state["focus"] = ALL
    chosen = st.segmented_control(
        "Show key observation",
        [ALL, *numbers],
        default=ALL,
        required=True,
        key="focus",
        bind="query-params",
        help="Zooms the charts to where a key observation was made, and shades it.",
    )
    return None if chosen in (None, ALL) else int(chosen)


@st.fragment
def figures(
    key: Hashable, report: Report, *, number: int | None = None, name: str = "chart"
) -> None:
    """One chart per metric; each has its table and its picture in the toolbar that it shows."""
    if not report.trends:
        st.info("These logs hold no metric that can be drawn.", icon=":material/show_chart:")
        return
    shown = theme()
    drawn = _plates(key, report, shown)
    with st.grid(2 if len(drawn) > 1 else 1, min_column_width=_NARROWEST, key=f"{name}s"):
        for place, plate in enumerate(drawn):
            with st.container(border=True, key=f"{name}-card-{place}"):
                _figure(plate, report, shown, number=number, key=f"{name}-{place}-{number}")


def _figure(
    plate: Plate, report: Report, shown: ThemeName, *, number: int | None, key: str
) -> None:
    chart = focused(plate, number).properties(height=_HEIGHT).configure(**config(THEMES[shown]))
    event = st.altair_chart(
        chart,
        theme=None,
        width="stretch",
        key=key,
        on_select="rerun",
        selection_mode="zoom",
    )
    window = event["selection"].get("zoom", {}).get("x")
    if window:
        _in_view(plate, report, window)


def _in_view(plate: Plate, report: Report, window: Sequence[float]) -> None:
    """What the report says about the part of the axis that was zoomed to."""
    inside = [n for n, (a, b) in plate.spans.items() if a <= window[1] and b >= window[0]]
    if not inside:
        st.caption("No key observation is about this part of the curve.")
    for number in inside:
        st.caption(f"In view: **{number}** {plain(said_of(report, number))}")


def _plates(key: Hashable, report: Report, shown: ThemeName) -> tuple[Plate, ...]:
    return plate_shelf().get((key, report.settings, shown), lambda: plates(report, theme=shown))
