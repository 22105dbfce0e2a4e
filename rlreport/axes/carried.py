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


def repeated(metric: Metric, run: Run) -> tuple[IntArray, float]:
    """The entries `(k,)` of a metric that repeat a value carried on, and the steps it is carried.

    Values must change at even distances, in rows that something else of the run tells apart; no
    entry otherwise. A value that the next evaluations give again keeps an entry for each of these.
    """
    if metric.meaning.role not in _ROLES or not _holds(metric.value[:_FIRST]):
        return _NONE, 0.0
    rows = np.flatnonzero(np.isfinite(metric.value))
    starts = np.flatnonzero(np.diff(metric.value[rows])) + 1
    if not _FEWEST < starts.size < rows.size / _ROWS or not _is_busy(metric, run):
        return _NONE, 0.0
    step = metric.step[rows]
    every = _distance(np.diff(step[starts]))
    if not every or every * rows.size < _ROWS * (step[-1] - step[0]):
        return _NONE, 0.0
    ends = np.append(step[starts], step[-1])
    begins = np.append(step[0], step[starts])
    again = [
        begin + every * np.arange(1, round((end - begin) / every))
        for begin, end in zip(begins, ends, strict=True)
    ]
    kept = np.searchsorted(step, np.concatenate(again)).clip(max=rows.size - 1)
    return np.delete(rows, [0, *starts, *kept]), every


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
