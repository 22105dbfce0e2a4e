"""Many small systems at once, and minima of what they say: as one by one."""

from __future__ import annotations

import numpy as np
import pytest

from rlreport.stats import banded
from rlreport.stats.search import Search, least_of, pattern_search
from rlreport.stats.whittaker import model
from rlreport.values import FloatArray


def matrices(k: int, n: int) -> tuple[FloatArray, FloatArray]:
    """Positive definite matrices with two bands beside the diagonal `(k, n, n)`, and the bands."""
    bands = np.random.default_rng(k).normal(size=(k, n, 3))
    bands[..., 0] = np.abs(bands[..., 0]) + 10
    bands[:, -1, 1] = bands[:, -2:, 2] = 0.0
    full = np.zeros((k, n, n))
    for lag in range(3):
        rows = np.arange(n - lag)
        full[:, rows + lag, rows] = full[:, rows, rows + lag] = bands[:, : n - lag, lag]
    return full, bands


@pytest.mark.parametrize("k", [1, 7])
def test_systems_are_solved_each_by_itself(k: int) -> None:
    full, bands = matrices(k, 20)
    right = np.random.default_rng(0).normal(size=(k, 20))
    _, solution = banded.solved(bands, right)
    assert solution == pytest.approx(np.linalg.solve(full, right[..., None])[..., 0])


@pytest.mark.parametrize("k", [1, 7])
def test_bands_of_inverses_are_those_of_the_whole_inverses(k: int) -> None:
    full, bands = matrices(k, 20)
    factor, _ = banded.solved(bands, np.zeros((k, 20)))
    whole = np.linalg.inv(full)
    for lag, band in enumerate(banded.inverse_bands(factor)):
        assert band[:, : 20 - lag] == pytest.approx(np.diagonal(whole, lag, axis1=1, axis2=2))


def test_a_stiffness_out_of_range_is_infinitely_unlikely_and_spoils_no_other() -> None:
    values = model(np.random.default_rng(0).normal(size=50))
    losses = values.loss(np.array([1.0, 300.0, 2.0]), np.full(3, 0.5))
    alone = [float(values.loss(np.array([one]), np.array([0.5]))[0]) for one in (1.0, 2.0)]
    assert losses[[0, 2]].tolist() == pytest.approx(alone)
    assert losses[1] == np.inf


def test_the_least_of_a_grid_is_the_least_of_all_its_places() -> None:
    values = np.linspace(0, 1, 11)
    assert least_of(lambda x, y: (x - 0.7) ** 2 + (y - 0.2) ** 2, values, values) == (
        pytest.approx((0.7, 0.2))
    )


def test_a_search_ends_at_the_minimum_or_at_the_border_before_it() -> None:
    found = pattern_search(lambda x, y: (x - 1) ** 2 + (y - 3) ** 2, (0, 0), (-5, 0), (5, 1))
    assert found == pytest.approx((1, 1), abs=0.02)


def test_no_place_is_asked_for_twice() -> None:
    asked: list[float] = []

    def loss(x: FloatArray, y: FloatArray) -> FloatArray:
        asked.extend((x + 1000 * y).tolist())
        return x**2 + y**2

    search = Search(loss, (-1, 0), (1, 1))
    place, least = search.explored(np.array([0.5, 0.0]), 0.25, np.array([0.5, 0.5]))
    assert place.tolist() == [0, 0]
    assert least == 0
    assert len(set(asked)) == len(asked)
    search.explored(place, least, np.array([0.5, 0.5]))
    assert len(set(asked)) == len(asked)
