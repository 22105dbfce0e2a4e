from __future__ import annotations

import numpy as np
import pytest

from rlreport.read import read_file
from rlreport.read.sb3_console import FORMAT
from rlreport.sources import LogFile
from rlreport.values import Loose

BOX = (
    "---------------------------------\n"
    "| {name:<20} | {n}.5      |\n"
    "| time/                |          |\n"
    "|    total_timesteps   | {n}000     |\n"
    "---------------------------------\n"
)


def read(line: str, name: str) -> Loose:
    text = "".join(BOX.format(n=n, name=name) + line.format(n) for n in range(1, 6))
    return FORMAT.read(LogFile(name="train.log", content=text.encode()))


def test_metrics_beside_the_boxes_are_told() -> None:
    loose = read("Best mean reward: {0}.75 - Last reward: {0}.25\n", "ep_rew_mean")
    (issue,) = loose.issues
    assert issue.text == (
        "Lines beside the boxes tell Best mean reward, Last reward; the boxes alone were read."
    )


@pytest.mark.parametrize("line", ["Using cpu device\n", "Eval num_timesteps={0}, reward={0}.5\n"])
def test_other_lines_and_what_the_boxes_tell_are_not(line: str) -> None:
    assert not read(line, "eval/mean_reward").issues


@pytest.mark.parametrize(
    ("name", "step"), [("EpRewMean", "Iteration"), ("total_timesteps", "total_timesteps")]
)
def test_lines_above_boxes_count_them_where_nothing_in_them_does(name: str, step: str) -> None:
    text = "".join(
        f"***** Iteration {n}/9 *****\nOptimizing...\n"
        f"--------------------\n| {name} | {n}5 |\n--------------------\n"
        for n in range(2, 6)
    )
    (table,) = FORMAT.read(LogFile(name="train.log", content=text.encode())).tables
    assert table.step == step
    assert table.columns[name].tolist() == [25, 35, 45, 55]
    assert table.columns.get("Iteration", np.array([2, 3, 4, 5])).tolist() == [2, 3, 4, 5]


def test_boxes_that_count_nothing_belong_to_the_rows_beside_them() -> None:
    box = (
        "┏━━━━━━━━━━┳━━━━━━━━━┓\n┃ Name     ┃ Value   ┃\n┡━━━━━━━━━━╇━━━━━━━━━┩\n"
        "│ map_50   │ 0.{n}     │\n└──────────┴─────────┘\n"
    )
    text = "".join(
        f"[Epoch {n}/9] took: 3s | Train Loss: {n}.5\n"
        f"[Epoch {n + 1}/9] took: 3s | Train Loss: {n}.25\n{box.format(n=n)}"
        for n in (1, 3, 5)
    )
    (table,) = read_file(LogFile(name="train.log", content=text.encode())).tables
    assert (table.step, table.columns["Train Loss"].size) == ("Epoch", 6)
    assert [value for value in table.columns["map_50"].tolist() if value == value] == [
        0.1,
        0.3,
        0.5,
    ]
