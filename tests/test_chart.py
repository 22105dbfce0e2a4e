import json
import re
import warnings
from dataclasses import replace

import numpy as np
import pytest

from rlreport.chart import (
    THEMES,
    around,
    charts,
    config,
    figure,
    figure_spec,
    moving,
    plates,
    specs,
)
from rlreport.chart._panel import panels
from rlreport.export._tables import drawn_csv, level_table
from rlreport.values import Axis, Estimate, Meaning, Observation, Sentence
from rlreport.zoom import ranged
from tests.drawing import ACCURACY, FLOPS, curve, findings, founding

_DRAWN = ("layer", "params", "resolve", "datasets", "title", "width")
STEP = Axis(kind="step", name="", label="Step", unit="", how="logged")
LOSS = Meaning(role="loss", unit="", better="lower", label="Policy loss")
HOSTILE = "a.b[0]'\"]</script><script>alert(1)</script>"


def layers(chart, mark):
    return [layer for layer in chart["layer"] if layer["mark"]["type"] == mark]


def rows(chart, mark, place=0):
    return chart["datasets"][layers(chart, mark)[place]["data"]["name"]]


def strings(plain):
    if isinstance(plain, dict):
        return [s for value in plain.values() for s in strings(value)]
    if isinstance(plain, list):
        return [s for value in plain for s in strings(value)]
    return [plain] if isinstance(plain, str) else []


@pytest.fixture(scope="module")
def founded():
    return founding()


@pytest.mark.parametrize(("epochs", "between"), [([1, 2, 3, 4], False), ([0.5, 1, 1.5, 2], True)])
def test_epochs_that_are_whole_have_no_ticks_between_them(epochs, between):
    axis = replace(STEP, kind="epoch", label="Epoch")
    (chart,) = specs(findings(curve(np.arange(4.0), x=np.array(epochs), axis=axis)))
    drawn = layers(chart, "line")[0]["encoding"]["x"]["axis"]
    assert ("tickMinStep" not in drawn) == between
    assert ("datum.value % 1" not in drawn.get("labelExpr", "")) == between


def test_the_founding_figure_has_points_a_curve_and_a_band_for_each_metric(founded):
    drawn = specs(founded)
    assert [c["title"]["text"] for c in drawn] == [
        "Training accuracy against RL FLOPs",
        "Average parallelism against RL FLOPs",
    ]
    for chart in drawn:
        marks = [layer["mark"]["type"] for layer in chart["layer"]]
        assert marks[1:6] == ["rule", "area", "point", "point", "line"]


def test_altair_takes_the_charts_as_they_are():
    told = findings(curve(np.linspace(0, 9, 12)))
    (chart,), (plain,) = charts(told), specs(told)
    written = chart.to_dict()
    assert [written[name] for name in _DRAWN] == [plain[name] for name in _DRAWN]
    assert figure(told).to_dict()["concat"] == figure_spec(told)["concat"]


def test_points_are_blue_and_the_curve_red(founded):
    chart = specs(founded)[0]
    ranges = [layers(chart, m)[0]["encoding"]["color"]["scale"] for m in ("point", "line")]
    assert [scale["domain"] for scale in ranges] == [["Training accuracy"], ["Smoothed curve"]]
    assert [scale["range"] for scale in ranges] == [["#2463d6"], ["#d3212f"]]


def test_a_line_that_joins_the_points_is_not_called_smooth():
    few = findings(curve([0.3, 0.5, 0.4]))
    (plate,), (chart,) = plates(few), specs(few)
    line = layers(chart, "line")[0]["encoding"]
    assert line["description"] == {"value": "Line through the points"}
    assert "smooth" not in plate.caption + plate.description


def test_axes_have_titles_with_units_and_percent_labels(founded):
    encoding = layers(specs(founded)[0], "point")[0]["encoding"]
    assert encoding["x"]["axis"]["title"] == "RL FLOPs (ZFLOP)"
    assert encoding["y"]["axis"]["title"] == "Training accuracy (%)"
    assert encoding["y"]["axis"]["labelExpr"] == "datum.label + '%'"


