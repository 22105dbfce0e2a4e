"""What makes the charts be seen: soon, and when a key observation is chosen in the text below.

A browser draws the page around them anew for each message that comes before theirs, and the sidebar
sends many of these. So they wait until the charts are drawn.

The text holds its numbers as buttons of its own, which a component without a face listens to.
"""

from __future__ import annotations

import time
from collections.abc import Hashable, Iterator
from contextlib import contextmanager

import streamlit as st
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.RootContainer_pb2 import RootContainer
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_run_context import ScriptRunContext

from rlreport.panels import observation

_KEY, _LOOKS = "drawn", "showing"
_PAINT, _SET_UP = 0.3, 0.4
"""Seconds that a browser takes to draw charts of which only rows changed, and to set up others."""
_LOOK = """
let shown
const look = ({ number, place }) => {
  const before = shown
  shown = number
  if (before === undefined || before === shown || shown === null) return
  const chart = document.querySelector(`.st-key-chart-card-${place}`)
  if (!chart) return
  const { top, height } = chart.getBoundingClientRect()
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches
  if (top < 60 || top + height / 2 > innerHeight)
    chart.scrollIntoView({ block: "start", behavior: calm ? "auto" : "smooth" })
}

export default function ({ data, setTriggerValue }) {
  look(data)
  const clicked = ({ target }) => {
    const button = target.closest(".st-key-observations button[data-observation]")
    if (button) setTriggerValue("chosen", Number(button.dataset.observation))
  }
  document.addEventListener("click", clicked)
  return () => document.removeEventListener("click", clicked)
}
"""
_show = st.components.v2.component("rlreport_showing", js=_LOOK)


class _Held:
    """In the place of what sends a run's messages: keeps those of the sidebar."""

    def __init__(self, run: ScriptRunContext) -> None:
        self.send = run.enqueue
        self.kept: list[ForwardMsg] = []

    def __call__(self, message: ForwardMsg) -> None:
        in_sidebar = message.metadata.delta_path[:1] == [RootContainer.SIDEBAR]
        (self.kept.append if in_sidebar else self.send)(message)


@contextmanager
def before_sidebar() -> Iterator[None]:
    """Send what is drawn in the sidebar after the charts, or at the end where there are none."""
    run = get_script_run_ctx()
    if run is None:
        yield
        return
    vars(run)["enqueue"] = _Held(run)
    try:
        yield
    finally:
        _release()


def _release() -> None:
    """Send what was kept, and what comes from now on as it comes."""
    run = get_script_run_ctx()
    held = vars(run).pop("enqueue", None) if run else None
    if held is None:
        return
    for message in held.kept:
        held.send(message)


def wait(charts: Hashable, rows: Hashable) -> None:
    """Leave a browser alone with what is new, before tests or all of the text keep it busy.

    The charts that a session begins with stand before it comes here.

    Args:
        charts: which charts are shown.
        rows: what they show.
    """
    before = st.session_state.get(_KEY)
    st.session_state[_KEY] = now = (charts, rows)
    if st.context.url is not None and before not in (None, now):
        time.sleep(_PAINT if before[0] == charts else _SET_UP)
    _release()


def show(number: int | None, place: int) -> None:
    """Scroll to the chart at `place` where the chosen key observation is another than before."""
    data = {"number": number, "place": place}
    _show(key=_LOOKS, data=data, on_chosen_change=_clicked, height=1)


def _clicked() -> None:
    """Choose the key observation that was clicked, or let it go where it was chosen."""
    observation.click(st.session_state[_LOOKS]["chosen"])
