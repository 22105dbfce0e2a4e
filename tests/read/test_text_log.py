from __future__ import annotations

import numpy as np
import pytest

from rlreport.errors import FormatError
from rlreport.read import format_of
from rlreport.read.text_log import FORMAT
from rlreport.sources import LogFile
from rlreport.values import Loose, Table


def read(text: str, encoding: str = "utf-8") -> Loose:
    return FORMAT.read(LogFile(name="train.log", content=text.encode(encoding)))


def only(text: str, encoding: str = "utf-8") -> Table:
    (table,) = read(text, encoding).tables
    return table


def columns(text: str) -> dict[str, list[object]]:
    return {name: column.tolist() for name, column in only(text).columns.items()}


def test_metrics_on_the_line_below_belong_to_the_step() -> None:
    found = columns(
        "[Update 1/915] Step: 16384/15000000 | FPS: 35 | ETA: 00:10:11\n"
        " └─ WinRate: 0.19 | Loss(P/V/E): -0.007/0.070/0.312\n"
        "[Update 2/915] Step: 32768/15000000 | FPS: 36 | ETA: 00:10:11\n"
        " └─ WinRate: 0.19 | Loss(P/V/E): -0.008/0.070/0.311\n"
    )
    assert found["Step"] == [16384, 32768]
    assert found["WinRate"] == [0.19, 0.19]
    assert found["Loss/P"] == [-0.007, -0.008]


def test_thousands_commas_and_percentages_are_read() -> None:
    found = columns(
        "[ETA] step   10,000 / 2,000,000 (0.5%)\nSAC pocket rate  : 41.5%\n"
        "[ETA] step   20,000 / 2,000,000 (1.0%)\nSAC pocket rate  : 43.5%\n"
    )
    assert found == {"step": [10000, 20000], "SAC pocket rate": ["41.5%", "43.5%"]}


def test_redrawn_progress_bars_are_rows() -> None:
    bar = "{}%|#  | {}/1000 [00:10<03:00, 5.00it/s, loss=-0.0005, mean_r={}]\r"
    found = columns(bar.format(1, 10, 0.5) + bar.format(2, 20, 0.75))
    assert found == {"step": [10, 20], "loss": [-0.0005, -0.0005], "mean_r": [0.5, 0.75]}


def test_nan_glued_to_its_unit_is_a_logged_nan() -> None:
    table = only("step:1/9 loss:2.5 step_avg:nanms\nstep:2/9 loss:2.25 step_avg:150.13ms\n")
    np.testing.assert_array_equal(table.columns["step_avg"], [np.nan, 150.13])
    assert "step_avg" not in table.blank


def test_units_of_values_are_told() -> None:
    loose = read("step:1 time:2.5ms\nstep:2 time:3.5ms\n")
    assert loose.tables[0].units == {"time": "ms"}
    assert not loose.issues


def test_steps_that_begin_anew_in_each_epoch_go_on_counting() -> None:
    table = only(
        "Epoch [1/2], Step [100/200], Loss: 0.5\nEpoch [1/2], Step [200/200], Loss: 0.25\n"
        "Epoch [2/2], Step [100/200], Loss: 0.125\nEpoch [2/2], Step [200/200], Loss: 0.0625\n"
    )
    assert table.step == "Step"
    assert table.columns["Step"].tolist() == [100, 200, 300, 400]


def test_a_count_that_falls_is_not_the_step() -> None:
    table = only("".join(f"Episode {n} | Reward: {n} | Steps: {200 - n}\n" for n in range(9)))
    assert table.step == "Episode"


@pytest.mark.parametrize(
    "text",
    [
        "import os\nx: int = 3\ny: int = 4\nfor step in range(10): print(step)\n",
        "[INFO] Config loaded:\n[INFO]   actor_lr=1e-06\n" * 5,
        "Loading checkpoint shards\nTraceback (most recent call last):\n  line 10, in main\n",
    ],
)
def test_a_log_without_a_metric_has_nothing_to_plot(text: str) -> None:
    with pytest.raises(FormatError, match="nothing to plot"):
        read(text)


def test_utf_16_is_read_with_and_without_its_mark() -> None:
    text = "step:1 loss:0.5\r\nstep:2 loss:0.25\r\n"
    for encoding in ("utf-16", "utf-16-le", "utf-16-be"):
        assert only(text, encoding).columns["loss"].tolist() == [0.5, 0.25]


def test_a_number_at_a_cut_is_left_out_and_a_whole_last_line_is_kept() -> None:
    whole = read("step:1 loss:0.523\nstep:2 loss:0.258\nstep:3 loss:0.125")
    cut = read("step:1 loss:0.523\nstep:2 loss:0.258\nstep:3 loss:0.1")
    assert whole.tables[0].rows == 3
    assert cut.tables[0].rows == 2
    assert [issue.kind for issue in cut.issues] == ["cut-off row"]


def test_a_console_of_boxes_behind_a_long_head_is_still_read() -> None:
    box = "-" * 24 + "\n| ep_rew_mean | 1.43   |\n" + "-" * 24 + "\n"
    content = ("Using cpu device\n" * 5000 + box).encode()
    file = LogFile(name="a.log", content=content)
    known = format_of(file.name, file.head())
    assert known is FORMAT
    assert known.read(file).format == "sb3_console"


