"""What no sentence of any report may do, tried on many unlike curves at once."""

import re
from dataclasses import replace

import numpy as np
import pytest

from rlreport import synthetic, wording
from rlreport.pipeline import report
from rlreport.values import Axis, Meaning, Metric, Run

STEP = Axis(kind="step", name="", label="Step", unit="", how="logged")
RNG = np.random.default_rng(4)
U = np.arange(1, 91) / 90
RISE = 1 / (1 + np.exp(-10 * (U - 0.45)))
MEANINGS = {
    "accuracy": Meaning(role="accuracy", unit="%", better="higher", label="Training accuracy"),
    "reward": Meaning(role="reward", unit="", better="higher", label="Reward"),
    "loss": Meaning(role="loss", unit="", better="lower", label="Validation loss"),
    "kl": Meaning(role="kl", unit="", better="lower", label="KL divergence"),
    "length": Meaning(role="length", unit="tokens", better="neither", label="Completion length"),
    "average_parallelism": Meaning(
        role="parallelism", unit="", better="higher", label="Average parallelism"
    ),
    "other": Meaning(role="other", unit="", better="neither", label="clip_fraction"),
}


def noise(sd: float, phi: float = 0.0) -> np.ndarray:
    return sd * synthetic.ar1(U.size, phi, RNG)


def broken(values: np.ndarray, first: int) -> np.ndarray:
    return np.where(np.arange(U.size) < first, values, np.nan)


CURVES = {
    "a rise": {"accuracy": 30 + 35 * RISE + noise(2), "reward": 3 * RISE - 1 + noise(0.1)},
    "serial": {
        "accuracy": 30 + 35 * RISE + noise(2),
        "average_parallelism": 1 + 6 * np.exp(-6 * U),
    },
    "nothing": {"reward": 5 + noise(1, 0.6), "accuracy": 50 + noise(2)},
    "one constant": {"accuracy": np.full(90, 100.0), "reward": np.full(90, 3.0)},
    "a turn": {"loss": 1.5 * np.exp(-6 * U) + 0.8 * U**2 + 0.5 + noise(0.02)},
    "a collapse": {"reward": 10 * np.where(U < 0.7, 1 - np.exp(-4 * U), 0.05) + noise(0.4)},
    "diverged": {"loss": broken(2 - U + noise(0.05), 70), "reward": np.full(90, np.nan)},
    "waves": {"reward": 5 * np.sin(8 * np.pi * U) + noise(0.4)},
    "jumps": {"reward": 10 * (U > 0.3) + 6 * (U > 0.6) + noise(0.5)},
    "wide": {"reward": 5 + 5 * U + noise(1) * np.where(U < 0.5, 0.2, 1.2), "kl": 0.08 * U**3},
    "huge": {"reward": 1e12 * (3 + 4 * RISE) + noise(1e11), "length": 300 + 500 * U + noise(9)},
    "tiny": {"loss": 1e-9 * (8 - 6 * RISE) + noise(2e-10), "other": 0.1 + 0.1 * U + noise(0.01)},
    "spikes": {"accuracy": 30 + 35 * RISE + noise(1) + 40 * (np.arange(90) == 20)},
    "schedule": {"other": np.minimum(U / 0.1, 1) * (1 - 0.9 * U) * 1e-6},
    "copies": {"accuracy": 30 + 35 * RISE, "reward": 2 * RISE - 1},
}
POINTS = (1, 2, 3, 8)


def run(name: str, metrics: dict[str, np.ndarray], points: int = U.size) -> Run:
    steps = np.arange(float(points))
    made = {
        key: Metric(name=key, step=steps, value=values[:points], meaning=MEANINGS[key])
        for key, values in metrics.items()
    }
    return Run(name=name, sources=(f"{name}.csv",), format="csv", metrics=made, axes=(STEP,))


def seeds(method: str, runs: int, height: float) -> list[Run]:
    made = [run(f"{method}-{i}", {"reward": height * RISE + noise(0.2)}) for i in range(runs)]
    made[0] = replace(run(made[0].name, {"reward": height * RISE}, points=80))
    return made


