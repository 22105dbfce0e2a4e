"""BenchMARL's and TorchRL's `scalars/<metric>.csv`: rows of `step,value` without a header."""

from __future__ import annotations

import re

from rlreport.read import Format
from rlreport.read._delimited import read_delimited
from rlreport.sources import LogFile
from rlreport.values import Loose

_ROWS = re.compile(rb"(?:\d+,-?(?:[\d.]+(?:[eE][-+]?\d+)?|nan|inf)\r?\n)+(?:\d*,?[^,\n]*)?")
_PLACE = re.compile(r"(?:(?P<run>.*)/)?scalars/(?P<metric>.+)\.csv")


def _sniff(name: str, head: bytes) -> int:
    return 2 if _PLACE.fullmatch(name) and _ROWS.match(head) else 0


def _read(file: LogFile) -> Loose:
    place = _PLACE.fullmatch(file.name)
    metric = place["metric"] if place else file.name.rpartition("/")[2].removesuffix(".csv")
    rows = read_delimited(file, header=("step", metric))
    return Loose(
        format=FORMAT.name, tables=(rows.table(step="step"),), issues=rows.issues, end=rows.end
    )


FORMAT = Format(
    name="benchmarl",
    label="BenchMARL or TorchRL scalar",
    sniff=_sniff,
    read=_read,
    sample=("run/scalars/collection_reward.csv", b"0,0.5\n1,0.75\n2,nan\n"),
)
