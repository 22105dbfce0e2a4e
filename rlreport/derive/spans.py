"""Spans of traces -> average parallelism by its definitions, and the critical path, per trace.

A child that overlaps its parent is nesting, not parallelism: only leaves count. Nothing here
assumes one tracer: OpenTelemetry (nested or flat), Langfuse, and one line per call with its end
and latency all say when a span began and ended, under other names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rlreport.catalogue import describe, words
from rlreport.derive._traces import Measures, measures
from rlreport.derive.rollouts import PARALLEL_SHARE, RATIO_OF_SUMS, WORK_OVER_SPAN, numbered
from rlreport.sheets import Sheet
from rlreport.sheets.steps import UNIX_TIMES
from rlreport.texts import many, was
from rlreport.values import BoolArray, FloatArray, IntArray, Issue

ACTIVE = "average_parallelism (leaf spans active at once)"
BRANCHES = "average_parallelism (branches of parallel stages)"
PEAK = "peak concurrency"
PATH = "critical path"
LENGTH = "leaf spans"

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
_NOBODY = frozenset({"None", "nan", ""})
_KIND = ("kind", "name", "type", "span kind", "operation")


@dataclass(frozen=True, kw_only=True, eq=False)
class Intervals:
    """Spans `(n,)`: when each began and ended in unix seconds, its trace, and whether a leaf.

    `ended` is the column of the times at which they ended; `repeated` says which rows are told
    again, by another row of the same span.
    """

    start: FloatArray
    end: FloatArray
    trace: IntArray
    leaf: BoolArray
    repeated: BoolArray
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
    belongs = numbered(columns[trace]) if trace else np.zeros(start.size, dtype=np.intp)
    spans, parents = _identified(columns, belongs, identity, parent)
    return Intervals(
        start=start,
        end=end,
        trace=belongs,
        leaf=~np.isin(spans, parents[parents >= 0]),
        repeated=_repeated(spans, start, end),
        ended=ended,
    )


def _identified(
    columns: Mapping[str, NDArray[Any]], trace: IntArray, identity: str, parent: str
) -> tuple[IntArray, IntArray]:
    """Each span and its parent by number `(n,)`, -1 where it is not known.

    Ids may be told again in another trace, where they are of other spans.
    """
    size = trace.size
    if not identity:
        return np.full(size, -1), np.full(size, -1)
    names = columns[identity].tolist() + (columns[parent].tolist() if parent else [None] * size)
    numbers: dict[object, int] = {}
    found = [
        -1 if name in _NOBODY else numbers.setdefault((of, name), len(numbers))
        for of, name in zip(trace.tolist() * 2, map(str, names), strict=True)
    ]
    return np.array(found[:size], dtype=np.intp), np.array(found[size:], dtype=np.intp)


def _repeated(spans: IntArray, start: FloatArray, end: FloatArray) -> BoolArray:
    """Which rows are another's span, too, that ends later or is told later `(n,)`.

    Tracers print a span when it begins and again when it has ended, or to two places at once.
    """
    order = np.lexsort((np.arange(spans.size), end, start, spans))
    same = (np.diff(spans[order]) == 0) & (np.diff(start[order]) == 0) & (spans[order][:-1] >= 0)
    repeated = np.zeros(spans.size, dtype=np.bool_)
    repeated[order[:-1][same]] = True
    return repeated


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


def with_parallelism(sheet: Sheet, found: Intervals, where: str) -> Sheet:
    """The sheet with what its traces imply, in the row where each trace ends.

    Args:
        sheet: one row per span.
        found: when its spans began and ended.
        where: the file, for issues.
    """
    once = np.flatnonzero(~found.repeated)
    if once.size < sheet.size:
        again = _told_again(where, sheet.size - once.size)
        sheet = replace(sheet.at(once), issues=(*sheet.issues, again))
    start, end, trace = found.start[once], found.end[once], found.trace[once]
    used = found.leaf[once] & (end > start)
    if not used.any():
        return replace(sheet, kind="spans", time=found.ended)
    traces, of = np.unique(trace[used], return_inverse=True)
    measured = measures(start[used], end[used], of.astype(np.intp))
    rows = _last_rows(trace, end, traces)
    step = _training_step(sheet, rows)
    if step:
        return _per_step(sheet, step, rows, measured, where)
    columns: dict[str, FloatArray] = {}
    for name, values in _of_traces(measured).items():
        columns[name] = np.full(sheet.size, np.nan)
        columns[name][rows] = values
    sheet = _of_leaves(sheet, found.leaf[once])
    left = int(used.size - used.sum())
    return replace(
        sheet,
        numbers={**columns, **sheet.numbers},
        blank={**sheet.blank, **{name: np.isnan(column) for name, column in columns.items()}},
        units={**sheet.units, PATH: "s"},
        roles={**sheet.roles, PATH: "timing"},
        kind="spans",
        time=found.ended,
        issues=(*sheet.issues, *_how(columns, where, "", many(int(used.sum()), "span"), left)),
    )


def _of_leaves(sheet: Sheet, leaf: BoolArray) -> Sheet:
    """The sheet without the tokens of spans that hold others, which count those of the others."""
    inside = {
        name: ~sheet.present(name) | ~leaf
        for name in sheet.numbers
        if describe(name).role == "tokens" and sheet.present(name)[leaf].any()
    }
    return replace(sheet, blank={**sheet.blank, **inside})


def _told_again(where: str, count: int) -> Issue:
    text = (
        f"{many(count, 'row')} {was(count)} left out: the span is told again in another row, as "
        "tracers do when it has ended; of each span the row with the last end counts."
    )
    return Issue(kind="repeated spans", where=where, count=count, text=text)


def _last_rows(trace: IntArray, end: FloatArray, traces: IntArray) -> IntArray:
    """The row in which each of some traces ends `(t,)`."""
    order = np.lexsort((end, trace))
    rows: IntArray = order[np.searchsorted(trace[order], traces, side="right") - 1]
    return rows


def _of_traces(measured: Measures) -> dict[str, FloatArray]:
    """The metrics of traces `(t,)`, the classical definition of average parallelism first."""
    parallel = bool((measured.peak > 1).any())
    return {
        WORK_OVER_SPAN: measured.work / measured.path,
        ACTIVE: measured.active,
        **({BRANCHES: measured.branches} if parallel else {}),
        PEAK: measured.peak,
        PATH: measured.path,
        LENGTH: measured.spans,
    }


def _training_step(sheet: Sheet, rows: IntArray) -> str:
    """The column of the training step that the traces, which end in `rows`, belong to; or ""."""
    for name, column in sheet.numbers.items():
        told = " ".join(words(name)).endswith(_STEPS)
        of_traces = column[rows[np.argsort(rows)]]
        if told and np.isfinite(of_traces).all() and np.unique(of_traces).size > 1:
            return name
    return ""


def _per_step(sheet: Sheet, step: str, rows: IntArray, measured: Measures, where: str) -> Sheet:
    """One row for each training step: the means over its traces."""
    steps, group = np.unique(sheet.numbers[step][rows], return_inverse=True)

    def total(values: FloatArray) -> FloatArray:
        return np.bincount(group, weights=values, minlength=steps.size).astype(np.float64)

    values: dict[str, FloatArray] = {}
    for name, of_traces in _of_traces(measured).items():
        known = np.isfinite(of_traces)
        with np.errstate(invalid="ignore"):
            values[name] = total(np.where(known, of_traces, 0.0)) / total(known.astype(np.float64))
    ones = np.ones(group.size)
    values[RATIO_OF_SUMS] = total(measured.work) / total(measured.path)
    values[PARALLEL_SHARE] = total((measured.peak > 1).astype(np.float64)) / total(ones)
    blank = {name: np.isnan(column) for name, column in values.items() if np.isnan(column).any()}
    over = f"of the traces of each step ({step}), "
    return Sheet(
        numbers={step: steps, **values, "traces": total(ones)},
        blank=blank,
        units={PATH: "s"},
        roles={PATH: "timing"},
        run=sheet.run,
        step=step,
        issues=(*sheet.issues, *_how(values, where, over, many(rows.size, "trace"), 0)),
    )


_DEFINITIONS = {
    WORK_OVER_SPAN: (
        "work over span, the summed length of a trace's leaf spans over that of its critical path, "
        "the longest chain of leaf spans that follow one another; spans that overlap are taken to "
        "be independent"
    ),
    ACTIVE: "the time-weighted mean number of a trace's leaf spans active while any is",
    BRANCHES: (
        "the highest number of leaf spans active at once in a stage, averaged over stages with "
        "more than 1; a stage is a time in which some leaf span is always active"
    ),
    RATIO_OF_SUMS: "the work of all traces over the length of all their critical paths",
    PARALLEL_SHARE: "the share of traces in which leaf spans overlap",
}


def _definitions(derived: Iterable[str], *, mean: bool) -> dict[str, str]:
    """What each kind of average parallelism is, of one trace or as the mean over several."""
    per_trace = {WORK_OVER_SPAN, ACTIVE, BRANCHES}
    return {
        name: "the mean of " * (mean and name in per_trace) + _DEFINITIONS[name]
        for name in derived
        if name in _DEFINITIONS
    }


def _how(derived: Iterable[str], where: str, over: str, source: str, left: int) -> list[Issue]:
    """How each kind of average parallelism was derived."""
    aside = f"; parents of others and spans of no length ({left:,}) do not count" if left else ""
    return [
        Issue(
            kind="derived metric",
            where=f"{where}: {name}",
            count=1,
            text=f"{name!r} was derived: {over}{definition}, from {source}{aside}.",
        )
        for name, definition in _definitions(derived, mean=bool(over)).items()
    ]
