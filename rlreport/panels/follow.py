"""Following logs that are still being written: looks at the files, and says what came."""

from __future__ import annotations

import time
from collections.abc import Sequence

import streamlit as st

from rlreport import wording
from rlreport.panels import links
from rlreport.panels.health import guarded
from rlreport.panels.logs import OFF, REPLACED, Chosen, following, relist
from rlreport.panels.markdown import plain
from rlreport.pipeline import Report
from rlreport.sources import LogFile

_PERIODS = {OFF: None, "5 s": 5, "15 s": 15, "60 s": 60}
_SEEN = "seen"
_GROWN = "grown"


def follow(chosen: Chosen) -> None:
    """The widget that chooses how often to look, and the look itself; only for server files."""
    if not chosen.followed:
        return
    links.one("follow", _PERIODS, OFF)
    choice = st.segmented_control(
        "Follow",
        list(_PERIODS),
        required=True,
        key="follow",
        format_func=str.capitalize,
        help="Looks whether the files have grown, and reports anew when they have.",
    )
    links.tell_one("follow", OFF)
    period = _PERIODS[choice or OFF]
    if period:
        st.fragment(_look, run_every=period)(chosen)


def news(report: Report) -> None:
    """What came since the last look, in words."""
    sizes = {(t.curve.run, t.curve.metric): t.curve.rows.size for t in report.trends}
    headline = report.narrative.headline.text
    seen = st.session_state.get(_SEEN)
    if seen is None or seen[0] != report.settings:
        seen = (report.settings, sizes, headline, "")
    elif sizes != seen[1]:
        more = [size - seen[1].get(curve, 0) for curve, size in sizes.items()]
        seen = (report.settings, sizes, headline, changes(more, seen[2], headline))
    st.session_state[_SEEN] = seen
    told = [_replaced(st.session_state.get(REPLACED, ())), seen[3]]
    if following() and any(told):
        st.info(plain(" ".join(filter(None, told))), icon=":material/update:")


def _replaced(names: Sequence[str]) -> str:
    """That other files lie where those were that the report was on."""
    if not names:
        return ""
    what = "Another file was" if len(names) == 1 else "Other files were"
    return f"{what} put in the place of {wording.listing(names)}, and read anew."


def changes(more: Sequence[int], said: str, says: str) -> str:
    """How many points more each curve has, and what the report said before."""
    most = max(more, default=0)
    upto = "up to " if min(more, default=0) < most else ""
    each = " on each curve" if len(more) > 1 else ""
    points = f"{upto}{wording.count(most, 'point')} more{each}"
    came = f"Since the last look: {points}." if most > 0 else ""
    before = "" if said == says else f"Before, the report said: {said}"
    return " ".join(filter(None, (came, before)))


def _look(chosen: Chosen) -> None:
    """One look: a report anew where a file has grown, else how long ago that was."""
    with guarded():
        now = time.time()
        if any(_changed(file) for file in chosen.files):
            st.session_state[_GROWN] = now
            relist()
            st.rerun()
        last = max(file.modified for file in chosen.files)
        ago = _ago(max(now - st.session_state.get(_GROWN, last), 0.0))
        st.caption(f"Updated {ago} ago; looked at {time.strftime('%H:%M:%S')}.")


def _ago(seconds: float) -> str:
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.0f} h"


def _changed(file: LogFile) -> bool:
    """Whether a file on the disk is no longer as it was listed; not where it has gone."""
    try:
        return file.path is not None and file.path.stat().st_mtime != file.modified
    except OSError:
        return False
