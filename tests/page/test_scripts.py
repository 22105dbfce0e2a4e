"""The scripts that the server hands out beside Streamlit's page."""

from __future__ import annotations

import gzip
import urllib.request

import pytest
from playwright.sync_api import Page, expect

from rlreport.chart import bundle


@pytest.mark.parametrize("kind", ["identity", "gzip"])
def test_a_server_hands_out_the_scripts_that_draw_charts(server: str, kind: str) -> None:
    asked = urllib.request.Request(f"{server}/charts.js", headers={"accept-encoding": kind})
    with urllib.request.urlopen(asked, timeout=60) as answer:
        text = answer.read()
    assert (gzip.decompress(text) if kind == "gzip" else text).decode() == bundle()
    assert answer.headers["content-type"].startswith("text/javascript")


@pytest.mark.parametrize("choice", ["", "?smooth=ema:0.6"])
def test_a_page_has_a_browser_load_them_early(server: str, choice: str) -> None:
    with urllib.request.urlopen(f"{server}/{choice}", timeout=60) as answer:
        assert b'<script async src="charts.js"></script>' in answer.read()


@pytest.mark.browser
def test_a_chart_says_when_they_did_not_load(page: Page, server: str) -> None:
    page.route("**/charts.js", lambda route: route.abort())
    page.goto(server)
    expect(page.locator(".chart").first).to_contain_text("did not load")


@pytest.mark.browser
def test_charts_are_drawn_where_their_expressions_must_not_be_compiled(
    page: Page, server: str
) -> None:
    page.add_init_script(
        "window.Function = new Proxy(Function, { construct: forbid, apply: forbid });"
        "function forbid() { throw new EvalError('as a policy would have it') }"
    )
    page.goto(f"{server}/?smooth=ema:0.6")
    expect(page.locator(".chart[data-drawn] canvas.marks").first).to_be_visible()
