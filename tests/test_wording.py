from __future__ import annotations

import math
import re
import unicodedata

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rlreport import wording
from rlreport.values import Axis, Estimate, Meaning, Refusal

FINITE = st.floats(allow_nan=False, allow_infinity=False)
PLAIN = st.floats(-1e12, 1e12)
UNITS = st.sampled_from(["", "%", "percentage points", "FLOP", "EFLOP", "tokens", "s", "ratio"])
KINDS = st.sampled_from(
    ["flops", "env_steps", "step", "tokens", "relative_time", "wall_time", "row", "metric"]
)


def between(value: float, low: float, high: float, unit: str = "") -> Estimate:
    return Estimate(value=value, low=low, high=high, unit=unit)


def axis(kind: str, label: str = "Axis", unit: str = "") -> Axis:
    return Axis(kind=kind, name="", label=label, unit=unit, how="logged")


def parsed(text: str) -> float:
    found = re.search(rf"[+{wording.MINUS}]?\d[\d,]*(?:\.\d+)?(?:e-?\d+)?", text)
    assert found is not None, text
    return float(found.group().replace(",", "").replace(wording.MINUS, "-"))


@pytest.mark.parametrize(
    ("value", "error", "text"),
    [
        (13.8123, 0.3, "13.8"),
        (13.8123, 0.12, "13.81"),
        (66.04, 0.9, "66.0"),
        (12345.6, 300, "12,300"),
        (12345.6, None, "12,346"),
        (-0.0001, 0.1, "0.00"),
        (0.00002, None, "2e-5"),
        (0.5, None, "0.5"),
        (math.nan, None, "not a number"),
        (-math.inf, None, f"{wording.MINUS}infinity"),
    ],
)
def test_a_number_is_rounded_to_its_uncertainty(
    value: float, error: float | None, text: str
) -> None:
    assert wording.number(value, error) == text


@given(value=FINITE, error=st.none() | FINITE)
def test_a_number_never_crashes_and_is_never_a_negative_zero(
    value: float, error: float | None
) -> None:
    text = wording.number(value, error)
    assert parsed(text) != 0 or not text.startswith("-")


@given(value=PLAIN.filter(bool))
def test_rounding_keeps_the_sign_and_two_digits_of_a_number(value: float) -> None:
    assert parsed(wording.number(value)) == pytest.approx(value, rel=0.01)


@given(value=PLAIN)
def test_numbers_of_everyday_size_are_written_out(value: float) -> None:
    if 1e-3 <= abs(value) < 1e5:
        assert "e" not in wording.number(value)


@given(parts=st.lists(FINITE, min_size=3, max_size=3), unit=UNITS)
def test_rounding_keeps_the_order_of_an_interval(parts: list[float], unit: str) -> None:
    low, value, high = sorted(parts)
    e = between(value, low, high, unit)
    forms = (wording.estimate, wording.difference, wording.size, wording.bounds, wording.relative)
    assert all(form(e) for form in forms)
    found = re.search(r"\[([^,]+(?:,\d{3})*), ([^\]]+)\]", wording.estimate(e))
    if found:
        assert parsed(found.group(1)) <= parsed(found.group(2))


@example(low=0.00390625, width=4.0)
@given(low=st.floats(1e-6, 1), width=st.floats(1e-3, 10))
def test_an_interval_above_zero_does_not_read_as_if_it_held_zero(low: float, width: float) -> None:
    text = wording.bounds(between(low + width / 2, low, low + width))
    first = parsed(text.split(" to ")[0])
    assert first > 0 or low < width / 2000


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (66, "%", "66.0%"),
        (13.8, "", "13.8"),
        (1.2e18, "FLOP", "1.2 EFLOP"),
        (0.9, "EFLOP", "900 PFLOP"),
        (2.5e27, "FLOP", "2,500 YFLOP"),
        (340, "s", "340 s"),
        (9000, "s", "2.5 h"),
        (1.2e6, "tokens", "1.2M tokens"),
        (900, "tokens", "900 tokens"),
        (1, "percentage points", "1 percentage point"),
    ],
)
def test_a_quantity_has_its_unit_with_a_fitting_prefix(value: float, unit: str, text: str) -> None:
    assert wording.quantity(value, unit) == text


