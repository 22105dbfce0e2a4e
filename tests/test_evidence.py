"""Trend -> evidence."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from rlreport import synthetic
from rlreport.evidence import examine, jointly
from rlreport.evidence._rows import phase
from rlreport.observe import observe_all
from rlreport.smooth import smooth
from rlreport.values import Curve, Evidence
from tests.drawing import curve as drawn


def found(
    signal: str, noise: str = "white", *, n: int = 200, sd: float = 0.05, seed: int = 1
) -> Evidence:
    return examine(made(signal, noise, n=n, sd=sd, seed=seed))


def made(
    signal: str, noise: str = "white", *, n: int = 200, sd: float = 0.05, seed: int = 1
) -> Curve:
    return synthetic.make(signal, noise, n=n, sd=sd, rng=np.random.default_rng(seed)).curve


def course(evidence: Evidence) -> list[int]:
    return [move.sign for move in evidence.moves]


@pytest.mark.parametrize(
    "noise", ["white", "ar3", "ar6", "ar9", "binomial", "t3", "heteroscedastic"]
)
def test_noise_alone_is_rarely_taken_for_something(noise: str) -> None:
    rng = np.random.default_rng(8)
    curves = [synthetic.make("flat", noise, n=n, sd=1.0, rng=rng).curve for n in (24, 60, 120) * 4]
    claims = [e.verdict == "found" or e.outliers.size > 0 for e in map(examine, curves)]
    assert sum(claims) <= 2  # of 12: the chance of more at a rate of 5% is 2%


@pytest.mark.parametrize(
    ("signal", "signs"),
    [
        ("sigmoid", [1]),
        ("linear", [1]),
        ("decay", [-1]),
        ("hump", [1, -1]),
        ("vee", [-1, 1]),
        ("collapse", [1, -1]),
        ("u_surge", [-1, 1]),
        ("glitch", [1, -1, 1]),
    ],
)
def test_planted_courses_are_found(signal: str, signs: list[int]) -> None:
    evidence = found(signal)
    assert evidence.verdict == "found"
    assert course(evidence) == signs
    assert all(move.p_value <= 0.05 for move in evidence.moves)


@pytest.mark.parametrize(("signal", "place"), [("step", 0.6), ("collapse", 0.7), ("glitch", 0.55)])
def test_a_step_is_found_where_it_is(signal: str, place: float) -> None:
    evidence = found(signal)
    assert any(abs(row - place * 200) <= 3 for row in evidence.steps)


def test_phases_have_their_slopes() -> None:
    first, second = found("plateau").segments
    assert first.slope * 70 == pytest.approx(1.0, rel=0.15)
    assert second.slope == 0
    assert second.level == pytest.approx(1.0, abs=0.03)


def test_a_slope_over_places_whose_squares_overflow_is_its_own() -> None:
    far = synthetic.curve(np.arange(60.0) * 1e200, np.arange(60.0))
    assert phase(far, 0, 59, sloped=True).slope == pytest.approx(1e-200)


def test_planted_outliers_are_found_and_heavy_tails_are_not() -> None:
    clean = made("sigmoid", n=300)
    y = clean.y.copy()
    y[[40, 200]] += (1.0, -1.0)
    assert set(examine(synthetic.curve(clean.x, y)).outliers) == {40, 200}
    assert not found("flat", "t3", n=300, sd=1.0).outliers.size


def test_moves_lie_apart_and_in_order() -> None:
    moves = found("oscillation").moves
    assert all(a.last < b.first and a.sign == -b.sign for a, b in pairwise(moves))


@pytest.mark.parametrize("n", range(12))
def test_too_few_points_cannot_tell(n: int) -> None:
    evidence = examine(synthetic.curve(np.arange(float(n)), np.arange(float(n))))
    assert evidence.verdict == "cannot tell"
    assert evidence.p_value is None
    assert not evidence.moves


@pytest.mark.parametrize("y", [np.full(40, 2.0), np.zeros(40)])
def test_a_constant_moves_nowhere(y: np.ndarray) -> None:
    evidence = examine(synthetic.curve(np.arange(40.0), y))
    assert evidence.verdict == "not found"
    assert not evidence.outliers.size


def test_nan_rows_are_passed_over_and_rows_count_on_the_curve() -> None:
    curve = made("step")
    y = np.insert(curve.y, np.arange(0, 200, 2), np.nan)
    evidence = examine(synthetic.curve(np.arange(300.0), y))
    assert any(abs(row - 180) <= 4 for row in evidence.steps)


def test_a_random_walk_is_not_called_a_trend() -> None:
    rng = np.random.default_rng(4)
    walks = [synthetic.curve(np.arange(300.0), synthetic.random_walk(300, rng)) for _ in range(8)]
    verdicts = [examine(walk).verdict for walk in walks]
    assert verdicts.count("cannot tell") >= 6


def test_what_went_further_than_a_walk_would_is_none() -> None:
    x = np.arange(200.0)
    fall = 0.9 * np.exp(-3 * x / 200) + 0.01 * np.random.default_rng(41).standard_normal(200)
    assert examine(synthetic.curve(x, fall)).verdict == "found"


@pytest.mark.parametrize("signal", ["sigmoid", "decay", "plateau", "hump"])
def test_a_level_in_noise_with_memory_is_not_taken_for_a_random_walk(signal: str) -> None:
    assert [found(signal, "ar6", seed=seed).verdict for seed in range(3)] == ["found"] * 3


def test_many_jumps_are_not_taken_for_memory() -> None:
    evidence = found("blocks")
    assert evidence.verdict == "found"
    assert len(evidence.moves) >= 6


@pytest.mark.parametrize("n", [24, 60, 150])
def test_noise_that_swings_is_not_taken_for_an_oscillation(n: int) -> None:
    curves = [made("flat", "ar2", n=n, sd=1.0, seed=seed) for seed in range(8)]
    assert sum(examine(curve).verdict == "found" for curve in curves) <= 1


@pytest.mark.parametrize("share", [0.5, 0.15, 0.03])
def test_two_values_at_random_hold_neither_outliers_nor_moves(share: float) -> None:
    rng = np.random.default_rng(3)
    ys = [rng.choice([0.799, 0.999], 100, p=[share, 1 - share]) for _ in range(8)]
    curves = [synthetic.curve(np.arange(100.0), y) for y in ys]
    assert sum(map(bool, map(claimed, curves))) <= 1


@pytest.mark.parametrize("signal", ["u_surge", "collapse", "flat"])
def test_claims_do_not_depend_on_units(signal: str) -> None:
    curve = made(signal)
    plain = examine(curve)
    other = examine(synthetic.curve(curve.x * 1e18, 1e-3 * curve.y + 5))
    assert (plain.verdict, course(plain)) == (other.verdict, course(other))
    assert [m.first for m in plain.moves] == [m.first for m in other.moves]
    assert plain.steps.tolist() == other.steps.tolist()


@pytest.mark.parametrize("signal", ["sigmoid", "hump", "step", "flat"])
def test_a_report_claims_the_same_in_every_unit(signal: str) -> None:
    curve = made(signal, n=120)
    plain = claimed(curve)
    for factor in (1e-6, 1e6):
        scaled = synthetic.curve(curve.x / 3600, factor * (curve.y - 7))
        assert claimed(scaled) == plain


def claimed(curve: Curve) -> list[tuple[str, str]]:
    """Kinds and directions of what a report claims; what hangs on the unit's zero left out."""
    found = observe_all([examine(curve)])
    return [(o.kind, o.direction) for o in found if o.significant and o.outcome == "found"]


