"""The parts of the page that need no page."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pytest

from rlreport import pipeline
from rlreport.errors import SourceError
from rlreport.panels import ahead, browse, follow, memory
from rlreport.panels.help_ import cited
from rlreport.panels.memory import Shelf, stamp
from rlreport.panels.methods import sources
from rlreport.panels.serve import folders, serve
from rlreport.sources import LogFile
from rlreport.values import Logs, Settings

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


def test_what_came_since_the_last_look_is_told_by_curve() -> None:
    assert follow.changes([20], "It rose.", "It rose.") == "Since the last look: 20 points more."
    told = follow.changes([40, 10], "It rose.", "It fell.")
    assert told.startswith("Since the last look: up to 40 points more on each curve.")
    assert told.endswith("Before, the report said: It rose.")
    assert follow.changes([-5, 0], "It rose.", "It rose.") == ""  # another file in its place


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


def test_a_log_that_went_after_it_was_listed_is_listed_as_what_cannot_be_read(tmp_path) -> None:
    gone = LogFile(name="a.csv", path=tmp_path / "a.csv", modified=1.0)
    assert stamp(gone)
    row = browse._row(gone)
    assert (row["Format"], row["Size"]) == ("cannot be read", None)


def test_many_logs_are_listed_by_name_until_each_was_looked_into(tmp_path, monkeypatch) -> None:
    for name in "ab":
        (tmp_path / f"{name}.csv").write_text("step,loss\n1,2\n2,1\n")
    files = [LogFile(name=f"{name}.csv", path=tmp_path / f"{name}.csv") for name in "ab"]
    monkeypatch.setattr(browse, "_PATIENCE", 0.0)
    found, left = browse._looked_into(files, files, "")
    assert ([(row["Name"], row["Metrics"]) for _, row in found], left) == (
        [("a.csv", ""), ("b.csv", "")],
        2,
    )
    assert browse._looked_into([], files, "loss") == ([], 2)
    monkeypatch.setattr(browse, "_PATIENCE", 60.0)
    found, left = browse._looked_into([], files, "loss")
    assert ([row["Metrics"] for _, row in found], left) == (["step, loss", "step, loss"], 0)


def test_sources_are_read_from_the_documentation_of_the_numerics() -> None:
    told = dict(sources())
    assert "Fieller (1954), doi:" in told["Relative change"]
    assert not any(sign in text for text in told.values() for sign in ("(n,)", "Args:", "None"))


def test_help_is_short_and_links_what_it_cites() -> None:
    assert max(len(text) for _, text in sources()) < 500
    shown = cited()
    assert "(https://doi.org/10.2307/1941218)" in shown
    assert "(https://arxiv.org/abs/2108.13264)" in shown
    assert "`" not in shown
    assert ":]" not in shown
    assert " and. " not in shown


def _two_metrics() -> Logs:
    rows = "\n".join(f"{step},{step**2},{step % 9},{step % 7}" for step in range(60))
    content = f"step,rl_flops,one,two\n{rows}".encode()
    return pipeline.read(LogFile(name="two.csv", content=content))


_BOTH = Settings(metrics=("one", "two"))


@pytest.mark.parametrize("change", [{"metrics": ("one",)}, {"x": "step"}])
def test_one_of_the_metrics_or_another_axis_smooths_and_examines_nothing_again(
    monkeypatch, change: dict
) -> None:
    logs = _two_metrics()
    memory.report("two", logs, _BOTH)
    for place, step in ((memory, "smooth"), (memory.evidence, "examine")):
        monkeypatch.setattr(place, step, lambda *_: pytest.fail("done again"))
    assert memory.report(("two", *change), logs, replace(_BOTH, **change)).observations


def test_a_report_on_another_axis_is_the_one_that_it_would_be_without_memory() -> None:
    logs = _two_metrics()
    memory.report("axes", logs, _BOTH)
    again = memory.report("axes", logs, replace(_BOTH, x="step"))
    assert again.to_dict() == pipeline.build(logs, replace(_BOTH, x="step")).to_dict()


def test_curves_can_be_drawn_before_their_tests_are_done_and_not_after() -> None:
    logs = _two_metrics()
    drawn = memory.untested("curves", logs, _BOTH)
    assert drawn is not None
    assert not drawn.observations
    report = memory.report("curves", logs, _BOTH)
    assert [trend.level.tolist() for trend in drawn.trends] == [
        trend.level.tolist() for trend in report.trends
    ]
    assert memory.untested("curves", logs, _BOTH) is None


def test_a_range_is_drawn_at_once_with_the_curve_of_the_whole_which_says_so() -> None:
    drawn = memory.untested("range", _two_metrics(), replace(_BOTH, range=(100.0, 900.0)))
    assert drawn is not None
    assert drawn.trends[0].curve.x.tolist() == [step**2 for step in range(10, 31)]
    assert "of the whole" in drawn.trends[0].method.label


def test_a_range_of_curves_that_are_drawn_already_smooths_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    logs, drawn = _two_metrics(), replace(_BOTH, smooth="ema:0.6")
    whole = memory.report("range of known", logs, drawn)
    monkeypatch.setattr(pipeline, "smooth", lambda *_: pytest.fail("smoothed again"))
    part = memory.untested("range of known", logs, replace(drawn, range=(100.0, 900.0)))
    assert part is not None
    assert not part.observations
    rows = slice(*whole.trends[0].curve.x.searchsorted([100.0, 901.0]))
    assert part.trends[0].level.tolist() == whole.trends[0].level[rows].tolist()


@pytest.mark.parametrize("sheet", ["style", "present"])
def test_no_style_is_told_by_parts_of_class_names(sheet: str) -> None:
    """A browser would style every mark of a chart anew at each of its changes."""
    assert "[class*=" not in (ROOT / f"rlreport/panels/{sheet}.css").read_text()


def test_what_is_one_click_away_is_known_before_it_is_asked_for() -> None:
    logs, shown = _two_metrics(), memory.Look(y_scale="log")
    report = memory.report("ahead", logs, _BOTH)
    assert list(ahead.one_click_away(logs, report, shown)) == [
        (_BOTH, memory.Look()),
        (_BOTH, memory.Look(x_scale="log", y_scale="log")),
        (replace(_BOTH, smooth="ema:0.6"), shown),
        (replace(_BOTH, x="step"), shown),
    ]


@pytest.mark.parametrize("idle", [True, False])
def test_what_is_one_click_away_is_made_only_by_an_idle_server(
    monkeypatch: pytest.MonkeyPatch, idle: bool
) -> None:
    key, familiar = ("idle", idle), replace(_BOTH, smooth="ema:0.6")
    monkeypatch.setattr(ahead, "_WATCHED", 0.01)
    monkeypatch.setattr(ahead, "_PATIENCE", 3)
    monkeypatch.setattr(ahead, "_NOTHING", math.inf if idle else 0.0)
    ahead.make(key, _two_metrics(), [(familiar, memory.Look())])
    assert (memory.report_shelf().latest((key, familiar)) is not None) == idle