def test_x_is_drawn_in_the_unit_that_the_title_names(founded):
    x = founded.trends[0].curve.x
    drawn = [row["x"] for row in rows(specs(founded)[0], "line")]
    assert drawn[-1] == pytest.approx(x[-1] / 1e21)


def test_a_gap_in_the_log_is_never_drawn_as_a_point():
    chart = specs(findings(curve([1.0, np.nan, 3.0, 2.0, 4.0])))[0]
    assert len(rows(chart, "point")) == 4


def test_values_that_are_not_finite_are_marked_where_they_happened():
    y = np.linspace(30, 60, 100)
    y[40:43] = np.nan, np.inf, -np.inf
    chart = specs(findings(curve(y, x=np.arange(100.0), axis=STEP)))[0]
    assert [row["x"] for row in rows(chart, "tick")] == [40, 41, 42]
    assert "3 logged values are NaN or infinite" in chart["description"]


def test_key_observations_stand_at_their_place_with_their_number(founded):
    chart = specs(founded)[0]
    numbers = rows(chart, "text")
    dip = founded.observation("dip")
    assert [row["number"] for row in numbers] == ["1", "2"]
    assert numbers[1]["x"] == pytest.approx(dip.x / 1e21)
    assert numbers[1]["text"] == "Observed: dip."


def test_numbers_at_one_place_do_not_lie_on_each_other():
    seen = [
        Observation(id=str(i), kind="dip", run="demo", metric="accuracy", x=2e18) for i in range(5)
    ]
    chart = specs(findings(curve(np.linspace(30, 60, 50)), observations=seen))[0]
    low, high = layers(chart, "text")[0]["encoding"]["y"]["scale"]["domain"]
    places = sorted(row["place"] for row in rows(chart, "text"))
    assert low < places[0]
    assert places[-1] < high
    assert (np.diff(places) / (high - low) >= 0.07).all()


def test_numbers_at_the_ends_of_several_curves_stand_in_the_order_of_the_curves():
    runs = [curve(np.linspace(30, end, 50), run=f"to {end}") for end in (40, 60, 42, 61)]
    seen = [Observation(id=c.run, kind="change", run=c.run, metric="accuracy") for c in runs]
    chart = specs(findings(*runs, observations=seen))[0]
    marks = sorted(rows(chart, "text"), key=lambda row: row["place"])
    assert [row["series"] for row in marks] == ["to 40", "to 42", "to 60", "to 61"]


def test_a_relation_is_marked_in_both_charts(founded):
    seen = Observation(id="r", kind="relation", run="demo", metric="accuracy", other="parallelism")
    both = findings(*(trend.curve for trend in founded.trends), observations=[seen])
    assert [plate.numbers for plate in plates(both)] == [(1,), (1,)]


def test_all_parts_of_a_key_observation_are_shown_and_zoomed_to():
    dips = [
        Observation(
            id=name,
            kind="dip",
            run="demo",
            metric="accuracy",
            x=place,
            span=(place, 80.0),
            estimates={"width": Estimate(value=3.0, low=3.0, high=3.0)},
        )
        for name, place in (("first", 20.0), ("second", 50.0))
    ]
    both = Sentence(section="key observations", text="It dipped twice.", about=("first", "second"))
    steps = curve(np.linspace(30, 60, 101), x=np.arange(101.0), axis=STEP)
    (plate,) = plates(findings(steps, observations=dips, sentences=[both]))
    assert plate.spans[1] == ((20.0, 23.0), (50.0, 53.0))
    assert plate.places[1] == (20.0, 50.0)
    assert plate.description.count(both.text) == 1
    window = around(plate, 1)
    assert window is not None
    assert window[0] < 20
    assert window[1] > 53


