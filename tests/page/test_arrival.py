"""What a browser is sent first."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from tests.page.charts import shown

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "rlreport/panels/__main__.py"


@pytest.fixture
def looked_at(monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The page as a browser asks for it, which says where it is."""
    monkeypatch.setenv("RLREPORT_LOGS", str(ROOT / "data"))
    monkeypatch.setattr("rlreport.panels.arrival._watch", lambda **_: None)
    app = AppTest.from_file(str(SCRIPT), default_timeout=120)
    app.context = {"url": "http://127.0.0.1:8501"}
    return app


def test_a_browser_is_sent_the_first_chart_alone_and_then_the_whole_page(
    looked_at: AppTest,
) -> None:
    looked_at.run()
    assert len(shown(looked_at)) == 1
    assert not looked_at.get("download_button")
    looked_at.run()
    assert len(shown(looked_at)) == 2
    assert looked_at.get("download_button")


def test_a_link_with_choices_is_kept_in_what_comes_first(looked_at: AppTest) -> None:
    looked_at.query_params["metric"] = "policy_entropy"
    looked_at.run()
    assert looked_at.query_params["metric"] == "policy_entropy"
    assert looked_at.multiselect(key="metric").value == ["policy_entropy"]


def test_what_takes_its_time_before_anything_is_shown_is_said(
    looked_at: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(st, "spinner", lambda text: said.append(text) or nullcontext())
    looked_at.query_params["metric"] = "policy_entropy"
    looked_at.run()
    assert said == ["Finding out what the data support"]
    looked_at.run()
    assert len(said) == 1
