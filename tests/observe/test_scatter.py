"""Where the scatter changes, on scatter whose truth is known."""

from __future__ import annotations

import numpy as np
import pytest

from rlreport.observe._scatter import sudden_change


@pytest.mark.filterwarnings("error")
def test_scatter_that_ends_for_good_has_no_place_and_no_warning() -> None:
    moving = np.random.default_rng(0).random(100)
    assert sudden_change(np.append(moving, np.zeros(20))) is None


def test_scatter_that_triples_at_once_is_placed_there() -> None:
    noise = np.abs(np.random.default_rng(0).normal(size=1000))
    best, low, high = sudden_change(noise * np.repeat([1, 3], [600, 400])) or (0, 0, 0)
    assert low <= 0.6 <= high
    assert best == pytest.approx(0.6, abs=0.02)
