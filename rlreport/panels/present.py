"""Presenting: large type, the charts, and one key observation at a time, by the arrow keys."""

from __future__ import annotations

from collections.abc import Hashable
from pathlib import Path

import streamlit as st

from rlreport.panels import links
from rlreport.panels.figures import ALL, figures, focus
from rlreport.panels.markdown import plain
from rlreport.panels.prose import said_of
from rlreport.pipeline import Report

_STYLE = Path(__file__).with_name("present.css")


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


def present(key: Hashable, report: Report, *, demo: bool) -> None:
    """The whole page while presenting."""
    st.html(_STYLE)
    st.title(plain(report.narrative.headline.text), anchor=False)
    if demo:
        st.badge("Synthetic demonstration run", icon=":material/science:", color="violet")
    steps = [ALL, *(str(number) for number, _ in enumerate(report.narrative.key, start=1))]
    with st.container(horizontal=True, vertical_alignment="bottom", key="steps"):
        number = focus(report)
        place = steps.index(ALL if number is None else str(number))
        _step("Back", steps[max(place - 1, 0)], "Left")
        _step("Next", steps[min(place + 1, len(steps) - 1)], "Right")
        st.button("Leave", on_click=_leave, shortcut="Esc", icon=":material/close:")
    figures(key, report, number=number)
    if number is not None:
        st.header(f":primary-badge[{number}] {plain(said_of(report, number))}", anchor=False)


def _step(label: str, target: str, key: str) -> None:
    st.button(label, on_click=_go, args=(target,), shortcut=key)


def _go(target: str) -> None:
    st.session_state["focus"] = target


def _leave() -> None:
    st.session_state["present"] = False
