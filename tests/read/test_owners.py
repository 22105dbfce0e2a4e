"""A name that comes again beside something else in a line, or in the lines of a step."""

from __future__ import annotations

import numpy as np
import pytest

from rlreport.read.text_log import FORMAT
from rlreport.sources import LogFile
from rlreport.values import Loose


def read(text: str, *, times: int = 5) -> Loose:
    content = "".join(text.format(n=n) for n in range(1, times + 1))
    return FORMAT.read(LogFile(name="train.log", content=content.encode()))


def columns(text: str) -> dict[str, list[object]]:
    """The values of each column where it has some."""
    (found,) = read(text).tables
    gaps = {name: found.blank.get(name, np.zeros(found.rows, np.bool_)) for name in found.columns}
    return {name: column[~gaps[name]].tolist() for name, column in found.columns.items()}


@pytest.mark.parametrize(
    "text",
    [
        "Epoch {n}\ntrain_loss: 0.{n}, acc: 1.{n}\nval_loss: 2.{n}, acc: 3.{n}\n",
        "Epoch {n} train_loss: 0.{n}, acc: 1.{n}\nEpoch {n} val_loss: 2.{n}, acc: 3.{n}\n",
        "Epoch {n} | train_loss 0.{n} | acc 1.{n} | val_loss 2.{n} | acc 3.{n}\n",
        "[{n}] loss_train=0.{n} acc=1.{n}\n    loss_val=2.{n} acc=3.{n}\n",
        "train_loss: 0.{n} acc: 1.{n}\nval_loss: 2.{n} acc: 3.{n}\n",
    ],
)
def test_what_comes_beside_losses_of_parts_of_the_data_is_of_these(text: str) -> None:
    found = columns(text)
    assert found["train acc"] == [1.1, 1.2, 1.3, 1.4, 1.5]
    assert found["val acc"] == [3.1, 3.2, 3.3, 3.4, 3.5]


@pytest.mark.parametrize(
    ("text", "one", "other"),
    [
        ("Actor loss: 0.{n}, grad: 1.{n}\nCritic loss: 2.{n}, grad: 3.{n}\n", "Actor ", "Critic "),
        ("reward=0.{n} grad=1.{n}\nmean reward=2.{n} grad=3.{n}\n", "", "mean "),
        ("训练损失: 0.{n}, grad: 1.{n}\n验证损失: 2.{n}, grad: 3.{n}\n", "训练 ", "验证 "),
        ("loss_G: 0.{n}, grad: 1.{n}\nloss_D: 2.{n}, grad: 3.{n}\n", "loss_G ", "loss_D "),
    ],
)
def test_what_two_names_do_not_share_tells_what_stands_beside_them(
    text: str, one: str, other: str
) -> None:
    found = columns(f"Iter {{n}}\n{text}")
    assert found[f"{one}grad"] == [1.1, 1.2, 1.3, 1.4, 1.5]
    assert found[f"{other}grad"] == [3.1, 3.2, 3.3, 3.4, 3.5]


@pytest.mark.parametrize(
    "text",
    [
        "Iter {n}\n  Reward: 0.{n}, min: 1.{n}\n  Length: 2.{n}, min: 3.{n}\n",
        "Iter {n}\n  Reward: mean 0.{n} min 1.{n}\n  Length: mean 2.{n} min 3.{n}\n",
        "Iter {n}\n  Reward - mean: 0.{n}, min: 1.{n}\n  Length - mean: 2.{n}, min: 3.{n}\n",
        "Iter {n}: Reward mean 0.{n} min 1.{n} | Length mean {n} min 3.{n}\n",
    ],
)
def test_least_and_most_are_of_what_stands_before_them(text: str) -> None:
    found = columns(text)
    assert found["Reward min"] == [1.1, 1.2, 1.3, 1.4, 1.5]
    assert found["Length min"] == [3.1, 3.2, 3.3, 3.4, 3.5]


@pytest.mark.parametrize(
    "text",
    [
        "Step {n} train_loss: 0.{n} time: {n}1s\nStep {n} val_loss: 2.{n} time: {n}3s\n",
        "Step {n} loss: 0.{n} fps: 3{n}\nreward: 2.{n} fps: 4{n}\n",
        "Step {n} train_loss: 0.{n} lr: 0.5\nval_loss: 2.{n} lr: 0.5\n",
    ],
)
def test_a_clock_a_speed_and_what_is_alike_stay_one(text: str) -> None:
    names = {name for name in columns(text) if " " in name}
    assert not names
