from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from rlreport.read import read_file
from rlreport.sources import LogFile
from rlreport.values import Loose


def run(shift: float) -> dict[str, object]:
    found: dict[str, object] = {
        f"step_{n}": {"step_count": 6000 * n, "elapsed_time": 5.5 * n, "return": [n + shift, n + 1]}
        for n in range(12)
    }
    return {**found, "absolute_metrics": {"return": [99.0]}}


def read(runs: Mapping[str, object], *, less: int = 0) -> Loose:
    text = json.dumps({"vmas": {"balance": runs}})
    content = text[: len(text) - less].encode()
    return read_file(LogFile(name="evaluation.json", content=content))


def test_evaluations_are_rows_with_the_means_of_their_episodes() -> None:
    loose = read({"mappo": {"seed_0": run(0)}})
    (table,) = loose.tables
    assert (loose.format, table.step, table.run) == ("marl_eval", "step_count", "")
    assert table.columns["step_count"].tolist() == [6000 * n for n in range(12)]
    assert table.columns["return"].tolist() == [n + 0.5 for n in range(12)]
    assert table.columns["elapsed_time"][-1] == 60.5
    assert [issue.kind for issue in loose.issues] == ["lists averaged", "summary set aside"]


def test_runs_are_named_by_what_tells_them_apart() -> None:
    methods = {name: {f"seed_{n}": run(n) for n in (0, 1)} for name in ("mappo", "ippo")}
    tables = read(methods).tables
    assert [one.run for one in tables] == [
        *("mappo seed_0", "mappo seed_1", "ippo seed_0", "ippo seed_1"),
    ]
    assert tables[3].columns["return"][0] == 1


@pytest.mark.parametrize("less", [40, 60])
def test_the_evaluation_in_which_a_document_is_cut_is_left_out(less: int) -> None:
    loose = read({"mappo": {"seed_0": run(0)}}, less=less)
    (table,) = loose.tables
    assert table.columns["return"].tolist() == [n + 0.5 for n in range(11)]
    assert loose.issues[-1].kind == "cut-off row"