def test_the_part_shown_of_a_curve_leaves_room_for_numbers_at_its_end():
    late = Observation(id="late", kind="surge", run="a", metric="accuracy", x=100.0, span=(80, 100))
    told = Sentence(section="key observations", text="It surged.", about=("late",))
    steps = curve(np.linspace(30, 60, 101), x=np.arange(101.0), axis=STEP, run="a")
    (plate,) = plates(findings(steps, observations=[late], sentences=[told]))
    window = around(plate, 1)
    assert window is not None
    assert 100 < window[1] < 105


def test_many_points_are_thinned_and_it_is_said():
    y = np.random.default_rng(0).normal(50, 5, 20_000)
    chart = specs(findings(curve(y, x=np.arange(20_000.0), axis=STEP)))[0]
    drawn = len(rows(chart, "point"))
    assert drawn < 2000
    assert chart["title"]["subtitle"] == f"Showing {drawn:,} of 20,000 points"
    assert "random choice" in chart["description"]


def test_no_chart_has_more_marks_for_rows_than_the_page_draws_as_svg():
    y = np.random.default_rng(0).normal(50, 5, 5000)
    runs = [curve(y, x=np.arange(5000.0), axis=STEP, run=f"seed {i}") for i in range(6)]
    chart = specs(findings(*runs))[0]
    single = ("point", "text", "rule", "tick")
    assert sum(len(rows(chart, m)) for m in single if layers(chart, m)) <= 2000


def test_far_points_are_shown_at_the_edge_instead_of_squeezing_the_rest():
    y = np.random.default_rng(0).normal(1, 0.1, 500)
    y[250] = 30.0
    chart = specs(findings(curve(y, metric="loss", meaning=LOSS)))[0]
    edge = rows(chart, "point", 1)
    assert [(row["y"], row["shape"]) for row in edge] == [(30.0, "triangle-up")]
    assert layers(chart, "point")[0]["encoding"]["y"]["scale"]["domain"][1] < 3
    assert "1 point lies beyond the axis" in chart["description"]


def test_several_runs_lie_over_each_other_with_a_colour_and_a_dash_of_their_own():
    runs = [curve(np.linspace(30, 50 + i, 60), run=f"seed {i}") for i in range(3)]
    (chart,) = specs(findings(*runs))
    encoding = layers(chart, "line")[0]["encoding"]
    assert encoding["color"]["scale"]["domain"] == ["seed 0", "seed 1", "seed 2"]
    for channel in ("color", "strokeDash"):
        assert len({str(value) for value in encoding[channel]["scale"]["range"]}) == 3


def test_runs_with_long_names_that_are_alike_at_both_ends_are_told_apart():
    names = ["sweep-" + "x" * 60 + middle + "y" * 60 for middle in ("-a-", "-b-")]
    (chart,) = specs(findings(*(curve(np.arange(9.0), run=name) for name in names)))
    assert len({row["series"] for row in rows(chart, "line")}) == 2


def test_a_run_keeps_its_colour_when_another_is_not_drawn():
    curves = [curve(np.linspace(30, 50 + i, 60), run=f"seed {i}") for i in range(3)]
    whole, lacking = findings(*curves), findings(*curves[1:])
    lacking = type(whole)(**{**vars(lacking), "logs": whole.logs})
    colours = [
        layers(specs(f)[0], "line")[0]["encoding"]["color"]["scale"]["range"]
        for f in (whole, lacking)
    ]
    assert colours[0][1:] == colours[1]


def test_a_familiar_smoother_is_named_above_the_chart():
    chart = specs(findings(curve(np.linspace(30, 60, 50)), method="ema:0.6"))[0]
    assert chart["title"]["subtitle"] == "50 points. Curve: TensorBoard EMA, weight 0.6."
    assert not rows(chart, "area")


def test_another_smoother_or_range_changes_only_the_rows_of_a_moving_chart():
    line = curve(np.linspace(30, 60, 50))
    most = (None, float(line.x[40]))
    whole, familiar = findings(line), findings(line, method="ema:0.6")
    (spec, shown, _), *others = (
        moving(plates(drawn)[0]) for drawn in (whole, familiar, ranged(whole, most))
    )
    assert [other["layer"] for other, _, _ in others] == [spec["layer"]] * 2
    (bottom,), (top,) = shown["frame"]["bottom"], shown["frame"]["top"]
    assert bottom < 30 < 60 < top
    assert others[1][1]["frame"]["top"][0] < top