def test_estimates_differences_and_relative_changes_read_apart() -> None:
    assert wording.estimate(between(66, 65.1, 66.9, "%")) == "66.0% [65.1, 66.9]"
    points = between(31, 29, 33, "percentage points")
    assert wording.difference(points) == "+31 percentage points [+29, +33]"
    assert wording.relative(between(0.67, 0.59, 0.75, "ratio")) == "+67% [+59, +75]"


def test_the_size_of_a_fall_has_no_sign_and_a_turned_interval() -> None:
    assert wording.size(between(-31, -33, -29, "percentage points")) == (
        "31 percentage points [29, 33]"
    )


def test_an_exact_number_has_no_interval() -> None:
    assert wording.estimate(between(5, 5, 5)) == "5"


def test_an_interval_that_rounding_alone_makes_is_not_told() -> None:
    assert wording.estimate(between(99.975, 99.975 - 1e-7, 99.975 + 1e-7)) == "99.97"


def test_another_confidence_than_95_percent_is_said() -> None:
    e = Estimate(value=2, low=1, high=3, confidence=0.9)
    assert wording.estimate(e) == "2.0 [1.0, 3.0; 90%]"


def test_axis_titles_name_the_unit_or_that_there_is_none() -> None:
    assert wording.axis_title(axis("flops", "RL FLOPs", "FLOP"), 2e18) == "RL FLOPs (EFLOP)"
    assert wording.axis_title(axis("flops", "RL FLOPs"), 2) == "RL FLOPs (unit not logged)"
    assert wording.axis_title(axis("step", "Step"), 400) == "Step"
    assert wording.axis_title(axis("tokens", "Training tokens", "tokens"), 3e6) == (
        "Training tokens (M)"
    )


def test_places_are_no_finer_than_the_distance_of_points() -> None:
    flops = axis("flops", "RL FLOPs", "FLOP")
    assert wording.place(2.1234e18, flops, 2e16) == "2.12 EFLOP"
    assert wording.place(2.1234e18, flops, 2e17) == "2.1 EFLOP"
    assert wording.place(430, axis("step", "Step"), 10) == "step 430"
    assert wording.place(12345678, axis("env_steps", "Steps"), 2048) == "12.3M environment steps"


def test_places_on_one_axis_share_their_unit() -> None:
    flops = axis("flops", "RL FLOPs", "FLOP")
    assert wording.place(4e17, flops, 1e16, largest=2e18) == "0.4 EFLOP"


def test_stretches_and_distances_carry_their_words() -> None:
    step, flops = axis("step", "Step"), axis("flops", "RL FLOPs", "FLOP")
    assert wording.stretch((120, 430), step, 1) == "between steps 120 and 430"
    assert wording.stretch((1.2e18, 2.1e18), flops, 1e17) == "between 1.2 and 2.1 EFLOP"
    assert wording.stretch((5, 5), step, 1) == "at step 5"
    assert wording.distance(1, step, 1) == "1 step"


@given(span=st.tuples(FINITE, FINITE), kind=KINDS, grain=st.floats(0, 1e300), largest=FINITE)
def test_places_never_crash(
    span: tuple[float, float], kind: str, grain: float, largest: float
) -> None:
    units = {"flops": "FLOP", "tokens": "tokens", "relative_time": "s"}
    on = axis(kind, unit=units.get(kind, ""))
    assert wording.place(span[0], on, grain)
    assert wording.stretch(span, on, grain, largest=abs(largest))
    assert wording.distance(span[0], on, grain)
    assert wording.axis_title(on, largest)


@given(text=st.text())
def test_a_name_is_one_visible_line_of_limited_length(text: str) -> None:
    shown = wording.name(text)
    hidden = {"Cc", "Cf", "Cs"}
    assert shown
    assert len(shown) <= 60
    assert not any(unicodedata.category(character) in hidden for character in shown)


def test_a_name_cannot_turn_the_direction_of_writing() -> None:
    assert wording.name("run\u202e\u2066evil\nline\x00") == "runevil line"


def test_a_long_name_keeps_both_its_ends() -> None:
    shown = wording.name("grpo-" + "x" * 100 + "-seed3")
    assert shown.startswith("grpo-")
    assert shown.endswith("-seed3")


def test_names_that_differ_are_never_shown_alike() -> None:
    texts = ["a" * 80 + middle + "z" * 80 for middle in ("-lr1e-5-", "-lr1e-6-")]
    shown = wording.names(texts)
    assert "-lr1e-5-" in shown[0]
    assert "-lr1e-6-" in shown[1]
    assert len({*wording.names(["run", "run\u200b", "run\x00"])}) == 3
    assert wording.names(["a", "b"]) == ["a", "b"]


