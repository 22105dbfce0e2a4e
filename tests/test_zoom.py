"""The part in view has all its points, and the ends of the curve so that axes stay."""

from __future__ import annotations

import numpy as np
import pytest

import rlreport
from rlreport.sources import LogFile
from rlreport.synthetic import founding_csv
from rlreport.zoom import ranged, zoomed


@pytest.fixture(scope="module")
def report() -> rlreport.Report:
    return rlreport.report(LogFile(name="demo.csv", content=founding_csv()), x="step")


def test_every_point_of_the_window_is_kept(report: rlreport.Report) -> None:
    whole = report.trends[0].curve.x
    part = zoomed(report, (100.0, 120.0)).trends[0].curve.x
    inside = whole[(whole >= 100) & (whole <= 120)]
    assert np.isin(inside, part).all()
    assert part.size < 60


def test_the_ends_stay(report: rlreport.Report) -> None:
    part = zoomed(report, (100.0, 120.0)).trends[0].curve.x
    assert part[[0, -1]].tolist() == report.trends[0].curve.x[[0, -1]].tolist()


def test_what_is_said_does_not_change(report: rlreport.Report) -> None:
    assert zoomed(report, (100.0, 120.0)).narrative is report.narrative


@pytest.mark.parametrize("part", [zoomed, ranged])
def test_the_runs_behind_a_group_are_cut_like_it(part) -> None:
    rows = [f"{step},{0.3 + step / 400}" for step in range(200)]
    content = "\n".join(["step,accuracy", *rows]).encode()
    files = [LogFile(name=f"ppo-seed{seed}.csv", content=content) for seed in range(3)]
    whole = rlreport.report(files)
    cut = part(whole, (100.0, 120.0))
    (group,) = cut.groups
    assert group.trend is cut.trends[0]
    sizes = {trend.curve.x.size for trend in (group.trend, *group.members)}
    assert max(sizes) < 60 < whole.trends[0].curve.x.size
