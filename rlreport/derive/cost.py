"""What training cost, counted up over its steps: RL FLOPs and tokens, each saying how.

Logged costs are cumulative, per step, or a rate. Only the first is an axis as it stands; the
others are summed or integrated. Where nothing is logged, RL FLOPs can be estimated from what the
user knows. References: 6N per trained token and 2N per token of a forward pass, Kaplan et al.
2020 (https://arxiv.org/abs/2001.08361), N being the *active* parameters.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from rlreport.axes import candidates
from rlreport.catalogue import describe, split
from rlreport.values import Axis, FloatArray, Meaning, Metric, Run

_TRAINED, _FORWARD = 6.0, 2.0  # FLOPs per parameter and token
_LOGGED = 0.9  # a sum over steps needs nearly every step
_PREFIXES = {"k": 1e3, "m": 1e6, "g": 1e9, "t": 1e12, "p": 1e15, "e": 1e18, "z": 1e21}


def counted_up(metrics: Mapping[str, Metric]) -> list[tuple[Metric, Axis]]:
    """The cumulative costs that costs per step and rates imply, each with its axis.

    Args:
        metrics: of one run. Nothing is added for a cost that is logged cumulatively.
    """
    rows = max((metric.logged.size for metric in metrics.values()), default=0)
    found = []
    for role in ("flops", "tokens"):
        costs = [metric for metric in metrics.values() if _usable(metric, role, rows)]
        if costs and not any(candidates.rises(metric.logged) for metric in costs):
            whole = max(costs, key=lambda metric: float(np.nansum(metric.value)))
            found.append(summed(whole))
    rates = [metric for metric in metrics.values() if _is_rate(metric)]
    if rates and not any(axis.kind == "flops" for _, axis in found):
        found += [pair for pair in map(integrated, rates[:1]) if pair is not None]
    return found


def _usable(metric: Metric, role: str, rows: int) -> bool:
    logged = metric.logged
    return (
        metric.meaning.role == role
        and split(metric.name) in {"", "Training"}
        and logged.size >= max(_LOGGED * rows, 2)
        and bool(np.isfinite(logged).all() and (logged >= 0).all())
    )


def _is_rate(metric: Metric) -> bool:
    return metric.meaning.role == "throughput" and rate_unit(metric.name) > 0


def rate_unit(name: str) -> float:
    """How many FLOP/s one unit of a rate such as "TFLOP/s per GPU" is; 0 for other rates."""
    lowered = name.lower()
    place = lowered.find("flop")
    if place < 0:
        return 0.0
    return _PREFIXES.get(lowered[place - 1 : place], 1.0)


def summed(metric: Metric) -> tuple[Metric, Axis]:
    """A cost per step -> the cost so far, and its axis."""
    return _cumulative(
        metric, np.cumsum(np.nan_to_num(metric.value)), f"{metric.name} summed over steps"
    )


def integrated(metric: Metric) -> tuple[Metric, Axis] | None:
    """A rate in FLOP/s -> FLOPs so far, and its axis; None where the log has no times.

    A step is taken to have run at its own rate since the step before; the first has no length.
    """
    if metric.time is None or not np.isfinite(metric.time).all():
        return None
    seconds = np.diff(metric.time, prepend=metric.time[0]).clip(min=0)
    flops = np.cumsum(np.nan_to_num(metric.value) * seconds) * rate_unit(metric.name)
    how = f"{metric.name} integrated over time"
    return _cumulative(metric, flops, how, unit="FLOP", role="flops")


def _cumulative(
    metric: Metric, value: FloatArray, how: str, *, unit: str = "", role: str = ""
) -> tuple[Metric, Axis]:
    meaning = Meaning(
        role=role or metric.meaning.role,
        unit=unit or metric.meaning.unit,
        better="neither",
        label="RL FLOPs" if "flops" in (role, metric.meaning.role) else "Tokens",
    )
    whole = replace(
        metric, name=f"{metric.name} (cumulative)", value=value, meaning=meaning, missing=None
    )
    return whole, replace(candidates.of(whole), how=how)


def from_tokens(run: Run, *, parameters: float, trained: str, generated: str = "") -> Run:
    """The run with RL FLOPs estimated from cumulative tokens.

    Args:
        run: with the named metrics.
        parameters: active parameters N of the model.
        trained: the metric of the tokens trained on so far: 6 N FLOPs each.
        generated: the metric of the tokens of further forward passes and rollouts so far: 2 N
            FLOPs each; "" for none.

    Raises:
        KeyError: the run has no such metric.
        ValueError: the two are not logged at the same steps.
    """
    tokens = run.metrics[trained]
    flops = _TRAINED * parameters * tokens.value
    how = f"estimated: 6 x {parameters:.3g} parameters x {trained}"
    if generated:
        other = run.metrics[generated]
        if not np.array_equal(other.step, tokens.step):
            raise ValueError(f"{trained!r} and {generated!r} are logged at different steps")
        flops = flops + _FORWARD * parameters * other.value
        how += f" + 2 x {parameters:.3g} parameters x {generated}"
    return _with_flops(run, tokens, flops, how)


def from_utilisation(run: Run, *, utilisation: float | str, peak: float, devices: int) -> Run:
    """The run with RL FLOPs estimated as utilisation x peak x devices x elapsed seconds.

    Args:
        run: with unix times.
        utilisation: a share 0..1 for the whole run, or the metric that logs it per step as one.
        peak: FLOP/s of one device.
        devices: how many there are.

    Raises:
        KeyError: the run has no such metric.
        ValueError: the run has no times.
    """
    timed = (metric for metric in run.metrics.values() if metric.time is not None)
    metric = run.metrics[utilisation] if isinstance(utilisation, str) else next(timed, None)
    if metric is None or metric.time is None:
        raise ValueError(f"run {run.name!r} has no times")
    share = metric.value if isinstance(utilisation, str) else np.full(metric.step.size, utilisation)
    known = np.where(share > 0, share, 0.0)  # 0 and -100% are written where it is not known
    seconds = np.diff(metric.time, prepend=metric.time[0]).clip(min=0)
    flops = np.cumsum(known * seconds) * peak * devices
    how = f"estimated: {utilisation} x {peak:.3g} FLOP/s x {devices} devices x seconds"
    return _with_flops(run, metric, flops, how)


def _with_flops(run: Run, like: Metric, flops: FloatArray, how: str) -> Run:
    name = "rl_flops (estimated)"
    meaning = replace(describe("rl_flops"), unit="FLOP")
    metric = replace(like, name=name, value=flops, meaning=meaning, scale=1.0)
    axis = replace(candidates.of(metric), how=how)
    return replace(run, metrics={**run.metrics, name: metric}, axes=(axis, *run.axes))
