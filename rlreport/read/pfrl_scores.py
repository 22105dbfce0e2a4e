"""ChainerRL's and PFRL's `scores.txt`: the returns of each evaluation as mean, median and so on."""

from __future__ import annotations

from dataclasses import replace

from rlreport.read import Format
from rlreport.read._csv_format import column_names
from rlreport.read._delimited import read_delimited
from rlreport.sources import LogFile
from rlreport.values import Loose

_NAMES = ("steps", "episodes", "elapsed", "mean", "median", "stdev", "max", "min")
_OLD = tuple(name for name in _NAMES if name != "episodes")
_ROLES = {"mean": "reward", "median": "reward", "max": "reward", "min": "reward"}


def _sniff(_name: str, head: bytes) -> int:
    names = column_names(head)
    return 2 if names[: len(_NAMES)] == _NAMES or names[: len(_OLD)] == _OLD else 0


def _read(file: LogFile) -> Loose:
    rows = read_delimited(file)
    found = replace(rows.table(step="steps"), roles=_ROLES)
    return Loose(format=FORMAT.name, tables=(found,), issues=rows.issues, end=rows.end)


FORMAT = Format(
    name="pfrl_scores",
    label="PFRL or ChainerRL scores.txt",
    sniff=_sniff,
    read=_read,
    sample=(
        "scores.txt",
        (
            b"steps\tepisodes\telapsed\tmean\tmedian\tstdev\tmax\tmin\taverage_loss\n"
            b"50000\t120\t61.5\t1.5\t1.4\t2.2\t3.0\t-1.0\t0.01\n"
            b"100000\t240\t121.5\t2.5\t2.4\t2.1\t4.0\t0.0\t0.02\n"
        ),
    ),
)
