"""The charts, side by side where there is room, and what the report says about what they show."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import pandas as pd
import streamlit as st

from rlreport.chart import THEMES, Plate, ThemeName, config, focused, plates
from rlreport.panels.markdown import plain
from rlreport.panels.memory import Drawing, drawing_shelf
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
    drawn = _drawings(key, report, number)
    with st.grid(2 if len(drawn) > 1 else 1, min_column_width=_NARROWEST, key=f"{name}s"):
        for place, drawing in enumerate(drawn):
            with st.container(border=True, key=f"{name}-card-{place}"):
                _figure(drawing, report, key=f"{name}-{place}-{number}")


def _figure(drawing: Drawing, report: Report, *, key: str) -> None:
    event = st.vega_lite_chart(
        dict(drawing.spec),
        theme=None,
        width="stretch",
        key=key,
        on_select="rerun",
        selection_mode="zoom",
    )
    window = event["selection"].get("zoom", {}).get("x")
    if window:
        _in_view(drawing.plate, report, window)


def _in_view(plate: Plate, report: Report, window: Sequence[float]) -> None:
    """What the report says about the part of the axis that was zoomed to."""
    inside = [n for n, (a, b) in plate.spans.items() if a <= window[1] and b >= window[0]]
    if not inside:
        st.caption("No key observation is about this part of the curve.")
    for number in inside:
        st.caption(f"In view: **{number}** {plain(said_of(report, number))}")


def _drawings(key: Hashable, report: Report, number: int | None) -> tuple[Drawing, ...]:
    """The charts in the page's theme around a key observation, made once for all sessions."""
    shown = theme()
    return drawing_shelf().get(
        (key, report.settings, shown, number),
        lambda: tuple(_drawing(plate, shown, number) for plate in plates(report, theme=shown)),
    )


def _drawing(plate: Plate, shown: ThemeName, number: int | None) -> Drawing:
    """A plate as a specification: checking and copying it takes Altair longer than all else."""
    chart = focused(plate, number).properties(height=_HEIGHT).configure(**config(THEMES[shown]))
    spec = chart.to_dict(validate=False)
    frames = {name: pd.DataFrame(rows) for name, rows in spec["datasets"].items()}
    return Drawing(plate=plate, spec=spec | {"datasets": frames})
