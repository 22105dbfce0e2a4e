"""Hides the sparklines of the cards from assistive technology: the numbers beside them say it.

Streamlit calls each "Vega visualization", and lets every point of its curve be heard.
"""

from __future__ import annotations

import streamlit as st

_HIDE = """
const hide = () => {
  for (const spark of document.querySelectorAll('[data-testid="stMetricChart"]:not([aria-hidden])'))
    spark.setAttribute("aria-hidden", "true")
}
export default function () {
  hide()
  const watch = new MutationObserver(hide)
  const above = document.querySelector(".st-key-above") ?? document.body
  watch.observe(above, { childList: true, subtree: true })
  return () => watch.disconnect()
}
"""
_quiet = st.components.v2.component("rlreport_quiet", js=_HIDE)


def quiet() -> None:
    """Hide them, also those that are drawn later."""
    _quiet(key="quiet", height=1)