def test_another_axis_or_height_changes_only_rows_and_words_of_a_moving_chart():
    line = curve(np.linspace(30, 60, 50))
    by_step = replace(line, axis=STEP, x=np.arange(50.0) * 1e4)
    tall = replace(line, y=line.y * 1e6, meaning=replace(line.meaning, unit=""))
    (spec, shown, told), *others = (
        moving(plates(findings(one))[0]) for one in (line, by_step, tall)
    )
    written = json.dumps(spec["layer"])  # the browser compares this, where order counts too
    assert [json.dumps(other["layer"]) for other, _, _ in others] == [written] * 2
    ((first,), (second,), (third,)) = (
        rows["frame"]["x"] for rows in (shown, *(rows for _, rows, _ in others))
    )
    assert first == third
    assert (first["title"], second["title"]) == ("RL FLOPs (EFLOP)", "Step")
    assert (second["tickMinStep"], second["labels"], second["format"]) == (1, "prefixed", "~s")
    assert others[1][1]["frame"]["y"][0]["labels"] == "prefixed"
    assert told["points"][0]["title"] == "RL FLOPs (EFLOP)"
    assert others[0][2]["points"][0]["title"] == "Step"


def test_a_chart_stays_the_same_but_for_its_rows_when_key_observations_come():
    line = curve(np.linspace(30, 60, 50))
    seen = Observation(id="d", kind="dip", run="demo", metric="accuracy", x=2e18, span=(1e18, 3e18))
    before, after = plates(findings(line))[0], plates(findings(line, observations=[seen]))[0]
    assert before.rows["marks"].empty
    assert not after.rows["marks"].empty
    assert before.spec["layer"] == after.spec["layer"]


def test_the_text_alternative_says_what_a_glance_would_see(founded):
    level = founded.trends[0].level
    text = specs(founded)[0]["description"]
    assert f"starts at {level[0]:.1f}% and ends at {level[-1]:.1f}%" in text
    assert "200 points" in text


def test_charts_on_one_axis_zoom_together_and_others_do_not():
    f = findings(
        curve([1.0, 2.0, 3.0, 4.0]),
        curve([1.0, 2.0, 3.0, 4.0], metric="loss", meaning=LOSS),
        curve([1.0, 2.0, 3.0, 4.0], metric="kl", axis=STEP, x=np.arange(4.0)),
    )
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        whole = figure_spec(f)
    views = [
        layer["name"] for panel in whole["concat"] for layer in panel["layer"] if "name" in layer
    ]
    zooms = {
        param["name"]: [view for view in views if view in param["views"]]
        for param in whole["params"]
        if "views" in param
    }
    for name in ("zoom", "crosshair"):
        assert zooms[name] == views[:2]
        assert zooms[f"{name}_1"] == views[2:]


def test_a_narrow_figure_stands_upright(founded):
    assert [figure_spec(founded, width=width)["columns"] for width in (1100, 500)] == [2, 1]


def test_titles_and_legends_of_a_figure_stay_within_its_plots():
    long = Meaning(role="metric", unit="", better="neither", label="a name of some length " * 9)
    told = findings(replace(curve(np.linspace(0, 9, 40)), meaning=long))
    drawn = figure_spec(told, width=400)
    (part,) = drawn["concat"]
    assert part["title"]["limit"] == part["width"]
    assert "containerSize" not in str(drawn)


