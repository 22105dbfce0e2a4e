from __future__ import annotations

from rlreport.read.text_log import FORMAT
from rlreport.sources import LogFile
from rlreport.values import Table


def only(text: str) -> Table:
    (table,) = FORMAT.read(LogFile(name="train.log", content=text.encode())).tables
    return table


def test_allennlp_tells_training_and_validation_side_by_side() -> None:
    stamp = "2021-01-01 10:00:0{0},123 - INFO - allennlp.training."
    text = f"{stamp}trainer - Epoch {{0}}/9\n"
    text += f"{stamp}console_logger -            Training |  Validation\n"
    text += f"{stamp}console_logger - accuracy   |     0.5{{0}}  |     0.4{{0}}\n"
    text += f"{stamp}console_logger - gpu_0_MB   |  10.{{0}}  |       N/A\n"
    found = only("".join(text.format(n) for n in (1, 2, 3)))
    assert found.columns[found.step].tolist() == [1, 2, 3]
    assert found.columns["training_accuracy"].tolist() == [0.51, 0.52, 0.53]
    assert found.columns["validation_accuracy"].tolist() == [0.41, 0.42, 0.43]
    assert found.columns["training_gpu_0_MB"].tolist() == [10.1, 10.2, 10.3]


def test_rows_of_an_indented_table_belong_to_the_step_above() -> None:
    text = "Starting iteration {0}\n\n    Optimizing the loss\n\n         Loss       Lv       Lp\n"
    text += "       2.5{0}00   0.9{0}22  -1.{0}111\n       1.5{0}00   0.8{0}22  -1.{0}011\n\n"
    found = only("".join(text.format(n) for n in (1, 2)))
    assert found.columns["Loss"].tolist() == [2.51, 1.51, 2.52, 1.52]
    assert found.columns["Lp"].tolist() == [-1.1111, -1.1011, -1.2111, -1.2011]
    assert found.columns[found.step].tolist() == [1, 1, 2, 2]


def test_torch_ac_tells_moments_behind_letters() -> None:
    line = "2020-01-01 10:00:0{0}: U {0} | F {0}2048 | FPS 150{0} | D 9 | "
    line += "rR:μ\u03c3mM 0.{0} 0.3 -0.1 0.9"
    line += (
        " | F:μ\u03c3mM 2{0}.5 5.1 3.0 64.0 | H 1.{0} | V 0.1 | pL -0.0{0} | vL 0.2 | ∇ 0.{0}5\n"
    )
    found = only("".join(line.format(n) for n in (1, 2, 3)))
    assert found.columns["frames"].tolist() == [12048, 22048, 32048]
    assert found.columns["rreturn_mean"].tolist() == [0.1, 0.2, 0.3]
    assert found.columns["rreturn_min"].tolist() == [-0.1, -0.1, -0.1]
    assert found.columns["num_frames_mean"].tolist() == [21.5, 22.5, 23.5]
    assert found.columns["grad_norm"].tolist() == [0.15, 0.25, 0.35]


def test_what_rich_wraps_in_the_column_beside_a_bar_stands_behind_the_bar() -> None:
    head = "GPU available: False, used: False\nTPU available: False, using: 0 TPU cores\n"
    begin = "Epoch {0}/2  ━━━━━━━━━━━━━━━━━ 20/20 0:00:00 • 0:00:00 35.96it/s v_num: 1a{0}c"
    beside = ["train/loss_step: ", "0.5{0} val/acc:   ", "0.{0}00            "]
    indent = begin.index("v_num") - 2
    text = "\n".join([f"{begin}      ", *(" " * indent + part for part in beside), ""])
    found = only(head + "".join(text.format(n) for n in (0, 1, 2)))
    assert found.columns[found.step].tolist() == [0, 1, 2]
    assert found.columns["train/loss_step"].tolist() == [0.50, 0.51, 0.52]
    assert found.columns["val/acc"].tolist() == [0.0, 0.1, 0.2]
    assert {*found.columns}.isdisjoint({"using", "1a0c train/loss_step"})
