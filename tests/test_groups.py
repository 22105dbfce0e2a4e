"""Which runs are a group, and the group's curve."""

from dataclasses import replace

import numpy as np
import pytest

from rlreport import synthetic
from rlreport.errors import ChoiceError
from rlreport.groups import assign, gathered, group, how, not_finite
from rlreport.observe._runs import change_of_group
from rlreport.observe.average import of_group
from rlreport.smooth import smooth
from rlreport.values import Meaning, Run, Trend
from tests.telling import FLOPS


def named(*names: str, group: str = "") -> list[Run]:
    return [
        Run(name=n, sources=(), format="csv", metrics={}, axes=(FLOPS,), group=group) for n in names
    ]


def trend(run: str, *, level: float = 1.0, n: int = 60, stretch: float = 1.0) -> Trend:
    rng = np.random.default_rng(sum(map(ord, run)))
    x = stretch * np.arange(1.0, n + 1)
    curve = synthetic.curve(x, level + 0.05 * rng.standard_normal(n))
    return smooth(replace(curve, run=run))


def test_three_seeds_of_one_configuration_are_a_group_by_themselves() -> None:
    runs = [*named("a 1", "a 2", "a 3", group="a"), *named("b 1", "b 2", group="b")]
    assert assign(runs, ["auto"]) == dict.fromkeys(["a 1", "a 2", "a 3"], "a")


def test_a_group_can_be_named_with_its_runs_or_a_pattern() -> None:
    runs = named("x1", "x2", "y")
    assert assign(runs, ["both=x1, y"]) == {"x1": "both", "y": "both"}
    assert assign(runs, ["x=x*"]) == {"x1": "x", "x2": "x"}


def test_a_named_group_comes_before_one_found_by_seed() -> None:
    runs = named("a 1", "a 2", "a 3", group="a")
    assert set(assign(runs, ["auto", "mine=a*"]).values()) == {"mine"}


def test_a_group_found_by_seed_does_not_take_the_name_of_another_run() -> None:
    runs = [*named("a 1", "a 2", "a 3", group="a"), *named("a")]
    assert set(assign(runs, ["auto"]).values()) == {"a (seeds)"}


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ({}, "That their settings agree is assumed"),
        ({"lr": 1.0, "gamma": 0.9}, "run alone, and their 2 recorded settings agree."),
        ({"lr": 1.0, "seed": 1.0}, "1 recorded setting agrees, and each records another seed."),
    ],
)
def test_a_group_that_was_found_says_on_what_it_rests(config: dict[str, float], said: str) -> None:
    runs = [
        replace(run, config={k: v + at * (k == "seed") for k, v in config.items()})
        for at, run in enumerate(named("a 1", "a 2", "a 3", group="a"))
    ]
    (issue,) = how(runs, assign(runs, ["auto"]), ["auto"])
    assert (issue.where, issue.count) == ("a", 3)
    assert said in issue.text


def test_a_group_whose_name_does_not_tell_its_runs_lists_them() -> None:
    runs = named("owl", "fox", "elk", group="seeds")
    (issue,) = how(runs, assign(runs, ["auto"]), ["auto"])
    assert issue.text.startswith("The group seeds is owl, fox, elk, taken together")


def test_groups_that_rest_on_the_same_are_told_of_together() -> None:
    seeds = [(f"{name}_seed{k}", name) for name in "ab" for k in (1, 2, 3)]
    runs = [run for seed, name in seeds for run in named(seed, group=name)]
    (issue,) = how(runs, assign(runs, ["auto"]), ["auto"])
    assert (issue.where, issue.count) == ("a, b", 6)
    assert issue.text.startswith("The runs of each of 2 groups (a, b) are taken together")


def test_a_chosen_group_of_unlike_settings_is_named_as_one() -> None:
    one, two = (replace(run, config={"lr": at}) for at, run in enumerate(named("x1", "x2")))
    (issue,) = how([one, two], assign([one, two], ["x=x*"]), ["x=x*"])
    assert "not of one configuration: they differ in lr." in issue.text
    assert how([one, one], {"x1": "x"}, ["x=x*"]) == []


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        (["x1,x2"], "No group can be read from 'x1,x2'"),
        (["g=z"], "z"),
        (["g=x1", "h=x1"], "in the groups 'g' and 'h'"),
        (["y=x1,x2"], "the name of another run"),
    ],
)
def test_a_group_that_cannot_be_is_refused(wanted: list[str], message: str) -> None:
    with pytest.raises(ChoiceError, match=message):
        assign(named("x1", "x2", "y"), wanted)


