"""Statistics over runs: centres, intervals, differences and chances."""

import numpy as np
import pytest
from scipy import stats as scipy_stats

from rlreport.stats.seeds import (
    bootstrapped,
    centres,
    holm,
    improvement,
    interquartile_mean,
    outlying,
    paired_change,
    trimmed,
    welch,
    welch_ratio,
    yuen,
)
from tests.bench import seeds as bench


def runs(n: int, k: int = 1, *, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal((n, k))


@pytest.mark.parametrize("n", [5, 8, 13])
def test_the_interquartile_mean_is_scipys_trimmed_mean(n: int) -> None:
    values = runs(n, 4)
    assert interquartile_mean(values) == pytest.approx(scipy_stats.trim_mean(values, 0.25))


def test_fewer_than_five_runs_are_averaged_whole() -> None:
    assert [trimmed(n) for n in (2, 3, 4, 5, 8)] == [0, 0, 0, 1, 2]


def test_without_trimming_yuens_interval_is_students() -> None:
    values = runs(4)
    low, high = scipy_stats.t.interval(0.95, 3, values.mean(), scipy_stats.sem(values, axis=None))
    assert (yuen(values).low[0], yuen(values).high[0]) == pytest.approx((low, high))


def test_two_runs_have_a_centre_and_no_interval() -> None:
    found = centres(np.array([[1.0], [3.0]]))
    assert found.value[0] == 2.0
    assert np.isnan([found.low[0], found.high[0]]).all()


def test_the_bootstrap_gives_the_same_interval_every_time() -> None:
    values = runs(12, 3)
    assert np.array_equal(bootstrapped(values).low, bootstrapped(values).low)


def test_ten_runs_are_bootstrapped() -> None:
    values = runs(10, 2)
    assert np.array_equal(centres(values).high, bootstrapped(values).high)


def test_a_change_that_all_runs_share_is_certain_however_far_apart_they_are() -> None:
    start = np.array([0.0, 10.0, 20.0, 30.0])
    assert paired_change(start, start + 1 + 0.01 * runs(4)[:, 0]).low > 0.9


def test_a_change_has_the_size_of_the_difference_of_the_centres() -> None:
    start, end = runs(7, 2).T
    centre = interquartile_mean(np.column_stack([start, end]))
    assert paired_change(start, end).value == pytest.approx(centre[1] - centre[0])


def test_welchs_test_is_scipys() -> None:
    first, second = runs(4)[:, 0], runs(6, seed=1)[:, 0]
    expected = scipy_stats.ttest_ind(second, first, equal_var=False)
    found = welch(first, second)
    assert found.p_value == pytest.approx(expected.pvalue)
    assert (found.low, found.high) == pytest.approx(tuple(expected.confidence_interval()))


def test_a_ratio_is_that_of_the_geometric_means() -> None:
    found = welch_ratio(np.array([1.0, 2.0, 4.0]), np.array([3.0, 6.0, 12.0]))
    assert found.value == pytest.approx(3.0)
    assert found.low < 3.0 < found.high


def test_two_runs_on_a_side_are_refused() -> None:
    with pytest.raises(ValueError, match="at least 3 runs on a side, got 2, 3"):
        welch(np.zeros(2), np.zeros(3))


def test_the_chance_to_be_better_counts_ties_half() -> None:
    assert improvement(np.array([0.0, 1.0]), np.array([1.0, 2.0])).value == pytest.approx(0.875)


def test_a_chance_stays_open_where_few_runs_do_not_overlap() -> None:
    found = improvement(np.zeros(3), np.ones(3))
    assert found.value == found.high == 1.0
    assert 0.2 < found.low < 0.5


def test_one_run_far_from_the_others_is_outlying() -> None:
    p_values = outlying(np.array([1.0, 1.1, 0.9, 1.05, -0.5]))
    assert (p_values < 0.01).tolist() == [False, False, False, False, True]


def test_holms_correction_is_monotone_and_at_most_one() -> None:
    assert holm(np.array([0.01, 0.04, 0.03, 0.8])) == pytest.approx([0.04, 0.09, 0.09, 0.8])


@pytest.mark.parametrize("n", [3, 4, 5, 10])
def test_intervals_over_runs_hold_the_truth_about_as_often_as_they_say(n: int) -> None:
    found = bench.coverage("normal", n, 400, np.random.default_rng(n))
    assert found["Yuen's t"] > 0.91
    assert found["change"] > 0.91
    assert found["probability"] > 0.91


def test_resamples_have_the_quantiles_of_their_interquartile_means() -> None:
    values = np.random.default_rng(1).normal(size=(12, 3))
    draws = np.random.default_rng(0).integers(12, size=(2000, 12))
    means = np.array([interquartile_mean(values[draw]) for draw in draws])
    found, (low, high) = bootstrapped(values), np.quantile(means, [0.025, 0.975], axis=0)
    assert found.low == pytest.approx(low)
    assert found.high == pytest.approx(high)


@pytest.mark.filterwarnings("error")
def test_intervals_between_runs_scale_with_their_values_however_large() -> None:
    values, huge = runs(4, 2) + 5, 1e200
    assert yuen(values * huge).low == pytest.approx(yuen(values).low * huge)
    change, same = (paired_change(*(values * by).T) for by in (huge, 1.0))
    assert (change.low, change.p_value) == pytest.approx((same.low * huge, same.p_value))
