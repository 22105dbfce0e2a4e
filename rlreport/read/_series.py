"""Values that a tracker logs one by one, each with its name, step and time -> a table a metric."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np

from rlreport.sources import LogFile
from rlreport.texts import many, was
from rlreport.values import FloatArray, Issue, Table

NO_STEP = float("nan")


class Scalar(NamedTuple):
    """One logged value, `NO_STEP` where it has no step or epoch; the time is in unix seconds."""

    key: str
    step: float
    value: float
    time: float
    epoch: float = NO_STEP


def tables(found: Iterable[Scalar], *, run: str = "") -> tuple[Table, ...]:
    """One table for each metric, in the order in which they first appear."""
    series: defaultdict[str, list[Scalar]] = defaultdict(list)
    for scalar in found:
        series[scalar.key].append(scalar)
    return tuple(_table(key, rows, run) for key, rows in series.items())


def _table(key: str, rows: list[Scalar], run: str) -> Table:
    """The table of a metric, on its steps; on its epochs where only these are told."""
    _, step, value, time, epoch = (np.array(cells) for cells in zip(*rows, strict=True))
    counted: dict[str, FloatArray] = {}
    if np.isfinite(step).any():
        counted = {"step": step}
    elif np.isfinite(epoch).all() and key != "epoch":
        counted = {"epoch": epoch}
    columns = {**counted, key: value, "timestamp": time}
    return Table(columns=columns, run=run, step=next(iter(counted), ""), time="timestamp")


def messages(file: LogFile) -> Iterator[Any]:
    """The JSON value of each line, None for one that holds none; of a last one cut off none."""
    with file.open() as stream:
        for line in stream:
            try:
                yield json.loads(line)
            except (ValueError, RecursionError):
                if line.endswith(b"\n"):
                    yield None


def damaged(where: str, count: int) -> tuple[Issue, ...]:
    """The issue of lines that hold no message, if there are any."""
    text = f"{many(count, 'line')} without a message {was(count)} left out."
    issue = Issue(kind="unreadable lines", where=where, count=count, text=text)
    return (issue,) if count else ()


def of_machine(where: str, count: int) -> tuple[Issue, ...]:
    """The issue of what was measured of the machine, if it was."""
    text = f"{many(count, 'metric')} of the machine {was(count)} left out."
    issue = Issue(kind="system metrics", where=where, count=count, text=text)
    return (issue,) if count else ()
