"""Spans of traces -> how many leaf spans are active at once, per trace.

A child that overlaps its parent is nesting, not parallelism: only leaves count. Nothing here
assumes one tracer: OpenTelemetry (nested or flat), Langfuse, and one line per call with its end
and latency all say when a span began and ended, under other names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rlreport.catalogue import words
from rlreport.sheets import Sheet
from rlreport.sheets.steps import UNIX_TIMES
from rlreport.texts import many
from rlreport.values import BoolArray, FloatArray, IntArray, Issue

ACTIVE = "average_parallelism (leaf spans active at once)"
PEAK = "peak concurrency"

_START = ("start time ns", "start time unix nano", "start time", "start", "start ts", "started at")
_END = ("end time ns", "end time unix nano", "end time", "end", "end ts", "ended at")
_STOPPED = ("ts", "timestamp", "end", "time")
_TOOK = ("latency s", "latency", "duration s", "duration", "latency ms", "duration ms", "elapsed s")
_SPAN_ID = ("span id", "span context span id", "context span id", "id")
_PARENT = ("parent span id", "parent id", "parent observation id", "parent")
_TRACE = (
    "trace id",
    "span context trace id",
    "context trace id",
    "session id",
    "run id",
    "task id",
)
_STEPS = ("training step", "train step", "global step", "policy version", "training iteration")
_KIND = ("kind", "name", "type", "span kind", "operation")


@dataclass(frozen=True, kw_only=True, eq=False)
class Intervals:
    """Spans `(n,)`: when each began and ended in unix seconds, its trace, and whether a leaf.

    `ended` is the column of the times at which they ended.
    """

    start: FloatArray
    end: FloatArray
    trace: IntArray
    leaf: BoolArray
    ended: str


def intervals(sheet: Sheet) -> Intervals | None:
    """When the spans of a sheet began and ended, or None where its rows are no spans."""
    times = _times(sheet)
    columns: dict[str, NDArray[Any]] = {**sheet.text, **sheet.numbers}
    identity, parent = _named(columns, _SPAN_ID), _named(columns, _PARENT)
    trace = _named(columns, _TRACE)
    known = sheet.kind == "spans" or parent or (trace and _named(sheet.text, _KIND))
    if times is None or not known:
        return None
    start, end, ended = times
    _, belongs = np.unique(_texts(columns[trace]), return_inverse=True) if trace else (0, None)
    return Intervals(
        start=start,
        end=end,
        trace=np.zeros(start.size, np.intp) if belongs is None else belongs.astype(np.intp),
        leaf=_leaves(columns, identity, parent, start.size),
        ended=ended,
    )


def _named(columns: Mapping[str, object], names: tuple[str, ...]) -> str:
    by_words = {" ".join(words(name)): name for name in reversed(list(columns))}
    return next((by_words[name] for name in names if name in by_words), "")


def _texts(column: NDArray[Any]) -> NDArray[np.str_]:
    return column.astype(str)


def _times(sheet: Sheet) -> tuple[FloatArray, FloatArray, str] | None:
    """Begin and end of every span, from two times or its end and length; the column of the end."""
    start, end = _named(sheet.numbers, _START), _named(sheet.numbers, _END)
    if start and end and _unix(sheet.numbers[start]) and _unix(sheet.numbers[end]):
        return unix_seconds(sheet.numbers[start]), unix_seconds(sheet.numbers[end]), end
    stopped, took = _named(sheet.numbers, _STOPPED), _named(sheet.numbers, _TOOK)
    if stopped and took and _unix(sheet.numbers[stopped]):
        ends = unix_seconds(sheet.numbers[stopped])
        return ends - sheet.numbers[took] / (1e3 if words(took)[-1] == "ms" else 1.0), ends, stopped
    return None


def _unix(values: FloatArray) -> bool:
    finite = values[np.isfinite(values)]
    return bool(finite.size) and bool(finite.min() >= UNIX_TIMES)


def unix_seconds(times: FloatArray) -> FloatArray:
    """Unix times `(n,)` in seconds, whatever fraction of a second they count."""
    finite = times[np.isfinite(times)]
    size = float(np.median(finite)) if finite.size else 0.0
    for limit, unit in ((1e17, 1e9), (1e14, 1e6), (1e11, 1e3)):
        if size > limit:
            return times / unit
    return times


def _leaves(
    columns: Mapping[str, NDArray[Any]], identity: str, parent: str, size: int
) -> BoolArray:
    """Which spans are no other span's parent `(n,)`."""
    if not identity or not parent:
        return np.ones(size, dtype=np.bool_)
    leaf: BoolArray = ~np.isin(_texts(columns[identity]), _texts(columns[parent]))
    return leaf


