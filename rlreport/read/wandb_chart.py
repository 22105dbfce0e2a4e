"""A chart exported from W&B's page: x, then `<run> - <metric>` with its `__MIN` and `__MAX`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rlreport.errors import FormatError
from rlreport.read import Format
from rlreport.read._csv_format import column_names
from rlreport.read._delimited import Delimited, read_delimited
from rlreport.sources import LogFile
from rlreport.values import Issue, Loose, Table

_ENVELOPES = ("__MIN", "__MAX")
_BETWEEN = " - "
_OWN = "_step"
"""W&B's own step, which stands beside the curves where a chart was drawn over something else."""
_STEPS = ("Step", "_step", "global_step", "train/global_step", "trainer/global_step")


def _sniff(_name: str, head: bytes) -> int:
    columns = column_names(head)
    if len(columns) < 2 or not all(_BETWEEN in name for name in columns[1:]):
        return 0
    return 3 if any(name.endswith(_ENVELOPES) for name in columns) else 2


def _read(file: LogFile) -> Loose:
    rows = read_delimited(file)
    columns = list(rows.columns)
    curves = [name for name in columns[1:] if not name.endswith(_ENVELOPES)]
    if not curves:
        raise FormatError(
            "is a chart export without a curve.", "Export the chart again with its runs selected."
        )
    runs: dict[str, list[str]] = {}
    for name in curves:
        runs.setdefault(name.rpartition(_BETWEEN)[0], []).append(name)
    return Loose(
        format=FORMAT.name,
        tables=tuple(_table(rows, columns[0], run, own) for run, own in runs.items()),
        issues=(*rows.issues, *_envelopes(file, len(columns) - 1 - len(curves))),
    )


def _table(rows: Delimited, x: str, run: str, curves: Sequence[str]) -> Table:
    """The curves of one run, in the rows in which any of them has a value."""
    called = {x: x} | {name: name.rpartition(_BETWEEN)[2] for name in curves}
    size = rows.columns[x].size
    empty = [rows.blank.get(name, np.zeros(size, dtype=bool)) for name in curves]
    kept = ~np.logical_and.reduce(empty)
    columns = {new: rows.columns[old][kept] for old, new in called.items()}
    drawn = x in _STEPS or _rises(columns[x])
    return Table(
        columns=columns,
        blank={new: rows.blank[old][kept] for old, new in called.items() if old in rows.blank},
        step=x if drawn else _OWN if _OWN in columns else "",
        roles={_OWN: "other"} if drawn and _OWN in columns else {},
        run=run,
    )


def _rises(values: NDArray[Any]) -> bool:
    """Whether what a chart was drawn over tells its points apart."""
    return values.dtype != object and bool((np.diff(values) > 0).all())


def _envelopes(file: LogFile, count: int) -> tuple[Issue, ...]:
    if not count:
        return ()
    text = (
        "Columns that end in __MIN or __MAX are the envelope that the chart drew around a curve, "
        "no metrics of their own; they were left out."
    )
    return (Issue(kind="envelopes", where=file.name, count=count, text=text),)


_SAMPLE = b'''"Step","a - b - reward","a - b - reward__MIN","a - b - reward__MAX"
"0","0.5","0.5","0.5"
"10","0.75","0.5","1.0"'''

FORMAT = Format(
    name="wandb_chart",
    label="W&B chart export",
    sniff=_sniff,
    read=_read,
    sample=("wandb_export.csv", _SAMPLE),
)
