"""False claims and power of the evidence: run as `python -m tests.bench.calibration --reps 100`."""

from __future__ import annotations

import argparse
from collections.abc import Callable

import numpy as np

from rlreport import synthetic
from rlreport.evidence import examine
from rlreport.values import Curve, Evidence

NULL_NOISES = ("white", "ar3", "ar6", "ar9", "binomial", "t3", "heteroscedastic")
HARD_NOISES = ("ma1", "ar2", "ar9_white")
NULL_NS = (20, 50, 100, 200, 1000, 10000)
POWER_NS = (50, 200, 1000)
POWER_SDS = (0.05, 0.1, 0.2)


def claims(evidence: Evidence) -> bool:
    """Whether anything is claimed about the course of the curve."""
    return evidence.verdict == "found"


def outlying(evidence: Evidence) -> bool:
    """Whether an outlier is claimed."""
    return evidence.outliers.size > 0


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


def nothing(noise: str, n: int, rng: np.random.Generator) -> Curve:
    """A curve with nothing in it."""
    return synthetic.make("flat", noise, n=n, sd=1.0, rng=rng).curve


def false_claims(noise: str, n: int, reps: int, rng: np.random.Generator) -> tuple[float, float]:
    """Shares of curves of noise with a false move, and with a false outlier or move."""
    found = [examine(nothing(noise, n, rng)) for _ in range(reps)]
    moved = [claims(evidence) for evidence in found]
    either = [claims(evidence) or outlying(evidence) for evidence in found]
    return float(np.mean(moved)), float(np.mean(either))


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
        cells = " | ".join(f"{100 * move:.1f} / {100 * any_:.1f}" for move, any_ in rates)
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
