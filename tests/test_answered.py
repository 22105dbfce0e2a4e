"""Rows that hold several rollouts -> a row of each."""

from __future__ import annotations

import numpy as np
import pytest

from rlreport.sheets import sheets
from rlreport.values import Table


def table(**columns):
    kinds = {
        name: object if isinstance(cells[0], str) else float for name, cells in columns.items()
    }
    return Table(columns={name: np.array(cells, kinds[name]) for name, cells in columns.items()})


def test_answers_side_by_side_in_each_row_are_rollouts() -> None:
    asked = {f"input_{n}": [f"q{n}", f"q{n}"] for n in (1, 2)}
    said = {f"output_{n}": ["a", "b"] for n in (1, 2)}
    wide = table(step=[0, 10], **asked, **said, score_1=[1, 0], score_2=[0, 1])
    (sheet,) = sheets(wide, "generations.json")
    assert sheet.kind == "rollouts"
    assert sheet.numbers["step"].tolist() == [0, 0, 10, 10]
    assert sheet.numbers["score"].tolist() == [1, 0, 0, 1]
    assert sheet.text["input"].tolist() == ["q1", "q2", "q1", "q2"]
    (issue,) = sheet.issues
    assert (issue.kind, issue.count) == ("rollouts in one row", 4)
    assert "2 rows of 2 rollouts each" in issue.text


@pytest.mark.parametrize(
    "others",
    [
        {"output_1": ["a", "b"], "score_1": [1, 0], "score_2": [0, 1]},
        {"agent_1": ["a", "b"], "agent_2": ["a", "b"], "reward_1": [1, 0], "reward_2": [0, 1]},
        {"output_1": [1.5, 2.5], "output_2": [1.5, 2.5], "reward_1": [1, 0], "reward_2": [0, 1]},
        {"output_2": ["a", "b"], "output_4": ["a", "b"], "reward_2": [1, 0], "reward_4": [0, 1]},
    ],
)
def test_other_columns_with_numbers_are_none(others) -> None:
    found = sheets(table(step=[0, 10], **others), "log.csv")
    assert {sheet.kind for sheet in found} == {"metrics"}