def test_values_without_a_mark_between_name_and_number_are_read_behind_a_counter() -> None:
    found = columns("iter 0: loss 4.5, time 23218.37ms\niter 1: loss 4.25, time 193.77ms\n")
    assert found["loss"] == [4.5, 4.25]


def test_long_numbers_of_any_length_stand_in_lines_of_one_shape() -> None:
    numbers = ["0.125", "0.12345678", "123456789.5", "1234567", "1e-07", "2.5e-123456"]
    found = columns("".join(f"step:{n} loss:{text} kl:{text}\n" for n, text in enumerate(numbers)))
    assert found["loss"] == found["kl"] == [float(text) for text in numbers]


def test_a_sentence_may_end_behind_a_number() -> None:
    line = "[INFO] Walker. Step: {}. Time Elapsed: {} s. Mean Reward: {}. Std of Reward: 0.5.\n"
    found = columns(line.format(1000, 10.5, -1.25) + line.format(2000, 20.5, 3.75))
    assert found["Step"] == [1000, 2000]
    assert found["Time Elapsed"] == [10.5, 20.5]
    assert found["Mean Reward"] == [-1.25, 3.75]


def test_a_number_in_brackets_counts_where_nothing_else_does() -> None:
    found = columns("[100] kl_loss 3.5 / fps 12\n[200] kl_loss 3.25 / fps 13\n")
    assert found == {"iteration": [100, 200], "kl_loss": [3.5, 3.25], "fps": [12, 13]}


def test_names_and_numbers_between_slashes_belong_to_the_step_above() -> None:
    found = columns(
        "---- Step 10 ----\nepisode/score 1.5 / train/loss 2e3 / fps 9\n"
        "---- Step 20 ----\nepisode/score 2.5 / train/loss 1e3 / fps 8\n"
    )
    assert found["Step"] == [10, 20]
    assert found["train/loss"] == [2000, 1000]


def test_all_metrics_below_a_heading_belong_to_its_step() -> None:
    block = "==== Step {}/9 ====\nPreparing\n\n\n\nResults:\n  * Loss: {}\n  * Avg Reward: {}\n"
    found = columns(block.format(1, 0.5, 0.25) + block.format(2, 0.25, 0.75))
    assert found == {"Step": [1, 2], "Loss": [0.5, 0.25], "Avg Reward": [0.25, 0.75]}


def test_a_second_counter_that_comes_once_a_row_is_a_part_of_it() -> None:
    block = "Learning iteration {}/9\nMean reward: {}\nTotal timesteps: {}\nIteration time: {}s\n"
    found = columns(block.format(0, 1.5, 100, 2) + block.format(1, 2.5, 200, 3))
    assert found["iteration"] == [0, 1]
    assert found["Total timesteps"] == [100, 200]
    assert found["Mean reward"] == [1.5, 2.5]


def test_running_means_in_brackets_are_no_values() -> None:
    line = "Epoch: [{}][{}/20]\tTime  0.5 ( 0.6)\tLoss {} (3.5)\tAcc@1  7.5 (  8.5)\n"
    found = columns("".join(line.format(e, k, e + k) for e in (0, 1) for k in (0, 10)))
    assert found["step"] == [0, 10, 20, 30]
    assert found["Loss"] == [0, 10, 1, 11]


def test_lines_glued_together_are_taken_apart() -> None:
    found = columns("".join(f"Episode {n}\tAverage Score: {n}.25" for n in (1, 2, 3)) + "\n")
    assert found == {"Episode": [1, 2, 3], "Average Score": [1.25, 2.25, 3.25]}


def test_who_wrote_a_line_is_no_metric() -> None:
    line = "(Actor pid={}) trainer.py:88 - step {}: loss={}\n"
    assert set(columns(line.format(7, 1, 0.5) + line.format(8, 2, 0.25))) == {"step", "loss"}


def test_what_else_is_counted_is_no_step() -> None:
    line = "fps step: {} fps total: 90 epoch: {}/9 frames: {}\n"
    table = only(line.format(500, 1, 64) + line.format(400, 2, 128))
    assert table.step == "epoch"
    assert table.columns["fps step"].tolist() == [500, 400]


def test_a_counter_that_never_changes_is_no_step() -> None:
    table = only("[0] loss: 0.5\n[0] loss: 0.25\n")
    assert table.step == ""
    assert table.columns["loss"].tolist() == [0.5, 0.25]


def test_counting_words_of_other_languages_count() -> None:
    found = columns("Iteración 1 | pérdida: 0.5\nIteración 2 | pérdida: 0.25\n")
    assert found == {"Iteración": [1, 2], "pérdida": [0.5, 0.25]}


@pytest.mark.parametrize(
    "line",
    [
        "9" * 200_000,
        "step" + " " * 200_000 + "x",
        "a" * 200_000,
        "(" + "pid=1" * 40_000,
        "x: int(" + "a" * 200_000,
        "x: " + "123456/" * 30_000 + "1_",
        "1%||1/1[" * 25_000,
    ],
    ids=["digits", "blanks", "letters", "brackets", "wrapped", "slashes", "bars"],
)
def test_one_long_line_keeps_no_reader_busy(line: str) -> None:
    assert only("step:1 loss:2.5\nstep:2 loss:2.25\n" + line + "\n").rows == 2
