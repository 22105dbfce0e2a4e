"""How long a run was at work before each entry of a metric: what rates are integrated over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from rlreport.axes import candidates
from rlreport.catalogue import phrase
from rlreport.texts import many
from rlreport.values import FloatArray, Metric

_OF_A_STEP = frozenset(
    {"timing s step", "time per step", "perf time per step", "step time", "step time s"}
    | {"iter time", "iter time s", "iteration time", "time this iter s", "step duration"}
)
_SECONDS = {"s": 1.0, "ms": 1e-3, "min": 60.0, "h": 3600.0}
_PAUSE = 10.0  # times the usual time of a step
_FEWEST = 5  # steps that show what is usual


@dataclass(frozen=True, kw_only=True, eq=False)
class Spent:
    """Seconds since the entry before, `(n,)`, and where they are from."""

    seconds: FloatArray
    how: str


def spent(metric: Metric, metrics: Mapping[str, Metric]) -> Spent | None:
    """How long the run was at work before each entry of a metric, None where no time is logged.

    Args:
        metric: one of the run's.
        metrics: of the run. The logged time of each step goes before the time between entries,
            from which pauses have to be told.
    """
    for own in metrics.values():
        if phrase(own.name) in _OF_A_STEP and _every_step(own):
            so_far = np.cumsum(own.logged) * _SECONDS.get(own.meaning.unit, 1.0)
            logged = own.step[np.isfinite(own.value)]
            seconds = np.diff(np.interp(metric.step, logged, so_far, left=0.0), prepend=0.0)
            return Spent(seconds=seconds, how=f"the time of each step ({own.name})")
    for clock, name in _clocks(metric, metrics):
        return _without_pauses(clock, metric.step, name)
    return None


def _every_step(metric: Metric) -> bool:
    """Whether a metric has a time, 0 or longer, for each step that a run counted."""
    logged = metric.logged
    steps = metric.step[np.isfinite(metric.value)]
    whole = logged.size == steps.size > 1 and bool(np.isfinite(logged).all() and logged.min() >= 0)
    return whole and bool((np.diff(steps) == 1).all())


def _clocks(metric: Metric, metrics: Mapping[str, Metric]) -> list[tuple[FloatArray, str]]:
    """Clocks `(n,)` at the entries of a metric, in seconds: its own times, then elapsed time."""
    found = []
    if metric.time is not None and candidates.rises(metric.time):
        known = np.isfinite(metric.time)
        found.append((np.interp(metric.step, metric.step[known], metric.time[known]), "time"))
    for one in metrics.values():
        scale = _SECONDS.get(one.meaning.unit or "s", 0.0)
        if one.meaning.role == "relative_time" and scale and candidates.rises(one.logged):
            known = np.isfinite(one.value)
            at = np.interp(metric.step, one.step[known], one.value[known])
            found.append((at * scale, one.name))
    return found


def _without_pauses(clock: FloatArray, step: FloatArray, name: str) -> Spent:
    """The time between entries; a pause, as between two launches, counts as a usual step."""
    seconds, steps = np.diff(clock), np.diff(step)
    pace = seconds / steps
    usual = float(np.median(pace[pace > 0])) if (pace > 0).any() else 0.0
    odd = (pace > _PAUSE * usual) | (pace < 0)
    told = ""
    if odd.any() and pace.size >= _FEWEST:
        seconds = np.where(odd, usual * steps, seconds)
        pauses = many(int(odd.sum()), "pause")
        told = f", {pauses} of more than {_PAUSE:g} usual steps counted as usual"
    return Spent(seconds=np.append(0.0, seconds.clip(min=0)), how=f"{name}{told}")
