"""Pure numerics."""

from __future__ import annotations

import numpy as np
import pytest

from rlreport import stats
from rlreport.stats import Interval
from rlreport.synthetic import ar1


def test_wilson_holds_its_published_example() -> None:
    share = stats.wilson(81, 263)  # Newcombe (1998), table I: 0.2553 to 0.3662
    assert (share.low, share.high) == (
        pytest.approx(0.2553, abs=1e-4),
        pytest.approx(0.3662, abs=1e-4),
    )


def test_shares_of_nothing_are_refused() -> None:
    with pytest.raises(ValueError, match="at least one trial"):
        stats.wilson(0, 0)


def test_answers_that_agree_within_a_prompt_count_as_one() -> None:
    success = np.repeat([1.0, 0.0, 1.0, 1.0], 25)
    once = np.zeros(100, dtype=np.intp)
    clustered = stats.clustered_shares(success, np.repeat(np.arange(4), 25), once)
    independent = stats.clustered_shares(success, np.arange(100), once)
    assert (clustered.high - clustered.low)[0] > 3 * (independent.high - independent.low)[0]


@pytest.mark.parametrize(("prompts", "answers"), [(4, 16), (16, 8), (64, 1)])
def test_intervals_of_shares_hold_the_truth_as_often_as_they_say(
    prompts: int, answers: int
) -> None:
    rng = np.random.default_rng(prompts)
    chance = rng.beta(0.5, 1.0, size=(2000, prompts, 1))
    success = (rng.random((2000, prompts, answers)) < chance).astype(float).ravel()
    cluster = np.repeat(np.arange(2000 * prompts), answers)
    found = stats.clustered_shares(success, cluster, cluster // prompts)
    held = np.mean((found.low <= 1 / 3) & (found.high >= 1 / 3))
    assert 0.93 < held < 0.99


def test_a_change_adds_the_uncertainty_of_both_ends() -> None:
    moved = stats.change(Interval(value=35, low=34, high=36), Interval(value=66, low=65, high=67))
    assert moved.value == 31
    assert moved.high - moved.value == pytest.approx(np.sqrt(3))
    assert moved.excludes_zero


def test_a_relative_change_is_computed_with_its_interval() -> None:
    relative = stats.relative_change(
        Interval(value=8.25, low=8.0, high=8.5), Interval(value=13.75, low=13.5, high=14.0)
    )
    assert relative is not None
    assert relative.value == pytest.approx(2 / 3)
    assert relative.low < 0.62 < 0.71 < relative.high


def test_a_rise_beyond_all_numbers_has_no_relative_change() -> None:
    start = Interval(value=1e-200, low=0.9e-200, high=1.1e-200)
    assert stats.relative_change(start, Interval(value=1e50, low=1e49, high=1e51)) is None


def test_a_start_that_may_be_zero_has_no_relative_change() -> None:
    assert (
        stats.relative_change(Interval(value=1, low=-1, high=3), Interval(value=2, low=1, high=3))
        is None
    )


def test_a_flat_precise_line_is_equivalent_to_no_change() -> None:
    assert stats.equivalence(0.0, 0.01, 1.0, 0.1, 100) < 0.001
    assert stats.equivalence(0.2, 0.01, 1.0, 0.1, 100) > 0.999
    assert stats.equivalence(0.0, 1.0, 1.0, 0.1, 100) > 0.4


@pytest.mark.parametrize("phi", [0.0, 0.6])
def test_the_slope_test_keeps_its_level_under_memory(phi: float) -> None:
    rng = np.random.default_rng(3)
    x = np.arange(200.0)
    tests = [stats.line(x, ar1(200, phi, rng), phi) for _ in range(200)]
    assert sum(test is not None and test.p_value < 0.05 for test in tests) <= 20


def test_the_slope_test_finds_a_slope() -> None:
    rng = np.random.default_rng(3)
    test = stats.line(np.arange(200.0), 0.02 * np.arange(200) + ar1(200, 0.5, rng), 0.5)
    assert test is not None
    assert test.low < 0.02 < test.high
    assert test.p_value < 1e-6


def test_volatility_that_doubles_is_found_as_a_ratio() -> None:
    residuals = np.random.default_rng(1).normal(size=400) * np.repeat([1.0, 2.0], 200)
    ratio = stats.volatility_ratio(residuals, 0.0)
    assert ratio is not None
    assert ratio.low < 2 < ratio.high
    assert ratio.p_value < 0.001


@pytest.mark.parametrize("kind", ["pearson", "spearman"])
def test_correlation_of_two_slow_noises_is_not_significant(kind: str) -> None:
    rng = np.random.default_rng(5)
    pairs = [(ar1(200, 0.8, rng), ar1(200, 0.8, rng)) for _ in range(200)]
    tests = [stats.correlation(a, b, phis=(0.8, 0.8), kind=kind) for a, b in pairs]
    assert sum(test is not None and test.p_value < 0.05 for test in tests) <= 20


def test_ranks_make_correlation_blind_to_monotone_changes() -> None:
    a = np.random.default_rng(0).normal(size=50)
    test = stats.correlation(a, np.exp(3 * a))
    assert test is not None
    assert test.value == pytest.approx(1.0)


def test_innovations_of_ar1_noise_are_white() -> None:
    noise = ar1(5000, 0.8, np.random.default_rng(2))
    fresh = stats.ar1_residuals(noise, 0.8)
    assert abs(np.corrcoef(fresh[1:], fresh[:-1])[0, 1]) < 0.04


@pytest.mark.parametrize("phi", [0.0, 0.5, 0.9])
def test_differences_show_the_memory_under_a_slow_signal(phi: float) -> None:
    y = ar1(4000, phi, np.random.default_rng(7)) + 5 * np.sin(np.arange(4000) / 600)
    assert stats.local_phi(y) == pytest.approx(phi, abs=0.08)


def test_a_point_far_from_its_neighbours_is_put_among_them_and_others_are_left() -> None:
    y = np.random.default_rng(0).normal(size=50)
    spiked = y.copy()
    spiked[20] = 1e6
    cleaned = stats.hampel(spiked)
    assert abs(cleaned[20]) < 3
    np.testing.assert_array_equal(np.delete(cleaned, 20), np.delete(stats.hampel(y), 20))


def test_successes_and_counts_are_discrete_and_stages_and_measurements_are_not() -> None:
    rng = np.random.default_rng(1)
    assert stats.discrete(rng.choice([0.999, 0.799], 100, p=[0.9, 0.1]))
    assert stats.discrete(rng.poisson(1.0, 100) * 1.0)
    assert not stats.discrete(np.repeat([1e-3, 1e-4, 1e-5], 40))
    assert not stats.discrete(rng.normal(size=100))
    assert not stats.discrete(np.full(50, 2.0))


def test_jumps_leave_no_trace_in_the_variance_of_differences() -> None:
    noise = np.random.default_rng(2).normal(size=2000)
    jumping = noise + 50 * (np.arange(2000) % 200 < 100)
    assert stats.difference_variance(jumping) == pytest.approx(2, rel=0.1)


def test_groups_have_one_size_and_lose_no_value() -> None:
    values = np.arange(1003.0)
    edges = stats.bin_edges(1003, 100)
    assert set(np.diff(edges)[:-1]) == {11}
    assert stats.bins(values, 100) @ np.diff(edges) == pytest.approx(values.sum())


@pytest.mark.parametrize("scale", [1e-300, 1.0, 1e300])
def test_standardised_values_come_back(scale: float) -> None:
    y = scale * np.array([1.0, -0.5, 0.25])
    standard = stats.Standard.of(y)
    assert np.abs(standard.values).max() == 1
    np.testing.assert_allclose(standard.restored(standard.values), y, rtol=1e-9)
