"""A session's first run: the page down to its charts, so that a browser draws these first.

Of a whole page, a browser draws the charts last, after every widget and text around them. So the
first run ends below the charts, keeps the places of what else stands above them, and a component
without a face asks for the rest once they are drawn.
"""

from __future__ import annotations

import streamlit as st

_KEY = "arrived"
_LOOK = """
export default function ({ setTriggerValue }) {
  const began = performance.now()
  const timer = setInterval(() => {
    const drawn = document.querySelector('.st-key-charts .chart[data-drawn]')
    if (!drawn && performance.now() - began < 3000) return
    clearInterval(timer)
    setTriggerValue("drawn", true)
  }, 40)
  return () => clearInterval(timer)
}
"""
_watch = st.components.v2.component("rlreport_arrival", js=_LOOK)


def first() -> bool:
    """Whether this is the first run of a session, and a browser looks at it."""
    return _KEY not in st.session_state and st.context.url is not None


def plain() -> bool:
    """Whether this is the first run at an address that holds no choice."""
    return first() and not st.query_params.to_dict()


def watch() -> None:
    """End the first run: the page is run again when its charts are drawn."""
    st.session_state[_KEY] = True
    _watch(key="arrival", on_drawn_change=_drawn, height=1)


def _drawn() -> None:
    """Nothing to do: the rerun itself draws the rest."""
