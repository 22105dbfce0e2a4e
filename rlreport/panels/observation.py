"""The chosen key observation: a number, or none; the link holds it."""

from __future__ import annotations

import streamlit as st

from rlreport.panels import links
from rlreport.values import Findings

_KEY = "focus"
_ALL = "All"
HEIGHT = 60
"""Pixels of the widget."""


def widget(findings: Findings, *, label: bool = True) -> int | None:
    """The widget that chooses a key observation -> its number, or None for the whole charts."""
    numbers = [str(number) for number in steps(findings) if number]
    if not numbers:
        return None
    links.one(_KEY, (_ALL, *numbers), _ALL)
    chosen = st.segmented_control(
        "Key observation",
        [_ALL, *numbers],
        required=True,
        key=_KEY,
        help="Zooms the charts to where it was made, and shades it." if label else None,
        label_visibility="visible" if label else "collapsed",
    )
    links.tell_one(_KEY, _ALL)
    return None if chosen in (None, _ALL) else int(chosen)


def steps(findings: Findings) -> list[int | None]:
    """What can be chosen, in order: nothing, and each key observation."""
    return [None, *range(1, len(findings.narrative.key) + 1)]


def choose(number: int | None) -> None:
    """Choose it at the next run of the page."""
    st.session_state[_KEY] = _ALL if number is None else str(number)


def click(number: int) -> None:
    """Choose it, or let it go where it is chosen."""
    choose(None if st.session_state.get(_KEY) == str(number) else number)
