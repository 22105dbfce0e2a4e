"""RL FLOPs that a log does not hold, estimated from what the user knows about the run.

6N FLOPs per trained token and 2N per token of a forward pass or rollout, N being the *active*
parameters (Kaplan et al. 2020, https://arxiv.org/abs/2001.08361); or utilisation x peak x devices
x time; or what one device did by the log x devices.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from rlreport.axes import candidates
from rlreport.catalogue import describe
from rlreport.derive import cost
from rlreport.derive._spent import spent
from rlreport.errors import ChoiceError
from rlreport.texts import many
from rlreport.values import FloatArray, Flops, Issue, Metric, Run

NAME = "rl_flops (estimated)"
LABEL = "Estimated RL FLOPs"
_IN_PERCENT = 1.5  # a utilisation above this is no share of 1
_TRAINED, _FORWARD = 6.0, 2.0  # FLOPs per parameter and token
_QUANTITY = re.compile(r"([0-9.]+(?:e[+-]?\d+)?)\s*([kmbgtpez]?)(?:flops?)?(?:/s)?", re.IGNORECASE)
_PREFIXES = {**cost.PREFIXES, "": 1.0, "b": 1e9}


def assumptions(
    *,
    parameters: str = "",
    tokens: str = "",
    generated: str = "",
    mfu: str = "",
    peak: str = "",
    devices: int = 1,
) -> Flops | None:
    """What a user wrote about the cost of the runs, or None where nothing.

    Args:
        parameters: active parameters, such as "7e9" or "1.5B".
        tokens: the metric of the tokens trained on.
        generated: the metric of the tokens of rollouts and further forward passes.
        mfu: a share such as "0.4" or "40%", or the metric that logs it.
        peak: FLOP/s of one device, such as "989T".
        devices: how many there are.

    Raises:
        ChoiceError: a number cannot be read, what belongs together is not complete, or what was
            written is not for one estimate.
    """
    written = bool(parameters or tokens or generated or mfu or peak)
    if not written and devices == 1:
        return None
    if written and not parameters and not (mfu and peak):
        raise ChoiceError(
            "RL FLOPs cannot be estimated from these options.",
            "Give --params with the active parameters (7e9, 1.5B), or --mfu with --peak-flops.",
        )
    unused = [name for name, value in {"--mfu": mfu, "--peak-flops": peak}.items() if value]
    unused += ["--devices"] * (devices != 1)
    if parameters and unused:
        raise ChoiceError(
            "RL FLOPs are estimated from tokens where --params is given, or else from time: "
            f"{', '.join(unused)} would not be used.",
            "Leave out either --params or what belongs to the time.",
        )
    if devices < 1:
        raise ChoiceError(f"There cannot be {devices} devices.", "Give 1 or more.")
    return Flops(
        parameters=quantity(parameters) if parameters else 0.0,
        trained=tokens,
        generated=generated,
        utilisation=_share(mfu) if mfu else 0.0,
        peak=quantity(peak) if peak else 0.0,
        devices=devices,
    )


def quantity(text: str) -> float:
    """The number in a text such as "7e9", "1.5B" or "989 TFLOP/s".

    Raises:
        ChoiceError: it holds none above 0.
    """
    found = _QUANTITY.fullmatch(text.strip())
    try:
        value = float(found.group(1)) * _PREFIXES[found.group(2).lower()] if found else 0.0
    except ValueError:
        value = 0.0
    if not 0 < value < np.inf:
        raise ChoiceError(f"{text!r} is no quantity.", "Write it as 7e9, 1.5B or 989T.")
    return value


def _share(text: str) -> float | str:
    """A share 0..1, or the name of the metric that logs it."""
    try:
        value = float(text.strip().rstrip("%")) / (100 if text.strip().endswith("%") else 1)
    except ValueError:
        return text
    if not 0 < value <= 1:
        raise ChoiceError(f"{text!r} is no utilisation.", "Write it as 0.4 or 40%.")
    return value


def estimated(runs: Sequence[Run], assumed: Flops) -> tuple[tuple[Run, ...], tuple[Issue, ...]]:
    """The runs with estimated RL FLOPs as their default axis, and issues that state the estimate.

    A run that lacks what the estimate needs stays as it is, as an issue says.

    Raises:
        ChoiceError: no run has what the estimate needs.
    """
    found: list[Run] = []
    issues: list[Issue] = []
    refused: list[ChoiceError] = []
    by_time = _from_time if assumed.utilisation else _of_all_devices
    estimate = _from_tokens if assumed.parameters else by_time
    for run in runs:
        try:
            found.append(estimate(run, assumed))
        except ChoiceError as error:
            found.append(run)
            refused.append(error)
            text = f"RL FLOPs could not be estimated for this run: {error.reason}"
            issues.append(Issue(kind="no estimate", where=run.name, count=1, text=text))
        else:
            issues.append(_stated(found[-1]))
    if refused and len(refused) == len(runs):
        raise refused[0]
    return tuple(found), tuple(issues)


def _stated(run: Run) -> Issue:
    how = run.axes[0].how
    text = f"RL FLOPs are not from the log but {how}; the axis is as good as these assumptions."
    return Issue(kind="estimated RL FLOPs", where=run.name, count=1, text=text)


def _from_tokens(run: Run, assumed: Flops) -> Run:
    """The run with RL FLOPs estimated from its tokens and the model's active parameters.

    Args:
        run: with the named metrics; tokens per step are summed.
        assumed: with `parameters`; without the name of a metric, the run's own count of tokens.

    Raises:
        ChoiceError: the run has no such metric, or counts no tokens.
    """
    size = f"{assumed.parameters:.4g} active parameters"
    trained, told = _tokens(run, assumed.trained or _counted(run))
    flops = _TRAINED * assumed.parameters * trained.value
    how = f"estimated: 6 x {size} x trained tokens ({told})"
    if assumed.generated:
        generated, told = _tokens(run, assumed.generated)
        at = np.interp(trained.step, generated.step, generated.value, left=0.0)
        flops = flops + _FORWARD * assumed.parameters * at
        how += f" + 2 x {size} x tokens of rollouts and forward passes ({told})"
    else:
        how += ", rollouts not counted"
    return _with_flops(run, trained, flops, how)


def _counted(run: Run) -> str:
    """The name of the run's own count of tokens."""
    for axis in run.axes:
        if axis.kind == "tokens" and axis.name:
            return axis.name
    raise ChoiceError(
        f"The run {run.name!r} does not log how many tokens it trained on.",
        "Name the column that does with --tokens, or estimate with --mfu and --peak-flops.",
    )


