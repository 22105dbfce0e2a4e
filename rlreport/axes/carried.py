"""Values that are carried on from one evaluation to the next, in rows that come more often.

A log of episodes may repeat the result of the last evaluation in every row until the next one. Each
evaluation is one measurement, and as many independent ones as rows would make any change certain.
"""

from __future__ import annotations

import numpy as np

from rlreport.catalogue import OUTCOMES
from rlreport.values import FloatArray, IntArray, Metric, Run

_ROLES = frozenset({*OUTCOMES, "loss", "error"})
_FEWEST = 6  # values one after another
_ROWS = 5  # of each, on average
_OFF = 0.1  # share of the distance from one evaluation to the next
_REGULAR = 0.8  # share of the changes that come a whole number of evaluations after the last
_NEAR = 1.5  # times the least distance between two changes: one evaluation
_BUSY = 0.5  # share of the rows in which something else that is logged there changes
_FIRST = 2000  # rows that tell soon of most metrics that their values are not carried on
_NONE: IntArray = np.empty(0, dtype=np.intp)


def repeated(metric: Metric, run: Run) -> tuple[IntArray, str]:
    """The entries `(k,)` of a metric that repeat a value carried on, and how far it is carried.

    Values must change at even distances, in steps or in rows, which something else of the run tells
    apart; no entry otherwise. A value that the next evaluations give again keeps an entry for each
    of these.
    """
    if metric.meaning.role not in _ROLES or not _holds(metric.value[:_FIRST]):
        return _NONE, ""
    rows = np.flatnonzero(np.isfinite(metric.value))
    starts = np.flatnonzero(np.diff(metric.value[rows])) + 1
    if not _FEWEST < starts.size < rows.size / _ROWS or not _is_busy(metric, run):
        return _NONE, ""
    for count, unit in ((metric.step[rows], "steps"), (np.arange(float(rows.size)), "rows")):
        every = _distance(np.diff(count[starts]))
        if every and every * rows.size >= _ROWS * (count[-1] - count[0]):
            kept = _evaluated(count, starts, every)
            return np.delete(rows, kept), f"{every:,.6g} {unit}"
    return _NONE, ""


def _evaluated(count: FloatArray, starts: IntArray, every: float) -> IntArray:
    """The first row of each evaluation, from the rows `(k,)` at which values change."""
    begins = count[[0, *starts]]
    ends = np.append(begins[1:], count[-1])
    again = [
        begin + every * np.arange(1, round((end - begin) / every))
        for begin, end in zip(begins, ends, strict=True)
    ]
    kept = np.searchsorted(count, np.concatenate(again)).clip(max=count.size - 1)
    return np.concatenate([[0], starts, kept]).astype(np.intp)


def _holds(values: FloatArray) -> bool:
    """Whether most values of the first rows `(n,)` repeat the one before."""
    known = values[np.isfinite(values)]
    return bool(np.count_nonzero(np.diff(known)) < known.size / _ROWS)


def _distance(gaps: FloatArray) -> float:
    """The steps from one evaluation to the next, from those `(n,)` between changes; or 0."""
    if gaps.min() <= 0:
        return 0.0
    every = float(np.median(gaps[gaps <= _NEAR * gaps.min()]))
    times = gaps / every
    regular = np.abs(times - np.round(times)) <= _OFF
    return every if regular.mean() >= _REGULAR else 0.0


def _is_busy(metric: Metric, run: Run) -> bool:
    """Whether another metric that is logged in the same rows changes in most of them."""
    return any(
        np.count_nonzero(np.diff(other.value)) >= _BUSY * metric.step.size
        for other in run.metrics.values()
        if other is not metric and np.array_equal(other.step, metric.step)
    )
