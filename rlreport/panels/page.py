"""The whole page, flat: widgets -> Settings -> Report -> charts, sentences, downloads."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import streamlit as st

from rlreport.errors import RlreportError
from rlreport.panels import (
    controls,
    downloads,
    figures,
    follow,
    further,
    health,
    logs,
    memory,
    overview,
    present,
    prose,
    theme,
)

_STYLE = Path(__file__).with_name("style.css")
_ICON = Path(__file__).with_name("icon.svg")


def page() -> None:
    """Draw the page; an error that a user can mend is shown in a box, and nothing after it."""
    st.set_page_config(page_title="rlreport", page_icon=str(_ICON), layout="wide")
    st.html(_STYLE)
    try:
        _page()
    except RlreportError as error:
        health.failure(error)
    memory.freeze()


def _page() -> None:
    with st.sidebar:
        _brand()
        chosen = logs.choose()
    loaded = logs.read(chosen)
    health.refusals(loaded)
    if not loaded.runs:
        return
    with st.sidebar:
        settings = controls.settings(loaded)
        whole = memory.report(chosen.key, loaded, settings)
        settings = replace(settings, range=controls.window(whole.trends))
        controls.reset()
        follow.follow(chosen)
        presenting = present.switch()
        theme.watch()
    report = memory.report(chosen.key, loaded, settings)

    if presenting:
        present.present(chosen.key, report, demo=chosen.demo)
        return
    follow.news(report)
    overview.headline(report, demo=chosen.demo)
    overview.numbers(report)
    number = figures.focus(report)
    figures.figures(chosen.key, report, number=number)
    prose.observations_and_interpretation(report, number=number)
    st.divider()
    prose.details(report)
    further.further(chosen.key, report)
    health.health(report)
    prose.method(report)
    downloads.downloads(report)


def _brand() -> None:
    with st.container(key="brand"):
        st.markdown(
            "### rlreport\n:small[:gray[Drop a training log, get a report you can defend.]]",
            anchors=False,
        )
