"""RL FLOPs estimated from what the user knows: by hand, on tiny runs."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from rlreport import pipeline
from rlreport.derive.estimate import NAME, assumptions, estimated, quantity
from rlreport.errors import ChoiceError
from rlreport.sources import LogFile
from rlreport.tidy import runs
from rlreport.values import Flops, Logs, Loose, Run, Settings, Table
from rlreport.verify import verify


def one(**columns: Any) -> Run:
    table = Table(columns={name: np.asarray(values, float) for name, values in columns.items()})
    (run,) = runs([(LogFile(name="run.csv", content=b""), Loose(format="csv", tables=(table,)))])
    return run


def flops(run: Run, assumed: Flops) -> list[float]:
    ((known,), _) = estimated([run], assumed)
    return list(known.metrics[NAME].value)


def test_trained_tokens_cost_six_flops_a_parameter_and_generated_ones_two() -> None:
    run = one(step=[1, 2], num_tokens=[100, 200], generated=[1000, 3000])
    found = flops(run, Flops(parameters=1e9, trained="num_tokens", generated="generated"))
    assert found == [6e9 * 100 + 2e9 * 1000, 6e9 * 200 + 2e9 * 3000]


def test_without_a_name_the_run_s_own_count_of_tokens_is_taken() -> None:
    assert flops(one(step=[1, 2], num_tokens=[100, 200]), Flops(parameters=1.0)) == [600, 1200]


def test_the_estimate_says_which_tokens_are_summed() -> None:
    run = one(step=[1, 2, 3], batch_tokens=[30, 31, 32], generated=[1, 0, 5])
    assumed = Flops(parameters=1.0, trained="batch_tokens", generated="generated")
    assert flops(run, assumed) == [6 * 30 + 2, 6 * 61 + 2, 6 * 93 + 12]
    ((known,), _) = estimated([run], assumed)
    assert known.axes[0].how == (
        "estimated: 6 x 1 active parameters x trained tokens (batch_tokens summed over its logged "
        "values) + 2 x 1 active parameters x tokens of rollouts and forward passes (generated "
        "summed over its logged values)"
    )


def test_tokens_per_step_are_summed() -> None:
    run = one(step=[1, 2, 3], batch_tokens=[30, 10, 20])
    assert flops(run, Flops(parameters=1.0, trained="batch_tokens")) == [180, 240, 360]


@pytest.mark.parametrize("logged", [[0.5, -1, 0.5, 0, 0.3], [50, -100, 50, 0, 30]])
def test_an_unknown_utilisation_is_filled_from_those_around(logged: list[float]) -> None:
    times = [1.7e9 + 10 * at for at in range(5)]
    run = one(step=range(5), _timestamp=times, mfu=logged)
    ((known,), _) = estimated([run], Flops(utilisation="mfu", peak=1e15, devices=8))
    shares = np.cumsum([0, 0.5, 0.5, 0.4, 0.3])
    assert known.metrics[NAME].value == pytest.approx(shares * 10 * 8e15)
    assert known.axes[0].how == (
        "estimated: mfu (2 unknown values filled from those around) x 1e+15 FLOP/s x 8 "
        "devices, integrated over time"
    )


def test_a_utilisation_that_was_never_known_is_refused() -> None:
    run = one(step=[1, 2, 3], _timestamp=[1.7e9, 1.7e9 + 10, 1.7e9 + 20], mfu=[0, 0, 0])
    with pytest.raises(ChoiceError, match="never measured 'mfu'"):
        estimated([run], Flops(utilisation="mfu", peak=1e15))


def test_elapsed_seconds_do_where_there_are_no_times() -> None:
    run = one(step=[1, 2], time_elapsed=[0, 10], reward=[1, 2])
    assert flops(run, Flops(utilisation=0.5, peak=100.0)) == [0, 500]


def test_what_one_device_did_is_multiplied_by_their_number() -> None:
    run = one(step=[1, 2, 3], time_elapsed=[0, 10, 30], **{"TFLOPs per GPU": [5, 5, 2]})
    assumed = assumptions(devices=8)
    assert assumed is not None
    assert flops(run, assumed) == [0, 8 * 50e12, 8 * 90e12]
    ((known,), _) = estimated([run], assumed)
    assert known.axes[0].how.endswith("of one device, x 8 devices")


def test_the_estimate_is_the_default_axis_and_says_what_it_assumes() -> None:
    run = one(step=range(20), num_tokens=np.arange(20) * 10, reward=np.arange(20) % 3)
    settings = Settings(flops=assumptions(parameters="1.5B"))
    report = pipeline.build(Logs(runs=(run,)), settings)
    axis = report.trends[0].curve.axis
    assert (axis.kind, axis.label, axis.unit) == ("flops", "Estimated RL FLOPs", "FLOP")
    assert axis.how == (
        "estimated: 6 x 1.5e+09 active parameters x trained tokens (num_tokens), rollouts not "
        "counted"
    )
    assert "estimated RL FLOPs" in {issue.kind for issue in report.issues}
    assert verify(report.to_dict(), report.logs).holds


def test_a_run_without_tokens_stays_as_it_is_beside_one_that_has_them() -> None:
    with_tokens, without = one(step=[1, 2], num_tokens=[1, 2]), one(step=[1, 2], loss=[2, 1])
    found, issues = estimated([with_tokens, without], Flops(parameters=1.0))
    assert found[1] is without
    assert [issue.kind for issue in issues] == ["estimated RL FLOPs", "no estimate"]


@pytest.mark.parametrize(
    ("assumed", "message"),
    [
        (Flops(parameters=1.0), "does not log how many tokens"),
        (Flops(parameters=1.0, trained="tokkens"), "no metric 'tokkens'"),
        (Flops(utilisation=0.4, peak=1e15), "has no times"),
        (Flops(devices=8), "no FLOP/s of one device"),
    ],
)
def test_what_the_run_lacks_is_said(assumed: Flops, message: str) -> None:
    with pytest.raises(ChoiceError, match=message):
        estimated([one(step=[1, 2], loss=[2, 1])], assumed)


@pytest.mark.parametrize(
    ("text", "value"),
    [("7e9", 7e9), ("1.5B", 1.5e9), ("70b", 7e10), ("989T", 989e12), ("312 TFLOP/s", 312e12)],
)
def test_quantities_are_read_as_people_write_them(text: str, value: float) -> None:
    assert quantity(text) == pytest.approx(value)


@pytest.mark.parametrize("text", ["big", "0", "-3", "7X", "1.2.3B", "1e999"])
def test_what_is_no_quantity_is_refused(text: str) -> None:
    with pytest.raises(ChoiceError, match="is no quantity"):
        quantity(text)


@pytest.mark.parametrize(
    "written",
    [{"tokens": "num_tokens"}, {"mfu": "0.4"}, {"mfu": "140%", "peak": "1P"}],
)
def test_assumptions_that_do_not_suffice_are_refused(written: dict[str, str]) -> None:
    with pytest.raises(ChoiceError):
        assumptions(**written)


def test_what_an_estimate_would_not_use_is_refused_and_named() -> None:
    with pytest.raises(ChoiceError, match="--mfu would not be used"):
        assumptions(parameters="7e9", mfu="0.4")
    with pytest.raises(ChoiceError, match="--mfu, --peak-flops, --devices would"):
        assumptions(parameters="7e9", mfu="0.4", peak="1P", devices=8)


def test_nothing_assumed_is_none() -> None:
    assert assumptions() is None
