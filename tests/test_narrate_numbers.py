"""Every number of every sentence is a number of the observations that the sentence is about."""

import re

import numpy as np
import pytest

from rlreport import synthetic, wording
from rlreport.evidence import examine
from rlreport.narrate.labels import between
from rlreport.observe import observe_all
from rlreport.smooth import smooth
from rlreport.values import Observation
from rlreport.wording import level
from tests.telling import estimate as about
from tests.telling import findings

NUMBER = re.compile(rf"(?<![\w.])[{wording.MINUS}+]?\d[\d,]*(?:\.\d+)?(?:e-?\d+)?")
SCALES = (1, 100, 1000)  # as it is, a ratio in percent, and "per 1,000 steps"
SAID_BY_ALL = {0.001, 1000.0, 95.0}  # "p < 0.001", "per 1,000 steps", "the 95% interval"
SIGNALS = ("sigmoid", "rise_dips", "u_surge", "plateau", "collapse", "flat", "oscillation", "step")


def report(signal, seed=0):
    rng = np.random.default_rng(seed)
    curve = synthetic.make(signal, n=150, sd=0.05, rng=rng).curve
    trend = smooth(curve)
    return findings([trend], observe_all([examine(curve, trend=trend)]))


def known(observation: Observation) -> list[float]:
    numbers = [observation.x, *(observation.span or ()), observation.n, observation.p_value]
    if observation.span is not None:
        numbers.append(observation.span[1] - observation.span[0])
    for estimate in observation.estimates.values():
        numbers += [estimate.value, estimate.low, estimate.high]
    return [abs(number) for number in numbers if number is not None]


def backed(text: str, numbers: list[float]) -> bool:
    digits = text.replace(",", "").lstrip(f"+{wording.MINUS}")
    stated = float(digits)
    if stated in SAID_BY_ALL or stated == 0:
        return True
    whole, _, fraction = digits.partition("e")[0].partition(".")
    zeros = 0 if fraction else len(whole) - len(whole.rstrip("0"))
    rounding = 0.51 * 10.0 ** (zeros - len(fraction))
    return any(abs(number * scale - stated) <= rounding for number in numbers for scale in SCALES)


@pytest.mark.parametrize("signal", SIGNALS)
def test_every_number_of_a_sentence_is_one_of_its_observations(signal):
    said = report(signal)
    narrative = said.narrative
    for sentence in (narrative.headline, *narrative.brief, *narrative.sentences):
        if sentence.about:
            numbers = [n for i in sentence.about for n in known(said.observation(i))]
            for text in NUMBER.findall(sentence.text):
                assert backed(text, numbers), (text, sentence.text)


@pytest.mark.parametrize("signal", SIGNALS)
def test_an_interpretation_without_observations_states_no_number(signal):
    for sentence in report(signal).narrative.sentences:
        if sentence.section == "interpretation" and not sentence.about:
            assert not NUMBER.search(sentence.text)


def test_a_number_from_elsewhere_would_be_noticed():
    assert backed("66.0", [66.02])
    assert not backed("66.0", [66.12, 6.6, 0.6])


def test_every_sentence_is_about_observations_that_exist():
    said = report("rise_dips")
    ids = {observation.id for observation in said.observations}
    assert all(set(sentence.about) <= ids for sentence in said.narrative.sentences)


def test_the_narrative_is_the_same_each_time():
    assert report("u_surge").narrative == report("u_surge").narrative


def test_runs_of_either_sign_are_ordered_from_the_lowest_to_the_highest():
    found = {run: about(value) for run, value in (("a", 54.0), ("b", 50.0), ("c", -126.0))}
    assert between(found, level) == f"{wording.MINUS}126.0 (c) to 54.0 (a)"
