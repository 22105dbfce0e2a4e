"""Claims about runs and groups on methods of known truth: `python -m tests.bench.seeds --reps 200`.

Two methods share a sigmoid; each run has a level (sd .012 of the range), a speed (8%) and AR(1)
noise of its own, with a memory of .5 or .9. "Same" methods must not be told apart; others end .03
higher or learn 1.5 times as fast. Flat groups have runs with a level of their own and such noise:
any course that is told of them is false.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from rlreport import synthetic
from rlreport.compare import Comparison, compare
from rlreport.groups import alone, group
from rlreport.observe import observe_all
from rlreport.observe.difference import detect
from rlreport.smooth import smooth
from rlreport.stats.seeds import (
    bootstrapped,
    improvement,
    interquartile_mean,
    paired_change,
    trimmed,
    yuen,
)
from rlreport.values import Curve, FloatArray, Group, Trend

LEVEL_SD, SPEED_SD, NOISE_SD = 0.012, 0.08, 0.03
PHIS = (0.5, 0.9)
RUNS = (3, 5, 10)
COURSES = ("change", "trend", "dip", "surge", "nonmonotone", "collapse", "plateau", "efficiency")
METHODS = {"same": (0.0, 1.0), "+.03 at the end": (0.03, 1.0), "1.5 times as fast": (0.0, 1.5)}
EFFECTS: dict[str, Callable[[np.random.Generator, int], FloatArray]] = {
    "normal": lambda rng, n: rng.standard_normal(n),
    "lognormal": lambda rng, n: np.exp(rng.standard_normal(n)),
    "bimodal": lambda rng, n: (
        np.where(rng.random(n) < 0.3, -2.0, 1.0) + 0.3 * rng.standard_normal(n)
    ),
}


def run(method: str, rng: np.random.Generator, *, n: int = 100, phi: float = 0.5) -> Curve:
    """One run of a method, with noise of that memory."""
    gain, speed = METHODS[method]
    x = np.arange(1.0, n + 1)
    pace = speed * np.exp(SPEED_SD * rng.standard_normal())
    rise = 1 / (1 + np.exp(-10 * (pace * x / n - 0.45)))
    level = (1 + gain + LEVEL_SD * rng.standard_normal()) * rise
    curve = synthetic.curve(x, level + NOISE_SD * synthetic.ar1(n, phi, rng))
    return replace(curve, run=f"{method} {rng.integers(1 << 30)}")


def arm(name: str, method: str, runs: int, rng: np.random.Generator, *, phi: float = 0.5) -> Group:
    """A group of that many runs; of one, the run itself."""
    trends: list[Trend] = [smooth(run(method, rng, phi=phi)) for _ in range(runs)]
    made = alone(trends[0]) if runs == 1 else group(name, trends)
    assert made is not None
    return made


def contrast(method: str, runs: int, rng: np.random.Generator, *, phi: float = 0.5) -> Comparison:
    """A comparison of the plain method with another."""
    first, second = (
        arm("first", "same", runs, rng, phi=phi),
        arm("second", method, runs, rng, phi=phi),
    )
    return compare(first, second)


def claimed(comparison: Comparison) -> dict[str, bool]:
    """Which differences are claimed; for one run each, which intervals leave zero out."""
    found = {}
    for observation in detect(comparison):
        if observation.kind == "difference":
            e = observation.estimates["difference"]
            apart = e.low > 0 or e.high < 0
            name = observation.words["at"]
        elif "ratio" in observation.estimates:
            e = observation.estimates["ratio"]
            apart, name = e.low > 1 or e.high < 1, "pace"
        else:
            continue
        found[name] = bool(observation.significant) if comparison.between else apart
    return {**found, "any": any(found.values())}


def rates(
    method: str, runs: int, reps: int, rng: np.random.Generator, *, phi: float = 0.5
) -> dict[str, float]:
    """Shares of comparisons in which each difference is claimed, or any.

    Of the same method on both sides also "held": the share of intervals, of differences and
    ratios, that hold the truth, which is none.
    """
    contrasts = [contrast(method, runs, rng, phi=phi) for _ in range(reps)]
    found = [claimed(one) for one in contrasts]
    shares = {
        name: float(np.mean([claims.get(name, False) for claims in found]))
        for name in ("end", "whole", "pace", "any")
    }
    if method == "same":
        shares["held"] = float(np.mean([held for one in contrasts for held in _held(one)]))
    return shares


def _held(comparison: Comparison) -> list[bool]:
    """Whether each interval of a comparison of equal methods holds that they are equal."""
    gaps = [gap.test for gap in (comparison.end, comparison.whole) if gap is not None]
    held = [test.low <= 0 <= test.high for test in gaps]
    ratio = comparison.pace.ratio if comparison.pace is not None else None
    return held if ratio is None else [*held, ratio.low <= 1 <= ratio.high]


def flat_claims(runs: int, reps: int, rng: np.random.Generator, *, phi: float) -> float:
    """The share of groups without any course of which one is told."""
    return float(np.mean([_told_of_flat(runs, rng, phi=phi) for _ in range(reps)]))


def _told_of_flat(runs: int, rng: np.random.Generator, *, phi: float) -> bool:
    x = np.arange(1.0, 101.0)
    members = []
    for place in range(runs):
        y = LEVEL_SD * rng.standard_normal() + NOISE_SD * synthetic.ar1(x.size, phi, rng)
        members.append(smooth(replace(synthetic.curve(x, y), run=f"flat {place}")))
    made = group("flat", members)
    assert made is not None
    found = observe_all([], [made])
    return any(o.significant and o.outcome == "found" for o in found if o.kind in COURSES)


def own_coverage(noise: str, reps: int, rng: np.random.Generator) -> dict[str, float]:
    """Shares of intervals of two single runs that hold the difference of these two runs."""
    held: dict[str, list[bool]] = {"end": [], "whole": []}
    for _ in range(reps):
        truths = [synthetic.make("sigmoid", noise, n=200, sd=0.1, rng=rng) for _ in range(2)]
        found = compare(*(alone(smooth(truth.curve)) for truth in truths))
        for name, cases in held.items():
            gap = getattr(found, name)
            cases.append(bool(gap.test.low <= 0 <= gap.test.high))
    return {name: float(np.mean(cases)) for name, cases in held.items()}


def coverage(effect: str, runs: int, reps: int, rng: np.random.Generator) -> dict[str, float]:
    """Shares of intervals that hold the truth, for the centre, its change, and the probability."""
    draw = EFFECTS[effect]
    values = draw(rng, runs * reps).reshape(runs, reps)
    truth = _centre(draw, runs)
    found = {"Yuen's t": yuen(values)}
    if runs >= 5:
        found["bootstrap"] = bootstrapped(values)
    shares = {
        name: float(np.mean((centres.low <= truth) & (truth <= centres.high)))
        for name, centres in found.items()
    }
    changes = [paired_change(_noisy(v, rng), _noisy(v, rng) + 1) for v in values.T]
    shares["change"] = float(np.mean([test.low <= 1 <= test.high for test in changes]))
    others = draw(rng, runs * reps).reshape(runs, reps)
    chances = [improvement(one, two) for one, two in zip(values.T, others.T, strict=True)]
    shares["probability"] = float(np.mean([c.low <= 0.5 <= c.high for c in chances]))
    return shares


def _noisy(values: FloatArray, rng: np.random.Generator) -> FloatArray:
    return values + 0.3 * rng.standard_normal(values.size)


def _centre(draw: Callable[[np.random.Generator, int], FloatArray], runs: int) -> float:
    """The interquartile mean of the population, or its mean where runs are too few to trim."""
    population = draw(np.random.default_rng(1), 400_000)
    return float(population.mean() if not trimmed(runs) else interquartile_mean(population))


def main() -> None:
    """Print the tables of docs/seeds.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reps", type=int, default=100)
    reps = parser.parse_args().reps
    rng = np.random.default_rng(20261122)
    print("| seed effects | runs | Yuen's t | bootstrap | change | probability |\n|" + "---|" * 6)
    for effect in EFFECTS:
        for runs in (3, 4, 5, 10, 20):
            found = coverage(effect, runs, 20 * reps, rng)
            cells = [found.get(k) for k in ("Yuen's t", "bootstrap", "change", "probability")]
            print(f"| {effect} | {runs} | {' | '.join(_cell(c) for c in cells)} |", flush=True)
    print("\n| noise of two runs | end | whole |\n|" + "---|" * 3)
    for noise in ("white", "ar6", "ar9", "t3"):
        own = own_coverage(noise, reps, rng)
        print(f"| {noise} | {_cell(own['end'])} | {_cell(own['whole'])} |", flush=True)
    print("\n| memory | methods | runs each | end | whole | pace | any | held |\n|" + "---|" * 8)
    for phi in PHIS:
        for method in METHODS:
            for runs in (1, *RUNS):
                found = rates(method, runs, reps, rng, phi=phi)
                cells = [found.get(k) for k in ("end", "whole", "pace", "any", "held")]
                row = " | ".join(_cell(c) for c in cells)
                print(f"| {phi:g} | {method} | {runs} | {row} |", flush=True)
    print("\n| memory | runs | flat groups with a claim |\n|" + "---|" * 3)
    for phi in PHIS:
        for runs in RUNS:
            share = flat_claims(runs, reps, rng, phi=phi)
            print(f"| {phi:g} | {runs} | {_cell(share)} |", flush=True)


def _cell(share: float | None) -> str:
    return "" if share is None else f"{100 * share:.1f}"


if __name__ == "__main__":
    main()
