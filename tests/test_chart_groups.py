"""How a chart shows a group of runs."""

from dataclasses import replace

from rlreport.chart import charts
from rlreport.chart._drawn import drawn
from rlreport.chart._panel import panels
from rlreport.groups import group
from rlreport.values import Findings
from tests.telling import findings, trend


def grouped(runs: int = 5) -> Findings:
    """A report on one group of runs, the last of which is half as long."""
    members = [
        replace(t, level=t.level + place)
        for place, t in enumerate(trend(run=f"seed {i}") for i in range(runs))
    ]
    short = trend(run=f"seed {runs - 1}", n=50)
    made = group("config", [*members[:-1], short])
    assert made is not None
    return replace(findings([made.trend]), groups=(made,))


def test_every_run_of_a_group_is_a_thin_line_behind_its_curve() -> None:
    (panel,) = panels(grouped())
    shown = drawn(panel, limit=500)
    assert shown.members["member"].nunique() == 5
    assert set(shown.members["series"]) == {"config"}
    spec = charts(grouped())[0].to_dict()
    thin = [part for part in spec["layer"] if "detail" in part.get("encoding", {})]
    assert len(thin) == 1


def test_a_point_of_a_group_says_on_how_many_runs_it_rests() -> None:
    shown = drawn(panels(grouped())[0], limit=500)
    assert shown.points["runs"].tolist() == [5] * 50 + [4] * 50