@pytest.mark.parametrize("name", ["constructor", "__proto__", "toString", "image"])
def test_what_is_called_like_a_part_of_the_drawing_library_is_no_such_part(name):
    vl_convert = pytest.importorskip("vl_convert")
    meaning = Meaning(role="metric", unit="", better="neither", label=name)
    axis = Axis(kind="metric", name=name, label=name, unit="", how="logged")
    runs = [
        curve(np.linspace(0, 9, 12), meaning=meaning, axis=axis, run=run) for run in (name, "b")
    ]
    for told in (findings(runs[0]), findings(*runs)):
        drawn = figure_spec(told)
        assert f"'{name}'" not in str(drawn["concat"])
        assert f">{name}" in vl_convert.vegalite_to_svg(drawn, vl_version="6.4")


def test_a_long_name_of_a_metric_is_cut_in_its_middle_beside_a_vertical_axis():
    long = Meaning(role="metric", unit="", better="neither", label=f"eval/{'very_' * 9}long/pass")
    (chart,) = specs(findings(replace(curve(np.linspace(0, 9, 40)), meaning=long)))
    (title,) = {layer["encoding"]["y"]["axis"]["title"] for layer in titled(chart)}
    assert len(title) <= 34
    assert (title[:6], title[-9:]) == ("eval/v", "long/pass")
    sizes = [replace(THEMES["light"], size=size) for size in (12, 24)]
    limits = [config(theme)["axisY"]["titleLimit"] for theme in sizes]
    assert limits[1] == 2 * limits[0]


def titled(chart):
    layers = chart["layer"]
    return [part for part in layers if (part["encoding"].get("y", {}).get("axis") or {})]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_colour_is_hexadecimal_and_legible_on_its_surface(theme):
    colours = THEMES[theme]
    for ink in (colours.ink, colours.muted, colours.points, colours.curve, *colours.runs):
        assert re.fullmatch("#[0-9a-f]{6}", ink)
        assert contrast(ink, colours.surface) >= 4.5


def contrast(one, other):
    bright = sorted(luminance(colour) for colour in (one, other))
    return (bright[1] + 0.05) / (bright[0] + 0.05)


def luminance(colour):
    parts = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


def test_names_from_a_log_are_only_ever_titles_and_values():
    hostile = Meaning(role="other", unit="", better="neither", label=HOSTILE)
    runs = [
        curve(np.linspace(1, 2, 20), metric=HOSTILE, meaning=hostile, run=f"{HOSTILE} {i}")
        for i in range(2)
    ]
    chart = specs(findings(*runs))[0]
    columns = {name for data in chart["datasets"].values() for row in data for name in row}
    known = {"x", "y", "smooth", "low", "high", "series", "curve0", "curve1"}
    fixed = {"number", "place", "text", "until", "edge", "shape"}
    assert columns <= known
    for layer in chart["layer"]:
        for channel in layer["encoding"].values():
            if isinstance(channel, dict):
                assert channel.get("field") in known | fixed | {None}


@pytest.mark.parametrize(
    "y",
    [
        *([5.0], [5.0] * 9, [np.nan] * 9, [1e300, -1e300, 0.0], [1e-300, 2e-300, 3e-300]),
        *([1.7e308, -1.7e308, 0.0], [5e-324, 1e-310, 5e-324]),
    ],
)
@pytest.mark.parametrize("scale", ["linear", "log"])
@pytest.mark.filterwarnings("ignore:overflow")
def test_poor_data_are_drawn_with_a_finite_axis(y, scale):
    shown = findings(curve(y), sentences=[Sentence(section="axes", text="x")])
    chart = specs(shown, y_scale=scale)[0]
    domain = layers(chart, "point")[0]["encoding"]["y"]["scale"]["domain"]
    assert np.isfinite(domain).all()
    assert domain[0] < domain[1]


def test_nothing_to_draw_gives_no_charts_and_an_empty_figure():
    empty = findings(curve([], x=np.array([]), meaning=ACCURACY, axis=FLOPS))
    assert specs(empty) == ()
    assert figure_spec(empty)["description"] == "There is nothing to draw."


# --- logarithmic axes ---------------------------------------------------------------------------


