"""When the leaf spans of traces began and ended -> work, critical path and concurrency per trace.

Pure numerics, all traces at once. Spans that overlap are taken to be independent, and spans that
follow one another to be dependent, which is what times can tell. As times are rounded, spans that
overlap by less than a small share of the later one count as following one another.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rlreport.values import FloatArray, IntArray

SLACK = 0.05
"""Share of a span that one before it may overlap: times and latencies are rounded."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Measures:
    """Measures of traces `(t,)`.

    Attributes:
        work: seconds of all leaf spans together.
        path: seconds of the critical path, the longest chain of spans that follow one another.
        active: time-weighted mean number of spans active while any is.
        peak: the most that are active at once.
        branches: mean of the most active at once over the parallel stages, a stage being a time
            in which some span is always active; NaN where no stage is parallel.
        spans: how many leaf spans there are.
    """

    work: FloatArray
    path: FloatArray
    active: FloatArray
    peak: FloatArray
    branches: FloatArray
    spans: FloatArray


def measures(start: FloatArray, end: FloatArray, trace: IntArray) -> Measures:
    """The measures of the traces 0, 1, ..., each of which has a span.

    Args:
        start: when each span began `(n,)`, in seconds.
        end: when it ended `(n,)`, later than it began.
        trace: which trace it belongs to `(n,)`.
    """
    count = int(trace.max()) + 1
    work = _sums(trace, end - start, count)
    late = start + SLACK * (end - start)
    stage_of, highest = _stages(late, end, trace)
    parallel = (highest > 1).astype(np.float64)
    with np.errstate(invalid="ignore"):
        branches = _sums(stage_of, highest * parallel, count) / _sums(stage_of, parallel, count)
    peak = np.zeros(count)
    np.maximum.at(peak, stage_of, highest)
    return Measures(
        work=work,
        path=_paths(start, late, end, trace, count),
        active=work / _covered(start, end, trace, count),
        peak=peak,
        branches=branches,
        spans=_sums(trace, np.ones(trace.size), count),
    )


def _sweep(
    start: FloatArray, end: FloatArray, trace: IntArray
) -> tuple[IntArray, FloatArray, IntArray]:
    """Each moment at which a span begins or ends: its trace, time, and how many are active then."""
    times, change = np.concatenate([start, end]), np.repeat([1, -1], start.size)
    of = np.concatenate([trace, trace])
    order = np.lexsort((change, times, of))  # at one moment spans end before others begin
    return of[order], times[order], np.cumsum(change[order])


def _stages(start: FloatArray, end: FloatArray, trace: IntArray) -> tuple[IntArray, IntArray]:
    """The trace of each stage `(s,)`, and the most spans that are active at once in it."""
    of, _, active = _sweep(start, end, trace)
    first = np.flatnonzero(np.append(0, active[:-1]) == 0)  # of each stage
    return of[first], np.maximum.reduceat(active, first)


def _covered(start: FloatArray, end: FloatArray, trace: IntArray, count: int) -> FloatArray:
    """For how long any span of each trace is active `(t,)`."""
    of, times, active = _sweep(start, end, trace)
    lasts = np.where(active > 0, np.diff(times, append=times[-1]), 0.0)
    return _sums(of, lasts, count)


def _sums(group: IntArray, values: FloatArray, count: int) -> FloatArray:
    """The sum of the values of each group `(count,)`."""
    return np.bincount(group, weights=values, minlength=count).astype(np.float64)


def _paths(
    start: FloatArray, late: FloatArray, end: FloatArray, trace: IntArray, count: int
) -> FloatArray:
    """The length of the longest chain of spans of each trace that follow one another `(t,)`.

    One that is over when another is `late` may go before it.

    Weighted interval scheduling (Kleinberg and Tardos 2005, *Algorithm Design*, section 6.1), with
    the traces laid one behind the other, so that the longest chain of all is made of theirs.
    """
    begun, ended = np.full(count, np.inf), np.full(count, -np.inf)
    np.minimum.at(begun, trace, start)
    np.maximum.at(ended, trace, end)
    lengths = ended - begun + 1.0
    shift = (np.cumsum(lengths) - lengths)[trace]
    seconds = end - start
    late, end = late - begun[trace] + shift, end - begun[trace] + shift
    order = np.argsort(end, kind="stable")
    before = np.searchsorted(end[order], late[order], side="right")
    before = np.minimum(before, np.arange(before.size))  # late as the end, where floats are coarse
    best = [0.0]
    for lasts, earlier in zip(seconds[order].tolist(), before.tolist(), strict=True):
        best.append(max(best[-1], best[earlier] + lasts))
    stops = np.cumsum(np.bincount(trace, minlength=count))
    longest = np.zeros(count)  # which the sums of all traces may swallow
    np.maximum.at(longest, trace, seconds)
    return np.maximum(np.diff(np.array(best)[stops], prepend=0.0), longest)
