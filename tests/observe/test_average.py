"""What is said of curves without a course: their mean, and how sure it is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from rlreport import synthetic
from rlreport.evidence import examine
from rlreport.observe.average import detect
from rlreport.values import Estimate, Meaning


def average(y: np.ndarray, unit: str = "") -> Estimate | None:
    """The average that is told of these values, or None."""
    curve = synthetic.make("flat", n=y.size, sd=1.0, rng=np.random.default_rng(0)).curve
    meaning = Meaning(role="success", unit=unit, better="higher", label="Success rate")
    found = detect(examine(replace(curve, y=y, meaning=meaning)))
    return found[0].estimates["level"] if found else None


def test_the_share_of_verdicts_has_the_interval_of_so_many_trials() -> None:
    """Wilson's score interval, as wide as Student's t for 18."""
    solved = 100.0 * np.random.default_rng(3).permutation(np.repeat([1, 0], [15, 3]))
    told = average(solved, "%")
    assert told is not None
    assert told.value == pytest.approx(100 * 15 / 18)
    assert (told.low, told.high) == pytest.approx((58.1, 94.7), abs=0.1)


def test_verdicts_of_which_a_trend_is_open_have_a_share_all_the_same() -> None:
    solved = np.array([0.0, 0, 1, 0, 1, 1, 1, 1, 1, 1])
    told = average(solved)
    assert told is not None
    assert told.value == pytest.approx(0.7)


def test_the_interval_of_a_mean_holds_it() -> None:
    rng = np.random.default_rng(5)
    told = [average(rng.normal(size=100)) for _ in range(24)]
    known = [one for one in told if one is not None]
    assert len(known) > 15
    assert np.mean([one.low <= 0 <= one.high for one in known]) >= 0.85


@pytest.mark.parametrize("points", [5, 20])
def test_a_few_points_are_too_few(points: int) -> None:
    assert average(np.random.default_rng(1).normal(size=points)) is None


def test_a_curve_with_a_course_has_no_average() -> None:
    assert average(np.linspace(0, 10, 100) + np.random.default_rng(1).normal(size=100)) is None


def test_values_at_the_end_of_the_numbers_have_a_finite_average() -> None:
    told = average(1e308 * np.random.default_rng(4).choice([-1.0, 0.5, 1.0], size=200))
    assert told is None or np.isfinite([told.value, told.low, told.high]).all()
