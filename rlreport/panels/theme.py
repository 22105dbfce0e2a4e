"""Whether the page is light or dark, so that the charts' colours fit it.

`st.context.theme` is what the browser said when the page opened; a change in the page's menu does
not rerun the script. A component without a face looks at the background, and reruns it then.
"""

from __future__ import annotations

import streamlit as st

from rlreport.chart import ThemeName

_KEY = "theme-watch"
_LOOK = """
export default function ({ data, setStateValue }) {
  let shown = data.shown
  const look = () => {
    const app = document.querySelector('[data-testid="stApp"]')
    const rgb = app && getComputedStyle(app).backgroundColor.match(/\\d+/g)
    if (!rgb) return
    const now = Number(rgb[0]) + Number(rgb[1]) + Number(rgb[2]) < 384 ? "dark" : "light"
    if (now !== shown) {
      shown = now
      setStateValue("shown", now)
    }
  }
  look()
  const timer = setInterval(look, 700)
  return () => clearInterval(timer)
}
"""
_watch = st.components.v2.component("rlreport_theme", js=_LOOK)


def theme() -> ThemeName:
    """The theme that the page is shown in."""
    seen = st.session_state.get(_KEY, {}).get("shown") or st.context.theme.type
    return "dark" if seen == "dark" else "light"


def watch() -> None:
    """Rerun the page when its theme changes."""
    _watch(key=_KEY, data={"shown": theme()}, on_shown_change=_changed, height=1)


def _changed() -> None:
    """Nothing to do: the rerun itself draws the charts anew."""
