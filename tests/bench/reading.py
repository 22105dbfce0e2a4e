"""How fast the readers are: CPU seconds, beside named peers on the same files in the same run.

    python -m tests.bench.reading [--size 1.0]

Files are made on the spot; size 1 is a million events and about 80 MB of each text. Each pair of
readers takes turns three times, and the best of each counts. Peers that are not installed are
passed over.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from rlreport.read import jsonl, table, tensorboard
from rlreport.sources import LogFile
from tests.read.events import event, records, scalar, tensor

_TURNS = 3


def cpu(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def compare(
    what: str, path: Path, ours: Callable[[], object], peers: dict[str, Callable[[], object]]
) -> None:
    """Print our CPU time and each peer's as a multiple of it."""
    mine = min(cpu(ours) for _ in range(_TURNS))
    print(f"{what}, {path.stat().st_size / 1e6:.0f} MB: {mine:.3f} s CPU")
    for name, peer in peers.items():
        slow = cpu(peer)
        turns = 1 if slow > 5 else _TURNS
        theirs = min([slow, *(cpu(peer) for _ in range(turns - 1))])
        mine = min(mine, *(cpu(ours) for _ in range(_TURNS)))
        print(f"    {name}: {theirs:.3f} s, {theirs / mine:.2f} times ours")


def accumulate(path: Path) -> object:
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    accumulator = EventAccumulator(str(path), {"scalars": 0, "images": 1, "histograms": 1})
    return accumulator.Reload()


def events(folder: Path, count: int) -> None:
    path = folder / "events.out.tfevents.1.scalars"
    tags = [f"train/some_metric_{n}" for n in range(24)]
    path.write_bytes(
        records(*(event([scalar(tags[n % 24], n * 0.001)], step=n // 24) for n in range(count)))
    )
    log = LogFile(name=path.name, path=path)
    peers = {"EventAccumulator": lambda: accumulate(path)}
    compare(f"{count:,} scalar events", path, lambda: tensorboard.read(log), peers)
    path = folder / "events.out.tfevents.1.images"
    picture = event([tensor("image", 7, 8, bytes(500_000))], step=1)
    some = [event([scalar(tags[n % 24], n * 0.001)], step=n // 24) for n in range(count // 10)]
    path.write_bytes(records(*some, *[picture] * (count // 5000)))
    images = LogFile(name=path.name, path=path)
    peers = {"EventAccumulator": lambda: accumulate(path)}
    compare("scalars among images", path, lambda: tensorboard.read(images), peers)


def delimited(folder: Path, count: int) -> None:
    chance = np.random.default_rng(0)
    wide = pd.DataFrame(chance.normal(size=(count // 15, 60))).add_prefix("metric_")
    long = pd.DataFrame({"step": np.arange(count), "value": chance.normal(size=count)})
    sparse = wide.mask(chance.random(wide.shape) < 0.5)
    for what, frame in (("wide", wide), ("long", long), ("half blank", sparse)):
        path = folder / f"{what}.csv"
        frame.to_csv(path, index=False)
        log = LogFile(name=path.name, path=path)
        peers = {"pandas.read_csv": lambda path=path: pd.read_csv(path)}
        compare(f"{what} CSV", path, lambda log=log: table.read(log), peers)


def lines(folder: Path, count: int) -> None:
    chance = random.Random(0)
    names = [f"train/metric_{n}" for n in range(20)]
    flat = folder / "flat.jsonl"
    with flat.open("w") as file:
        for step in range(count // 10):
            late = {"eval/accuracy": chance.random()} if step % 10 == 0 else {}
            row = {"step": step, **{name: chance.random() for name in names}, **late}
            file.write(json.dumps(row) + "\n")
    rollouts = folder / "rollouts.jsonl"
    with rollouts.open("w") as file:
        for n in range(count // 50):
            row = {
                "step": n // 64,
                "prompt": f"question {n // 8} " * 20,
                "response": "some words " * 450,
                "reward": chance.random(),
                "info": {"acc": float(chance.random() > 0.5)},
            }
            file.write(json.dumps(row) + "\n")
    for path in (flat, rollouts):
        log = LogFile(name=path.name, path=path)
        compare(path.stem + " JSON lines", path, lambda log=log: jsonl.read(log), json_peers(path))


def json_peers(path: Path) -> dict[str, Callable[[], object]]:
    import msgspec

    decoder = msgspec.json.Decoder()
    peers: dict[str, Callable[[], object]] = {
        "msgspec to dictionaries": lambda: decoder.decode_lines(path.read_bytes()),
        "pandas.read_json": lambda: pd.read_json(path, lines=True),
    }
    if importlib.util.find_spec("duckdb"):
        import duckdb

        peers["duckdb"] = lambda: duckdb.read_json(str(path)).df()
    if importlib.util.find_spec("polars"):
        import polars as pl

        peers["polars"] = lambda: pl.read_ndjson(path).to_pandas()
    return peers


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=float, default=1.0)
    count = int(parser.parse_args().size * 1_000_000)
    with tempfile.TemporaryDirectory() as folder:
        for measure in (events, delimited, lines):
            measure(Path(folder), count)


if __name__ == "__main__":
    main()
