"""Presenting: large type, the charts, and one key observation at a time, by the arrow keys."""

from __future__ import annotations

from collections.abc import Hashable
from pathlib import Path

import streamlit as st

from rlreport.chart import marking
from rlreport.panels import links, observation
from rlreport.panels.figures import figures
from rlreport.panels.markdown import plain
from rlreport.panels.prose import said_of
from rlreport.pipeline import Report

_STYLE = Path(__file__).with_name("present.css")
_FIRST = """<style>@media (max-width: 840px) {{
  .st-key-charts > .stGridCell:has(.st-key-chart-card-{place}) {{ order: -1; }}
}}</style>"""
"""Where charts stand below each other, the one that is spoken of comes first."""


def switch() -> bool:
    """The widget that begins the presentation -> whether it is on; the link holds it."""
    links.switch("present")
    on = st.toggle(
        "Present",
        key="present",
        help="Large type, one key observation at a time: arrow keys step, Esc leaves.",
    )
    links.tell_switch("present")
    return on


def present(key: Hashable, report: Report, *, demo: bool) -> int | None:
    """The whole page while presenting -> the number of the chosen key observation, or None.

    What is said, what it is said about, and the way on.
    """
    st.html(_STYLE)
    said, shown, tools = st.container(key="said"), st.container(), st.container(key="steps")
    with tools:
        number = _steps(report, demo=demo)
    headline = plain(report.narrative.headline.text)
    with said:
        if number is None:
            st.title(headline, anchor=False)
        else:
            st.caption(headline)
            st.title(f":primary-badge[{number}] {plain(said_of(report, number))}", anchor=False)
    with shown:
        figures(key, report, number=number, presenting=True)
    st.html(_FIRST.format(place=marking(report, number)))
    return number


def _steps(report: Report, *, demo: bool) -> int | None:
    """The widgets that step -> the number of the chosen key observation, or None."""
    steps = observation.steps(report)
    with st.container(horizontal=True, vertical_alignment="center"):
        number = observation.widget(report, label=False)
        place = steps.index(number)
        _step("Back", steps[max(place - 1, 0)], "Left")
        _step("Next", steps[min(place + 1, len(steps) - 1)], "Right")
        st.button("Leave", on_click=_leave, shortcut="Esc", icon=":material/close:")
        if demo:
            st.badge("Synthetic demonstration run", icon=":material/science:", color="violet")
    return number


def _step(label: str, target: int | None, key: str) -> None:
    st.button(
        label, on_click=observation.choose, args=(target,), shortcut=key, key=label.casefold()
    )


def _leave() -> None:
    st.session_state["present"] = False
