"""A metric on the chosen axis of its run -> a curve."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from rlreport.axes import candidates, carried
from rlreport.catalogue import describe
from rlreport.errors import ChoiceError
from rlreport.sheets.launches import last_in_step
from rlreport.texts import many, was
from rlreport.values import (
    Axis,
    BoolArray,
    Curve,
    FloatArray,
    IntArray,
    Issue,
    Metric,
    Run,
    increasing,
)


def choose(run: Run, x: str) -> Axis:
    """The axis of `run` that is called `x`; its first where `x` is empty.

    Args:
        run: with its candidates.
        x: name, kind or label of an axis, or the name of any metric that rises.

    Raises:
        ChoiceError: the run has no such axis; the message lists those it has.
    """
    if not x:
        return run.axes[0]
    folded = x.casefold()
    for axis in run.axes:
        if folded in (axis.name.casefold(), axis.kind, axis.label.casefold()):
            return axis
    if x in run.metrics and candidates.rises(run.metrics[x].logged):
        return candidates.of(run.metrics[x])
    meant = describe(x).role
    for axis in run.axes:
        if axis.kind == meant:
            return axis
    raise ChoiceError.among("axis", x, [axis.asked_by for axis in run.axes])


def place(metric: Metric, axis: Axis, run: Run) -> tuple[Curve, tuple[Issue, ...]]:
    """A metric on an axis of its run, one point per row of the log that has a place there.

    Where x and y were logged in different rows, x is interpolated linearly between its
    neighbouring steps; rows outside of what x covers are left out, as an issue says.

    Args:
        metric: of the run.
        axis: of the run, as `choose` gives it.
        run: with the metric that the axis is read from.
    """
    if not axis.name:
        axis = run.counted.get(metric.name, axis)
    x, between = _positions(metric, axis, run)
    step, y, present = metric.step, metric.value, ~_missing(metric)
    repeated, far = carried.repeated(metric, run)
    if repeated.size:
        y, present = y.copy(), present.copy()
        y[repeated], present[repeated] = np.nan, False
    outside = replaced = 0
    if not increasing(x):
        placed = np.flatnonzero(np.isfinite(x))
        rows, replaced = _in_order(x, placed, present)
        outside = x.size - placed.size
        x, step, y, present = x[rows], step[rows], y[rows], present[rows]
    curve = Curve(
        run=run.name,
        metric=metric.name,
        meaning=metric.meaning,
        axis=axis,
        x=x,
        y=y,
        nonfinite=np.flatnonzero(~np.isfinite(y) & present),
        restarts=_first_rows(step, run.restarts),
    )
    where = f"{run.name}: {metric.name}"
    issues = _issues(axis, where, outside=outside, between=between, replaced=replaced)
    if repeated.size:
        issues.append(_carried(where, repeated.size, far))
    return curve, tuple(issues)


def within(curve: Curve, limits: tuple[float | None, float | None]) -> Curve:
    """The part of a curve whose x lies from the first to the second limit, None being open."""
    first, stop = ends(curve.x, limits)
    if (first, stop) == (0, curve.x.size):
        return curve
    nonfinite, restarts = (
        rows[(rows >= first) & (rows < stop)] - first for rows in (curve.nonfinite, curve.restarts)
    )
    return replace(
        curve,
        x=curve.x[first:stop],
        y=curve.y[first:stop],
        nonfinite=nonfinite,
        restarts=restarts,
    )


def ends(x: FloatArray, limits: tuple[float | None, float | None]) -> tuple[int, int]:
    """The first of the increasing `x` `(n,)` that lies in the limits, and the one behind them."""
    low, high = limits
    first = 0 if low is None else int(np.searchsorted(x, low))
    stop = x.size if high is None else int(np.searchsorted(x, high, side="right"))
    return first, max(first, stop)


def places(curves: Sequence[Curve]) -> FloatArray:
    """Every place `(n,)` on a shared axis at which one of the curves has a row, in order."""
    first = curves[0].x
    if all(np.array_equal(first, curve.x) for curve in curves[1:]):
        return first
    return np.unique(np.concatenate([curve.x for curve in curves]))


def _first_rows(step: FloatArray, restarts: Sequence[float]) -> IntArray:
    """The rows `(r,)` of `step` at which, or behind which, each of `restarts` lies."""
    rows = np.unique(np.searchsorted(step, restarts))
    return rows[rows < step.size]


def _positions(metric: Metric, axis: Axis, run: Run) -> tuple[FloatArray, int]:
    """Where each entry of a metric lies on the axis `(n,)`, NaN outside; how many in between."""
    if not axis.name:
        return metric.step, 0
    if axis.name in run.metrics:
        source = _beside(metric, run.metrics[axis.name], run)
        return _joined(metric.step, source) if source is not metric else (metric.value, 0)
    return _times(metric, run, relative=axis.kind == candidates.RELATIVE_TIME.kind), 0


def _beside(metric: Metric, source: Metric, run: Run) -> Metric:
    """What counts a metric on its own rows: for `eval/reward` it is `eval/frame`."""
    part = metric.name.partition("/")[0]
    own = run.metrics.get(f"{part}/{source.name.partition('/')[2]}")
    return own if own is not None and np.isin(metric.step, own.step).all() else source


def _joined(step: FloatArray, source: Metric) -> tuple[FloatArray, int]:
    """The values of `source` at `step` `(n,)`: exact, or interpolated inside its range."""
    known = np.isfinite(source.value)
    at, value = source.step[known], source.value[known]
    if np.array_equal(at, step):
        return value, 0
    if not at.size:
        return np.full(step.size, np.nan), 0
    x = np.interp(step, at, value, left=np.nan, right=np.nan)
    nearest = np.searchsorted(at, step).clip(max=at.size - 1)
    exact = at[nearest] == step
    x[exact] = value[nearest[exact]]
    return x, int((~exact & np.isfinite(x)).sum())


def _times(metric: Metric, run: Run, *, relative: bool) -> FloatArray:
    """Unix time of each entry `(n,)`, or seconds since the first entry of the run."""
    if metric.time is None:
        return np.full(metric.step.size, np.nan)
    if not relative:
        return metric.time
    times = [other.time for other in run.metrics.values() if other.time is not None]
    starts = [np.nanmin(time) for time in times if np.isfinite(time).any()]
    return metric.time - min(starts, default=0.0)


def _in_order(x: FloatArray, placed: IntArray, present: BoolArray) -> tuple[IntArray, int]:
    """The entries to draw, x strictly increasing: of one x, the last that has a value."""
    rows = placed[np.argsort(x[placed], kind="stable")]
    first = np.flatnonzero(np.diff(x[rows], prepend=-np.inf) > 0)
    if first.size == rows.size:
        return rows, 0
    last = last_in_step(present[rows], first)
    ends = np.append(first[1:], rows.size) - 1
    kept = rows[np.where(last >= 0, last, ends)]
    return kept, int(present[rows].sum() - present[kept].sum())


def _missing(metric: Metric) -> BoolArray:
    none = np.zeros(metric.step.size, dtype=np.bool_)
    return none if metric.missing is None else metric.missing


def _carried(where: str, count: int, far: str) -> Issue:
    text = (
        f"{_points(count)} left out of the curve: they repeat the value before, which is carried "
        f"on until the next evaluation, {far} later."
    )
    return Issue(kind="values carried on", where=where, count=count, text=text)


def _issues(axis: Axis, where: str, *, outside: int, between: int, replaced: int) -> list[Issue]:
    found = []
    if outside:
        text = f"{_points(outside)} left out: {axis.label} was not logged that early or late."
        found.append(Issue(kind="outside the axis", where=where, count=outside, text=text))
    if between:
        text = f"{axis.label} at {_points(between)} interpolated between the rows that have it."
        found.append(Issue(kind="interpolated axis", where=where, count=between, text=text))
    if replaced:
        text = f"{_points(replaced)} replaced by the last one logged at the same {axis.label}."
        found.append(Issue(kind="repeated x", where=where, count=replaced, text=text))
    return found


def _points(count: int) -> str:
    return f"{many(count, 'point')} {was(count)}"
