"""What services that watch programs export: CloudWatch and Prometheus."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from rlreport.errors import FormatError
from rlreport.read import read_file
from rlreport.sources import LogFile
from rlreport.tidy import runs
from rlreport.values import Run

START = 1_767_607_200  # 2026-01-05 10:00:00, UTC


def runs_of(name: str, text: str) -> list[Run]:
    file = LogFile(name=name, content=text.encode())
    return [*runs([(file, read_file(file))])]


def time_of(run: Run, name: str) -> list[float]:
    time = run.metrics[name].time
    assert time is not None
    return time.tolist()


@pytest.mark.parametrize("date", ["2026/01/05 10:0{}:00", "2026-01-05T10:0{}:00.000Z"])
def test_metrics_of_cloudwatch_bear_their_labels_and_stand_on_its_times(date: str) -> None:
    above = "Id,m1,m2\nLabel,reward,loss\nMetricName,value,value\nStat,Average,Average\n"
    rows = [f"{date.format(0)},3.5,0.9", f"{date.format(1)},4.5,", f"{date.format(2)},5.25,0.7"]
    (run,) = runs_of("a.csv", above + "\n".join(rows))
    assert run.metrics["reward"].value.tolist() == [3.5, 4.5, 5.25]
    assert run.metrics["loss"].logged.tolist() == [0.9, 0.7]
    assert time_of(run, "reward") == [START, START + 60, START + 120]
    assert run.config["Stat"] == "Average"


def pages() -> list[dict[str, Any]]:
    times = [f"2026-01-05T10:0{minute}:00+00:00" for minute in range(4)]
    return [
        {"Label": "reward", "Timestamps": [times[3], times[2]], "Values": [5.25, 4.5]},
        {"Label": "loss", "Timestamps": [times[0]], "Values": [0.5]},
        {"Label": "reward", "Timestamps": [times[1], times[0]], "Values": [3.5, 2.5]},
    ]


def test_pages_of_a_metric_that_cloudwatch_answers_with_are_one() -> None:
    (run,) = runs_of("a.json", json.dumps({"MetricDataResults": pages()}))
    assert run.metrics["reward"].value.tolist() == [2.5, 3.5, 4.5, 5.25]
    assert time_of(run, "loss") == [START]


def test_points_of_cloudwatch_are_of_the_metric_and_its_statistics() -> None:
    rows = [
        {
            "Timestamp": f"2026-01-05T10:0{at}:00Z",
            "Average": at,
            "Maximum": at + 5.5,
            "Unit": "None",
        }
        for at in (2, 0, 1)
    ]
    (run,) = runs_of("a.json", json.dumps({"Label": "reward", "Datapoints": rows}))
    assert run.metrics["reward/Average"].value.tolist() == [0, 1, 2]
    assert run.metrics["reward/Maximum"].value.tolist() == [5.5, 6.5, 7.5]


SCRAPE = '# HELP reward Mean\n# TYPE reward gauge\nreward{run="a"} 0.5\nreward{run="b"} NaN\n'


def test_a_scrape_of_prometheus_is_refused_as_one() -> None:
    with pytest.raises(FormatError, match="one scrape of Prometheus"):
        runs_of("metrics.prom", SCRAPE + "# EOF\n")


@pytest.mark.parametrize("unit", [1, 1000])
def test_a_dump_of_prometheus_with_times_is_a_run_for_each_set_of_labels(unit: int) -> None:
    lines = [
        f'reward{{run="{run}",job="train"}} {value} {(START + at) * unit}'
        for run in "ab"
        for at, value in ((0, 0.5), (15, "NaN"))
    ]
    found = runs_of("metrics.prom", "# TYPE reward gauge\n" + "\n".join([*lines, "up 1", "# EOF"]))
    assert [run.name for run in found] == ["run=a", "run=b"]
    assert np.isnan(found[0].metrics["reward"].value).tolist() == [False, True]
    assert time_of(found[1], "reward") == [START, START + 15]
    assert any("1 value without a time" in issue.text for issue in found[0].issues)
