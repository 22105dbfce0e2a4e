"""Curve -> trend."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rlreport import synthetic
from rlreport.errors import ChoiceError
from rlreport.smooth import SMOOTHERS, parse, smooth, smoothers
from rlreport.values import FloatArray, Meaning


def noisy(
    signal: str = "sigmoid", noise: str = "white", *, n: int = 120, sd: float = 0.1, seed: int = 1
):
    return synthetic.make(signal, noise, n=n, sd=sd, rng=np.random.default_rng(seed))


def tensorboard(y: FloatArray, weight: float) -> FloatArray:
    shown, last, count = [], 0.0, 0
    for value in y:
        if not np.isfinite(value):
            shown.append(value)
            continue
        last = last * weight + (1 - weight) * value
        count += 1
        shown.append(last / (1 - weight**count))
    return np.array(shown)


def weights_and_biases(x: FloatArray, y: FloatArray, parameter: float) -> FloatArray:
    weight, last, debias, shown = min(parameter**0.5, 0.999), 0.0, 0.0, []
    for row, value in enumerate(y):
        change = (x[row] - x[max(row - 1, 0)]) / (x[-1] - x[0]) * 1000
        last = last * weight**change + value
        debias = debias * weight**change + 1
        shown.append(last / debias)
    return np.array(shown)


def test_the_names_are_those_of_the_files() -> None:
    assert set(SMOOTHERS) == set(smoothers())
    assert SMOOTHERS[0] == "auto"


@pytest.mark.parametrize("weight", [0.0, 0.6, 0.9, 0.999])
def test_ema_equals_tensorboards_own_loop(weight: float) -> None:
    curve = noisy().curve
    level = smooth(curve, f"ema:{weight}").level
    np.testing.assert_allclose(level, tensorboard(curve.y, weight), rtol=1e-11)


def test_ema_passes_over_missing_points_as_tensorboard_does() -> None:
    truth = noisy(noise="gaps")
    rows = truth.curve.rows
    level = smooth(truth.curve, "ema:0.6").level
    np.testing.assert_allclose(level[rows], tensorboard(truth.curve.y, 0.6)[rows], rtol=1e-12)


def test_a_constant_series_is_left_alone_by_ema() -> None:
    y = np.full(50, 0.1)
    assert (smooth(synthetic.curve(np.arange(50.0), y), "ema:0.99").level == y).all()


@pytest.mark.parametrize("weight", [0.0, 0.5, 0.9, 1.0])
def test_wandb_equals_its_documented_loop_on_uneven_x(weight: float) -> None:
    rng = np.random.default_rng(2)
    x = np.cumsum(rng.exponential(size=80))
    curve = synthetic.curve(x, rng.normal(size=80))
    expected = weights_and_biases(x, curve.y, weight)
    np.testing.assert_allclose(
        smooth(curve, f"wandb:{weight}").level, expected, rtol=1e-6, atol=1e-9
    )


def test_the_running_mean_is_the_mean_of_its_window() -> None:
    curve = noisy(n=30).curve
    level = smooth(curve, "mean:5").level
    np.testing.assert_allclose(level[10], curve.y[8:13].mean())
    np.testing.assert_allclose(level[0], curve.y[:3].mean())


def test_gaussian_weights_are_those_of_a_normal_density() -> None:
    curve = noisy(n=41).curve
    weights = np.exp(-0.5 * (np.arange(-8, 9) / 2.0) ** 2)
    expected = (weights @ curve.y[12:29]) / weights.sum()
    np.testing.assert_allclose(smooth(curve, "gaussian:2").level[20], expected, rtol=1e-9)


def test_gaussian_weights_are_the_same_for_a_wide_and_long_curve() -> None:
    y = np.random.default_rng(0).normal(5, 1, 3000)
    y[1000:1400] = np.nan
    level = smooth(synthetic.curve(np.arange(3000.0), y), "gaussian:120").level
    for row in (0, 700, 1500, 2999):
        weights = np.where(np.isnan(y), 0, np.exp(-0.5 * ((np.arange(3000) - row) / 120) ** 2))
        weights[np.abs(np.arange(3000) - row) > 480] = 0
        assert level[row] == pytest.approx(np.nansum(weights * y) / weights.sum(), rel=1e-9)


def test_lowess_reproduces_a_straight_line_and_ignores_an_outlier() -> None:
    x = np.linspace(0, 10, 60)
    y = 3 * x - 2 + 0.01 * np.sin(40 * x)
    y[30] += 50
    level = smooth(synthetic.curve(x, y), "lowess:0.4").level
    np.testing.assert_allclose(level, 3 * x - 2, atol=0.05)


@pytest.mark.parametrize("how", SMOOTHERS)
def test_every_smoother_says_what_it_is_and_keeps_every_row(how: str) -> None:
    truth = noisy(noise="gaps")
    trend = smooth(truth.curve, how)
    assert trend.method.name == how
    assert trend.method.looks_ahead == smoothers()[how].looks_ahead
    assert np.isfinite(trend.level).all()
    assert bool(trend.method.band) == (how == "auto") == bool(np.isfinite(trend.low).all())


@pytest.mark.parametrize("how", SMOOTHERS)
@pytest.mark.parametrize("n", range(7))
def test_short_curves_are_smoothed_without_complaint(how: str, n: int) -> None:
    y = np.array([3.0, 1.0, 4.0, 1.5, 9.0, 2.0, 6.0])[:n]
    assert np.isfinite(smooth(synthetic.curve(np.arange(float(n)), y), how).level).all()


@pytest.mark.parametrize("how", SMOOTHERS)
def test_a_curve_of_nothing_but_nan_has_no_level(how: str) -> None:
    trend = smooth(synthetic.curve(np.arange(20.0), np.full(20, np.nan)), how)
    assert np.isnan(trend.level).all()
    assert trend.noise.n == 0


@pytest.mark.parametrize("how", SMOOTHERS)
@pytest.mark.parametrize("value", [0.0, 1e-30, -7.25, 1e300])
def test_a_constant_stays_that_constant(how: str, value: float) -> None:
    trend = smooth(synthetic.curve(np.arange(30.0), np.full(30, value)), how)
    np.testing.assert_allclose(trend.level, value, rtol=1e-12)


@pytest.mark.parametrize("scale", [1e-30, 1e-6, 1e12, 1e300])
def test_the_automatic_smooth_does_not_depend_on_the_unit_of_y(scale: float) -> None:
    curve = noisy(noise="ar6").curve
    plain = smooth(curve)
    scaled = smooth(synthetic.curve(curve.x, scale * curve.y))
    np.testing.assert_allclose(scaled.level / scale, plain.level, rtol=1e-6)
    np.testing.assert_allclose(scaled.high / scale, plain.high, rtol=1e-6)


@settings(max_examples=6)
@given(factor=st.floats(0.01, 100), shift=st.floats(0, 100), seed=st.integers(0, 50))
def test_the_automatic_smooth_moves_with_the_data(factor: float, shift: float, seed: int) -> None:
    curve = noisy("glitch", n=60, seed=seed).curve
    y = curve.y + 1000  # no level goes below 0 where no value does: far from there
    moved = smooth(synthetic.curve(7 * curve.x, factor * y + shift))
    back = (moved.level - shift) / factor
    np.testing.assert_allclose(back, smooth(synthetic.curve(curve.x, y)).level, atol=1e-6)


@pytest.mark.parametrize("signal", ["sigmoid", "u_surge", "step", "collapse", "hump", "linear"])
@pytest.mark.parametrize("noise", ["white", "ar6", "outliers"])
def test_the_automatic_smooth_is_nearer_to_the_truth_than_the_familiar_ones(
    signal: str, noise: str
) -> None:
    truths = [noisy(signal, noise, n=200, sd=0.15, seed=seed) for seed in range(3)]

    def error(how: str) -> float:
        squares = [np.mean((smooth(t.curve, how).level - t.signal) ** 2) for t in truths]
        return float(np.sqrt(np.mean(squares)))

    assert error("auto") < 0.75 * min(error("ema:0.6"), error("wandb:0.9"))


def test_a_single_gross_outlier_does_not_move_the_curve() -> None:
    y = 0.1 * np.random.default_rng(0).normal(size=500)
    y[250] = 1e6
    level = smooth(synthetic.curve(np.arange(500.0), y)).level
    assert np.abs(level).max() < 0.1


@pytest.mark.parametrize("snr", [3, 7])
@pytest.mark.parametrize("noise", ["white", "ar6"])
@pytest.mark.parametrize("signal", ["blocks", "bumps", "heavisine", "doppler"])
def test_fast_local_structure_is_kept_better_than_by_a_moving_average(
    signal: str, noise: str, snr: int
) -> None:
    reach = float(np.ptp(synthetic.SIGNALS[signal](np.arange(1, 2049) / 2048)))
    spread = float(np.std(synthetic.SIGNALS[signal](np.arange(1, 2049) / 2048)))
    truth = noisy(signal, noise, n=2048, sd=spread / snr / reach)
    errors = [np.std(smooth(truth.curve, how).level - truth.signal) for how in ("auto", "ema:0.6")]
    assert errors[0] < 0.9 * errors[1]


def test_the_level_of_parallelism_is_not_below_that_of_a_serial_agent() -> None:
    noise = np.random.default_rng(4).exponential(0.2, 200)
    found = synthetic.curve(np.arange(200.0), 1.0 + noise * np.linspace(0, 3, 200))
    meaning = Meaning(role="parallelism", unit="", better="higher", label="Parallelism")
    trend = smooth(replace(found, meaning=meaning))
    assert (trend.level.min() >= 1, trend.low.min() == 1) == (True, True)


def test_the_level_of_counts_is_not_below_zero() -> None:
    counts = np.random.default_rng(4).poisson(20 / (1 + np.exp(-np.linspace(-9, 6, 300))))
    trend = smooth(synthetic.curve(np.arange(300.0), counts.astype(float)))
    assert trend.low.min() == trend.level.min() == 0
    below = smooth(synthetic.curve(np.arange(300.0), -counts.astype(float)))
    assert below.high.max() == below.level.max() == 0


def test_the_band_is_narrower_where_a_curve_is_calm_than_at_its_dips() -> None:
    run = synthetic.founding_run(np.random.default_rng(0))
    trend = smooth(synthetic.curve(run.flops, run.accuracy))
    width = trend.high - trend.low
    assert width[130:190].mean() < 0.7 * width[40:110].mean()


def test_the_band_covers_the_truth_about_as_often_as_it_says() -> None:
    inside = []
    for seed in range(20):
        truth = noisy("u_surge", "ar3", n=200, sd=0.15, seed=seed)
        trend = smooth(truth.curve)
        inside.append(np.mean((trend.low <= truth.signal) & (truth.signal <= trend.high)))
    assert 0.88 <= np.mean(inside) <= 1.0


@pytest.mark.parametrize("n", [2, 4, 7, 8])
def test_fewer_than_eight_points_are_joined_without_a_band(n: int) -> None:
    curve = noisy(n=n).curve
    trend = smooth(curve)
    few = n < 8
    assert np.isnan(trend.low).all() == few
    assert trend.method.unsmoothed == few
    assert np.array_equal(trend.level, curve.y) == few


def test_the_band_of_a_short_curve_is_narrow_where_its_points_rule_out_a_long_memory() -> None:
    truth = noisy("sigmoid", "white", n=50, sd=0.02, seed=1)
    trend = smooth(truth.curve)
    assert np.median(trend.high - trend.low) < 4 * 0.02


def test_the_band_of_a_short_curve_is_wide_where_its_points_allow_a_long_memory() -> None:
    inside, widths = [], []
    for seed in range(12):
        truth = noisy("linear", "ar9", n=50, sd=0.15, seed=seed)
        trend = smooth(truth.curve)
        inside.append(np.mean((trend.low <= truth.signal) & (truth.signal <= trend.high)))
        widths.append(np.median(trend.high - trend.low))
    assert np.mean(inside) > 0.85
    assert np.median(widths) > 2 * 0.15


def test_the_noise_is_estimated_with_its_memory() -> None:
    noise = smooth(noisy("sigmoid", "ar6", n=1000, sd=0.1).curve).noise
    assert noise.phi == pytest.approx(0.6, abs=0.1)
    assert noise.sd == pytest.approx(0.1, rel=0.2)
    assert noise.n_eff == pytest.approx(1000 * (1 - noise.phi) / (1 + noise.phi))


def test_the_memory_of_a_level_that_moves_once_leaves_one_point_at_least() -> None:
    curve = noisy(n=4000).curve
    noise = smooth(replace(curve, y=np.where(np.arange(4000) < 3990, 7.0, 8.0))).noise
    assert noise.n_eff == pytest.approx(1)
    assert noise.phi < 1


def test_grouping_many_points_keeps_the_noise_of_single_points() -> None:
    noise = smooth(noisy("sigmoid", "ar6", n=20_000, sd=0.1).curve).noise
    assert noise.phi == pytest.approx(0.6, abs=0.1)
    assert noise.sd == pytest.approx(0.1, rel=0.1)


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ("emma", "There is no smoother 'emma'. Choose one of: ema"),
        ("ema:1", "Give 0 <= weight < 1, for example 'ema:0.6'"),
        ("ema:x", "Give 0 <= weight < 1"),
        ("mean:2.5", "a whole number, for example 'mean:11'"),
        ("mean:nan", "a whole number"),
        ("lowess:0", "0.001 <= fraction <= 1"),
        ("auto:3", "takes no parameter"),
    ],
)
def test_a_wrong_choice_says_what_is_possible(how: str, message: str) -> None:
    with pytest.raises(ChoiceError, match=message.replace("<", r"\<")):
        parse(how)


def test_a_steep_start_of_many_points_is_not_the_mean_of_its_first_group() -> None:
    y = 10.8 * np.arange(1, 5001.0) ** -0.4 + np.random.default_rng(1).normal(0, 0.1, 5000)
    trend = smooth(synthetic.curve(np.arange(5000.0), y))
    assert trend.low[0] < 10.8 < trend.high[0]
    assert trend.high[0] - trend.low[0] < 1
