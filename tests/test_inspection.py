import json

import numpy as np

from rlreport.catalogue import describe
from rlreport.inspection import inspect_dict, inspect_text
from rlreport.pipeline import read
from rlreport.sources import LogFile
from rlreport.values import Axis, Logs, Meaning, Metric, Run
from tests.telling import ACCURACY, FLOPS, ISSUE, REFUSAL

STEP = Axis(kind="step", name="", label="Step", unit="", how="logged")


def logs(**facts):
    step = np.arange(4.0)
    flops = Meaning(role="flops", unit="EFLOP", better="neither", label="RL FLOPs")
    metrics = {
        "flops": Metric(name="flops", step=step, value=step * 10 + 1, meaning=flops),
        "acc": Metric(
            name="acc",
            step=step,
            value=np.array([np.nan, 40.0, np.inf, 60.0]),
            missing=np.array([True, False, False, False]),
            meaning=ACCURACY,
            scale=100.0,
        ),
    }
    run = Run(
        name="demo",
        sources=("demo.csv",),
        format="csv",
        metrics=metrics,
        axes=(FLOPS, STEP),
        issues=(ISSUE,),
        config={"lr": 0.5, "env_id": "Pong", "limit": float("inf")},
    )
    return Logs(runs=(run,), refused=(REFUSAL,))


def accuracy():
    return inspect_dict(logs())["runs"][0]["metrics"][1]


def test_values_are_counted_by_what_they_are():
    assert [accuracy()[name] for name in ("n", "missing", "nonfinite")] == [3, 1, 1]


def test_extremes_are_of_the_finite_values():
    assert [accuracy()[name] for name in ("first", "last", "min", "max")] == [40, 60, 40, 60]


def test_the_reach_on_the_default_axis_is_that_of_the_logged_values():
    assert (accuracy()["axis_first"], accuracy()["axis_last"]) == (11, 31)


def test_axes_have_the_names_that_the_user_chooses_them_by():
    assert [axis["name"] for axis in inspect_dict(logs())["runs"][0]["axes"]] == ["flops", "step"]


def test_the_plain_data_are_json():
    plain = json.loads(json.dumps(inspect_dict(logs()), allow_nan=False))
    assert plain["schema"] == "rlreport.inspect/1"
    assert plain["refused"][0]["advice"] == REFUSAL.advice


def test_an_axis_names_the_column_that_it_was_read_from():
    log = LogFile(name="a.csv", content=b"ep_num,reward\n1,0.5\n2,0.7\n3,0.9\n")
    (run,) = inspect_dict(read(log))["runs"]
    assert [(axis["kind"], axis["column"]) for axis in run["axes"]] == [("episodes", "ep_num")]


def test_the_text_names_metrics_axes_issues_and_refusals():
    said = inspect_text(logs())
    for part in ("demo (csv: demo.csv)", "axis: flops", "acc", "The last row was cut off."):
        assert part in said
    assert "model.pkl: This is a pickle. Export its values as CSV." in said


def test_no_log_is_said_to_be_none():
    text = inspect_text(Logs(runs=()))
    assert text.startswith("There is no log here: what was named is empty")
    assert "Name a log as a trainer wrote it" in text


def test_of_very_many_metrics_the_best_are_shown_and_the_rest_counted():
    metrics = {f"part {n}": metric(f"part {n}") for n in range(70)} | {"reward": metric("reward")}
    said = inspect_text(Logs(runs=(run(metrics),))).splitlines()
    assert said[3].split()[0] == "reward"
    assert said[-1].strip() == "... and 11 more; --json lists them all"


def metric(name: str) -> Metric:
    values = np.array([1.0, 3.0, 2.0])
    return Metric(name=name, step=np.arange(3.0), value=values, meaning=describe(name, values))


def run(metrics: dict[str, Metric]) -> Run:
    return Run(name="x", sources=("x",), format="csv", metrics=metrics, axes=(STEP,))


def test_the_settings_of_a_run_are_shown_and_plain():
    assert "settings: lr=0.5, env_id=Pong" in inspect_text(logs())
    assert inspect_dict(logs())["runs"][0]["config"] == {"lr": 0.5, "env_id": "Pong", "limit": None}


def test_the_reach_of_the_axis_stands_behind_it():
    assert "axis: flops (RL FLOPs, EFLOP, logged), 1 to 31; or step" in inspect_text(logs())
