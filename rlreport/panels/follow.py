"""Following logs that are still being written: looks at the files, and says what came."""

from __future__ import annotations

import time

import streamlit as st

from rlreport import wording
from rlreport.panels import links
from rlreport.panels.logs import Chosen, relist
from rlreport.panels.markdown import plain
from rlreport.pipeline import Report

_OFF = "off"
_PERIODS = {_OFF: None, "5 s": 5, "15 s": 15, "60 s": 60}
_SEEN = "seen"


def follow(chosen: Chosen) -> None:
    """The widget that chooses how often to look, and the look itself; only for server files."""
    if not chosen.followed:
        return
    links.one("follow", _PERIODS, _OFF)
    choice = st.segmented_control(
        "Follow",
        list(_PERIODS),
        required=True,
        key="follow",
        help="Looks whether the files have grown, and reports anew when they have.",
    )
    links.tell_one("follow", _OFF)
    period = _PERIODS[choice or _OFF]
    if period:
        st.fragment(_look, run_every=period)(chosen)


def news(report: Report) -> None:
    """What came since the last look, in words."""
    points = sum(trend.curve.rows.size for trend in report.trends)
    headline = report.narrative.headline.text
    seen = st.session_state.get(_SEEN)
    st.session_state[_SEEN] = (report.settings, points, headline)
    if st.session_state.get("follow", _OFF) == _OFF or seen is None:
        return
    settings, before, said = seen
    if settings == report.settings and points > before:
        more = wording.count(points - before, "point")
        text = f"Since the last look: {more} more."
        was = "" if said == headline else f" Then it read: {said}"
        st.info(plain(text + was), icon=":material/update:")


def _look(chosen: Chosen) -> None:
    if any(file.path and file.path.stat().st_mtime != file.modified for file in chosen.files):
        relist()
        st.rerun()
    st.caption(f"Looked at {time.strftime('%H:%M:%S')}; nothing new.")
