"""What a click is likely to ask for next, made while nothing else is to be done.

The charts on logarithmic axes, the report with the familiar smooth, and that on other axes.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import replace

import streamlit as st

from rlreport.errors import ChoiceError
from rlreport.panels import memory
from rlreport.panels.logs import following
from rlreport.pipeline import Report
from rlreport.smooth import smoothers
from rlreport.values import Logs, Settings

_WATCHED, _NOTHING = 0.5, 0.05
"""Seconds for which a server is watched, and of computing meanwhile below which it is idle."""
_PATIENCE = 40
"""How often it may be found busy until what is one click away is left to that click."""
_AXES = 2
"""Other axes, at most."""
_HEAVIEST = memory.REPORTS_WEIGHT // 6
"""Points of a report beyond which no others are made: they would push it off its shelf."""


def ahead(key: Hashable, loaded: Logs, report: Report, look: memory.Look) -> None:
    """Lay on the shelf what is one click away, piece by piece, each once the server is idle.

    A session that begins meanwhile would wait for what nobody may ask for.

    Args:
        key: of the logs.
        loaded: the logs.
        report: what the page shows.
        look: how it shows that.
    """
    if st.context.url is None:
        return  # no browser looks at it
    wanted = [
        (settings, other)
        for settings, other in one_click_away(loaded, report, look)
        if settings == report.settings or not following()  # which has another report soon
    ]
    threading.Thread(target=make, args=(key, loaded, wanted), daemon=True).start()


def make(key: Hashable, loaded: Logs, wanted: Iterable[tuple[Settings, memory.Look]]) -> None:
    """Lay the charts of these reports on the shelf, each once the server is idle."""
    for settings, look in wanted:
        if not _idle():
            return
        with contextlib.suppress(ChoiceError):  # not all metrics lie on all axes
            memory.drawings(key, memory.report(key, loaded, settings), look)


def one_click_away(
    loaded: Logs, report: Report, look: memory.Look
) -> Iterator[tuple[Settings, memory.Look]]:
    """What the switches beside the charts, and the first choices of the sidebar, lead to."""
    chosen = report.settings
    yield chosen, replace(look, y_scale="linear" if look.y_scale == "log" else "log")
    yield chosen, replace(look, x_scale="linear" if look.x_scale == "log" else "log")
    if sum(trend.curve.x.size for trend in report.trends) > _HEAVIEST:
        return
    parameter = smoothers()["ema"].parameter
    if chosen.smooth == Settings().smooth and parameter:
        yield replace(chosen, smooth=f"ema:{parameter.default:g}"), look
    axes = ["", *(axis.asked_by for axis in loaded.runs[0].axes[1:])]
    for x in [x for x in axes if x != chosen.x][:_AXES]:
        yield replace(chosen, x=x, range=Settings().range), look


def _idle() -> bool:
    """Wait until the server has computed next to nothing for a while; False where it never does."""
    for _ in range(_PATIENCE):
        spent = time.process_time()
        time.sleep(_WATCHED)
        if time.process_time() - spent < _NOTHING:
            return True
    return False
