"""The parts of the page that need no page."""

from __future__ import annotations

from pathlib import Path

import pytest

from rlreport import pipeline
from rlreport.errors import SourceError
from rlreport.panels import memory
from rlreport.panels.memory import Shelf, stamp
from rlreport.panels.methods import sources
from rlreport.panels.serve import folders, serve
from rlreport.sources import LogFile
from rlreport.values import Settings

ROOT = Path(__file__).resolve().parents[2]


def test_the_installed_page_has_the_settings_of_the_repository() -> None:
    installed = ROOT / "rlreport" / "panels" / ".streamlit" / "config.toml"
    assert installed.read_bytes() == (ROOT / ".streamlit" / "config.toml").read_bytes()


def test_the_server_refuses_a_folder_that_is_not_there() -> None:
    with pytest.raises(SourceError, match="does not exist"):
        serve(["no/such/folder"])


def test_the_folders_are_those_of_the_environment(monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("RLREPORT_LOGS", str(tmp_path))
    assert folders() == (tmp_path.resolve(),)


def test_a_shelf_keeps_the_values_used_last() -> None:
    shelf: Shelf[str] = Shelf(2)
    for key in ("a", "b", "a", "c"):
        shelf.get(key, lambda key=key: f"first {key}")
    assert shelf.get("a", lambda: "made again") == "first a"
    assert shelf.get("b", lambda: "made again") == "made again"


def test_a_shelf_keeps_no_failures() -> None:
    shelf: Shelf[str] = Shelf(2)
    with pytest.raises(ZeroDivisionError):
        shelf.get("a", lambda: str(1 // 0))
    assert shelf.get("a", lambda: "made") == "made"


def test_a_log_of_equal_name_and_other_content_has_another_stamp() -> None:
    first, second = (LogFile(name="a.csv", content=content) for content in (b"1", b"2"))
    assert stamp(first) != stamp(second)
    assert stamp(first) == stamp(LogFile(name="a.csv", content=b"1"))


def test_a_log_on_the_disk_that_grew_has_another_stamp(tmp_path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("1")
    before = stamp(LogFile(name="a.csv", path=path, modified=1.0))
    path.write_text("12")
    assert stamp(LogFile(name="a.csv", path=path, modified=1.0)) != before


def test_sources_are_read_from_the_documentation_of_the_numerics() -> None:
    told = dict(sources())
    assert "Fieller (1954), doi:" in told["relative change"]
    assert not any(sign in text for text in told.values() for sign in ("(n,)", "Args:", "Raises:"))


def test_a_report_on_one_of_the_metrics_smooths_and_examines_nothing_again(monkeypatch) -> None:
    rows = "\n".join(f"{step},{step % 9},{step % 7}" for step in range(60))
    logs = pipeline.read(LogFile(name="two.csv", content=f"step,one,two\n{rows}".encode()))
    memory.report("two", logs, Settings(metrics=("one", "two")))
    for step in ("smooth", "examine"):
        monkeypatch.setattr(memory, step, lambda *_: pytest.fail("done again"))
    assert memory.report("two", logs, Settings(metrics=("one",))).observations
