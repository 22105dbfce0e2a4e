"""Curves exported from SwanLab: `step`, then `<run>-<metric>` and when it was logged, in pairs.

The column of the values may be called `<run>-<metric>_step`, which is no step.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np

from rlreport.read import Format
from rlreport.read._csv_format import column_names
from rlreport.read._delimited import Delimited, read_delimited
from rlreport.sources import LogFile
from rlreport.values import Loose, Table

_TIME = "_timestamp"
_VALUE = "_step"


def _sniff(_name: str, head: bytes) -> int:
    names = column_names(head)
    return 3 if names[:1] == ("step",) and _pairs(names[1:]) else 0


def _pairs(names: Sequence[str]) -> list[tuple[str, str]]:
    """The names of values and of their times; none where not all columns are such pairs."""
    pairs = [*zip(names[::2], names[1::2], strict=False)]
    known = all(
        time.endswith(_TIME) and value.removesuffix(_VALUE) == time.removesuffix(_TIME)
        for value, time in pairs
    )
    return pairs if known and "-" in "".join(names[:1]) and len(names) % 2 == 0 else []


def _read(file: LogFile) -> Loose:
    rows = read_delimited(file)
    pairs = _pairs([*rows.columns][1:])
    called = _split([time.removesuffix(_TIME) for _, time in pairs])
    tables = (_table(rows, pair, names) for pair, names in zip(pairs, called, strict=True))
    return Loose(format=FORMAT.name, tables=tuple(tables), issues=rows.issues)


def _split(names: Sequence[str]) -> list[tuple[str, str]]:
    """The run and the metric of each name: those that most others share."""
    ways = [
        [(name[: one.start()], name[one.end() :]) for one in re.finditer("-", name)]
        for name in names
    ]
    runs = Counter(run for each in ways for run, _ in each)
    metrics = Counter(metric for each in ways for _, metric in each)
    return [
        max(reversed(each), key=lambda way: runs[way[0]] * metrics[way[1]], default=("", name))
        for name, each in zip(names, ways, strict=True)
    ]


def _table(rows: Delimited, pair: tuple[str, str], called: tuple[str, str]) -> Table:
    """The values of one metric of one run, in the rows that have one."""
    (value, time), (run, metric) = pair, called
    kept = ~rows.blank.get(value, np.zeros(rows.columns[value].size, dtype=np.bool_))
    columns = {"step": rows.columns["step"][kept], metric: rows.columns[value][kept]}
    times = rows.columns[time][kept]
    if times.dtype == object:
        return Table(columns=columns, run=run, step="step")
    columns["timestamp"] = times / 1000
    return Table(columns=columns, run=run, step="step", time="timestamp")


FORMAT = Format(
    name="swanlab_chart",
    label="export of SwanLab",
    sniff=_sniff,
    read=_read,
    sample=(
        "export.csv",
        b"step,ppo-1-reward_step,ppo-1-reward_timestamp\n0,0.5,1800000000000\n1,,\n",
    ),
)