def test_turning_y_upside_down_turns_the_moves() -> None:
    curve = made("collapse")
    turned = examine(synthetic.curve(curve.x, -curve.y))
    assert course(turned) == [-sign for sign in course(examine(curve))]


@pytest.mark.parametrize("signal", ["sigmoid", "hump", "collapse", "flat"])
def test_one_more_point_does_not_flip_a_claim(signal: str) -> None:
    curve = made(signal, n=203)
    verdicts = [
        (evidence.verdict, tuple(course(evidence)))
        for n in range(198, 204)
        for evidence in [examine(synthetic.curve(curve.x[:n], curve.y[:n]))]
    ]
    assert len(set(verdicts)) == 1


def test_a_familiar_smooth_does_not_change_the_evidence() -> None:
    curve = made("hump")
    assert examine(curve, smooth(curve, "ema:0.9")).trend.method.name == "auto"


def test_many_points_are_examined_in_groups_and_named_by_rows() -> None:
    evidence = found("step", n=20_000)
    assert any(abs(row - 12_000) <= 200 for row in evidence.steps)
    assert evidence.moves[0].last < 20_000


@pytest.mark.parametrize(
    ("signal", "sd", "signs"),
    [("sigmoid", 0.05, [1]), ("linear", 0.1, [1]), ("decay", 0.05, [-1]), ("hump", 0.05, [1, -1])],
)
@pytest.mark.parametrize("n", [30, 50])
def test_a_clear_course_is_seen_in_few_points(
    signal: str, sd: float, signs: list[int], n: int
) -> None:
    assert course(found(signal, n=n, sd=sd)) == signs


