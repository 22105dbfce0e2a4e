"""The whole page, flat: widgets -> Settings -> Report -> charts, sentences, downloads."""

from __future__ import annotations

from collections.abc import Hashable
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from rlreport.chart import marking
from rlreport.panels import (
    ahead,
    arrival,
    controls,
    downloads,
    figures,
    follow,
    further,
    health,
    heard,
    help_,
    links,
    logs,
    memory,
    observation,
    overview,
    present,
    prose,
    showing,
    theme,
)
from rlreport.panels.markdown import legible
from rlreport.pipeline import Report
from rlreport.values import Logs, Settings

_STYLE = Path(__file__).with_name("style.css")
_ICON = Path(__file__).with_name("icon.svg")
_DIMMED = "<style>.st-key-above, .st-key-below { opacity: 0.5; }</style>"


def page() -> None:
    """Draw the page; what goes wrong is shown in a box, and nothing after it."""
    st.set_page_config(
        page_title="rlreport",
        page_icon=str(_ICON),
        layout="wide",
        initial_sidebar_state="collapsed" if st.context.is_embedded else "auto",
    )
    st.html(_STYLE)
    said = st.container()
    with health.guarded(otherwise=_way_out):
        _page()
        with said:
            links.notice()
    memory.freeze()


def _page() -> None:
    with st.sidebar:
        _brand()
    waiting = st.empty()
    if arrival.plain():
        chosen = logs.demonstration()
        _top(chosen, memory.report(chosen.key, logs.read(chosen), Settings()), first=True)
    else:
        _whole(waiting)


def _whole(waiting: DeltaGenerator) -> None:
    """The page as it is chosen; `waiting` is where a session's first run says what it is at."""
    with st.sidebar:
        chosen = logs.choose()
    loaded = logs.read(chosen)
    if not loaded.runs:
        health.nothing(loaded)
        _way_out()
        heard.heard("There is nothing to report on.", chosen.key)
        return
    health.refusals(loaded)
    _reported(waiting, chosen, loaded)


@showing.before_sidebar()
def _reported(waiting: DeltaGenerator, chosen: logs.Chosen, loaded: Logs) -> None:
    """The page on logs that hold runs."""
    with st.sidebar:
        settings = controls.settings(loaded)
        whole = memory.laid(chosen.key, loaded, settings)
        settings = replace(settings, range=controls.window(whole.tested.trends))
        length = controls.length()
        follow.follow(chosen)
        presenting = present.switch()
        _back()
        theme.watch()
    first = arrival.first()
    if not (first or presenting):
        _charts_first(chosen, loaded, settings)
    with waiting, st.spinner("Finding out what the data support") if first else nullcontext():
        report = memory.report(chosen.key, loaded, settings)

    if presenting:
        number = present.present(chosen.key, report, demo=chosen.demo)
        _announce(chosen, report, number)
        return
    number = _top(chosen, report, length=length, first=first)
    if first:
        return
    with st.container(key="below"):
        if length != "headline":
            prose.observations_and_interpretation(report, number=number)
        if length == controls.FULL:
            prose.details(report)
            further.further(chosen.key, report)
            health.health(report)
            prose.method(report)
            help_.help_(report)
        downloads.downloads(report)
    showing.show(number, marking(report, number))
    _announce(chosen, report, number)
    ahead.ahead(chosen.key, loaded, report, figures.chosen())


def _charts_first(chosen: logs.Chosen, loaded: Logs, settings: Settings) -> None:
    """Where tests take their time, draw the curves before them, and run anew when they are done.

    Meanwhile the earlier text stays in its place, dimmed.
    """
    drawn = memory.untested(chosen.key, loaded, settings)
    if drawn is None:
        return
    with st.container(key="above"):
        st.html(_DIMMED)
    figures.figures((chosen.key, "untested"), drawn)
    showing.wait(_which(chosen, settings), (settings, "untested"))
    memory.report(chosen.key, loaded, settings)
    st.rerun()


def _which(chosen: logs.Chosen, settings: Settings) -> Hashable:
    """What decides which charts there are: others are set up anew, these get new rows."""
    usual = Settings()
    return chosen.key, replace(settings, x=usual.x, smooth=usual.smooth, range=usual.range)


def _top(
    chosen: logs.Chosen, report: Report, *, length: str = controls.FULL, first: bool
) -> int | None:
    """The page down to its charts -> the number of the chosen key observation, or None.

    The charts are sent before the words above them, as a browser takes longer to draw them.
    """
    with st.container(key="above"):
        said = st.container()
        number = None if arrival.plain() else observation.widget(report)
        if arrival.plain():
            st.space(observation.HEIGHT)
    figures.figures(chosen.key, report, number=number, first=first)
    showing.wait(_which(chosen, report.settings), (report.settings, number))
    with said:
        follow.news(report)
        overview.headline(report, demo=chosen.demo, length=length)
        overview.numbers(report, first=first)
    if first:
        arrival.watch()
    return number


def _announce(chosen: logs.Chosen, report: Report, number: int | None) -> None:
    """Let it be heard what the page shows now."""
    if number is None:
        said = report.narrative.headline.text
    else:
        said = f"Key observation {number}: {prose.said_of(report, number)}"
    heard.heard(legible(said), (chosen.key, report.settings, number))


def _back() -> None:
    """The ways back: to the default choices, and to the demonstration."""
    left, right = st.columns(2)
    for place, label, act, icon in (
        (left, "Reset", controls.reset, ":material/restart_alt:"),
        (right, "Demo", _start_over, ":material/home:"),
    ):
        place.button(label, on_click=act, icon=icon, width="stretch", key=label.casefold())


def _way_out() -> None:
    """The same where an error left the page without them."""
    with st.container(horizontal=True):
        st.button("Reset the choices", on_click=controls.reset, icon=":material/restart_alt:")
        st.button("Open the demonstration", on_click=_start_over, icon=":material/home:")


def _start_over() -> None:
    logs.forget()
    controls.reset()


def _brand() -> None:
    with st.container(key="brand"):
        st.markdown(
            "## rlreport\n:small[:gray[Drop a training log, get a report you can defend.]]",
            anchors=False,
        )
