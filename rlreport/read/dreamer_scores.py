"""Dreamer's score files: a JSON array of `{task, method, seed, xs[], ys[]}`, one run each."""

from __future__ import annotations

from typing import Any

from rlreport.read import Format
from rlreport.read._json import cut_issue, objects
from rlreport.read._records import table
from rlreport.sources import LogFile
from rlreport.values import Loose, Table

_KEYS = (b'"xs"', b'"ys"')


def _sniff(_name: str, head: bytes) -> int:
    is_array = head.lstrip().startswith(b"[")
    return 2 if is_array and all(key in head for key in _KEYS[: 1 if len(head) >> 16 else 2]) else 0


def _read(file: LogFile) -> Loose:
    curves, whole = objects(file)
    return Loose(
        format=FORMAT.name,
        tables=tuple(_curve(curve) for curve in curves if "xs" in curve and "ys" in curve),
        issues=cut_issue(file, whole),
    )


def _curve(curve: dict[str, Any]) -> Table:
    seed = [f"seed {curve['seed']}"] if "seed" in curve else []
    named = [str(curve[part]) for part in ("method", "task") if part in curve]
    rows = [{"step": x, "score": y} for x, y in zip(curve["xs"], curve["ys"], strict=False)]
    return table(rows, step="step", run=" ".join([*named, *seed]))


_SAMPLE = b"""[{"task": "atari_pong", "method": "dreamerv3", "seed": "0",
 "xs": [10, 20], "ys": [-21.0, -19.5]}]"""

FORMAT = Format(
    name="dreamer_scores",
    label="Dreamer scores",
    sniff=_sniff,
    read=_read,
    sample=("atari-dreamerv3.json", _SAMPLE),
)
