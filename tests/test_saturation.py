"""Which ceiling a curve approaches: found where all courses that fit have one, refused else."""

import numpy as np
import pytest

from rlreport.stats.saturation import Saturation, saturation
from rlreport.synthetic import ar1
from rlreport.values import FloatArray

U = np.linspace(0, 1, 200)


def fitted(y: FloatArray, *, sd: float = 0.03, phi: float = 0.0, seed: int = 0) -> Saturation:
    found = saturation(U, y + sd * ar1(U.size, phi, np.random.default_rng(seed)))
    assert found is not None
    return found


@pytest.mark.parametrize(
    "curve",
    [
        1 - np.exp(-U / 0.2),
        1 - np.exp(-((U / 0.3) ** 1.3)),
        1 - (1 + U / 0.2) ** -3,
        np.tanh(U / 0.3),
    ],
)
@pytest.mark.parametrize("phi", [0.0, 0.5])
def test_the_interval_of_the_ceiling_holds_it(curve: FloatArray, phi: float) -> None:
    ceiling = fitted(curve, phi=phi).ceiling
    assert ceiling is not None
    assert ceiling.low <= 1 <= ceiling.high
    assert ceiling.high - ceiling.low < 0.3


@pytest.mark.parametrize("curve", [U, np.sqrt(U), np.log1p(U / 0.1) / np.log(11)])
def test_a_curve_without_a_ceiling_is_given_none(curve: FloatArray) -> None:
    found = [fitted(curve, seed=seed) for seed in range(5)]
    assert not any(one.bounded for one in found)
    assert all(one.ceiling is None and one.needed(0.1) is None for one in found)


def test_the_way_to_a_further_gain_is_that_of_the_true_course() -> None:
    needed = fitted(1 - np.exp(-U / 0.4), sd=0.005).needed(0.02)
    true = -0.4 * np.log(np.exp(-1 / 0.4) - 0.02) - 1
    assert needed is not None
    assert needed.low <= true <= needed.high


def test_a_gain_beyond_the_ceiling_takes_for_ever() -> None:
    found = fitted(1 - np.exp(-U / 0.15))
    assert found.needed(0.2) is None
    assert all(np.isinf(course.needed(0.2)) for course in found.possible)


def test_noise_with_a_long_memory_leaves_too_little_to_tell() -> None:
    noise = ar1(U.size, 0.95, np.random.default_rng(1))
    assert saturation(U, 1 - np.exp(-U / 0.2) + 0.3 * noise) is None
    assert saturation(U[:10], U[:10]) is None