def reports():
    for name, metrics in CURVES.items():
        yield report(run(name, metrics), metrics=list(metrics))
    for points in POINTS:
        yield report(run("short", CURVES["a rise"], points), metrics=["accuracy", "reward"])
    two = [run("one", CURVES["a rise"]), run("two", CURVES["serial"])]
    yield report(two, metrics=["accuracy"], reference="one")
    groups = [*seeds("ppo", 3, 5.0), *seeds("sac", 3, 6.0)]
    named = ("ppo=ppo-*", "sac=sac-*")
    yield report(groups, groups=named, reference="ppo", range=(5.0, 85.0))
    yield report(groups[1:3] + groups[4:6], groups=named, reference="sac")


@pytest.fixture(scope="module")
def told():
    return [made.narrative for made in reports()]


def sentences(narrative):
    return [narrative.headline, *narrative.brief, *narrative.sentences]


def as_float(number: str) -> float:
    return float(number.replace(",", "").replace(wording.MINUS, "-"))


def texts(told):
    return [s.text for n in told for s in sentences(n)] + [n.caption for n in told]


def offending(told, pattern: str) -> list[str]:
    return [text for text in texts(told) if re.search(pattern, text)]


FORBIDDEN = {
    "a doubled word": r"\b([a-z]+) \1\b",
    "a plural behind one": r"(?<![\d.,])1 (points|steps|runs|values|rows|percentage points)\b",
    "a singular behind many": r"(?<![\d.,-])([2-9]|\d\d+) (point|run|value|row)\b(?! is)",
    "a negative zero": rf"[-{wording.MINUS}]0(\.0+)?(?![\d.e])",
    "an unrounded number": r"\d\.\d{5,}",
    "a missing value": r"\b(nan|None|inf)\b(?! of)",
    "a wrong plural": r"\b(epoches|axises|serieses|seriess)\b",
    "a blank before a stop": r" [.,;:)]",
    "two stops": r"\.\.(?!\.)|,,|;;",
    "an empty bracket": r"\(\s*\)|\[\s*\]",
    "a strong adverb": r"\b(dramatically|massively|significantly|substantially|remarkably|very)\b",
    "a verdict on causes": r"\b(because of|due to|caused by|thanks to)\b",
    "an article before a vowel": r"\b[Aa] (accuracy|episode|average|outlier|oscillation)\b",
    "a lower-case start": r"^[a-z]+ [a-z]+ (rose|fell|is)\b",
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_sentence_has(told, what: str) -> None:
    assert offending(told, FORBIDDEN[what]) == []


def test_an_interval_holds_its_number_in_order(told) -> None:
    number = rf"([{wording.MINUS}+]?\d[\d,]*(?:\.\d+)?(?:e-?\d+)?)"
    stated = rf"(?<![\d.,]){number}(?:%| [a-z ]+)? \[{number}, {number}\]"
    for text in texts(told):
        for found in re.findall(stated, text):
            value, low, high = (as_float(part) for part in found)
            assert low <= value <= high, text


def test_no_section_says_the_same_twice(told) -> None:
    for narrative in told:
        said = [(s.section, s.heading, s.text) for s in narrative.sentences]
        assert len(said) == len(set(said))


def test_the_brief_says_nothing_twice(told) -> None:
    for narrative in told:
        said = [sentence.text for sentence in narrative.brief]
        assert len(said) == len(set(said))


def test_sentences_can_be_read_in_one_breath(told) -> None:
    for text in texts(told):
        for sentence in re.split(r"(?<=[.?!]) (?=[A-Z])|; ", text):
            words = re.sub(r"\[[^\]]*\]|\([^)]*\)", "", sentence).split()
            assert len(words) <= 45, sentence


def test_every_sentence_ends_as_one(told) -> None:
    assert [text for text in texts(told) if not text.rstrip("”\"'").endswith((".", "!", "?"))] == []


def test_headlines_say_more_than_what_is_drawn(told) -> None:
    for narrative in told:
        assert len(narrative.headline.text) <= 140
        assert "against step" not in narrative.headline.text


def test_possible_reasons_look_unlike_what_was_measured(told) -> None:
    for narrative in told:
        for sentence in narrative.sentences:
            reason = sentence.status == "possible"
            assert reason == sentence.text.startswith("About the ")
            assert not reason or (sentence.source and "? To check: " in sentence.text)
