"""What every rule keeps to, tested on each because it exists."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from rlreport import synthetic
from rlreport.evidence import examine
from rlreport.observe import Evidence, Rule, observe_all, say
from rlreport.plugins import discover
from rlreport.values import Curve, Observation
from rlreport.wording import Subject

EVERY_RULE: tuple[Rule, ...] = discover("rlreport.observe", "RULE")
RULES = tuple(rule for rule in EVERY_RULE if rule.scope in {"curve", "pair"})
"""Rules on groups and comparisons keep to the contract in test_groups_contract.py."""
NAMES = ["/".join(rule.kinds) for rule in RULES]
EVERY = pytest.mark.parametrize("name", NAMES)


def observed(*curves: Curve) -> tuple[Observation, ...]:
    return observe_all([examine(curve) for curve in curves])


def planted(rule: Rule) -> list[tuple[Curve, ...]]:
    curves = rule.plant(np.random.default_rng(7))
    return [curves] if rule.scope == "pair" else [(curve,) for curve in curves]


Seen = tuple[tuple[Curve, ...], tuple[Evidence, ...], tuple[Observation, ...]]


@cache
def seen(name: str) -> list[Seen]:
    """What a rule plants, the evidence in it and what is observed: made once for all tests."""
    rule = RULES[NAMES.index(name)]
    evidence = ((curves, tuple(map(examine, curves))) for curves in planted(rule))
    return [(curves, found, observe_all(found)) for curves, found in evidence]


def claims(*curves: Curve) -> list[Observation]:
    return [o for o in observed(*curves) if o.outcome == "found" and o.significant]


def subject(curve: Curve, other: Curve | None = None) -> Subject:
    return Subject(
        meaning=curve.meaning,
        axis=curve.axis,
        grain=float(np.median(np.diff(curve.x))),
        other=None if other is None else other.meaning,
        largest=float(np.abs(curve.x).max()),
    )


def sentence(observation: Observation, curves: tuple[Curve, ...]) -> str:
    named = {curve.metric: curve for curve in curves}
    return say(observation, subject(named[observation.metric], named.get(observation.other)))


@EVERY
def test_it_finds_what_it_plants(name: str) -> None:
    for _, _, observations in seen(name):
        found = {o.kind for o in observations if o.outcome == "found"}
        assert found & set(name.split("/"))


@EVERY
def test_it_makes_only_its_own_kinds(name: str) -> None:
    for _, evidence, _ in seen(name):
        made = RULES[NAMES.index(name)].detect(*evidence)
        assert {observation.kind for observation in made} <= set(name.split("/"))


@EVERY
def test_it_claims_nothing_on_a_constant_an_empty_and_a_short_curve(name: str) -> None:
    rule = RULES[NAMES.index(name)]
    for first, second in nothing():
        made = rule.detect(first, second) if rule.scope == "pair" else rule.detect(first)
        assert not [o for o in made if o.significant]


@cache
def nothing() -> list[list[Evidence]]:
    """Pairs of curves in which nothing can be."""
    short = np.random.default_rng(1).standard_normal(5)
    ys = (np.full(60, 3.0), np.full(60, np.nan), np.empty(0), short)
    return [
        [examine(synthetic.curve(np.arange(float(y.size)), y, name=name)) for name in "ab"]
        for y in ys
    ]


@EVERY
def test_it_is_unmoved_by_a_change_of_units(name: str) -> None:
    for curves, _, observations in seen(name):
        scaled = (replace(curve, x=1000 * curve.x, y=1e-3 * curve.y) for curve in curves)
        assert shape(observations) == shape(observed(*scaled))


def shape(observations: tuple[Observation, ...]) -> list[object]:
    """What is said, apart from numbers and the unit of rates."""
    words = ({k: v for k, v in o.words.items() if k != "per"} for o in observations)
    return [(o.kind, o.direction, w, o.rows) for o, w in zip(observations, words, strict=True)]


@EVERY
def test_its_observations_come_back_from_json_as_they_were(name: str) -> None:
    for _, _, observations in seen(name):
        for observation in observations:
            plain = json.loads(json.dumps(observation.to_dict(), allow_nan=False))
            assert Observation.from_dict(plain) == observation


@EVERY
def test_every_number_it_states_is_in_its_evidence(name: str) -> None:
    for curves, _, observations in seen(name):
        for observation in observations:
            text = sentence(observation, curves)
            for stated in re.findall(r"(?<![\w.])[+-]?\d[\d,]*(?:\.\d+)?(?:e-?\d+)?", text):
                assert backed(stated, observation), f"{stated} in: {text}"


def backed(stated: str, observation: Observation) -> bool:
    """Whether a number of a text is one of the observation's, rounded to the stated digits."""
    plain = stated.replace(",", "")
    value = abs(float(plain))
    mantissa, _, power = plain.partition("e")
    digits = len(mantissa.partition(".")[2]) - int(power or 0)
    zeros = len(mantissa) - len(mantissa.rstrip("0")) if digits == 0 else 0
    tolerance = 0.51 * 10.0 ** (zeros - digits)
    known = [observation.x, *(observation.span or ()), observation.n, observation.p_value, 0.001]
    known += [95.0, 100.0, 1000.0]  # the intervals' confidence, and units of rates
    for e in observation.estimates.values():
        known += [e.value, e.low, e.high, 100 * e.value, 100 * e.low, 100 * e.high]
    return any(k is not None and abs(abs(k) - value) <= tolerance for k in known)


@pytest.mark.parametrize("noise", ["white", "ar6", "ar2"])
def test_a_report_on_noise_makes_no_claim(noise: str) -> None:
    rng = np.random.default_rng(5)
    curves = [synthetic.make("flat", noise, n=200, sd=1.0, rng=rng).curve for _ in range(10)]
    assert sum(bool(claims(curve)) for curve in curves) <= 2


def test_two_independent_noises_are_not_related() -> None:
    rng = np.random.default_rng(6)
    pairs = [
        [replace(synthetic.make("flat", "ar6", rng=rng).curve, metric=name) for name in "ab"]
        for _ in range(8)
    ]
    assert sum(bool(claims(*pair)) for pair in pairs) <= 1


def test_on_noise_only_the_trend_and_the_change_say_that_nothing_was_found() -> None:
    curve = synthetic.make("flat", n=200, sd=1.0, rng=np.random.default_rng(3)).curve
    unfound = {o.kind for o in observed(curve) if o.outcome != "found"}
    assert unfound == {"trend", "change"}


def test_what_is_observed_is_the_same_every_time() -> None:
    truths = [synthetic.make("u_surge", n=200, rng=np.random.default_rng(8)) for _ in range(2)]
    assert observed(truths[0].curve) == observed(truths[1].curve)


def test_ids_count_the_observations_of_a_kind() -> None:
    made = observed(synthetic.make("sigmoid", n=200, rng=np.random.default_rng(1)).curve)
    assert {o.id for o in made if o.kind == "level"} == {"level-1", "level-2"}
    assert len({o.id for o in made}) == len(made)


def test_kinds_belong_to_one_rule_each() -> None:
    kinds = [kind for rule in EVERY_RULE for kind in rule.kinds]
    assert len(kinds) == len(set(kinds))