def test_a_logarithmic_axis_says_what_has_no_place_on_it():
    y = np.r_[0.0, -1.0, np.logspace(-3, 3, 60)]
    (chart,) = specs(findings(curve(y, metric="loss", meaning=LOSS)), y_scale="log")
    scale = layers(chart, "point")[0]["encoding"]["y"]["scale"]
    assert scale["type"] == "log"
    assert scale["domain"][0] > 0
    assert len(rows(chart, "point")) == 60
    assert "2 points at or below zero have no place on a logarithmic axis" in chart["description"]
    assert "Showing 60 of 62 points. 2 points at or below zero" in str(chart["title"])


def test_a_logarithmic_horizontal_axis_leaves_out_step_zero():
    f = findings(curve(np.linspace(1, 2, 30), x=np.arange(30.0), axis=STEP))
    (chart,) = specs(f, x_scale="log")
    assert min(row["x"] for row in rows(chart, "line")) == 1


def test_the_time_of_day_is_never_logarithmic():
    clock = Axis(kind="wall_time", name="", label="Time", unit="s", how="logged")
    f = findings(curve(np.linspace(1, 2, 30), x=1.7e9 + np.arange(30.0), axis=clock))
    (chart,) = specs(f, x_scale="log")
    assert layers(chart, "point")[0]["encoding"]["x"]["scale"]["type"] == "utc"


# --- reading off --------------------------------------------------------------------------------


def test_the_curve_ends_where_the_measured_points_end():
    y = np.r_[np.linspace(30, 60, 80), np.full(20, np.nan)]
    chart = specs(findings(curve(y, x=np.arange(100.0), axis=STEP)))[0]
    assert max(row["x"] for row in rows(chart, "line")) == 79


def test_the_crosshair_tells_every_run_at_a_place():
    runs = [curve(np.linspace(30, 50 + i, 60), run=f"seed {i}") for i in range(3)]
    (chart,) = specs(findings(*runs))
    tooltip = layers(chart, "rule")[0]["encoding"]["tooltip"]
    assert [part["title"] for part in tooltip[1:]] == ["seed 0", "seed 1", "seed 2"]


def test_numbers_have_the_colour_of_their_run():
    runs = [curve(np.linspace(30, 50 + i, 60), run=f"seed {i}") for i in range(2)]
    seen = Observation(id="a", kind="dip", run="seed 1", metric="accuracy", x=2e18)
    (chart,) = specs(findings(*runs, observations=[seen]))
    assert [row["series"] for row in rows(chart, "text")] == ["seed 1"]
    filled = layers(chart, "point")[-1]["encoding"]["fill"]["condition"]
    assert filled["scale"]["domain"] == ["seed 0", "seed 1"]


def test_a_restart_is_a_dashed_rule_with_a_legend_entry():
    restarted = replace(curve(np.linspace(0, 50, 40)), restarts=np.array([10]))
    chart = specs(findings(restarted))[0]
    (rule,) = [layer for layer in layers(chart, "rule") if "strokeDash" in layer["mark"]]
    assert rule["encoding"]["color"]["scale"]["domain"] == ["Restart"]
    assert len(chart["datasets"][rule["data"]["name"]]) == 1


def test_the_legend_names_the_metric_first_and_what_happened_to_the_run_last():
    restarted = replace(curve(np.linspace(0, 50, 40)), restarts=np.array([10]))
    parts = [
        layer["encoding"].get("color") for layer in plates(findings(restarted))[0].spec["layer"]
    ]
    told = [part["scale"]["domain"] for part in parts if part and part["legend"] is not None]
    assert told == [["Training accuracy"], ["Smoothed curve"], ["Restart"]]


def test_numbers_that_are_not_chosen_stand_in_a_ring_as_legible_as_the_chosen_one():
    dip = Observation(id="dip", kind="dip", run="demo", metric="accuracy", x=20.0)
    drawn = specs(findings(curve(np.linspace(30, 60, 101)), observations=[dip]))[0]
    layers = [layer for layer in drawn["layer"] if layer["data"] == {"name": "marks"}]
    disc, number = (layer["encoding"] for layer in layers[1:])
    light = THEMES["light"]
    assert "opacity" not in disc | number
    assert (disc["fill"]["condition"]["value"], disc["fill"]["value"]) == (light.ink, light.surface)
    assert (number["fill"]["condition"]["value"], number["fill"]["value"]) == (
        light.surface,
        light.muted,
    )


