"""The page through Streamlit's own AppTest: what is shown for which logs and choices."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from rlreport.errors import ChoiceError
from rlreport.panels import figures, logs, memory
from rlreport.smooth import SMOOTHERS, parse
from tests.page.charts import shown

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "rlreport/panels/__main__.py"
_ROWS = "\n".join(f"{step},{0.3 + step / 100},{step % 7}" for step in range(40))
_LOG = ("mine.csv", f"step,my_reward,noise\n{_ROWS}".encode(), "text/csv")


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv("RLREPORT_LOGS", str(ROOT / "data"))
    return AppTest.from_file(str(SCRIPT), default_timeout=120)


def _specs(app: AppTest) -> list[dict]:
    return [chart["spec"] for chart in shown(app)]


def _text(app: AppTest) -> str:
    return "\n".join(element.value for element in (*app.title, *app.markdown, *app.caption))


def test_it_opens_on_the_synthetic_demonstration_with_two_charts(app: AppTest) -> None:
    app.run()
    assert not app.exception
    assert "Synthetic demonstration run" in _text(app)
    assert len(_specs(app)) == 2


def test_the_charts_say_what_they_show_without_being_seen(app: AppTest) -> None:
    app.run()
    for chart in shown(app):
        assert f"curve: {chart['title']}" in chart["said"]
        assert "The curve starts at" in chart["said"]


def test_each_bad_file_is_named_with_advice(app: AppTest) -> None:
    app.run()
    files = [_LOG, ("empty.csv", b"", "text/csv"), ("photo.png", b"\x89PNG\r\n", "image/png")]
    app.file_uploader[0].set_value(files).run()
    assert "empty" in app.warning[0].value
    assert "photo" in app.warning[0].value
    assert "mine" in _text(app)


def test_of_many_bad_files_one_line_is_seen_above_the_report(app: AppTest) -> None:
    app.run()
    bad = [(f"empty-{n}.csv", b"", "text/csv") for n in range(5)]
    app.file_uploader[0].set_value([_LOG, *bad]).run()
    assert not app.warning
    folded = next(one for one in app.expander if "5 files" in one.label)
    assert " and 3 more** each is empty" in folded.markdown[0].value


def test_when_no_file_can_be_read_the_page_says_so_and_stays(app: AppTest) -> None:
    app.run()
    app.file_uploader[0].set_value([("empty.csv", b"", "text/csv")]).run()
    assert app.title[0].value == "There is nothing to report on yet"
    assert "could not be read" in _text(app)
    known = next(text.value for text in app.markdown if "TensorBoard event file" in text.value)
    assert all(line.startswith("- ") for line in known.splitlines())
    assert not app.exception
    assert not _specs(app)


def test_what_is_below_keeps_its_place_when_logs_have_been_read(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rlreport.panels.memory.untested", lambda *_: None)  # no run in between
    app.run()
    content = _LOG[1].replace(b"my_reward", b"other_reward")  # read by no other test
    app.file_uploader[0].set_value([("other.csv", content, "text/csv")]).run()
    read = [part.type for part in app.main.children.values()]
    app.run()
    assert [part.type for part in app.main.children.values()] == read


def test_a_pasted_table_is_reported(app: AppTest) -> None:
    app.session_state["more-logs"] = True
    app.run()
    app.text_area(key="paste").set_value(_LOG[1].decode()).run()
    assert "pasted table" in _text(app)


def test_a_run_of_the_servers_folder_is_opened_by_its_link(app: AppTest) -> None:
    app.query_params["log"] = "synthetic-collapse.jsonl"
    app.run()
    assert "collapse" in _text(app)
    assert "Synthetic demonstration run" not in _text(app)


@pytest.mark.parametrize("outside", ["../pyproject.toml", "/etc/passwd", "x\x00y", "C:\\x"])
def test_nothing_outside_the_servers_folder_can_be_reached(app: AppTest, outside: str) -> None:
    app.query_params["log"] = outside
    app.run()
    assert not app.exception
    assert "Synthetic demonstration run" in _text(app)


def test_a_log_that_goes_while_it_is_open_is_named(app: AppTest, monkeypatch, tmp_path) -> None:
    (tmp_path / "mine.csv").write_bytes(_LOG[1])
    monkeypatch.setenv("RLREPORT_LOGS", str(tmp_path))
    app.query_params["log"] = "mine.csv"
    app.run()
    (tmp_path / "mine.csv").unlink()
    app.run()
    assert "This should not have happened" not in "".join(error.value for error in app.error)
    logs.relist()
    app.run()
    assert r"mine\.csv is not, or no longer, among" in app.info[0].value


def test_an_empty_folder_of_logs_is_said_to_be_empty(app: AppTest, monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("RLREPORT_LOGS", str(tmp_path))
    app.run()
    assert "There is no log yet in the folder" in _text(app)


def test_metrics_chosen_by_name_are_drawn(app: AppTest) -> None:
    app.run()
    app.multiselect(key="metric").set_value(["policy_entropy"]).run()
    assert len(_specs(app)) == 1


def test_a_range_leaves_the_rest_of_the_curve_out(app: AppTest) -> None:
    app.query_params["x"] = "step"
    app.query_params["range"] = "50..100"
    app.run()
    assert not app.exception
    start, stop = app.session_state["range"]
    assert abs(start - 50) < 2
    assert abs(stop - 100) < 2
    assert "240 points" not in _text(app)


def test_reset_takes_every_choice_back(app: AppTest) -> None:
    app.run()
    app.selectbox(key="smooth").set_value("ema").run()
    app.multiselect(key="metric").set_value(["policy_entropy"]).run()
    next(button for button in app.button if button.label == "Reset").click().run()
    assert app.selectbox(key="smooth").value == "auto"
    assert app.multiselect(key="metric").value == []


def test_choices_that_new_logs_do_not_have_are_dropped(app: AppTest) -> None:
    app.run()
    app.multiselect(key="metric").set_value(["policy_entropy"]).run()
    app.file_uploader[0].set_value([_LOG]).run()
    assert not app.exception
    assert app.multiselect(key="metric").value == []


def test_an_axis_that_nobody_chose_goes_with_the_logs_that_brought_it(app: AppTest) -> None:
    app.run()
    app.file_uploader[0].set_value([_LOG]).run()
    assert app.selectbox(key="x").value == "step"
    app.file_uploader[0].set_value([]).run()
    assert app.selectbox(key="x").value == "rl_flops"
    assert "x" not in app.query_params
    app.selectbox(key="x").set_value("step").run()
    app.run()
    assert app.selectbox(key="x").value == "step"


def test_a_link_with_nonsense_opens_the_default_view_and_leaves_no_trace(app: AppTest) -> None:
    keys = ("x", "metric", "smooth", "range", "accuracy", "focus", "text", "follow", "xlog")
    for key in keys:
        app.query_params[key] = "nonsense"
    app.run()
    assert not app.exception
    assert len(_specs(app)) == 2
    assert not {*keys} - {"follow"} & {*app.query_params}


def test_the_link_holds_short_values(app: AppTest) -> None:
    app.run()
    app.selectbox(key="smooth").set_value("ema").run()
    app.selectbox(key="x").set_value("step").run()
    app.segmented_control(key="text").set_value("brief").run()
    assert app.query_params == {"smooth": "ema:0.6", "x": "step", "text": "brief"}


@pytest.mark.parametrize("name", [name for name in SMOOTHERS if name != "auto"])
def test_every_smoother_can_be_chosen_and_given_by_a_link(app: AppTest, name: str) -> None:
    app.run()
    app.selectbox(key="smooth").set_value(name).run()
    smoother, default = parse(name)
    assert app.query_params == {"smooth": f"{name}:{default:g}"}
    assert smoother.parameter is not None
    other = default / 2 if default < 1 else 5
    copy = AppTest.from_file(str(SCRIPT), default_timeout=120)
    copy.query_params["smooth"] = f"{name}:{other:g}"
    copy.run()
    assert copy.get_by_key(f"{name}-{smoother.parameter.name}").value == other
    assert [len(_specs(at)) for at in (app, copy)] == [2, 2]
    assert not (*app.error, *copy.error)


def test_a_link_gives_the_same_view(app: AppTest) -> None:
    app.query_params["smooth"] = "ema:0.9"
    app.query_params["ylog"] = "1"
    app.query_params["metric"] = "policy_entropy"
    app.run()
    assert app.selectbox(key="smooth").value == "ema"
    assert app.slider(key="ema-weight").value == 0.9
    assert len(_specs(app)) == 1
    assert app.query_params["smooth"] == "ema:0.9"


def _runs(folder: Path) -> None:
    """Three runs with every kind of metric that a control asks for."""
    for place, name in enumerate("abc"):
        rows = "\n".join(
            f"{i},{i * 9},{i * 7},0.{30 + i},{i % 5 + place},0.4" for i in range(1, 60)
        )
        head = "step,num_tokens,sampled,accuracy,my_reward,mfu"
        (folder / f"{name}.csv").write_text(f"{head}\n{rows}\n")


_SET = {
    "log": ["a.csv", "b.csv", "c.csv"],
    "run": ["a", "b"],
    "x": "num_tokens",
    "metric": ["my_reward"],
    "accuracy": "accuracy",
    "parallelism": "mfu",
    "reference": "b",
    "group": "off",
    "smooth": "ema",
    "params": "7e9",
    "tokens": "num_tokens",
    "generated": "sampled",
    "devices": 8,
    "text": "brief",
    "follow": "15 s",
    "xlog": True,
    "ylog": True,
    "focus": "1",
    "ema-weight": 0.9,
}
_LATER = ("run", "ema-weight")
"""The first choices that are there only after those before them were made."""


def _set(app: AppTest) -> dict[str, object]:
    return {key: app.session_state[key] for key in (*_SET, "range")}


def test_every_control_is_in_the_link(
    app: AppTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _runs(tmp_path)
    monkeypatch.setenv("RLREPORT_LOGS", str(tmp_path))
    app.session_state["roles"] = app.session_state["estimate"] = True
    app.run()
    for key, value in _SET.items():
        if key in _LATER:
            app.run()
        app.get_by_key(key).set_value(value)
    app.run()
    start, _ = app.session_state["range"]
    app.get_by_key("range").set_value((start, 270.0)).run()
    assert not app.exception
    assert {key: app.session_state[key] for key in _SET} == _SET
    copy = AppTest.from_file(str(SCRIPT), default_timeout=120)
    for key, value in app.query_params.items():
        copy.query_params[key] = value
    copy.run()
    assert _set(copy) == _set(app)
    assert [spec["layer"] for spec in _specs(copy)] == [spec["layer"] for spec in _specs(app)]


def test_what_a_link_asks_for_in_vain_is_said_once(app: AppTest) -> None:
    app.query_params["metric"] = ["training_accuracy", "![gone](x)"]
    app.run()
    assert "metric" in app.info[0].value
    assert "![" not in app.info[0].value
    app.get_by_key("ylog").set_value(True).run()
    assert not app.info


def test_of_many_things_that_a_link_asks_for_in_vain_the_first_are_named(app: AppTest) -> None:
    app.query_params["metric"] = [f"m{i}" for i in range(200)]
    app.run()
    assert "m7 and 192 more" in app.info[0].value


def test_a_link_to_a_log_that_is_gone_names_the_log(app: AppTest) -> None:
    app.query_params["log"] = ["gone/run.csv"]
    app.run()
    assert r"gone\/run\.csv is not, or no longer, among this server's logs" in app.info[0].value
    assert "choices" not in app.info[0].value


def test_an_error_leaves_a_way_out(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise ChoiceError("It cannot be.", "Choose another.")

    monkeypatch.setattr("rlreport.pipeline.study", refused)
    app.query_params["x"] = "step"
    app.query_params["metric"] = "policy_entropy"
    app.run()
    assert "It cannot be" in app.error[0].value
    assert {"Reset the choices", "Open the demonstration"} <= {b.label for b in app.button}


def test_groups_are_chosen_named_and_kept_in_the_link(app: AppTest) -> None:
    app.run()
    runs = [(f"run {name}.csv", *_LOG[1:]) for name in "abcd"]
    app.file_uploader[0].set_value(runs).run()
    app.segmented_control(key="group").set_value("own").run()
    app.multiselect(key="group-runs-0").set_value(["run a", "run c", "run d"]).run()
    app.text_input(key="group-name-0").set_value("mine").run()
    assert not app.exception
    assert app.query_params["group"] == "mine=run a,run c,run d"
    compared = app.selectbox(key="reference").options
    assert compared == ["No reference run", "mine", "run b"], "a run in a group is not drawn"
    assert any("mine" in metric.label for metric in app.metric)


def test_an_unknown_error_is_a_plain_sentence_and_goes_to_the_log(
    app: AppTest, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("/secret/path")

    monkeypatch.setattr("rlreport.pipeline.build", broken)
    app.query_params["range"] = "1e20..2e20"
    app.run()
    assert not app.exception
    assert "should not have happened" in app.error[0].value
    assert "secret" not in app.error[0].value
    assert "ZeroDivisionError" in caplog.text


def test_hostile_names_reach_no_label_unescaped(app: AppTest) -> None:
    app.run()
    name = "![i](http://evil.invalid/i.png):red[x]$y$"
    table = f'step,"{name}"\n{_ROWS}'.replace(",1\n", "\n").encode()
    app.file_uploader[0].set_value([(f"{name}.csv", table, "text/csv")]).run()
    assert not app.exception
    assert "![i](" not in _text(app)
    assert ":red[" not in _text(app)


def test_a_lone_surrogate_does_not_break_the_page(app: AppTest) -> None:
    app.run()
    rows = "\n".join(json.dumps({"step": i, "a\ud800b": i % 5}) for i in range(30))
    app.file_uploader[0].set_value([("s.jsonl", rows.encode(), "text/plain")]).run()
    assert not app.exception


def test_every_export_can_be_downloaded(app: AppTest) -> None:
    app.run()
    names = [button.label for button in app.get("download_button")]
    assert {"The report as **PDF**", "The figure as **PDF**", "Data as **CSV**"} <= {*names}
    assert len({*names}) == len(names)


def test_the_curves_of_a_change_are_drawn_before_its_tests_are_done(app, monkeypatch) -> None:
    app.run()
    memory.report_shelf.clear()
    memory.study_shelf.clear()
    done: list[str] = []
    for module, name in ((figures, "figures"), (memory, "report")):
        made = getattr(module, name)
        monkeypatch.setattr(
            module, name, lambda *a, made=made, name=name, **k: done.append(name) or made(*a, **k)
        )
    app.selectbox(key="x").set_value("step").run()
    assert done == ["figures", "report", "report", "figures"]
    assert "steps" in app.title[0].value
    memory.study_shelf.clear()
    app.run()
    assert done[4:] == ["report", "figures"]


def test_the_table_names_the_run_only_where_there_are_several(app: AppTest) -> None:
    app.session_state["chart-0-table"] = True
    app.run()
    assert list(app.dataframe[0].value) == ["RL FLOPs (ZFLOP)", "Training accuracy (%)", "Smoothed"]
    runs = [(f"{name}.csv", f"step,reward\n{_ROWS}".encode(), "text/csv") for name in "ab"]
    app.file_uploader[0].set_value(runs).run()
    assert set(app.dataframe[0].value["Run"]) == {"a", "b"}


def test_the_table_of_a_metric_that_is_called_as_its_axis_has_different_heads(app: AppTest) -> None:
    app.query_params["metric"] = "rl_flops"
    app.session_state["chart-0-table"] = True
    app.run()
    heads = list(app.dataframe[0].value)
    assert heads == ["RL FLOPs (ZFLOP)", "RL FLOPs (ZFLOP) (2)", "Smoothed"]


def test_the_axis_is_none_of_the_further_metrics(app: AppTest) -> None:
    app.session_state["further"] = True
    app.run()
    titles = [chart["title"] for chart in shown(app)]
    assert any(title.startswith("Policy entropy against") for title in titles)
    assert not any("RL FLOPs against RL FLOPs" in title for title in titles)


def test_further_metrics_have_their_sentences_and_no_numbers_of_key_observations(
    app: AppTest,
) -> None:
    app.session_state["further"] = True
    app.run()
    assert any("- Policy entropy fell by" in text.value for text in app.markdown)
    heard = " ".join(chart["said"] for chart in shown(app)[2:])
    assert "Policy entropy" in heard
    assert "Numbered marks" not in heard


def test_runs_taken_together_have_further_metrics(app: AppTest) -> None:
    seeds = []
    for seed in "123":
        rows = "".join(f"{n},{n / 90},{n % 7 + int(seed)},0.1\n" for n in range(60))
        seeds.append((f"ppo_seed{seed}.csv", f"step,reward,loss,kl\n{rows}".encode(), "text/csv"))
    app.run().file_uploader[0].set_value(seeds).run()
    assert any("3 runs in 1 group" in badge.value for badge in app.markdown)
    assert "Further metrics (1)" in [expander.label for expander in app.expander]


def test_data_health_tells_in_full_why_a_file_was_not_read(app: AppTest) -> None:
    app.run()
    files = [_LOG, ("photo.png", b"\x89PNG\r\n", "image/png")]
    app.file_uploader[0].set_value(files).run()
    table = next(text.value for text in app.markdown if "\n| What" in text.value)
    assert "| not read | photo\\.png | 1 | It is an image, not a log" in table.replace("\\,", ",")


def test_a_remark_on_several_files_is_one_line_of_the_table(app: AppTest) -> None:
    app.run()
    rows = "".join(f"{n},{n % 7}.5\n" for n in range(30)).encode()
    files = [(f"run_{n}.csv", rows, "text/csv") for n in range(3)]
    app.file_uploader[0].set_value(files).run()
    table = next(text.value for text in app.markdown if "\n| What" in text.value)
    lines = [line for line in table.splitlines() if line.startswith("|") and "no header" in line]
    assert len(lines) == 1
    assert "and 2 others | 6 |" in lines[0]


def test_a_log_is_opened_that_came_since_the_folder_was_listed(
    app: AppTest, monkeypatch, tmp_path
) -> None:
    monkeypatch.setenv("RLREPORT_LOGS", str(tmp_path))
    (tmp_path / "first.csv").write_bytes(_LOG[1])
    app.run()
    (tmp_path / "second.csv").write_bytes(_LOG[1])
    later = AppTest.from_file(str(SCRIPT), default_timeout=120)
    later.query_params["log"] = "second.csv"
    later.run()
    assert not later.info
    assert later.multiselect(key="log").value == ["second.csv"]


@pytest.mark.parametrize("asked", ["experiment/", "experiment"])
def test_a_folder_can_be_chosen_at_every_level_above_its_logs(
    app: AppTest, monkeypatch, tmp_path, asked: str
) -> None:
    for seed in "12":
        (tmp_path / "experiment" / f"seed{seed}").mkdir(parents=True)
        (tmp_path / "experiment" / f"seed{seed}" / "progress.csv").write_bytes(_LOG[1])
    monkeypatch.setenv("RLREPORT_LOGS", str(tmp_path))
    app.query_params["log"] = asked
    app.run()
    assert not app.info
    assert app.multiselect(key="log").value == ["experiment/"]
    assert app.multiselect(key="run").options


def test_while_presenting_the_charts_have_large_type(app: AppTest) -> None:
    app.query_params["present"] = "true"  # as `embed` is told
    app.run()
    sizes = [spec["config"]["axis"]["labelFontSize"] for spec in _specs(app)]
    assert min(sizes) >= 16


def test_a_part_that_a_reader_zoomed_to_stays_on_another_scale_and_goes_on_another_axis(
    app: AppTest,
) -> None:
    app.run()
    app.session_state["chart-view"].window = (0.5, 1.0)
    app.toggle(key="ylog").set_value(True).run()
    assert [chart["window"] for chart in shown(app)] == [[0.5, 1.0]] * 2
    app.selectbox(key="x").set_value("step").run()
    assert [chart["window"] for chart in shown(app)] == [None, None]


def test_a_browser_shows_another_part_only_where_the_page_says_so(app: AppTest) -> None:
    app.run()
    turns = [shown(app)[0]["turn"]]
    app.toggle(key="ylog").set_value(True).run()
    turns.append(shown(app)[0]["turn"])
    app.session_state["focus"] = 3
    app.run()
    turns.append(shown(app)[0]["turn"])
    assert turns[0] == turns[1] < turns[2]


def test_what_is_folded_away_is_made_when_it_is_opened_and_stays_while_it_is_used(
    app: AppTest,
) -> None:
    app.run()
    assert not [field.key for field in app.text_input if field.key == "params"]
    app.session_state["estimate"] = True
    app.run()
    app.text_input(key="params").set_value("7e9").run()
    app.session_state["estimate"] = False
    app.run()
    assert app.text_input(key="params").value == "7e9"


def test_a_part_of_a_sample_of_points_is_drawn_in_full(app: AppTest) -> None:
    app.run()
    rows = "\n".join(f"{step},{(step * 7919 % 997) / 997}" for step in range(1800))
    app.file_uploader[0].set_value(
        [("long.csv", f"step,reward\n{rows}".encode(), "text/csv")]
    ).run()
    assert "1,200 of 1,800 points" in shown(app)[0]["shown"]
    app.session_state["chart-view"].window = (400.0, 600.0)
    app.run()
    assert shown(app)[0]["shown"].startswith("403 points")


def test_every_heading_has_a_name_of_its_own(app: AppTest) -> None:
    app.run()
    names = [heading.anchor for heading in (*app.title, *app.header, *app.subheader)]
    assert len(names) > 4
    assert all(names)
    assert len(set(names)) == len(names)


def test_runs_of_one_value_each_are_offered_neither_axis_nor_smoothing(app: AppTest) -> None:
    app.run()
    rows = b"model,accuracy\nalpha,0.5\nbeta,0.75\n"
    app.file_uploader[0].set_value([("results.csv", rows, "text/csv")]).run()
    assert "alpha" in _text(app)
    labels = [part.label for part in (*app.selectbox, *app.toggle)]
    assert "Metrics" in [part.label for part in app.multiselect]
    assert not {"Horizontal axis", "Smoothing", "Log y"} & {*labels}
    assert "Log x" in labels