def with_parallelism(sheet: Sheet, found: Intervals, where: str) -> Sheet:
    """The sheet with what its traces imply, in the row where each trace ends.

    Args:
        sheet: one row per span.
        found: when its spans began and ended.
        where: the file, for issues.
    """
    used = found.leaf & (found.end > found.start)
    traces = np.unique(found.trace[used])
    rows = np.array([_last(found, trace) for trace in traces], dtype=np.intp)
    measured = [_concurrency(found.start[own], found.end[own]) for own in _own(found, used, traces)]
    columns = dict.fromkeys((ACTIVE, PEAK), np.full(sheet.size, np.nan))
    for place, name in enumerate(columns):
        values = np.full(sheet.size, np.nan)
        values[rows] = [pair[place] for pair in measured]
        columns[name] = values
    if not traces.size:
        return replace(sheet, kind="metrics", time=found.ended)
    step = _training_step(sheet, rows)
    if step:
        return _per_step(sheet, step, rows, measured, where)
    return replace(
        sheet,
        numbers={**sheet.numbers, **columns},
        blank={**sheet.blank, **{name: np.isnan(column) for name, column in columns.items()}},
        kind="metrics",
        time=found.ended,
        issues=(*sheet.issues, *_how(where, int(used.sum()), used.size - int(used.sum()))),
    )


def _training_step(sheet: Sheet, rows: IntArray) -> str:
    """The column of the training step that the traces, which end in `rows`, belong to; or ""."""
    for name, column in sheet.numbers.items():
        told = " ".join(words(name)).endswith(_STEPS)
        of_traces = column[rows[np.argsort(rows)]]
        if told and np.isfinite(of_traces).all() and np.unique(of_traces).size > 1:
            return name
    return ""


def _per_step(
    sheet: Sheet,
    step: str,
    rows: IntArray,
    measured: Sequence[tuple[float, int]],
    where: str,
) -> Sheet:
    """One row for each training step: the means over its traces."""
    steps, group = np.unique(sheet.numbers[step][rows], return_inverse=True)
    number = np.bincount(group).astype(np.float64)
    values = {
        name: np.bincount(group, weights=[pair[place] for pair in measured]) / number
        for place, name in enumerate((ACTIVE, PEAK))
    }
    text = (
        f"{ACTIVE!r} was derived: the mean over the traces of a step ({step}) of the time-weighted "
        f"mean number of leaf spans active while any is, from {many(rows.size, 'trace')}."
    )
    issue = Issue(kind="derived metric", where=f"{where}: {ACTIVE}", count=rows.size, text=text)
    return Sheet(
        numbers={step: steps, **values, "traces": number},
        run=sheet.run,
        step=step,
        issues=(*sheet.issues, issue),
    )


def _last(found: Intervals, trace: int) -> int:
    rows = np.flatnonzero(found.trace == trace)
    return int(rows[np.argmax(found.end[rows])])


def _own(found: Intervals, used: BoolArray, traces: IntArray) -> list[IntArray]:
    return [np.flatnonzero(used & (found.trace == trace)) for trace in traces]


def _concurrency(start: FloatArray, end: FloatArray) -> tuple[float, int]:
    """The time-weighted mean number of spans active while any is, and the highest number."""
    times = np.concatenate([start, end])
    change = np.repeat([1, -1], start.size)
    order = np.lexsort((change, times))
    active = np.cumsum(change[order])
    lasts = np.diff(times[order], append=times.max())
    busy = float(lasts[active > 0].sum())
    return float((active * lasts).sum() / busy), int(active.max())


def _how(where: str, used: int, left: int) -> list[Issue]:
    text = (
        f"{ACTIVE!r} was derived: per trace the time-weighted mean number of leaf spans active "
        f"while any is, from {many(used, 'span')}; parents of others and spans of no "
        f"length ({left:,}) do not count."
    )
    return [Issue(kind="derived metric", where=f"{where}: {ACTIVE}", count=used, text=text)]
