"""What makes the charts be seen: soon, and when a key observation is chosen in the text below."""

from __future__ import annotations

import time
from collections.abc import Hashable

import streamlit as st

_KEY = "drawn"
_PAINT = 0.15
"""Seconds that a browser takes to draw charts of which only the rows changed."""
_LOOK = """
let shown
export default function ({ data }) {
  const before = shown
  shown = data.number
  if (before === undefined || before === shown || shown === null) return
  const charts = document.querySelector(".st-key-charts")
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches
  if (charts && charts.getBoundingClientRect().top < 60)
    charts.scrollIntoView({ block: "start", behavior: calm ? "auto" : "smooth" })
}
"""
_show = st.components.v2.component("rlreport_showing", js=_LOOK)


def wait(of: Hashable) -> None:
    """Leave a browser alone with new charts, before tests or all of the text keep it busy.

    Args:
        of: what the charts show.
    """
    if st.context.url is not None and st.session_state.get(_KEY) != of:
        time.sleep(_PAINT)
    st.session_state[_KEY] = of


def show(number: int | None) -> None:
    """Scroll to the charts where the chosen key observation is another than before."""
    _show(key="showing", data={"number": number}, height=1)
