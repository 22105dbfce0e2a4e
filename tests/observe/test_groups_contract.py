"""What rules on groups and comparisons keep to: the same contract as those on curves."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from rlreport import synthetic
from rlreport.compare import with_reference
from rlreport.groups import gathered
from rlreport.observe import observe_all, say
from rlreport.smooth import smooth
from rlreport.values import Curve, Observation
from rlreport.wording import Subject
from tests.observe.test_contract import EVERY_RULE, backed, shape, subject

RULES = [rule for rule in EVERY_RULE if rule.scope in {"group", "comparison"}]
KINDS = [rule.kinds[0] for rule in RULES]
EVERY = pytest.mark.parametrize("kind", KINDS)


def configuration(curve: Curve) -> str:
    """What the runs of a plant are named after: "low seed 1" is of "low"."""
    return curve.run.rpartition("seed")[0].strip() or "all"


def observed(curves: tuple[Curve, ...]) -> tuple[Observation, ...]:
    """Everything on the groups in these curves, compared with the first of them."""
    found = gathered([smooth(c) for c in curves], {c.run: configuration(c) for c in curves})
    comparisons = with_reference(found.units, found.units[0].name if found.units else "")
    return observe_all((), found.groups, comparisons)


@cache
def planted(kind: str) -> tuple[tuple[Curve, ...], tuple[Observation, ...]]:
    """The curves that a rule plants and what is observed on them: made once for all tests."""
    curves = tuple(RULES[KINDS.index(kind)].plant(np.random.default_rng(7)))
    return curves, observed(curves)


def told(observation: Observation, curve: Curve) -> Subject:
    return replace(subject(curve), run=observation.run)


def numbers(text: str, *names: str) -> list[str]:
    for name in names:
        text = text.replace(name, "")
    return re.findall(r"(?<![\w.])[+-]?\d[\d,]*(?:\.\d+)?(?:e-?\d+)?", text)


@EVERY
def test_it_finds_what_it_plants(kind: str) -> None:
    found = {o.kind for o in planted(kind)[1]}
    assert set(RULES[KINDS.index(kind)].kinds) <= found


@EVERY
def test_every_number_it_states_is_in_its_evidence(kind: str) -> None:
    curves, observations = planted(kind)
    for observation in observations:
        text = say(observation, told(observation, curves[0]))
        for stated in numbers(text, observation.run, observation.other):
            assert backed(stated, observation), f"{stated} in: {text}"


@EVERY
def test_it_is_unmoved_by_a_change_of_units(kind: str) -> None:
    curves, observations = planted(kind)
    scaled = tuple(replace(curve, x=1000 * curve.x, y=1e-3 * curve.y) for curve in curves)
    assert shape(observations) == shape(observed(scaled))


@EVERY
def test_its_observations_come_back_from_json_as_they_were(kind: str) -> None:
    for observation in planted(kind)[1]:
        plain = json.loads(json.dumps(observation.to_dict(), allow_nan=False))
        assert Observation.from_dict(plain) == observation


@pytest.mark.parametrize("y", [np.full(60, 3.0), np.full(60, np.nan), np.empty(0)])
def test_nothing_is_claimed_on_constant_and_empty_curves(y: np.ndarray) -> None:
    curve = synthetic.curve(np.arange(float(y.size)), y)
    runs = [f"{name} seed {place}" for name in "ab" for place in range(3)]
    made = observed(tuple(replace(curve, run=run) for run in runs))
    assert not [o for o in made if o.significant]


def test_a_run_that_stops_early_and_one_that_diverges_are_named() -> None:
    rule = RULES[KINDS.index("spread")]
    planted = rule.plant(np.random.default_rng(1))
    curves = [replace(curve, x=curve.x[:100], y=curve.y[:100]) for curve in planted]
    whole = curves[0]
    curves[0] = replace(whole, x=whole.x[:40], y=whole.y[:40])
    lost = np.where(np.arange(100) < 60, curves[1].y, np.nan)
    curves[1] = replace(curves[1], y=lost, nonfinite=np.arange(60, 100))
    found = {o.other: o.words["why"] for o in observed(tuple(curves)) if o.kind == "outlying run"}
    assert found == {"seed 1": "stopped", "seed 2": "not finite", "seed 7": "far"}


def runs(signal: str, n: int, *, sd: float = 0.05) -> tuple[Curve, ...]:
    rng = np.random.default_rng(9)
    made = (synthetic.make(signal, n=100, sd=sd, rng=rng).curve for _ in range(n))
    return tuple(replace(curve, run=f"seed {place}") for place, curve in enumerate(made))


def test_a_dip_that_all_runs_take_is_found_on_their_group_and_rests_on_the_runs() -> None:
    (dip,) = [o for o in observed(runs("vee", 4)) if o.kind == "dip"]
    assert dip.significant
    assert dip.n == 4
    assert dip.x == pytest.approx(50, abs=5)


def test_a_group_in_which_nothing_happens_has_no_moves() -> None:
    kinds = {o.kind for o in observed(runs("flat", 4, sd=1.0)) if o.significant}
    assert not kinds & {"trend", "dip", "surge", "plateau", "efficiency"}


def test_two_runs_that_both_rose_are_told_as_two_runs() -> None:
    curves = runs("linear", 2)
    (change,) = [o for o in observed(curves) if o.kind == "change"]
    assert (change.outcome, change.direction, change.significant) == ("found", "up", None)
    text = say(change, told(change, curves[0]))
    assert "rose in both runs" in text
    assert "2 runs cannot tell what further ones would do" in text


@pytest.mark.filterwarnings("ignore:overflow", "ignore:invalid value")
def test_runs_whose_values_have_no_squares_spread_as_far_as_they_do() -> None:
    curves = tuple(replace(curve, y=1e250 * curve.y) for curve in runs("linear", 3))
    (huge,) = [o for o in observed(curves) if o.kind == "spread"]
    (usual,) = [o for o in observed(runs("linear", 3)) if o.kind == "spread"]
    ratio = huge.estimates["sd"].value / usual.estimates["sd"].value
    assert ratio == pytest.approx(1e250)
