"""A chart in the browser, as a component that keeps it: see chart.js."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from rlreport import wording
from rlreport.chart import Window
from rlreport.panels.memory import Drawing

_SCRIPT = Path(__file__).with_name("chart.js")
_PARTS = """
<h2></h2>
<p class="points-shown"></p>
<div class="chart" role="img" tabindex="0"></div>
<p class="heard"></p>
<div class="chart-tools">
  <button data-save="png">PNG</button>
  <button data-save="svg">SVG</button>
  <button data-full>Full screen</button>
</div>
"""
_LONGEST = 90
"""Characters of a heading."""
NAME = "rlreport_chart"
_chart = st.components.v2.component(NAME, html=_PARTS, js=_SCRIPT.read_text(), isolate_styles=False)


def draw(
    drawing: Drawing,
    *,
    key: str,
    row: str,
    window: Window | None,
    turn: int,
    number: int | None,
    height: int | None,
    moved: Callable[[Window | None], None],
) -> None:
    """Draw a chart, and hear where a reader moves it.

    Args:
        drawing: what to draw.
        key: of the chart.
        row: charts of one row that have the same axis move together.
        window: the part of the axis in view, or None where that is all.
        turn: another number than before makes the browser show `window`.
        number: of the chosen key observation.
        height: in pixels; None leaves it to the page's style.
        moved: called with the part of the axis that a reader moved to.
    """

    def heard() -> None:
        zoom = st.session_state[key].get("zoom")
        moved((float(zoom[0]), float(zoom[1])) if zoom else None)

    plate = drawing.plate
    data = {
        "spec": drawing.spec,
        "rows": drawing.rows,
        "tooltips": drawing.tooltips,
        "row": row,
        "axis": plate.zoomed,
        "window": window,
        "turn": turn,
        "chosen": str(number or ""),
        "height": height,
        "title": wording.name(plate.title, _LONGEST),
        "shown": plate.points_shown,
        "said": plate.description,
    }
    _chart(key=key, data=data, on_zoom_change=heard)
