"""Two runs or groups: how far apart, where, and how much sooner."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from rlreport import report, synthetic
from rlreport.compare import compare, mean_level, with_reference
from rlreport.errors import ChoiceError
from rlreport.groups import alone, group
from rlreport.observe.difference import detect, say
from rlreport.smooth import smooth
from rlreport.values import Group, Meaning, Trend
from rlreport.wording import Subject
from tests.bench import seeds as bench

HIGHER = Meaning(role="reward", unit="", better="higher", label="Reward")


@cache
def rise(run: str, *, height: float = 1.0, until: float = 50.0, n: int = 100) -> Trend:
    """A straight rise to `height` at x = `until`, level from there on."""
    rng = np.random.default_rng(sum(map(ord, run)))
    x = np.arange(1.0, n + 1)
    y = height * np.minimum(x / until, 1) + 0.01 * rng.standard_normal(n)
    return smooth(replace(synthetic.curve(x, y), run=run, meaning=HIGHER))


def arm(name: str, **how: float) -> Group:
    made = group(name, [rise(f"{name} {place}", **how) for place in range(4)])
    assert made is not None
    return made


def test_the_mean_level_is_the_area_below_the_level_over_its_width() -> None:
    trend = smooth(synthetic.curve(np.array([0.0, 1.0, 3.0]), np.array([0.0, 2.0, 2.0])))
    assert mean_level(trend, (0.0, 3.0)) == pytest.approx(5 / 3)
    assert mean_level(trend, (0.5, 1.0)) == pytest.approx(1.5)
    assert np.isnan(mean_level(trend, (0.0, 3.5)))


def test_the_difference_at_the_end_is_found() -> None:
    found = compare(arm("low", height=0.8), arm("high")).end
    assert found is not None
    assert found.test.low < 0.2 < found.test.high
    assert found.runs == (4, 4)


def test_runs_of_unequal_length_are_compared_where_both_are() -> None:
    found = compare(arm("short", n=40), arm("long"))
    assert found.equal is not None
    assert found.equal.span == (pytest.approx(36.1), 40.0)
    assert abs(found.equal.test.value) < 0.02
    assert found.end is not None
    assert found.end.test.value > 0.15


def test_half_the_steps_are_half_the_steps() -> None:
    found = compare(arm("slow", until=60.0), arm("fast", until=30.0)).pace
    assert found is not None
    assert found.ratio is not None
    assert found.ratio.low < 0.5 < found.ratio.high < 0.6


def test_a_level_that_a_run_does_not_reach_gives_counts_and_no_ratio() -> None:
    members = [*arm("slow").members[:3], rise("failed", height=0.2)]
    slow = group("slow", members)
    assert slow is not None
    found = compare(slow, arm("fast")).pace
    assert found is not None
    assert (found.reached, found.ratio) == ((3, 4), None)


def test_lower_is_reached_from_above() -> None:
    lower = replace(HIGHER, better="lower")
    falling = [
        smooth(replace(t.curve, y=1 - t.curve.y, meaning=lower))
        for t in (rise("a", until=60.0), rise("b", until=30.0))
    ]
    found = compare(*(alone(trend) for trend in falling)).pace
    assert found is not None
    assert found.ratio is not None
    assert 0.4 < found.ratio.value < 0.6


def test_a_level_that_is_no_goal_is_not_said_to_be_needed() -> None:
    neither = replace(HIGHER, better="neither")
    trends = [
        smooth(replace(rise(run, until=until).curve, meaning=neither))
        for run, until in (("a", 60.0), ("b", 30.0))
    ]
    pace = next(o for o in detect(compare(*map(alone, trends))) if o.kind == "pace")
    text = say(pace, Subject(meaning=neither, axis=trends[0].curve.axis))
    assert text.startswith("b comes to a ")
    assert "need" not in text


def test_shares_of_something_differ_by_all_of_it_at_most() -> None:
    rng = np.random.default_rng(2)
    share = Meaning(role="success", unit="%", better="higher", label="Success rate")
    sides = []
    for name, shares in (("a", 0.4), ("b", 0.9)):
        curve = replace(rise(name).curve, meaning=share)
        x = curve.x[:14]
        y = 100.0 * (rng.random(14) < shares)
        sides.append(alone(smooth(replace(curve, x=x, y=y))))
    for found in detect(compare(*sides)):
        if found.kind == "difference":
            assert found.estimates["difference"].low >= -100
            assert found.estimates["difference"].high <= 100


def test_one_run_each_claims_nothing_about_methods() -> None:
    made = detect(compare(alone(rise("a")), alone(rise("b", height=0.5))))
    assert {o.words["between"] for o in made} == {"noise"}
    assert {o.significant for o in made} == {None}
    assert {o.p_value for o in made} == {None}
    assert "improvement" not in {o.kind for o in made}


def test_the_p_values_of_a_report_hold_for_all_that_it_compares() -> None:
    made = compare(arm("a"), arm("b", height=1.003))
    least = min(o.p_value for o in detect(made) if o.p_value is not None)
    of_many = min(o.p_value for o in detect(*[made] * 5) if o.p_value is not None)
    assert 0.001 < least < 0.2
    assert of_many == pytest.approx(5 * least)


def test_a_p_value_says_that_it_allows_for_more_than_its_interval_does() -> None:
    made = compare(arm("a"), arm("b", height=1.003))
    curve = made.first.trend.curve
    subject = Subject(meaning=curve.meaning, axis=curve.axis)
    end, whole, *_ = detect(*[made] * 5)
    assert end.p_value is not None
    assert whole.p_value is not None
    assert end.p_value < 0.05 < whole.p_value
    assert min(o.estimates["difference"].low for o in (end, whole)) > 0
    assert say(end, subject).endswith(f"(4 against 4 runs, p = {end.p_value:.3f}).")
    among = f"p = {whole.p_value:.3f} among all that is compared)."
    assert "no difference" in say(whole, subject)
    assert say(whole, subject).endswith(among)


def test_what_differs_at_the_end_is_first_in_the_headline_and_the_key_observations(folder) -> None:
    for path in folder.glob("*_seed*.csv"):
        if path.stem not in {"slow_seed0", "fast_seed5"}:
            path.unlink()
    (folder / "slow_seed0.csv").write_bytes(table(130.0, 0))
    said = report(folder, reference="slow_seed0").narrative
    assert said.headline.text.startswith("At the end, reward of fast_seed5 lies 0.4")
    keys = [s.text for s in said.sentences if s.section == "key observations"]
    assert any(text.startswith("Over the last tenth") for text in keys)
    assert not any(text.startswith("On average") for text in keys)


def test_of_runs_with_one_value_each_no_place_is_told(tmp_path) -> None:
    arms = {"a": 10, "b": 50}
    rows = [f"{arm},{seed},{arms[arm] + seed}" for arm in arms for seed in range(4)]
    log = tmp_path / "summary.csv"
    log.write_text("\n".join(["algo,seed,final_reward", *rows]) + "\n")
    said = report(log).narrative.headline.text
    assert said == "On average over 4 runs final_reward is 12 [9, 14] (a) and 52 [49, 54] (b)."
    compared = report(log, reference="a").narrative
    assert compared.headline.text == "final_reward of b lies 40 above that of a (4 against 4 runs)."
    told = [s.text for s in compared.sentences if s.section == "key observations"]
    assert told[0].startswith("final_reward of b lies 40 [")


def test_a_difference_at_ends_that_lie_apart_says_where_each_lies(tmp_path) -> None:
    for name, rows in (("short", 40), ("long", 90)):
        lines = [f"{step},{step / 50 + step % 2 / 50}" for step in range(rows)]
        (tmp_path / f"{name}.csv").write_text("step,reward\n" + "\n".join(lines) + "\n")
    said = report(tmp_path, reference="short").narrative
    assert said.headline.text.startswith("At the end of each, reward of long lies ")
    texts = [s.text for s in said.sentences]
    where = "Over the last tenth of each (long to step 89, short to step 39), reward of long lies "
    assert any(text.startswith(where) for text in texts)


def test_groups_say_how_probably_one_run_is_better() -> None:
    found = compare(arm("low", height=0.8), arm("high")).better
    assert found is not None
    assert found.value == found.high == 1.0


def test_where_no_side_is_the_better_one_the_higher_or_lower_is_told() -> None:
    found = detect(compare(arm("low", height=0.8), arm("high")))
    better = next(o for o in found if o.kind == "improvement")
    subject = Subject(meaning=replace(HIGHER, better="neither"), axis=arm("low").trend.curve.axis)
    assert "ends with a higher reward than one of low" in say(better, subject)
    of_agent = replace(better, metric="train/entropy_loss", words={"better": "lower"})
    assert "ends with a lower loss" in say(
        of_agent, replace(subject, meaning=replace(HIGHER, better="lower", label="Loss"))
    )


def test_every_other_unit_is_compared_with_the_reference() -> None:
    units = [alone(rise(name)) for name in "abc"]
    made = with_reference(units, "b")
    assert [(c.first.name, c.second.name) for c in made] == [("b", "a"), ("b", "c")]


def test_an_unknown_reference_lists_what_there_is() -> None:
    with pytest.raises(ChoiceError, match="'z'"):
        with_reference([alone(rise("a"))], "z")


def test_groups_of_equal_methods_are_rarely_told_apart() -> None:
    rng = np.random.default_rng(3)
    made = [bench.contrast("same", 3, rng) for _ in range(12)]
    assert sum(bench.claimed(c)["any"] for c in made) <= 2


def test_a_real_difference_between_groups_of_five_is_found() -> None:
    rng = np.random.default_rng(4)
    made = [bench.claimed(bench.contrast("1.5 times as fast", 5, rng)) for _ in range(5)]
    assert sum(claims["pace"] for claims in made) >= 4


def table(until: float, seed: int) -> bytes:
    x = np.arange(1, 81)
    y = np.minimum(x / until, 1) + 0.02 * np.random.default_rng(seed).standard_normal(80)
    rows = [f"{step},{2e15 * step:g},{value:.4f}" for step, value in zip(x, y, strict=True)]
    return ("step,rl_flops,reward\n" + "\n".join(rows) + "\n").encode()


@pytest.fixture
def folder(tmp_path):
    for place in range(6):
        name = "slow" if place < 3 else "fast"
        path = tmp_path / f"{name}_seed{place}.csv"
        path.write_bytes(table(60.0 if place < 3 else 30.0, place))
    return tmp_path


def test_a_report_draws_seeds_as_groups_and_compares_them(folder) -> None:
    made = report(folder, reference="slow")
    assert [t.curve.run for t in made.trends] == ["fast", "slow"]
    assert {o.kind for o in made.observations} >= {"difference", "pace", "improvement", "spread"}
    headings = {s.heading for s in made.narrative.sentences if "difference-1" in s.about}
    assert "Comparison" in headings


def test_on_an_axis_of_steps_equal_flops_are_compared_besides(folder) -> None:
    made = report(folder, x="step", reference="slow")
    places = {o.words["at"] for o in made.observations if o.kind == "difference"}
    assert places == {"end", "cost", "whole"}


def test_runs_of_a_group_that_stop_early_are_told_together_and_once(tmp_path) -> None:
    rng = np.random.default_rng(2)
    for place, rows in enumerate((60, 60, 60, 60, 40, 30, 60)):
        noise = rng.standard_normal((2, 60)) / 10
        lines = [f"{s},{s / 50 + noise[0, s]:.3f},{1 + noise[1, s]:.3f}" for s in range(rows)]
        if place == 6:
            lines[45:] = [f"{s},nan,1" for s in range(45, 60)]
        path = tmp_path / f"a_seed{place}.csv"
        path.write_text("step,reward,entropy\n" + "\n".join(lines) + "\n")
    sentences = report(tmp_path).narrative.sentences
    for section, times in (("details", 2), ("key observations", 1)):
        texts = [s.text for s in sentences if s.section == section]
        stops = [text for text in texts if "stops before the others" in text]
        assert len(stops) == times
        assert stops[0].startswith("In a_seed5 (step 29) and a_seed4 (step 39), reward stops")
        assert any("In a_seed6, reward is not finite any more" in text for text in texts)


def test_a_group_beside_a_single_run_is_not_counted_as_a_run(folder) -> None:
    for place in (4, 5):
        (folder / f"fast_seed{place}.csv").unlink()
    said = report(folder, reference="slow").narrative
    assert said.brief[0].text.startswith("1 group and 1 single run: ")


def test_without_groups_every_seed_is_a_run_of_its_own(folder) -> None:
    made = report(folder, groups=())
    assert len(made.trends) == 6
    assert not made.groups


def test_a_comparison_is_the_same_for_every_smoother_that_is_drawn(folder) -> None:
    plain, drawn = (report(folder, reference="slow", smooth=how) for how in ("auto", "ema:0.9"))
    assert plain.observations == drawn.observations
    assert not np.array_equal(plain.trends[0].level, drawn.trends[0].level)


def test_runs_without_flops_are_compared_on_the_metric_asked_for(tmp_path) -> None:
    for name in "ab":
        text = "\n".join(f"{step},{step / 50}" for step in range(50))
        (tmp_path / f"{name}.csv").write_text(f"step,my_score\n{text}\n")
    made = report(tmp_path, metrics=["my_score"], reference="a")
    assert {o.words["at"] for o in made.observations if o.kind == "difference"} == {"end", "whole"}


def test_report_json_names_the_runs_of_a_group(folder) -> None:
    plain = report(folder).to_dict()
    assert [(g["run"], len(g["members"])) for g in plain["groups"]] == [("fast", 3), ("slow", 3)]
    assert set(plain["groups"][0]["count"]) == {3}