@pytest.mark.parametrize(
    ("label", "told"),
    [
        ("Losses", "the curve of losses"),
        ("Tokens per second", "the curve of tokens per second"),
        ("Training loss", "training loss"),
        ("Bias", "bias"),
        ("Loss of actions", "loss of actions"),
        ("rollout/rewards", "rollout/rewards"),
    ],
)
def test_labels_stand_in_the_singular(label: str, told: str) -> None:
    assert wording.as_one(label) == told


def test_counts_have_their_plural() -> None:
    assert [wording.count(n, "dip") for n in (0, 1, 1200)] == ["no dips", "1 dip", "1,200 dips"]
    nouns = ("axis", "change point", "entry", "day", "series", "pass")
    assert [wording.plural(noun) for noun in nouns] == [
        "axes", "change points", "entries", "days", "series", "passes",
    ]  # fmt: skip


def test_lists_articles_and_cases_are_english() -> None:
    assert wording.listing(["a", "b", "c"]) == "a, b and c"
    assert wording.listing(["a"]) == "a"
    articles = ("dip", "outlier", "8% rise", "18% rise", "80 steps", "100 steps", "unit")
    assert [wording.a(text)[: len("an")] for text in articles] == [
        "a ", "an", "an", "an", "an", "a ", "a ",
    ]  # fmt: skip
    assert wording.capitalised("dips") == "Dips"


def test_p_values_have_a_floor() -> None:
    assert [wording.p_value(p) for p in (0.0, 0.0123, 0.34)] == [
        "p < 0.001", "p = 0.012", "p = 0.34",
    ]  # fmt: skip


def test_labels_keep_their_acronyms_inside_a_sentence() -> None:
    labels = ("Training accuracy", "KL divergence", "Total_Reward", "Accuracy (epoch_acc)",
              "Actor Loss", "Mean KL Loss", "Win Rate 2 (Pong)", "Reward in Pong")  # fmt: skip
    assert [wording.phrase(label) for label in labels] == [
        "training accuracy", "KL divergence", "Total_Reward", "accuracy (epoch_acc)",
        "actor loss", "mean KL loss", "win rate 2 (Pong)", "reward in Pong",
    ]  # fmt: skip


def test_a_subject_names_its_run_only_where_there_are_several() -> None:
    meaning = Meaning(role="reward", unit="", better="higher", label="Reward")
    subject = wording.Subject(meaning=meaning, axis=axis("step"))
    assert wording.opening(subject) == "Reward"
    named = wording.Subject(meaning=meaning, axis=axis("step"), run="seed 1")
    assert wording.opening(named) == "In seed 1, reward"
    assert wording.inside(named) == "reward in seed 1"


@pytest.mark.parametrize("length", [20, 40])
def test_a_long_path_keeps_the_name_of_its_file(length: int) -> None:
    shown = wording.path("/home/someone/experiments/2026/ppo/run-17/progress.csv", length)
    assert shown.endswith("/progress.csv")
    assert len(shown) <= length


def test_a_refusal_is_a_sentence() -> None:
    refused = Refusal(path="a.png", reason="is an image, not a log.", advice="Name the log.")
    expected = "a.png was not read: it is an image, not a log. Name the log."
    assert wording.refusal(refused) == expected


def test_a_file_that_was_read_to_its_damage_was_read_in_part() -> None:
    reason = "is cut off: only what stands before the damage was read."
    refused = Refusal(path="a.zip", reason=reason, advice="")
    assert wording.refusal(refused).startswith("a.zip was read in part: it is cut off")


def test_files_that_are_refused_for_one_reason_are_told_together_where_they_are_many() -> None:
    models = [Refusal(path=f"{n}.pkl", reason="is a pickle.", advice="Do.") for n in range(5)]
    other = Refusal(path="b.log", reason="Nothing in it.", advice="")
    told = [wording.refusal(*same) for same in wording.alike([*models, other])]
    assert told[0] == "0.pkl, 1.pkl and 3 more were not read: each is a pickle. Do."
    assert told[1:] == ["b.log was not read. Nothing in it."]
    assert len(wording.alike(models[:3])) == 3


def test_places_of_one_ruler_share_their_unit() -> None:
    ruler = wording.Ruler.along(axis("flops", "RL FLOPs", "FLOP"), np.array([5e17, 1e18, 2e18]))
    assert [ruler.at(x) for x in (5e17, 2e18)] == ["0.5 EFLOP", "2 EFLOP"]


