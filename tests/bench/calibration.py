"""False claims of reports, and power: run as `python -m tests.bench.calibration --reps 100`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from rlreport import synthetic
from rlreport.evidence import examine
from rlreport.observe import observe_all
from rlreport.values import Curve, Evidence

NULL_NOISES = ("white", "ar3", "ar6", "ar9", "binomial", "t3", "heteroscedastic")
HARD_NOISES = ("ma1", "ar2", "ar9_white", "random walk")
NULL_NS = (20, 50, 200, 1000, 10000)
POWER_NS = (50, 200, 1000)
POWER_SDS = (0.05, 0.1, 0.2)


def rising(evidence: Evidence) -> bool:
    """Whether the longest move is a rise."""
    longest = max(evidence.moves, key=lambda move: move.last - move.first, default=None)
    return longest is not None and longest.sign > 0


def falling(evidence: Evidence) -> bool:
    """Whether the longest move is a fall."""
    longest = max(evidence.moves, key=lambda move: move.last - move.first, default=None)
    return longest is not None and longest.sign < 0


def signs(*wanted: int) -> Callable[[Evidence], bool]:
    """Whether the moves have these signs in turn, no more and no less."""
    return lambda evidence: tuple(move.sign for move in evidence.moves) == wanted


def stepping(at: float) -> Callable[[Evidence], bool]:
    """Whether a step is found within 2% of the way."""

    def check(evidence: Evidence) -> bool:
        n = evidence.trend.curve.x.size
        return any(abs(row + 1 - at * n) <= max(0.02 * n, 2) for row in evidence.steps)

    return check


def turning(least: int) -> Callable[[Evidence], bool]:
    """Whether at least so many moves alternate."""
    return lambda evidence: len(evidence.moves) >= least


EVENTS: dict[str, tuple[str, Callable[[Evidence], bool]]] = {
    "rise of a sigmoid": ("sigmoid", rising),
    "rise with dips": ("rise_dips", rising),
    "rise to a plateau": ("plateau", rising),
    "linear rise": ("linear", rising),
    "decay": ("decay", falling),
    "step": ("step", stepping(0.6)),
    "collapse": ("collapse", stepping(0.7)),
    "rise, then collapse": ("collapse", signs(1, -1)),
    "hump": ("hump", signs(1, -1)),
    "vee": ("vee", signs(-1, 1)),
    "dip, then surge": ("u_surge", signs(-1, 1)),
    "glitch": ("glitch", turning(3)),
    "five turns of an oscillation": ("oscillation", turning(5)),
}


def nothing(noise: str, n: int, rng: np.random.Generator, name: str = "a") -> Curve:
    """A curve with nothing in it."""
    if noise == "random walk":
        return synthetic.curve(np.arange(1.0, n + 1), synthetic.random_walk(n, rng), name=name)
    return replace(synthetic.make("flat", noise, n=n, sd=1.0, rng=rng).curve, metric=name)


def false_claims(noise: str, n: int, reps: int, rng: np.random.Generator) -> tuple[float, float]:
    """Shares of reports on noise with a false claim: of one curve, and of two curves of one run."""
    pairs = [[examine(nothing(noise, n, rng, name)) for name in "ab"] for _ in range(reps)]
    alone = [told(noise, [evidence]) for pair in pairs for evidence in pair]
    both = [told(noise, pair) for pair in pairs]
    return float(np.mean(alone)), float(np.mean(both))


def told(noise: str, evidences: list[Evidence]) -> bool:
    """Whether anything is claimed that is not so; a growing spread is so where noise grows."""
    true = {"volatility"} if noise == "heteroscedastic" else set()
    return any(
        found.significant and found.outcome == "found" and found.kind not in true
        for found in observe_all(evidences)
    )


def power(event: str, noise: str, n: int, sd: float, reps: int, rng: np.random.Generator) -> float:
    """Share of curves in which a planted event is found."""
    signal, check = EVENTS[event]
    curves = (synthetic.make(signal, noise, n=n, sd=sd, rng=rng).curve for _ in range(reps))
    return float(np.mean([check(examine(curve)) for curve in curves]))


def main() -> None:
    """Print both tables as Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reps", type=int, default=40)
    parser.add_argument("--power-reps", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--n", type=int, nargs="+", default=list(NULL_NS))
    options = parser.parse_args()
    rng = np.random.default_rng(options.seed)
    print("| noise | " + " | ".join(f"n={n}" for n in options.n) + " |")
    print("|---|" + "---|" * len(options.n))
    for noise in (*NULL_NOISES, *HARD_NOISES):
        rates = [false_claims(noise, n, options.reps, rng) for n in options.n]
        cells = " | ".join(f"{100 * one:.1f} / {100 * two:.1f}" for one, two in rates)
        print(f"| {noise} | {cells} |", flush=True)
    columns = [(n, sd) for n in POWER_NS for sd in POWER_SDS]
    print("\n| event | " + " | ".join(f"{n}, {sd}" for n, sd in columns) + " |")
    print("|---|" + "---|" * len(columns))
    for event in EVENTS if options.power_reps else ():
        cells = " | ".join(
            " / ".join(
                f"{power(event, noise, n, sd, options.power_reps, rng):.2f}"
                for noise in ("white", "ar6")
            )
            for n, sd in columns
        )
        print(f"| {event} | {cells} |", flush=True)


if __name__ == "__main__":
    main()
