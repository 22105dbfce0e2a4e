"""Curves whose truth is known."""

from __future__ import annotations

import numpy as np
import pytest

from rlreport.synthetic import NOISES, SIGNALS, founding_run, make


@pytest.mark.parametrize("noise", NOISES)
@pytest.mark.parametrize("signal", SIGNALS)
def test_every_signal_takes_every_noise(signal: str, noise: str) -> None:
    truth = make(signal, noise, n=60, rng=np.random.default_rng(0))
    assert truth.signal.size == truth.curve.x.size <= 60
    assert np.isfinite(truth.signal).all()


@pytest.mark.parametrize("noise", sorted(set(NOISES) - {"outliers", "gaps", "t3"}))
def test_noise_has_the_spread_that_was_asked_for(noise: str) -> None:
    truth = make("flat", noise, n=20_000, sd=0.1, rng=np.random.default_rng(1))
    assert np.std(truth.curve.y - truth.signal) == pytest.approx(0.1, rel=0.1)


def test_the_same_generator_gives_the_same_curve() -> None:
    one, two = (make("hump", "ar6", rng=np.random.default_rng(3)).curve.y for _ in range(2))
    assert (one == two).all()


def test_gaps_leave_out_rows_and_values() -> None:
    truth = make("sigmoid", "gaps", n=200, rng=np.random.default_rng(3))
    assert truth.curve.x.size == 180
    assert 0 < np.isnan(truth.curve.y).sum() < 60


def test_unknown_names_are_refused() -> None:
    with pytest.raises(ValueError, match="no signal 'wave'"):
        make("wave", rng=np.random.default_rng(0))


def test_the_founding_run_has_the_numbers_of_the_founding_figure() -> None:
    run = founding_run(np.random.default_rng(0))
    assert run.accuracy_level[[0, -1]] == pytest.approx([0.35, 0.66], abs=0.005)
    assert run.accuracy_level[50:120].min() == pytest.approx(0.40, abs=0.02)
    assert run.parallelism_level[[0, -1]] == pytest.approx([8.2, 13.8], abs=0.05)
    assert run.parallelism_level.min() == pytest.approx(7.5, abs=0.05)
    assert (np.diff(run.flops) > 0).all()
