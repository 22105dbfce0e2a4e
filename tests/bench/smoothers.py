"""Accuracy of the smoothers against known truth: run as `python -m tests.bench.smoothers`."""

from __future__ import annotations

import argparse

import numpy as np

from rlreport import synthetic
from rlreport.smooth import smooth
from rlreport.synthetic import Truth

SIGNALS = tuple(synthetic.SIGNALS)[:12]
NOISES = ("white", "ar3", "ar6", "ar9", "binomial", "t3", "heteroscedastic", "outliers", "gaps")
SDS = (0.05, 0.15, 0.4)
PEERS = ("ema:0.6", "wandb:0.9", "lowess:0.6667")


def rmse(truth: Truth, how: str) -> float:
    """Root mean square error of the level on the rows that have a point."""
    rows = truth.curve.rows
    level = smooth(truth.curve, how).level
    return float(np.sqrt(np.mean((level[rows] - truth.signal[rows]) ** 2)))


def measure(truth: Truth) -> dict[str, float]:
    """Errors of all smoothers, and the share of the truth inside the automatic band."""
    trend = smooth(truth.curve)
    rows = truth.curve.rows
    inside = (trend.low <= truth.signal) & (truth.signal <= trend.high)
    error = float(np.sqrt(np.mean((trend.level[rows] - truth.signal[rows]) ** 2)))
    measured = {how: rmse(truth, how) for how in PEERS}
    return measured | {
        "auto": error,
        "coverage": float(inside.mean()),
        "start": float(inside[0]),
        "end": float(inside[-1]),
    }


def table(
    ns: tuple[int, ...], reps: int, seed: int
) -> dict[tuple[str, str, int, float], dict[str, float]]:
    """Median measures of each signal, noise, n and sd: (signal, noise, n, sd, rep) -> measures."""
    rng = np.random.default_rng(seed)
    return {
        (signal, noise, n, sd, rep): measure(synthetic.make(signal, noise, n=n, sd=sd, rng=rng))
        for n in ns
        for signal in SIGNALS
        for noise in NOISES
        for sd in SDS
        for rep in range(reps)
    }


def ratio(cells: list[dict[str, float]], peer: str) -> float:
    """Geometric mean of the automatic smoother's error relative to a peer's."""
    logs = [np.log(max(cell["auto"], 1e-12) / max(cell[peer], 1e-12)) for cell in cells]
    return float(np.exp(np.mean(logs)))


def rows_by(measured: dict[tuple[str, str, int, float], dict[str, float]], part: int) -> list[str]:
    """Markdown rows: one per value of the key's `part`."""
    values = list(dict.fromkeys(key[part] for key in measured))
    lines = []
    for value in values:
        cells = [cell for key, cell in measured.items() if key[part] == value]
        ratios = " | ".join(f"{ratio(cells, peer):.2f}" for peer in PEERS)
        worse = np.mean([cell["auto"] > cell["ema:0.6"] for cell in cells])
        shares = [
            100 * np.mean([cell[name] for cell in cells]) for name in ("coverage", "start", "end")
        ]
        cover = " | ".join(f"{share:.1f}" for share in shares)
        lines.append(f"| {value} | {ratios} | {100 * worse:.1f} | {cover} |")
    return lines


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reps", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--n", type=int, nargs="+", default=[50, 200, 1000])
    options = parser.parse_args()
    measured = table(tuple(options.n), options.reps, options.seed)
    for title, part in (("n", 2), ("noise", 1), ("signal", 0), ("sd", 3)):
        peers = " | ".join(f"vs {peer}" for peer in PEERS)
        print(f"\n| {title} | {peers} | worse than EMA % | coverage % | start % | end % |")
        print("|---" * 8 + "|")
        print("\n".join(rows_by(measured, part)))
    cells = list(measured.values())
    print("\noverall", *(f"{peer} {ratio(cells, peer):.3f}" for peer in PEERS))
    print("coverage", round(100 * float(np.mean([cell["coverage"] for cell in cells])), 1))


if __name__ == "__main__":
    main()
