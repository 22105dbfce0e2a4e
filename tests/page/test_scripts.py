"""The scripts that the server hands out beside Streamlit's page."""

from __future__ import annotations

import gzip
import urllib.request

import pytest

from rlreport.chart import bundle


@pytest.mark.parametrize("kind", ["identity", "gzip"])
def test_a_server_hands_out_the_scripts_that_draw_charts(server: str, kind: str) -> None:
    asked = urllib.request.Request(f"{server}/charts.js", headers={"accept-encoding": kind})
    with urllib.request.urlopen(asked, timeout=60) as answer:
        text = answer.read()
    assert (gzip.decompress(text) if kind == "gzip" else text).decode() == bundle()
    assert answer.headers["content-type"].startswith("text/javascript")


def test_a_page_has_a_browser_fetch_them_early(server: str) -> None:
    with urllib.request.urlopen(server, timeout=60) as answer:
        assert "charts.js" in answer.headers["link"]
    with urllib.request.urlopen(f"{server}/_stcore/health", timeout=60) as answer:
        assert "link" not in answer.headers
