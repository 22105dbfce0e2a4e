from __future__ import annotations

import pytest

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
