"""The horizontal axes that a run offers."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from rlreport.catalogue import AXIS_ROLES, describe
from rlreport.values import Axis, FloatArray, Metric

RELATIVE_TIME = Axis(
    kind="relative_time", name="relative_time", label="Elapsed time", unit="s", how="logged times"
)
WALL_TIME = Axis(kind="wall_time", name="wall_time", label="Wall time", unit="s", how="logged")
ROW = Axis(kind="row", name="", label="Row", unit="", how="row number: the log has no step")
_ORDER = (*AXIS_ROLES, "row")


def axes(metrics: Mapping[str, Metric], step: str) -> tuple[Axis, ...]:
    """The candidates for the horizontal axis, the default first.

    Args:
        metrics: of one run.
        step: the name of the column that is the run's own step, or "" where rows were counted.
    """
    counters = [metric for metric in metrics.values() if metric.meaning.role in AXIS_ROLES]
    found = [own(step), *(of(metric) for metric in counters if rises(metric.logged))]
    if _timed(metrics):
        found += [RELATIVE_TIME, WALL_TIME]
    return tuple(sorted(found, key=lambda axis: _ORDER.index(axis.kind)))


def own(step: str) -> Axis:
    """The axis of the run's own step, which the column `step` holds."""
    if not step:
        return ROW
    meaning = describe(step)
    known = meaning.role in AXIS_ROLES
    return Axis(
        kind=meaning.role if known else "step",
        name="",
        label=meaning.label if known else step,
        unit=meaning.unit if known and meaning.unit != "steps" else "",
        how="logged",
    )


def of(metric: Metric) -> Axis:
    """The axis that a rising metric is."""
    role = metric.meaning.role
    return Axis(
        kind=role if role in AXIS_ROLES else "metric",
        name=metric.name,
        label=metric.meaning.label,
        unit=metric.meaning.unit if metric.meaning.unit != "steps" else "",
        how="logged",
    )


def rises(values: FloatArray) -> bool:
    """Whether finite `values` never fall and are not constant."""
    finite = values[np.isfinite(values)]
    return finite.size > 1 and bool((np.diff(finite) >= 0).all()) and finite[0] < finite[-1]


def _timed(metrics: Mapping[str, Metric]) -> bool:
    """Whether the log has times that rise."""
    return any(metric.time is not None and rises(metric.time) for metric in metrics.values())
