"""False claims of whole reports, and power: run as `python -m tests.bench.calibration --reps 200`.

Every curve has a random generator of its own, made from the seed, the place of its cell among those
asked for, and its number, so that counts can be made again whatever ended the run. Rounds of a few
curves go over all cells in turn: what `--minutes` ends has measured all cells about as often.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from rlreport import synthetic
from rlreport.evidence import examine, jointly
from rlreport.observe import observe_all
from rlreport.stats import wilson
from rlreport.values import Curve, Evidence, FloatArray

NULL_NOISES = ("white", "ar3", "ar6", "ar9", "binomial", "trials vary", "t3", "heteroscedastic")
HARD_NOISES = ("zeros and ones", "ma1", "ar2", "ar9_white", "random walk")
NOISES = (*NULL_NOISES, *HARD_NOISES)
NULL_NS = (20, 50, 200, 1000, 10000)
POWER_NS = (50, 200, 1000)
POWER_SDS = (0.05, 0.1, 0.2)
DESCRIPTIONS = ("level", "average", "tightness")
"""Kinds that are true of noise."""
TABLES = {"one curve": 1, "two curves": 2, "ten curves": 10}
TRIALS = (16, 64, 256)
SHARE = 0.4
ROUND = 10


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
    "six of eleven jumps": ("blocks", turning(6)),
}


@dataclass(kw_only=True)
class Cell:
    """Counts of one kind of curve.

    Attributes:
        table: "one curve", "two curves", "ten curves" (false claims) or "power".
        name, noise, n, sd: what the curves are made of.
        hits: curves or pairs of which something false was claimed, or in which the event is found.
        tries: how many there were.
        kinds: kind of false claim -> how many curves or pairs have one.
    """

    table: str
    name: str
    noise: str
    n: int
    sd: float
    hits: int = 0
    tries: int = 0
    kinds: dict[str, int] = field(default_factory=dict)

    def count(self, kinds: set[str]) -> None:
        """One more curve, with these claims."""
        self.tries += 1
        self.hits += bool(kinds)
        for kind in kinds:
            self.kinds[kind] = self.kinds.get(kind, 0) + 1

    def __str__(self) -> str:
        """The share in percent with Wilson's 95% interval."""
        if not self.tries:
            return "-"
        share = wilson(self.hits, self.tries)
        low, high = 100 * share.low, 100 * share.high
        return f"{100 * share.value:.1f} [{low:.1f}, {high:.1f}]"


def noise_alone(noise: str, n: int, rng: np.random.Generator) -> FloatArray:
    """Values `(n,)` with nothing in them."""
    if noise == "random walk":
        return synthetic.random_walk(n, rng)
    if noise == "zeros and ones":
        return rng.binomial(1, SHARE, n).astype(np.float64)
    if noise == "trials vary":
        trials = rng.choice(TRIALS, n)
        return np.asarray(rng.binomial(trials, SHARE) / trials)
    return synthetic.make("flat", noise, n=n, sd=1.0, rng=rng).curve.y


def nothing(noise: str, n: int, rng: np.random.Generator, name: str = "a") -> Curve:
    """A curve with nothing in it."""
    return synthetic.curve(np.arange(1.0, n + 1), noise_alone(noise, n, rng), name=name)


def told(noise: str, evidences: list[Evidence]) -> set[str]:
    """Kinds of what is claimed and is not so; a growing spread is so where noise grows."""
    true = {"volatility"} if noise == "heteroscedastic" else set()
    return {
        found.kind
        for found in observe_all(jointly(evidences))
        if found.outcome == "found" and found.significant is not False
    } - {*true, *DESCRIPTIONS}


def false_claims(
    noise: str, n: int, rng: np.random.Generator, cells: dict[int, Cell], seen: list[Evidence]
) -> None:
    """Counts the false claims of two reports on one curve, of one on both as one run's, and of ten.

    Args:
        noise, n, rng: what the curves are made of.
        cells: number of curves in a report -> counts.
        seen: curves of earlier calls that wait for a report on ten.
    """
    pair = [examine(nothing(noise, n, rng, f"m{len(seen) + i}")) for i in range(2)]
    for evidence in pair:
        cells[1].count(told(noise, [evidence]))
    cells[2].count(told(noise, pair))
    seen.extend(pair)
    if len(seen) == max(cells):
        cells[len(seen)].count(told(noise, seen))
        seen.clear()


