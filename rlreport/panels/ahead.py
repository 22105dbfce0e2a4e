"""What a click is likely to ask for next, drawn while nothing else is to be done."""

from __future__ import annotations

import threading
from collections.abc import Hashable, Iterator
from dataclasses import replace

import streamlit as st

from rlreport.panels import memory
from rlreport.pipeline import Report

_LATER = 0.5
"""Seconds after the whole page was sent: until then a browser needs the cores."""


def ahead(key: Hashable, report: Report, look: memory.Look) -> None:
    """Lay the charts of a report on logarithmic axes on the shelf, soon after this.

    Args:
        key: of the logs.
        report: what the page shows.
        look: how it shows that.
    """
    if st.context.url is None:
        return  # no browser looks at it
    later = threading.Timer(_LATER, draw, (key, report, look))
    later.daemon = True
    later.start()


def draw(key: Hashable, report: Report, look: memory.Look) -> None:
    """The same at once."""
    for other in _one_click_away(look):
        memory.drawings(key, report, other)


def _one_click_away(look: memory.Look) -> Iterator[memory.Look]:
    """The looks that a switch beside the charts leads to."""
    yield replace(look, y_scale="linear" if look.y_scale == "log" else "log")
    yield replace(look, x_scale="linear" if look.x_scale == "log" else "log")
