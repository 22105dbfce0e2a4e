from __future__ import annotations

import pytest

from rlreport.errors import FormatError
from rlreport.read.text_log import FORMAT
from rlreport.sources import LogFile
from rlreport.values import Loose


def read(text: str) -> Loose:
    return FORMAT.read(LogFile(name="train.log", content=text.encode()))


def test_lists_of_a_number_for_each_agent_are_a_metric_for_each() -> None:
    loose = read("".join(f"Episode {n}: rewards: [{n}.5, -{n}.0], loss: 0.{n}\n" for n in range(4)))
    (table,) = loose.tables
    assert table.columns["rewards/0"].tolist() == [0.5, 1.5, 2.5, 3.5]
    assert table.columns["rewards/1"].tolist() == [0, -1, -2, -3]
    assert not loose.issues


def test_a_block_of_lists_of_quoted_numbers_belongs_to_its_step() -> None:
    block = "--- Global Steps {n}00 ---\nScores: ['{n}.5', '7.25']\nMutations: ['None', 'act']\n"
    (table,) = read("".join(block.format(n=n) for n in range(1, 4))).tables
    assert table.columns["Global Steps"].tolist() == [100, 200, 300]
    assert table.columns["Scores/0"].tolist() == [1.5, 2.5, 3.5]


def test_lists_of_other_things_of_unlike_length_and_of_the_past_are_told_and_not_read() -> None:
    line = "Episode {n}: loss: 0.{n} action: [1, 2] scores: [{more}] last rewards: [3, {n}]\n"
    text = "".join(line.format(n=n, more=", ".join("1" * (2 + n))) for n in range(4))
    loose = read(text)
    assert list(loose.tables[0].columns) == ["Episode", "loss"]
    assert "they were not read: action, scores, last rewards" in loose.issues[-1].text


def test_all_words_of_a_name_stand_before_each_of_its_agents() -> None:
    (table,) = read(
        "".join(f"steps: {n}, agent episode reward: [{n}.5, 1]\n" for n in (1, 2, 3))
    ).tables
    assert [*table.columns] == ["steps", "agent episode reward/0", "agent episode reward/1"]


def test_numbers_that_follow_a_name_without_brackets_are_of_one_agent_each() -> None:
    lines = (f"Step {n}, reward: 0.{n}, 1.{n}, 2.{n} | loss 0.5\n" for n in (1, 2, 3))
    text = "".join(lines)
    (table,) = FORMAT.read(LogFile(name="train.log", content=text.encode())).tables
    assert table.columns["reward/2"].tolist() == [2.1, 2.2, 2.3]
    assert table.columns["loss"].tolist() == [0.5] * 3


def test_lists_of_how_a_metric_spreads_bear_its_name() -> None:
    text = "".join(
        f"current epoch {n}\nThe reward:  min [-{n}.5, -{n}.0] mean [{n}.5, {n}.25]\n"
        for n in (1, 2, 3)
    )
    (table,) = read(text).tables
    assert (table.step, table.columns["epoch"].tolist()) == ("epoch", [1, 2, 3])
    assert table.columns["reward min/0"].tolist() == [-1.5, -2.5, -3.5]
    assert table.columns["reward mean/1"].tolist() == [1.25, 2.25, 3.25]


def test_a_log_of_long_lists_alone_is_refused_with_their_names() -> None:
    text = "".join(f"epoch {n}\nreward: [{', '.join([f'{n}.5'] * 12)}]\n" for n in (1, 2, 3))
    with pytest.raises(FormatError, match=r"no metric of one number.*not read: reward"):
        read(text)
