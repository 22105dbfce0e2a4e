"""What the steps of metrics count, where those of one run count different things."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import numpy as np

from rlreport.values import Axis, Metric

_OWN = "logged: this metric's own step"
EPOCH = Axis(kind="epoch", name="", label="Epoch", unit="", how=_OWN)
EPISODE = Axis(kind="episodes", name="", label="Episode", unit="", how=_OWN)
BATCH = Axis(kind="step", name="", label="Batch", unit="", how=_OWN)
ITERATION = Axis(kind="step", name="", label="Iteration", unit="", how=_OWN)
UPDATE = Axis(kind="step", name="", label="Gradient step", unit="", how=_OWN)
TIME = Axis(kind="relative_time", name="", label="Elapsed time", unit="s", how=_OWN)

# Names of metrics that may be copies, of which, and what their steps count then.
_COPIES = (
    (re.compile(r"(.+)/time"), (r"\1", r"\1/step"), TIME),
    (re.compile(r"(.+)/iter"), (r"\1", r"\1/step"), ITERATION),
    (re.compile(r"(.+)_iter/(.+)"), (r"\1_step/\2",), ITERATION),
    (re.compile(r"(.+)-train_iter"), (r"\1-env_step",), ITERATION),
)
_BY_ITERATION = "diagnostics/"  # what rl_games writes by iteration alone
_BEYOND = 2  # times as far, at least, as epochs go, go the steps of other metrics
_COARSE = {"epoch": EPOCH, "episodes": EPISODE}
_UPDATES = frozenset({"gradient_step", "update_step"})  # as Tianshou and others count updates


def counted_in(metrics: Mapping[str, Metric]) -> dict[str, Axis]:
    """The axes of those metrics that do not count what the others of the run count.

    Keras writes `epoch_*` by epoch and `batch_*` and `*_vs_iterations` by batch into one run,
    Tianshou `info/*` by epoch, `update/*` by gradient step and the rest by environment step.
    Others write one metric several times: rl_games `rewards/step`, `rewards/iter` and
    `rewards/time`, rsl_rl `Train/mean_reward` and `Train/mean_reward/time`, DI-engine
    `learner_iter/loss` and `learner_step/loss`.

    Args:
        metrics: all metrics of one run.
    """
    known = {name: axis for name in metrics if (axis := _keras_axis(name)) is not None}
    if len(set(known.values())) == 1:
        known = {}
    copies = {name: axis for name in metrics if (axis := _copy_axis(name, metrics)) is not None}
    if ITERATION in copies.values():
        copies |= {name: ITERATION for name in metrics if name.startswith(_BY_ITERATION)}
    return dict(_by_counters(metrics)) | known | copies


def _keras_axis(name: str) -> Axis | None:
    leaf = name.rpartition("/")[2]
    if leaf.startswith("epoch_"):
        return EPOCH
    return BATCH if leaf.startswith("batch_") or leaf.endswith("_vs_iterations") else None


def _copy_axis(name: str, metrics: Mapping[str, Metric]) -> Axis | None:
    """What a metric counts that has the values of another, on steps that its name tells."""
    own = metrics[name].value[-1:], metrics[name].step[-1:]
    for pattern, others, axis in _COPIES:
        found = pattern.fullmatch(name)
        known = [metrics.get(found.expand(other)) for other in others] if found else []
        for other in known:
            if other and own[0] == other.value[-1:] and own[1] != other.step[-1:]:
                return axis
    return None


def _by_counters(metrics: Mapping[str, Metric]) -> Iterator[tuple[str, Axis]]:
    """What metrics count that are logged where a counter is its own step, others far beyond."""
    reach = max((metric.step[-1] for metric in metrics.values() if metric.step.size), default=0.0)
    for counter in metrics.values():
        axis = _of_counter(counter)
        if axis is not None and _BEYOND * counter.step[-1] < reach:
            for name, metric in metrics.items():
                if np.array_equal(metric.step, counter.step):
                    yield name, axis


def _of_counter(metric: Metric) -> Axis | None:
    """What the steps of a coarse counter count that it says itself; None of other metrics."""
    is_of_updates = metric.name.rpartition("/")[2] in _UPDATES
    axis = UPDATE if is_of_updates else _COARSE.get(metric.meaning.role)
    told = metric.step.size > 1 and np.array_equal(metric.value, metric.step)
    return axis if told else None