def power(
    signal: str, noise: str, n: int, sd: float, rng: np.random.Generator
) -> dict[str, set[str]]:
    """Which of the events of a signal are found in one curve of it."""
    evidence = examine(synthetic.make(signal, noise, n=n, sd=sd, rng=rng).curve)
    events = {event: check for event, (made, check) in EVENTS.items() if made == signal}
    return {event: {"found"} if check(evidence) else set() for event, check in events.items()}


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What to measure: cells and, per cell or group of cells, how to measure one repetition."""

    cells: list[Cell]
    tasks: list[Callable[[int], None]]


def plan(ns: list[int], power_ns: list[int], seed: int, noises: Sequence[str] = NOISES) -> Plan:
    """All cells of the tables, and a task for each kind of curve."""
    cells: list[Cell] = []
    tasks: list[Callable[[int], None]] = []
    for n in ns:
        for noise in noises:
            counted = {
                curves: Cell(table=table, name="", noise=noise, n=n, sd=1.0)
                for table, curves in TABLES.items()
            }
            cells.extend(counted.values())
            tasks.append(_null_task(noise, n, counted, (seed, len(tasks))))
    for n in power_ns:
        for signal in dict.fromkeys(signal for signal, _ in EVENTS.values()):
            for sd in POWER_SDS:
                for noise in ("white", "ar6"):
                    events = [event for event, (made, _) in EVENTS.items() if made == signal]
                    group = [Cell(table="power", name=e, noise=noise, n=n, sd=sd) for e in events]
                    cells.extend(group)
                    tasks.append(_power_task(signal, group, (seed, 10_000 + len(tasks))))
    return Plan(cells=cells, tasks=tasks)


def _null_task(
    noise: str, n: int, counted: dict[int, Cell], key: tuple[int, int]
) -> Callable[[int], None]:
    seen: list[Evidence] = []
    return lambda rep: false_claims(noise, n, np.random.default_rng([*key, rep]), counted, seen)


def _power_task(signal: str, group: list[Cell], key: tuple[int, int]) -> Callable[[int], None]:
    first = group[0]

    def measure(rep: int) -> None:
        rng = np.random.default_rng([*key, rep])
        found = power(signal, first.noise, first.n, first.sd, rng)
        for cell in group:
            cell.count(found[cell.name])

    return measure


def rounds(made: Plan, reps: int, minutes: float) -> Iterator[int]:
    """Measures all cells a few times, again and again; gives the round it is in, often."""
    end = time.monotonic() + 60 * minutes
    for start in range(0, reps, ROUND):
        for task in made.tasks:
            for rep in range(start, min(start + ROUND, reps)):
                task(rep)
            yield start // ROUND + 1
            if time.monotonic() > end:
                return


def null_table(cells: list[Cell], table: str) -> str:
    """False claims as Markdown, a row for each noise."""
    ns = list(dict.fromkeys(cell.n for cell in cells if cell.table == table))
    lines = ["| noise | " + " | ".join(f"n={n}" for n in ns) + " |", "|---" * (len(ns) + 1) + "|"]
    for noise in dict.fromkeys(cell.noise for cell in cells if cell.table == table):
        row = [cell for cell in cells if cell.table == table and cell.noise == noise]
        lines.append(f"| {noise} | " + " | ".join(str(cell) for cell in row) + " |")
    return "\n".join(lines)


def share(cell: Cell) -> str:
    """The share of hits, or that nothing was tried."""
    return f"{cell.hits / cell.tries:.2f}".removeprefix("0") if cell.tries else "not run"


def power_table(cells: list[Cell]) -> str:
    """Shares of events found as Markdown, white / AR(1) .6."""
    found = {(c.name, c.n, c.sd, c.noise): c for c in cells if c.table == "power"}
    columns = list(dict.fromkeys((n, sd) for _, n, sd, _ in found))
    head = "| event | " + " | ".join(f"{n}, {sd}" for n, sd in columns) + " |"
    lines = [head, "|---" * (len(columns) + 1) + "|"]
    for event in EVENTS:
        pairs = [[found[event, n, sd, noise] for noise in ("white", "ar6")] for n, sd in columns]
        shares = [" / ".join(share(cell) for cell in pair) for pair in pairs]
        lines.append(f"| {event} | " + " | ".join(shares) + " |")
    return "\n".join(lines)


def main() -> None:
    """Print the tables as Markdown, and keep all counts as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reps", type=int, default=100, help="pairs of curves of noise a cell")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=1e9, help="stop after a round then")
    parser.add_argument("--json", type=Path, help="file for the counts, written again and again")
    parser.add_argument("--n", type=int, nargs="*", default=list(NULL_NS))
    parser.add_argument("--noise", nargs="*", default=list(NOISES))
    parser.add_argument("--power-n", type=int, nargs="*", default=list(POWER_NS))
    options = parser.parse_args()
    made = plan(options.n, options.power_n, options.seed, options.noise)
    for _ in rounds(made, options.reps, options.minutes):
        if options.json:
            options.json.write_text(json.dumps([vars(cell) for cell in made.cells], indent=1))
    for table in TABLES if options.n else ():
        print(f"\n{table}\n\n{null_table(made.cells, table)}")
    if options.power_n:
        print(f"\n{power_table(made.cells)}")


if __name__ == "__main__":
    main()