def test_the_level_is_the_interquartile_mean_of_the_runs() -> None:
    members = [trend(f"r{i}", level=v) for i, v in enumerate((0.0, 1.0, 1.1, 1.2, 9.0))]
    made = group("g", members)
    assert made is not None
    assert made.trend.level == pytest.approx(np.mean([m.level for m in members[1:4]], axis=0))
    assert (made.trend.low < made.trend.level).all()
    assert "Interquartile mean of 5 runs" in made.trend.method.label


def test_runs_of_unequal_length_count_where_they_are() -> None:
    made = group("g", [trend("a"), trend("b"), trend("c"), trend("d", n=20)])
    assert made is not None
    assert made.count[[0, -1]].tolist() == [4, 3]
    assert made.trend.curve.x[-1] == 60


def test_the_curve_ends_where_no_more_than_half_of_the_runs_go_on() -> None:
    made = group("g", [trend("a"), trend("b"), trend("c", n=20), trend("d", n=20)])
    assert made is not None
    assert made.trend.curve.x[-1] == 20


def test_runs_logged_at_different_x_are_interpolated() -> None:
    made = group("g", [trend("a"), trend("b", n=20, stretch=3.0), trend("c")])
    assert made is not None
    assert (made.count == 3).all()
    assert made.trend.curve.x[0] == 3.0


def test_runs_that_share_nothing_are_no_group() -> None:
    far = trend("b")
    moved = smooth(replace(far.curve, x=far.curve.x + 1000))
    assert group("g", [trend("a"), moved]) is None


def test_runs_with_one_value_each_have_a_centre_between_what_is_possible() -> None:
    shares = Meaning(role="accuracy", unit="%", better="higher", label="Accuracy")
    made = group("a", [single(trend(f"a {y}"), y, shares) for y in (2.0, 60.0, 86.0)])
    assert made is not None
    assert made.trend.level == pytest.approx([148 / 3])
    assert (made.trend.low, made.trend.high) == (0, 100)  # Student's t would go beyond
    (told,) = of_group(made)
    assert (told.n, told.estimates["level"].value) == (3, pytest.approx(148 / 3))


def test_one_value_beside_longer_runs_is_no_group() -> None:
    short = single(trend("a 1"), 1.0, trend("a 1").curve.meaning)
    assert group("a", [short, trend("a 2")]) is None


def single(of: Trend, y: float, meaning: Meaning) -> Trend:
    """The run with one value at its first place."""
    return smooth(replace(of.curve, x=of.curve.x[:1], y=np.array([y]), meaning=meaning))


def test_two_runs_have_a_curve_without_a_band() -> None:
    made = group("g", [trend("a"), trend("b")])
    assert made is not None
    assert np.isnan(made.trend.low).all()
    assert made.trend.method.band == ""


def test_a_group_stands_in_the_place_of_its_first_run() -> None:
    found = gathered([trend("solo"), trend("a"), trend("b")], {"a": "g", "b": "g"})
    assert [t.curve.run for t in found.trends] == ["solo", "g"]
    assert [t.curve.run for t in found.single] == ["solo"]
    assert [unit.name for unit in found.units] == ["g", "solo"]


def test_values_of_the_runs_that_are_not_finite_are_told_of() -> None:
    odd = trend("b")
    odd = replace(odd, curve=replace(odd.curve, nonfinite=np.array([3, 7])))
    runs = [trend("a"), odd, trend("c")]
    (told,) = not_finite(gathered(runs, dict.fromkeys("abc", "g")).groups)
    assert told.count == 2
    assert told.text.startswith(f"2 logged values of {odd.curve.metric}, in 1 of the 3 runs of g,")
    assert not not_finite(gathered(runs, {}).groups)


def test_metrics_on_other_axes_stay_by_themselves() -> None:
    other = trend("b")
    axis = replace(other.curve.axis, kind="tokens")
    apart = replace(other, curve=replace(other.curve, axis=axis))
    assert not gathered([trend("a"), apart], {"a": "g", "b": "g"}).groups


def test_what_is_claimed_of_several_groups_holds_for_all_of_them() -> None:
    trends = [trend(f"{name}_seed{k}") for name in "abcd" for k in (1, 2, 3)]
    names = {t.curve.run: t.curve.run[0] for t in trends}
    several = gathered(trends, names).groups
    alone = gathered(trends[:3], names).groups
    assert [made.among for made in (*several, *alone)] == [4, 4, 4, 4, 1]
    of_many, of_one = (change_of_group(made[0])[0].p_value or 0.0 for made in (several, alone))
    assert of_many == pytest.approx(min(1.0, 4 * of_one))