def _tokens(run: Run, name: str) -> tuple[Metric, str]:
    """A metric of tokens so far, and what it is: one that is logged per step is summed."""
    metric = _named(run, name)
    if candidates.counts_up(metric):
        return metric, metric.name
    whole, axis = cost.summed(metric)
    return whole, axis.how


def _named(run: Run, name: str) -> Metric:
    if name not in run.metrics:
        raise ChoiceError.among("metric", name, run.metrics)
    return run.metrics[name]


def _from_time(run: Run, assumed: Flops) -> Run:
    """The run with RL FLOPs estimated as utilisation x peak x devices x seconds.

    Raises:
        ChoiceError: the run has no such metric, it is never known, or there are no times.
    """
    share = assumed.utilisation
    if isinstance(share, str):
        metric = _named(run, share)
        portion, unknown = cost.filled(_as_share(metric))
    else:
        metric = max(run.metrics.values(), key=lambda one: one.step.size)
        portion, unknown = np.full(metric.step.size, share), ""
    during = spent(metric, run.metrics)
    if during is None:
        raise ChoiceError(
            f"The run {run.name!r} has no times.",
            "Estimate from tokens instead: --params, --tokens.",
        )
    flops = np.cumsum(portion * during.seconds) * assumed.peak * assumed.devices
    if not flops[-1:].any():
        raise ChoiceError(
            f"The run {run.name!r} never measured {share!r}.",
            "Give a share instead, such as --mfu 40%.",
        )
    how = (
        f"estimated: {share}{unknown} x {assumed.peak:.4g} FLOP/s x "
        f"{many(assumed.devices, 'device')}, integrated over {during.how}"
    )
    return _with_flops(run, metric, flops, how)


def _of_all_devices(run: Run, assumed: Flops) -> Run:
    """The run with what one of its devices did, by the log, times their number.

    Raises:
        ChoiceError: the log has no rate of one device.
    """
    for axis in run.axes:
        if axis.kind == "flops" and axis.label.endswith(cost.OF_ONE):
            metric = run.metrics[axis.name]
            how = f"estimated: {axis.how}, x {many(assumed.devices, 'device')}"
            return _with_flops(run, metric, metric.value * assumed.devices, how)
    raise ChoiceError(
        f"The run {run.name!r} logs no FLOP/s of one device.",
        "Estimate with --params, or with --mfu and --peak-flops.",
    )


def _as_share(metric: Metric) -> FloatArray:
    """A utilisation `(n,)` as shares of 1: above 1.5 it can only be logged in percent."""
    percent = metric.meaning.unit == "%" or np.nanmax(metric.value, initial=0.0) > _IN_PERCENT
    return metric.value / (100.0 if percent else 1.0)


def _with_flops(run: Run, like: Metric, flops: FloatArray, how: str) -> Run:
    meaning = replace(describe("rl_flops"), unit="FLOP", label=LABEL)
    metric = replace(like, name=NAME, value=flops, meaning=meaning, scale=1.0, missing=None)
    axis = replace(candidates.of(metric), how=how)
    return replace(run, metrics={**run.metrics, NAME: metric}, axes=(axis, *run.axes))
