import numpy as np

from rlreport.thin import line_rows, scatter_rows, shares


def test_a_thinned_scatter_keeps_the_noise_as_large_as_it_is():
    noise = np.random.default_rng(0).normal(0, 0.05, 200_000)
    rows = scatter_rows(noise.size, 2000)
    assert abs(noise[rows].std() / 0.05 - 1) < 0.05


def test_a_thinned_scatter_has_one_point_in_each_stratum():
    rows = scatter_rows(100_000, 1000)
    assert (rows // 100).tolist() == list(range(1000))


def test_the_same_seed_draws_the_same_rows():
    assert (scatter_rows(5000, 300, seed=4) == scatter_rows(5000, 300, seed=4)).all()


def test_few_rows_are_all_kept():
    assert scatter_rows(7, 10).tolist() == list(range(7))
    assert line_rows(np.arange(7.0), 10).tolist() == list(range(7))


def test_a_reduced_line_keeps_its_ends_and_its_extremes():
    y = np.sin(np.linspace(0, 20, 50_000))
    y[31_234], y[12_345] = 9.0, -9.0
    rows = line_rows(y, 600)
    assert rows.size <= 600
    assert {0, 12_345, 31_234, 49_999} <= set(rows.tolist())


def test_a_reduced_line_passes_over_gaps():
    y = np.r_[np.full(5000, np.nan), np.arange(5000.0)]
    assert np.nanmax(y[line_rows(y, 400)]) == 4999


def test_what_short_curves_do_not_need_goes_to_the_long_ones():
    assert shares([10, 1000, 400], 610) == [10, 300, 300]
    assert shares([10, 50], 100) == [10, 50]
    assert shares([], 100) == []
