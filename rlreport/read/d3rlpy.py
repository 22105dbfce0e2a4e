"""d3rlpy's `<metric>.csv`: rows of `epoch,step,value` without a header."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import PurePosixPath

from rlreport.read import Format
from rlreport.read._delimited import read_delimited
from rlreport.sources import LogFile
from rlreport.values import Loose

_ROW = re.compile(rb"(\d+),(\d+),-?(?:[\d.]+(?:[eE][-+]?\d+)?|nan|inf)\r?")
_SEEN = 64  # rows
_RETURNS = "environment"  # of episodes in it, as d3rlpy's examples call the evaluation there


def _sniff(name: str, head: bytes) -> int:
    """Rows that count epochs up, all of the same number of steps, more than one."""
    if not name.lower().endswith(".csv") or not head[:1].isdigit():
        return 0
    *lines, _ = head.split(b"\n", _SEEN)
    found = [_ROW.fullmatch(line) for line in lines]
    counts = [(int(row[1]), int(row[2])) for row in found if row]
    sizes = {step / epoch if epoch else 0.0 for epoch, step in counts}
    epochs = [epoch for epoch, _ in counts]
    counted = 0 < len(counts) == len(lines) and epochs == sorted({*epochs})
    return 2 * (counted and len(sizes) == 1 and max(sizes) > 1)


def _read(file: LogFile) -> Loose:
    metric = PurePosixPath(file.name).stem
    rows = read_delimited(file, header=("epoch", "step", metric))
    table = rows.table(step="step")
    roles = {metric: "reward"} if metric == _RETURNS else {}
    return Loose(
        format=FORMAT.name,
        tables=(replace(table, roles=roles),),
        issues=rows.issues,
        end=rows.end,
    )


FORMAT = Format(
    name="d3rlpy",
    label="d3rlpy metric",
    sniff=_sniff,
    read=_read,
    sample=("DQN_20250102030405/td_error.csv", b"1,500,0.5\n2,1000,0.25\n3,1500,nan\n"),
)
