"""How a chart shows a group of runs."""

from dataclasses import replace

from rlreport.chart import charts, plates
from rlreport.chart._drawn import drawn
from rlreport.chart._panel import panels
from rlreport.groups import group
from rlreport.values import Findings
from tests.telling import AUTO, findings, trend


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
    assert set(shown.members["series"]) == {"config (n = 5)"}
    spec = charts(grouped())[0].to_dict()
    thin = [part for part in spec["layer"] if "detail" in part.get("encoding", {})]
    assert len(thin) == 1


def test_a_point_of_a_group_says_on_how_many_runs_it_rests() -> None:
    shown = drawn(panels(grouped())[0], limit=500)
    assert shown.points["runs"].tolist() == [5] * 50 + [4] * 50


def test_a_group_says_how_many_runs_it_has_and_what_its_points_are() -> None:
    one, other = grouped(5), grouped(3)
    renamed = replace(other.trends[0], curve=replace(other.trends[0].curve, run="other"))
    both = replace(
        findings([one.trends[0], renamed]),
        groups=(one.groups[0], replace(other.groups[0], trend=renamed)),
    )
    (plate,) = plates(both)
    assert set(plate.points["series"]) == {"config (n = 5)", "other (n = 3)"}
    assert plate.points_shown == "150 points, each the centre over its runs"
    assert "as logged" not in plate.caption
    assert "each the centre over its runs" in plate.caption
    assert "Interquartile mean of 5 runs" in plate.caption
    assert "Mean of 3 runs" in plate.caption


def test_points_of_a_run_beside_a_group_are_told_apart_from_the_groups() -> None:
    group_ = grouped()
    (plate,) = plates(replace(findings([*group_.trends, trend(run="alone")]), groups=group_.groups))
    assert "of a group the centre over its runs" in plate.caption
    assert "of a run as logged" in plate.caption


def test_the_centre_of_runs_that_are_not_smoothed_does_not_join_their_points() -> None:
    plain = replace(AUTO, parameters={})
    made = group(
        "config", [trend(run=f"seed {i}", y=[1.0, 2.0 + i], method=plain) for i in range(3)]
    )
    assert made is not None
    (plate,) = plates(replace(findings([made.trend]), groups=(made,)))
    assert "Curve: Mean of 3 runs. Thin lines: each run behind it." in plate.caption
    assert plate.description.startswith("Scatter chart with a joining line: ")


def test_two_seeds_with_one_value_each_have_a_centre_and_no_interval() -> None:
    made = group("config", [trend(run=f"seed {i}", y=[40.0 + i]) for i in range(2)])
    assert made is not None
    (plate,) = plates(replace(findings([made.trend]), groups=(made,)))
    assert plate.rows["values"]["value"].tolist() == ["40.5%", "41.0%", "40.0%"]


def test_seeds_with_one_value_each_have_a_row_each_beside_their_mean() -> None:
    members = [trend(run=f"seed {i}", y=[40.0 + i]) for i in range(3)]
    made = group("config", members)
    assert made is not None
    (plate,) = plates(replace(findings([made.trend]), groups=(made,)))
    assert plate.points_shown == "Mean of 3 runs, with its 95% interval"
    shown = {name: rows["row"].tolist() for name, rows in plate.rows.items()}
    assert shown["points"] == shown["band"] == ["config (n = 3)"]
    assert shown["members"] == ["seed 2", "seed 1", "seed 0"]
    beside = dict(plate.rows["values"][["row", "value"]].to_numpy().tolist())
    assert beside == {
        "config (n = 3)": "41%",
        "seed 2": "42.0%",
        "seed 1": "41.0%",
        "seed 0": "40.0%",
    }
    assert "Bar: 95% interval of the mean between runs" in plate.caption
