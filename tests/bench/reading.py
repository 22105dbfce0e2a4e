"""How fast the readers are: CPU seconds, beside named peers on the same files in the same run.

    python -m tests.bench.reading [--size 1.0]

Files are made on the spot; size 1 is a million events and about 80 MB of each text. Each pair of
readers takes turns three times, and the best of each counts. It says which peers are not
installed, and passes them over: `pip install duckdb polars tensorboard`.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import random
import re
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from rlreport.read import (
    _leveldb,
    jsonl,
    read_file,
    resume,
    rollouts,
    table,
    tensorboard,
    text_log,
    wandb_binary,
)
from rlreport.read._history import item
from rlreport.read._layout import layout
from rlreport.read._wire import fields
from rlreport.sources import LogFile
from tests.read.events import event, records, scalar, tensor
from tests.read.test_stores import message, row, wandb_file

_TURNS = 3
_PEERS = ("duckdb", "polars", "tensorboard")


def cpu(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def compare(
    what: str, path: Path, ours: Callable[[], object], peers: Mapping[str, Callable[[], object]]
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
    compare(f"{count:,} scalar events", path, lambda: tensorboard.read(log), event_peers(path))
    path = folder / "events.out.tfevents.1.images"
    picture = event([tensor("image", 7, 8, bytes(500_000))], step=1)
    some = [event([scalar(tags[n % 24], n * 0.001)], step=n // 24) for n in range(count // 10)]
    path.write_bytes(records(*some, *[picture] * (count // 5000)))
    images = LogFile(name=path.name, path=path)
    compare("scalars among images", path, lambda: tensorboard.read(images), event_peers(path))


def event_peers(path: Path) -> dict[str, Callable[[], object]]:
    known = importlib.util.find_spec("tensorboard")
    return {"EventAccumulator": lambda: accumulate(path)} if known else {}


def delimited(folder: Path, count: int) -> None:
    chance = np.random.default_rng(0)
    wide = pd.DataFrame(chance.normal(size=(count // 15, 60))).add_prefix("metric_")
    long = pd.DataFrame({"step": np.arange(count), "value": chance.normal(size=count)})
    sparse = wide.mask(chance.random(wide.shape) < 0.5)
    texts = long.assign(phase=chance.choice(["train", "eval"], count), id=long.index.map(hex))
    blank = long.assign(value=long["value"].where(long["step"] < count // 10))
    long_nan = long.assign(value=long["value"].mask(chance.random(count) < 0.1))
    dated = long.assign(date=pd.date_range("2026-01-01", periods=count, freq="s").astype(str))
    spelled = chance.choice(["nan", " ", ""], count)
    mixed = long.assign(
        value=[
            cell.strip() if cell else value
            for cell, value in zip(spelled, long["value"], strict=True)
        ]
    )
    frames = {"wide": wide, "long": long, "half blank": sparse, "texts": texts}
    frames |= {"long blank": blank, "NaN and blanks": mixed, "dates": dated, "NaN": long_nan}
    for what, frame in frames.items():
        path = folder / f"{what}.csv"
        frame.to_csv(path, index=False, na_rep="nan" if what == "NaN" else "")
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
            line = {"step": step, **{name: chance.random() for name in names}, **late}
            file.write(json.dumps(line) + "\n")
    log = LogFile(name=flat.name, path=flat)
    compare("flat JSON lines", flat, lambda: jsonl.read(log), json_peers(flat))


def rollout_lines(folder: Path, count: int) -> None:
    """A log of rollouts of 5 kB, against the same columns and against two means by duckdb."""
    chance = random.Random(0)
    path = folder / "rollouts.jsonl"
    texts = [" ".join(chance.choices(["so", "x = 1", "é", '"', "\n"], k=1200)) for _ in range(99)]
    with path.open("w") as file:
        for n in range(count // 16):
            rollout = {
                "step": n // 1024,
                "data_source": ("gsm8k", "math", "aime")[n // 8 % 3],
                "prompt": f"question {n // 8} " * 20,
                "response": texts[n % 99],
                "reward": chance.random(),
                "info": {"acc": float(chance.random() > 0.5)},
            }
            file.write(json.dumps(rollout, ensure_ascii=False) + "\n")
    log = LogFile(name=path.name, path=path)
    compare("rollouts", path, lambda: rollouts.FORMAT.read(log), rollout_peers(path))
    same_means(log)


def rollout_peers(path: Path) -> dict[str, Callable[[], object]]:
    if not importlib.util.find_spec("duckdb"):
        return {}
    import duckdb

    typed = "step: 'DOUBLE', data_source: 'VARCHAR', reward: 'DOUBLE', info: 'STRUCT(acc DOUBLE)'"
    rows = "read_json('{}', format='newline_delimited', columns={{{}}})"
    two = rows.format(path, typed)
    all_ = rows.format(path, typed + ", prompt: 'VARCHAR'")
    means = f"SELECT step, data_source, avg(reward), avg(info.acc) FROM {two} GROUP BY 1, 2"
    same = f"SELECT step, data_source, hash(prompt), reward, info.acc FROM {all_}"
    return {
        "duckdb, two means of four explicit columns": lambda: duckdb.execute(means).fetchall(),
        "duckdb, the same columns as arrays": lambda: duckdb.execute(same).fetchnumpy(),
    }


def same_means(log: LogFile) -> None:
    """Print whether the means per step and source are those of duckdb."""
    if not importlib.util.find_spec("duckdb"):
        return
    import duckdb

    (part,) = rollouts.FORMAT.read(log).tables
    frame = pd.DataFrame({name: part.columns[name] for name in ("step", "data_source", "reward")})
    ours = frame.groupby(["step", "data_source"])["reward"].mean().to_numpy()
    theirs = duckdb.execute(
        f"SELECT avg(reward) FROM read_json('{log.path}', columns={{step: 'DOUBLE', data_source:"
        " 'VARCHAR', reward: 'DOUBLE'}) GROUP BY step, data_source ORDER BY step, data_source"
    ).fetchnumpy()
    far = np.abs(ours - np.concatenate(list(theirs.values()))).max()
    print(f"    {ours.size:,} means per step and source differ from duckdb's by {far:.1g} at most")


def run_files(folder: Path, count: int) -> None:
    """A `.wandb` file as the current SDK writes it, against the same fields one after another."""
    chance = random.Random(0)
    names = [b"_step", b"_runtime", b"_timestamp", *(b"train/metric_%d" % n for n in range(20))]
    logged = []
    for step in range(count // len(names)):
        order = names[step % 23 :] + names[: step % 23]  # each row begins with another key
        cells = [message(2, name) + message(16, repr(chance.random()).encode()) for name in order]
        logged += [row(*cells), summary(*cells)]
    path = folder / "run-1.wandb"
    path.write_bytes(wandb_file(*logged))
    log = LogFile(name=path.name, path=path)
    peers = {"field by field": lambda: one_by_one(path)}
    compare(f"W&B run file of {count:,} values", path, lambda: wandb_binary.FORMAT.read(log), peers)


def summary(*items: bytes) -> bytes:
    return b"\x08\x01" + message(3, b"".join(message(1, item) for item in items))


def one_by_one(path: Path) -> list[tuple[bytes, float]]:
    """Each value of a `.wandb` file, read without a thought for speed."""
    found = []
    with path.open("rb") as stream:
        for some in _leveldb.records(stream):
            for start, stop in zip(some.starts, some.stops, strict=True):
                for number, _, history in fields(some.raw[start:stop]):
                    if number == 2:
                        items = (item(part) for key, _, part in fields(history) if key == 1)
                        found += [(name, json.loads(text)) for name, text in items]
    return found


def growing(folder: Path, count: int) -> None:
    """A hundredth more of a log of rollouts: read on, against read anew."""
    path = folder / "rollouts.jsonl"
    whole = path.read_bytes()
    cut = whole.rindex(b"\n", 0, len(whole) * 99 // 100) + 1
    before = read_file(LogFile(name=path.name, content=whole[:cut]))
    log = LogFile(name=path.name, path=path)
    peers = {"read anew": lambda: rollouts.FORMAT.read(log)}
    compare("a hundredth more of the rollouts", path, lambda: resume(log, before), peers)


def json_peers(path: Path) -> dict[str, Callable[[], object]]:
    import msgspec

    decoder = msgspec.json.Decoder()
    peers: dict[str, Callable[[], object]] = {
        "msgspec, typed by hand, as arrays": lambda: typed_by_hand(path),
        "msgspec to dictionaries": lambda: decoder.decode_lines(path.read_bytes()),
        "pandas.read_json": lambda: pd.read_json(path, lines=True),
    }
    if importlib.util.find_spec("duckdb"):
        import duckdb

        peers["duckdb, as arrays"] = lambda: duckdb.read_json(str(path)).fetchnumpy()
    if importlib.util.find_spec("polars"):
        import polars as pl

        peers["polars, as arrays"] = lambda: [
            column.to_numpy() for column in pl.read_ndjson(path).get_columns()
        ]
    return peers


def typed_by_hand(path: Path) -> object:
    """Every field of flat lines as an array, by a decoder whose names are known beforehand."""
    import msgspec

    names = {
        name: None
        for line in path.read_text()[: 1 << 16].split("\n")[:10]
        for name in json.loads(line)
    }
    fields = [
        (f"f{place}", float | None, msgspec.field(default=None, name=name))
        for place, name in enumerate(names)
    ]
    decode = msgspec.json.Decoder(msgspec.defstruct("Row", fields, gc=False)).decode
    with path.open("rb") as file:
        rows = [msgspec.structs.astuple(decode(line)) for line in file]
    return [np.array(column, dtype=np.float64) for column in zip(*rows, strict=True)]


_PAIR = re.compile(r"([a-z_]+):(-?[0-9.]+(?:e-?[0-9]+)?)")


def texts(folder: Path, count: int) -> None:
    chance = random.Random(0)
    path = folder / "train.log"
    with path.open("w") as file:
        for n in range(count):
            values = f"loss:{chance.gauss(0, 1):.4f} kl:{chance.random() * 1e-4:.3g}"
            file.write(f"step:{n}/{count} {values} reward:{chance.gauss(0, 9):.2f} fps:{n % 97}\n")
    log = LogFile(name=path.name, path=path)
    peers: dict[str, Callable[[], object]] = {
        "one regular expression, line by line": lambda: by_line(path),
        "the same over the whole text": lambda: whole_text(path),
    }
    compare("text log", path, lambda: text_log.FORMAT.read(log), peers)


_SAID = (
    *(
        "the",
        "a",
        "of",
        "and",
        "to",
        "in",
        "so",
        "we",
        "have",
        "that",
        "for",
        "with",
        "then",
        "next",
    ),
    *("first", "answer", "number", "sum", "total", "model", "apples", "cost", "each", "is", "let"),
    *("equals", "value", "step", "train", "passed", "after", "because", "(see)", "3", "7.5", "12"),
)


def answers(folder: Path, count: int) -> None:
    """A log whose rows stand among what a model answered, each line in other words."""
    chance = random.Random(0)
    path = folder / "grpo.log"
    with path.open("w") as file:
        for n in range(count // 1000):
            file.write(f"step:{n} loss:{chance.gauss(0, 1):.4f} reward:{chance.random():.4f}\n")
            for _ in range(30):
                file.write(f"{' '.join(chance.choices(_SAID, k=chance.randint(4, 40)))}.\n")
    log = LogFile(name=path.name, path=path)
    peers = {"one regular expression, line by line": lambda: by_line(path)}

    def anew() -> object:
        layout.cache_clear()
        return text_log.FORMAT.read(log)

    compare("text log among answers", path, anew, peers)


def by_line(path: Path) -> object:
    with path.open() as file:
        return [{name: float(text) for name, text in _PAIR.findall(line)} for line in file]


def whole_text(path: Path) -> object:
    return [(found[1], float(found[2])) for found in _PAIR.finditer(path.read_text())]


_MEASURES = (events, delimited, lines, rollout_lines, growing, run_files, texts, answers)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=float, default=1.0)
    count = int(parser.parse_args().size * 1_000_000)
    for peer in _PEERS:
        if not importlib.util.find_spec(peer):
            print(f"{peer} is not installed: its rows are missing")
    with tempfile.TemporaryDirectory() as folder:
        for measure in _MEASURES:
            measure(Path(folder), count)


if __name__ == "__main__":
    main()
