"""What a report claims stays where nothing but the unit, the order or the last point changes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rlreport import synthetic
from rlreport.pipeline import Report, report
from rlreport.sources import LogFile
from rlreport.values import FloatArray, IntArray

BIN = 0.06  # of the axis: two claims nearer than this are in one place
SIGNALS = st.sampled_from(
    ["linear", "decay", "sigmoid", "plateau", "vee", "hump", "step", "collapse", "flat"]
)
NOISES = st.sampled_from(["white", "ar3", "ar6", "t3"])
SEEDS = st.integers(0, 1000)
some = settings(max_examples=4, derandomize=True)


@st.composite
def curves(draw: st.DrawFn, least: int = 30) -> FloatArray:
    """Values `(n,)`, n >= `least`, of a signal in noise that does not hide it, or of noise."""
    signal, noise = draw(SIGNALS), draw(NOISES)
    sd = 1.0 if signal == "flat" else draw(st.sampled_from([0.02, 0.05]))
    rng = np.random.default_rng(draw(SEEDS))
    return synthetic.make(signal, noise, n=draw(st.integers(least, 100)), sd=sd, rng=rng).curve.y


def told(y: FloatArray, *, x: FloatArray | None = None, order: IntArray | None = None) -> Report:
    x = np.arange(1.0, y.size + 1) if x is None else x
    rows = np.arange(y.size) if order is None else order
    lines = ["step,reward", *(f"{int(x[row])},{float(y[row])!r}" for row in rows.tolist())]
    return report(LogFile(name="run.csv", content="\n".join([*lines, ""]).encode()))


def claims(made: Report) -> list[tuple[str, str, float]]:
    """Kind, direction and place (as a share of the axis) of what is established by a test."""
    end = float(made.trends[0].curve.x[-1])
    return sorted(
        (o.kind, o.direction, (o.x or 0.0) / end)
        for o in made.observations
        if o.outcome == "found" and o.significant
    )


def same(one: Report, other: Report) -> bool:
    a, b = claims(one), claims(other)
    kinds = [claim[:2] for claim in a] == [claim[:2] for claim in b]
    return kinds and all(abs(p[2] - q[2]) <= BIN for p, q in zip(a, b, strict=True))


@some
@given(y=curves(), seed=SEEDS)
def test_claims_do_not_hang_on_the_order_of_the_rows(y: FloatArray, seed: int) -> None:
    order = np.random.default_rng(seed).permutation(y.size)
    assert claims(told(y, order=order)) == claims(told(y))


@some
@given(
    y=curves(),
    factor=st.sampled_from([1e-3, 0.7, 12.0, 1e5]),
    shift=st.sampled_from([-40.0, 3.0, 100.0]),
)
def test_claims_do_not_hang_on_the_unit_of_y(y: FloatArray, factor: float, shift: float) -> None:
    assert same(told(factor * (y + shift)), told(y))


@some
@given(y=curves(), factor=st.sampled_from([10, 1000, 123_457]))
def test_claims_do_not_hang_on_the_unit_of_x(y: FloatArray, factor: int) -> None:
    assert same(told(y, x=factor * np.arange(1.0, y.size + 1)), told(y))


@some
@given(y=curves(70))  # with 30 points, some signals lie on a threshold
def test_one_more_point_keeps_the_course(y: FloatArray) -> None:
    one, other = (courses(told(part)) for part in (y[:-1], y))
    assert one == other


def courses(made: Report) -> set[tuple[str, str]]:
    """Kind and direction of what is said about the course."""
    kinds = {"trend", "change", "dip", "nonmonotone", "collapse", "oscillation"}
    return {claim[:2] for claim in claims(made) if claim[0] in kinds}


@pytest.mark.parametrize("noise", ["white", "ar6", "ar2", "random walk"])
def test_on_noise_no_sentence_states_a_course_as_a_fact(noise: str) -> None:
    rng = np.random.default_rng(11)
    walk = noise == "random walk"
    y = synthetic.random_walk(200, rng) if walk else synthetic.NOISES[noise](200, rng)
    made = told(y)
    about = {i for sentence in made.narrative.sentences for i in sentence.about}
    assert not claims(made)
    assert not made.narrative.key
    stated = {o.kind for o in made.observations if o.id in about and o.outcome == "found"}
    assert stated <= {"level", "average", "tightness"}
    headline = made.narrative.headline.text
    nothing = ("No trend could be established", "no change beyond noise", "Whether there is")
    assert any(words in headline for words in nothing)
