"""What training cost, counted up over its steps: RL FLOPs and tokens, each saying how.

Logged costs are cumulative, per step, or a rate. Only the first is an axis as it stands; the
others are summed or integrated. Where nothing is logged, `estimate` asks the user.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from rlreport.axes import candidates
from rlreport.catalogue import split
from rlreport.derive._spent import spent
from rlreport.texts import many, times
from rlreport.values import Axis, FloatArray, IntArray, Meaning, Metric

_DEVICE = re.compile(r"\b(gpu|device|accelerator|chip|tpu|npu|card|rank)\b")
_LAUNCH = 3  # values of a count at least that a launch logs
_ANEW = 0.5  # of a count, to which it falls at most where a launch begins it anew
_LOGGED = 0.9  # a sum over steps needs nearly every step
OF_ONE = " per device"  # behind the label of what one of several devices did
PREFIXES = {"k": 1e3, "m": 1e6, "g": 1e9, "t": 1e12, "p": 1e15, "e": 1e18, "z": 1e21}


def counted_up(metrics: Mapping[str, Metric]) -> list[tuple[Metric, Axis]]:
    """The cumulative costs that costs per step and rates imply, each with its axis.

    Args:
        metrics: of one run. Nothing is added for a cost that is logged cumulatively.
    """
    rows = max((metric.logged.size for metric in metrics.values()), default=0)
    found = []
    for role in ("flops", "tokens"):
        costs = [metric for metric in metrics.values() if _usable(metric, role, rows)]
        if costs and not any(candidates.counts_up(metric) for metric in costs):
            whole = max(costs, key=lambda metric: float(np.nansum(metric.value)))
            found.append(summed(whole))
    rates = [metric for metric in metrics.values() if _is_rate(metric)]
    if rates and not any(axis.kind == "flops" for _, axis in found):
        pair = integrated(rates[0], metrics)
        found += [pair] if pair else []
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
    return PREFIXES.get(lowered[place - 1 : place], 1.0)


def summed(metric: Metric) -> tuple[Metric, Axis]:
    """A cost per step, or a count that launches began anew -> the cost so far, and its axis."""
    known = np.isfinite(metric.value)
    logged = metric.value[known]
    falls = np.flatnonzero(np.diff(logged) < 0) + 1
    if not _begins_anew(logged, falls):
        how = f"{metric.name} summed over its logged values"
        return _cumulative(metric, np.cumsum(np.nan_to_num(metric.value)), how)
    before = np.zeros(logged.size)
    before[falls] = logged[falls - 1]
    so_far = np.zeros(metric.value.size)
    so_far[known] = logged + np.cumsum(before)
    how = f"{metric.name}, which began anew {times(falls.size)}, counted on"
    return _cumulative(metric, np.maximum.accumulate(so_far), how)


def _begins_anew(logged: FloatArray, falls: IntArray) -> bool:
    """Whether what rises between its falls is a count, which each launch of a run began anew."""
    launches = np.split(logged, falls)
    longer = [launch for launch in launches if launch.size >= _LAUNCH]
    return bool(
        falls.size
        and logged.size >= _LAUNCH * len(launches)
        and launches[0].size >= _LAUNCH
        and (logged[falls] <= _ANEW * logged[falls - 1]).all()
        and all(launch[-1] >= candidates.GROWTH * launch[0] for launch in longer)
    )


def integrated(metric: Metric, metrics: Mapping[str, Metric]) -> tuple[Metric, Axis] | None:
    """A rate in FLOP/s -> FLOPs so far, and its axis; None where rates or times are not known.

    Each value is taken to hold since the one before; the first has no length, unless the log
    tells the time of each step.
    """
    during = spent(metric, metrics)
    rate, unknown = filled(metric.value)
    if during is None or not rate.any():
        return None
    with np.errstate(over="ignore"):  # a rate that no device has makes no end of FLOPs
        flops = np.cumsum(rate * during.seconds) * rate_unit(metric.name)
    device = _DEVICE.search(metric.name.lower().replace("_", " ")) is not None
    whose = "of one device" if device else "taken as the rate of all devices"
    how = f"{metric.name}{unknown} integrated over {during.how}; {whose}"
    return _cumulative(metric, flops, how, unit="FLOP", role="flops", each=device)


def filled(rate: FloatArray) -> tuple[FloatArray, str]:
    """A rate `(n,)` with its gaps filled from the values around them, and words that say so.

    Trainers log 0 or less for what they could not measure.
    """
    known = np.isfinite(rate) & (rate > 0)
    if known.all() or not known.any():
        return np.where(known, rate, 0.0), ""
    rows = np.arange(rate.size)
    missing = many(int(rate.size - known.sum()), "unknown value")
    whole = np.interp(rows, rows[known], rate[known])
    return whole, f" ({missing} filled from those around)"


def _cumulative(
    metric: Metric,
    value: FloatArray,
    how: str,
    *,
    unit: str = "",
    role: str = "",
    each: bool = False,
) -> tuple[Metric, Axis]:
    meaning = Meaning(
        role=role or metric.meaning.role,
        unit=unit or metric.meaning.unit,
        better="neither",
        label=("RL FLOPs" if "flops" in (role, metric.meaning.role) else "Tokens") + OF_ONE * each,
    )
    whole = replace(
        metric, name=f"{metric.name} (cumulative)", value=value, meaning=meaning, missing=None
    )
    return whole, replace(candidates.of(whole), how=how)