def test_the_axis_of_a_single_point_has_no_decimals_that_say_nothing():
    x = specs(findings(curve([50.0], x=np.zeros(1), axis=STEP)))[0]
    axes = [layer["encoding"]["x"]["axis"] for layer in x["layer"] if "x" in layer["encoding"]]
    assert {axis["format"] for axis in axes} == {",.7~r"}


def test_a_legend_has_the_columns_that_a_width_in_pixels_has_room_for():
    several = findings(*(curve([n, 1.0], run=f"a rather long name {n}") for n in range(4)))
    in_pixels, in_a_page = (
        str(chart) for width in (700, "container") for chart in specs(several, width=width)
    )
    assert "floor(700 / " in in_pixels
    assert "containerSize" not in in_pixels
    assert "containerSize" in in_a_page


def test_what_is_told_of_many_runs_together_is_marked_once():
    names = "abcd"
    told = [
        Observation(id=name, kind="change", run=name, metric="accuracy", direction="up")
        for name in names
    ]
    curves = [curve([1.0, 2.0, 3.0], run=name) for name in names]
    together = Sentence(section="key observations", text="All rose.", about=tuple(names))
    for how_many, marked in ((3, "abc"), (4, "a")):
        about = replace(together, about=tuple(names[:how_many]))
        found = findings(*curves, observations=told, sentences=[about])
        narrative = replace(found.narrative, key=("a",))
        (panel,) = panels(replace(found, narrative=narrative))
        assert "".join(mark.run for mark in panel.marks) == marked


def test_what_is_told_of_a_whole_curve_is_marked_only_where_nothing_told_with_it_has_a_place():
    x = np.arange(40.0)
    change, surge = (
        Observation(id=kind, kind=kind, run="a", metric="accuracy", direction="up", **where)
        for kind, where in (("change", {"span": (0, 39)}), ("surge", {"x": 20.0, "span": (10, 20)}))
    )
    for about, places in (((change, surge), [20]), ((change,), [39])):
        identities = tuple(one.id for one in about)
        told = Sentence(section="key observations", text="It rose.", about=identities)
        found = findings(curve(x, x=x, run="a"), observations=about, sentences=[told])
        narrative = replace(found.narrative, key=(identities[0],))
        (panel,) = panels(replace(found, narrative=narrative))
        assert [mark.x for mark in panel.marks] == places


def test_the_heading_of_a_chart_of_a_figure_goes_on_in_a_second_line():
    long = replace(ACCURACY, label="Share of all held-out tasks that the policy solved at once")
    other = replace(curve([1.0, 2.0]), meaning=long, metric="other")
    figured = figure_spec(findings(curve([1.0, 2.0]), other))
    heads = [part["title"]["text"] for part in figured["concat"]]
    assert heads[0] == ["Training accuracy against RL FLOPs"]
    assert len(heads[1]) > 1
    assert " ".join(heads[1]) == f"{long.label} against RL FLOPs"


def single(*values, names=None):
    """Runs with one value each, at one place."""
    names = names or [f"run {i}" for i in range(len(values))]
    at = np.array([0.0])
    return findings(
        *(curve([y], x=at, run=run, axis=STEP) for run, y in zip(names, values, strict=True))
    )


def test_runs_with_one_value_each_stand_below_each_other_the_highest_on_top():
    (chart,) = specs(single(20.0, 60.0, 40.0))
    assert layers(chart, "point")[0]["encoding"]["y"]["sort"] is None
    assert [row["series"] for row in rows(chart, "point")] == ["run 1", "run 2", "run 0"]
    assert chart["title"]["text"] == "Training accuracy by run"
    assert chart["description"].endswith("run 0: 20.0%. run 1: 60.0%. run 2: 40.0%.")


