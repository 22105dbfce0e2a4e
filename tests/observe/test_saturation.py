"""Ceilings: how near a curve has come, and that none is told which is known worse than the gain."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from rlreport import synthetic
from rlreport.evidence import examine
from rlreport.groups import group
from rlreport.observe import saturation
from rlreport.observe._approach import Approach
from rlreport.smooth import smooth
from rlreport.stats.saturation import Form, Possible, Saturation
from rlreport.values import Evidence, FloatArray, Observation
from rlreport.wording import Subject

STEPS = np.arange(300.0)


def detected(y: FloatArray) -> tuple[Observation, str]:
    curve = synthetic.curve(STEPS, y)
    (only,) = saturation.detect(examine(curve))
    return only, saturation.say(only, Subject(meaning=curve.meaning, axis=curve.axis))


def test_a_curve_that_has_levelled_off_has_come_near_its_ceiling() -> None:
    noise = np.random.default_rng(0).normal(0, 0.01, STEPS.size)
    observation, text = detected(1 - np.exp(-STEPS / 40) + noise)
    ceiling = observation.estimates["ceiling"]
    assert ceiling.low <= 1 <= ceiling.high
    assert "has come within 0.02 of a ceiling of 0.998" in text


def fit(*ceilings: float, scale: float = 0.05) -> Approach:
    """Courses that have all levelled off."""
    form = Form(name="exponential")
    courses = [Possible(form=form, scale=scale, ceiling=part, slope=-1.0) for part in ceilings]
    return Approach(
        courses=Saturation(possible=tuple(courses), n_eff=100.0),
        start=0.0,
        length=300.0,
        base=0.0,
        gain=1.0,
        unit="",
        step_unit="",
        axis_unit="",
    )


@pytest.mark.parametrize(("ceiling", "told"), [(0.96, False), (1.1, True)])
def test_no_time_is_told_for_a_gain_that_lies_beyond_the_ceiling(
    ceiling: float, told: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saturation, "approach", lambda _: fit(ceiling, scale=0.5))
    noise = np.random.default_rng(0).normal(0, 0.01, STEPS.size)
    observation, text = detected(1 - np.exp(-STEPS / 100) + noise)
    assert observation.outcome == "found"
    assert ("course" in observation.estimates) is told
    assert ("ever comes cannot be told" in text) is not told


@pytest.mark.parametrize(("ceilings", "why"), [((1, 0.4, 1.5), "far"), ((0.8, 0.8, 0.8), "passed")])
def test_no_ceiling_is_told_that_is_known_worse_than_the_gain_or_that_the_end_is_beyond(
    ceilings: tuple[float, ...], why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saturation, "approach", lambda _: fit(*ceilings))
    observation, _ = detected(
        1 - np.exp(-STEPS / 100) + np.random.default_rng(0).normal(0, 0.01, 300)
    )
    assert (observation.outcome, observation.words["why"]) == ("cannot tell", why)


@pytest.mark.parametrize(("tau", "tested"), [(60, 3), (1000, 0)])
def test_of_runs_only_those_that_have_a_ceiling_are_tested(
    tau: float, tested: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng, asked = np.random.default_rng(0), list[str]()

    def test(*of: Any) -> Evidence:
        asked.append(of[0].run)
        return examine(*of)

    runs = [1 - np.exp(-STEPS / tau) + rng.normal(0, 0.02, STEPS.size) for _ in range(3)]
    whole = group("seeds", [smooth(synthetic.curve(STEPS, y, name="reward")) for y in runs])
    monkeypatch.setattr(saturation, "examine", test)
    assert whole
    (found,) = saturation.of_group(whole)
    assert (found.estimates["told"].value, len(asked)) == (tested, tested)


def test_of_many_runs_the_first_without_a_ceiling_ends_the_count(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rng, asked = np.random.default_rng(0), list[str]()
    runs = [1 - np.exp(-STEPS / 60) + rng.normal(0, 0.02, STEPS.size) for _ in range(21)]
    whole = group("seeds", [smooth(synthetic.curve(STEPS, y, name="reward")) for y in runs])

    def none(trend: Any) -> None:
        asked.append(trend.curve.run)

    monkeypatch.setattr(saturation, "if_improving", none)
    assert whole
    (found,) = saturation.of_group(whole)
    said = saturation.say(
        found, Subject(meaning=whole.trend.curve.meaning, axis=whole.trend.curve.axis)
    )
    assert len(asked) == 1
    assert said.endswith("cannot be told: one cannot be told of every one of its 21 runs.")
