"""How a curve as a whole goes: there and back, from phase to phase, or on very few points."""

import math
from dataclasses import replace

import numpy as np
import pytest

from rlreport import synthetic
from rlreport.evidence import examine
from rlreport.observe import efficiency, observe_all, say
from tests.observe.test_contract import subject

X = np.arange(300.0)


def facts(y, kind):
    curve = synthetic.curve(X[: len(y)], np.asarray(y, dtype=float))
    found = [o for o in observe_all([examine(curve)]) if o.kind == kind]
    return [(o, say(o, subject(curve))) for o in found]


def scattered(level):
    return level + np.random.default_rng(3).normal(0, 0.03, level.size)


def test_a_loss_that_rises_by_a_sixth_towards_its_end_turned():
    up_again = 0.9 + 2 * np.exp(-X / 50) + 0.8 * np.clip(X / 300 - 0.4, 0, 1)
    [(dip, text)] = facts(scattered(up_again), "dip")
    assert dip.words["shape"] == "turn"
    assert "and then rose to" in text


def test_a_small_dip_before_a_large_rise_is_no_turn():
    [(dip, _)] = facts(scattered(8 - 2 * np.exp(-(((X - 60) / 25) ** 2)) + (X / 100) ** 2), "dip")
    assert dip.words["shape"] == "dip"


def test_a_curve_that_starts_far_below_where_it_fell_from_did_not_come_back_to_its_start():
    fell_and_rose = np.interp(X, [19, 170, 230, 300], [-5, -13, -4, -5])
    fell_and_rose[:8] = [-15, -22, -10, -6, -8, -10, -6, -7]
    noise = np.random.default_rng(1).normal(0, 0.5, X.size + 4)
    [(dip, text)] = facts(fell_and_rose + np.convolve(noise, np.ones(4), "valid")[:300], "dip")
    assert dip.words["shape"] == "dip"
    assert "and came back to where it had been" in text


def test_half_of_the_way_is_told_only_where_it_was_gone_once():
    there_and_back = scattered(np.sin(X / 12) / 4 + X / 600)
    [(_, text)] = facts(there_and_back, "efficiency")
    assert "half of" not in text
    assert "half of the rise" in facts(scattered(X / 100), "efficiency")[0][1]


def test_phases_that_go_the_same_way_at_two_paces_are_one():
    [(border, text)] = facts(scattered(np.maximum(X - 100, 0) ** 2 / 8000), "changepoint")
    assert border.span == (0.0, 299.0)
    assert "then rose until step 299" in text


def test_of_few_points_the_ends_are_those_that_were_logged():
    levels = facts([0.1, 0.2, 0.15, 0.3, 0.35, 0.5], "level")
    assert [o.estimates["level"].value for o, _ in levels] == [0.1, 0.5]


def test_a_small_change_behind_a_large_detour_is_no_surer_than_its_interval():
    there_and_back = 200 / (1 + np.exp(-(X - 80) / 15)) * np.where(X < 220, 1.0, 0.12)
    noisy = there_and_back + np.random.default_rng(3).normal(0, 10, X.size)
    [(change, _)] = facts(noisy, "change")
    size = change.estimates["absolute"]
    away = 1.96 * size.value / (size.value - size.low)
    assert change.outcome == "found"
    assert 0.001 < change.p_value < 0.05
    assert change.p_value == pytest.approx(math.erfc(away / math.sqrt(2)), rel=0.01)


def test_no_pace_is_told_of_a_jump_nor_where_its_place_is_vague():
    jumped = np.where(X < 150, 10.0, 40.0) + np.random.default_rng(3).normal(0, 3, X.size)
    [(pace, _)] = facts(jumped, "efficiency")
    assert "halved" not in pace.estimates
    slow = 30 + 50 * (1 - np.exp(-X / 100)) + np.random.default_rng(3).normal(0, 4, X.size)
    for found, text in facts(slow, "efficiency"):
        halved = found.estimates.get("halved")
        assert halved is None or halved.high - halved.low <= X[-1] / 4
        assert halved is None or "over eighths of the curve" in text


def test_a_straight_line_keeps_its_pace_where_its_halves_have_unlike_numbers_of_points():
    [(pace, _)] = facts(1.5 * X[:30], "efficiency")
    assert pace.words["course"] == "even"


def test_a_rise_behind_a_fall_did_not_gather_pace():
    fell_first = np.where(X < 150, -X / 30, -5 + (X - 150) / 10)
    [(pace, text)] = facts(scattered(fell_first), "efficiency")
    assert pace.words["course"] == "turning"
    assert "came after the middle of the curve" in text


def test_what_rounding_alone_moves_stays_where_it_is():
    dust = 1e-13 * np.arange(300)
    [(_, text)] = facts(np.where(X < 90, 0.0, 892.9) + np.where(X < 90, 0.0, dust), "plateau")
    assert "stays at 892.9" in text


def test_what_rises_without_noise_starts_and_ends_where_it_was_logged():
    with_rounding = np.cumsum(np.full(4000, 0.0249)) - 0.0249
    curve = synthetic.curve(np.arange(4000.0), with_rounding)
    found = observe_all([examine(curve)])
    told = " ".join(say(o, subject(curve)) for o in found)
    assert "rose by 99.58, from 0 to 99.58." in told
    assert "without noise, as a counter" in told
    assert "no difference in pace" in told


def test_no_place_is_told_of_a_pace_that_halves_within_a_stretch():
    early = 1 - np.exp(-X / 12)
    assert all("halved" not in pace.estimates for pace, _ in facts(scattered(early), "efficiency"))
    late = 1 - np.exp(-X / 80)
    assert all("halved" in pace.estimates for pace, _ in facts(scattered(late), "efficiency"))


def test_a_last_point_far_behind_all_others_leaves_no_length_for_the_second_half():
    curve = synthetic.make("sigmoid", n=200, sd=0.05, rng=np.random.default_rng(1)).curve
    far = np.append(np.arange(199.0), 1e18)
    better = replace(curve.meaning, better="higher")
    axis = replace(curve.axis, kind="step")
    [told] = efficiency.detect(examine(replace(curve, x=far, meaning=better, axis=axis)))
    assert told.words["course"] == "even"
