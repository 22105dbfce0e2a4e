"""Brings the charts into view when a key observation is chosen in the text below them."""

from __future__ import annotations

import streamlit as st

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


def show(number: int | None) -> None:
    """Scroll to the charts where the chosen key observation is another than before."""
    _show(key="showing", data={"number": number}, height=1)