def test_an_effect_of_any_size_is_told_in_at_most_four_digits() -> None:
    assert wording.size(between(119.00001, 119.00000, 119.00002)) == "119"


def test_a_place_near_the_start_of_a_long_axis_has_a_unit_of_its_own() -> None:
    steps = axis("env_steps", "Environment steps")
    assert wording.place(500.0, steps, 500.0, largest=1e6) == "500 environment steps"
    assert wording.stretch((5e5, 1e6), steps) == "between 0.5M and 1M environment steps"
    assert wording.place(0.0, steps, 64.0, largest=7616.0) == "0 environment steps"
    assert wording.stretch((0.0, 7616.0), steps, 64.0) == "between 0 and 7.62k environment steps"
    assert wording.stretch((500.0, 1e6), steps, 500.0).startswith("between 500 environment steps")


def test_beside_a_control_that_names_its_axis_a_place_has_its_prefix_alone() -> None:
    places = np.array([500.0, 5e5, 1e6])
    counted = {"env_steps": "Environment steps", "tokens": "Tokens"}
    steps, tokens = (
        wording.Ruler.along(axis(kind, label, "tokens" if kind == "tokens" else ""), places)
        for kind, label in counted.items()
    )
    assert [steps.tick(x) for x in (500.0, 1e6)] == ["500", "1M"]
    assert tokens.tick(1e6) == "1M tokens"


def test_places_on_an_axis_without_a_unit_name_it_as_steps_are_named() -> None:
    flops = axis("flops", "RL FLOPs")
    assert wording.place(2e18, flops) == "RL FLOPs 2e18"
    assert wording.stretch((1e18, 2e18), flops) == "between RL FLOPs 1e18 and 2e18"
    assert wording.distance(1e18, flops) == "1e18 in RL FLOPs"


def test_a_place_with_its_interval_is_named_like_a_place_and_a_length_like_a_length() -> None:
    e = between(62.0, 55.0, 70.0)
    assert wording.marked(e, axis("step", "Step")) == "step 62 [55, 70]"
    assert wording.spanned(e, axis("step", "Step")) == "62 steps [55, 70]"
    assert wording.marked(e, axis("flops", "RL FLOPs", "EFLOP")) == "62 EFLOP [55, 70]"
    assert wording.spanned(e, axis("env_steps", "Steps")) == "62 environment steps [55, 70]"


@pytest.mark.parametrize(
    ("e", "text"),
    [
        (between(0.0, -1e-9, 1e-9), "0"),
        (between(500.0, 499.99999, 500.00001), "500"),
        (between(10.2, 9.2, 11.2, "%"), "10.2%"),
    ],
)
def test_a_level_alone_has_no_digits_that_say_nothing(e: Estimate, text: str) -> None:
    assert wording.level(e) == text


def test_days_are_spelled_out_and_one_of_them_is_a_day() -> None:
    assert wording.quantity(5 * 86400.0, "s") == "5 days"
    assert wording.quantity(1.0, "d") == "1 day"


def test_a_name_written_from_right_to_left_keeps_its_place_before_a_sign() -> None:
    assert wording.unbroken("Run דקה: שתיים and") == "Run דקה\u200e: שתיים and"
    assert wording.unbroken("דקה rose") == "דקה rose"


def test_a_metric_in_small_letters_begins_a_sentence_with_a_capital() -> None:
    meaning = Meaning(role="", unit="", better="neither", label="précision café")
    subject = wording.Subject(meaning=meaning, axis=axis("step"))
    assert wording.opening(subject) == "Précision café"


def test_a_step_is_told_no_finer_than_a_wide_interval_allows() -> None:
    where = between(164_867.0, 96_256.0, 317_440.0)
    assert wording.marked(where, axis("step")) == "step 160,000 [100,000, 320,000]"


def test_steps_are_called_what_the_title_of_their_axis_calls_them() -> None:
    iterations = axis("step", "Iteration")
    assert wording.place(5.0, iterations) == "iteration 5"
    assert wording.stretch((0.0, 119.0), iterations) == "between iterations 0 and 119"
    assert wording.distance(1.0, iterations) == "1 iteration"
    assert wording.distance(20.0, axis("step", "Batch")) == "20 batches"
    assert wording.place(5.0, axis("step", "my_column")) == "step 5"