def test_a_steep_start_is_no_outlier() -> None:
    x = np.arange(1.0, 36)
    loss = 0.1 + 4 * x**-1.5 + 0.02 * np.random.default_rng(2).standard_normal(x.size)
    assert course(examine(synthetic.curve(x, loss))) == [-1]


def test_one_wild_point_on_a_level_that_never_varies_is_no_course() -> None:
    y = np.ones(40)
    y[0] = 0.0
    assert examine(synthetic.curve(np.arange(40.0), y)).verdict == "not found"


def test_one_wild_first_point_is_no_course() -> None:
    curve = made("flat", n=40, sd=1.0)
    y = np.append(30.0, curve.y[1:])
    assert not course(examine(synthetic.curve(curve.x, y)))


def test_among_many_curves_only_the_certain_are_told() -> None:
    noise = [found("flat", sd=1.0, n=60, seed=seed) for seed in range(4)]
    certain, faint = found("linear", n=60), replace(found("linear", n=60), p_value=0.02)
    told = jointly([certain, faint, *noise])
    assert [e.verdict for e in told[:2]] == ["found", "cannot tell"]
    assert not told[1].moves
    assert jointly([faint])[0] is faint


def test_what_only_a_walk_explains_is_kept_apart_and_corrected_for_many_curves() -> None:
    evidence = found("rise_dips", "ar6", n=50, sd=0.05, seed=3)
    assert evidence.verdict == "cannot tell"
    assert evidence.unless_walk is not None
    assert evidence.unless_walk.sign == 1
    many = jointly([evidence, *[found("flat", n=20, sd=1.0)] * 99])
    assert many[0].unless_walk is None


@pytest.mark.parametrize("n", [120, 200])
@pytest.mark.parametrize("phi", [0.0, 0.6])
def test_noise_that_shrinks_a_hundredfold_is_rarely_taken_for_moves(n: int, phi: float) -> None:
    fading = 10 ** np.linspace(0, -2, n)
    noises = (synthetic.noises.ar1(n, phi, np.random.default_rng(seed)) for seed in range(8))
    found = [examine(synthetic.curve(np.arange(float(n)), 3 + fading * one)) for one in noises]
    assert sum(evidence.verdict == "found" for evidence in found) <= 1


def test_a_level_that_falls_with_its_noise_by_orders_of_magnitude_is_found() -> None:
    noise = np.exp(0.3 * np.random.default_rng(0).standard_normal(300))
    curve = synthetic.curve(np.arange(300.0), noise * 10 ** np.linspace(0, -3, 300))
    evidence = examine(curve)
    assert [move.sign for move in evidence.moves] == [-1]
    truth = np.exp(0.3**2 / 2) * 10 ** np.linspace(0, -3, 300)
    assert np.mean((evidence.trend.low <= truth) & (truth <= evidence.trend.high)) > 0.8


def test_far_points_that_stand_together_by_chance_are_no_course():
    """Of these 60 curves of Pareto noise nine are found where nothing asks for normal scores."""
    noise = (np.random.default_rng(seed).pareto(2, size=100) for seed in range(60))
    assert sum(examine(drawn(y)).verdict == "found" for y in noise) <= 3


def test_a_rise_in_noise_with_heavy_tails_is_found():
    noise = np.random.default_rng(1).lognormal(size=300)
    assert examine(drawn(noise + np.linspace(0, 5, 300))).verdict == "found"