def test_the_values_of_runs_with_one_each_stand_in_a_column_beside_them():
    (chart,) = specs(single(20.0, 60.0))
    (beside,) = [layer for layer in chart["layer"] if layer["data"]["name"] == "values"]
    assert beside["encoding"]["x"] == {"value": "width"}
    assert beside["mark"]["clip"] is False
    assert [row["value"] for row in chart["datasets"]["values"]] == ["60.0%", "20.0%"]


def test_the_table_of_runs_with_one_value_each_has_no_place_and_no_smooth():
    (plate,) = plates(single(20.0, 60.0))
    assert plate.columns == {"y": "Training accuracy (%)"}
    assert drawn_csv(plate) == "run,Training accuracy (%)\nrun 0,20.0\nrun 1,60.0\n"
    table = level_table(plate)
    assert "The value of each" in table
    assert "smoothed" not in table
    assert "<td>run 1</td><td>60</td><td>none</td>" in table


def test_a_value_far_beyond_the_others_stands_among_them():
    (chart,) = specs(single(2.0, 96.0, 1e-298, 1e-298, 1e-298), x_scale="log")
    beside = [row["value"] for row in chart["datasets"]["values"]]
    assert beside == ["96.0%", "2.0%", *["1e-298%"] * 3]


def test_many_runs_with_one_value_each_have_room_for_their_names_and_one_colour():
    few, many = (single(*map(float, range(n))) for n in (8, 30))
    ((small,), (tall,)) = map(specs, (few, many))
    assert (small["height"], tall["height"]) == (300, 600)
    (figured,) = figure_spec(many)["concat"]
    assert figured["height"] == 600
    assert plates(many)[0].height(330) == 660
    fixed, fitting = (chart["layer"][0]["encoding"]["y"]["axis"] for chart in (figured, tall))
    assert fixed["labelFontSize"] == 12
    assert "height / 30" in fitting["labelFontSize"]["expr"]
    colours = [layers(chart, "point")[0]["encoding"]["color"] for chart in (small, tall)]
    assert len(set(colours[0]["scale"]["range"])) == 8
    assert [*colours[1]] == ["value"]


def test_the_values_of_runs_with_one_each_have_the_horizontal_logarithmic_axis():
    (chart,) = specs(single(20.0, 60.0), x_scale="log")
    assert chart["layer"][0]["encoding"]["x"]["scale"]["type"] == "log"
    assert "The horizontal axis is logarithmic." in chart["description"]


def test_what_is_told_of_the_only_value_of_a_run_is_no_part_of_an_axis():
    seen = Observation(
        id="difference-1", kind="difference", run="run 1", metric="accuracy", x=0.0, span=(0.0, 0.0)
    )
    curves = [trend.curve for trend in single(20.0, 60.0).trends]
    (plate,) = plates(findings(*curves, observations=[seen]))
    assert plate.places == {1: (60.0,)}
    assert plate.spans == {}
    assert plate.rows["marks"][["row", "number", "x"]].to_numpy().tolist() == [["run 1", "1", 60.0]]


def test_values_of_two_metrics_do_not_zoom_together():
    curves = single(20.0, 60.0).trends
    losses = [replace(t.curve, metric="loss", meaning=LOSS) for t in curves]
    spec = figure_spec(findings(*(t.curve for t in curves), *losses))
    assert {p["name"] for p in spec["params"] if "select" in p} == {"zoom", "zoom_1"}


def test_names_of_runs_with_one_value_each_are_only_ever_values():
    (plate,) = plates(single(1.0, 2.0, names=[HOSTILE, "b"]))
    spec, drawn, _ = moving(plate)
    assert drawn["frame"]["y"] == [{}]
    encoding = spec["layer"][-1]["encoding"]
    assert encoding["y"]["field"] == "row"
    assert HOSTILE not in str({"x": encoding["x"], "y": encoding["y"]})
    assert drawn["points"]["series"] == ["b", *(n for n in drawn["points"]["series"] if n != "b")]
