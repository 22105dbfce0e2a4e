"""Lines with plain numbers: what is no time in parts is not looked at for one."""

from __future__ import annotations

import re

import pytest

from rlreport.read import _plain
from rlreport.read._plain import plain
from rlreport.read._signed import substituted


class Unused:
    def sub(self, *_: object) -> str:
        raise AssertionError("was looked for")


@pytest.mark.parametrize(
    "line",
    [
        "reward 0.5 elapsed 12.5s",
        "took 12.5 ms, method 3 (sum)",
        "added 5 s",
        "the 3rd 12 s",
        "epoch 10 loss 0.5 mean 0.25",
    ],
)
def test_times_in_parts_are_looked_for_only_where_one_can_be(
    monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    monkeypatch.setattr(_plain, "_IN_PARTS", Unused())
    assert plain(line) == line
    with pytest.raises(AssertionError, match="looked for"):
        plain(f"{line}\ntook 1m 10s")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("took 1min 10s", "took 70s"),
        ("took 2 h and 5 m", "took 7500s"),
        ("ETA: 1h 2m", "ETA: -"),
        ("a meta: 1h 2m", "a meta: 3720s"),
        ("remaining (1d 2h 3m)", "remaining (-)"),
        ("at 12:01m 10s", "at 12:01m 10s"),
        ("3m 4s left 1m 10s", "184s left -"),
    ],
)
def test_times_in_parts_are_seconds_and_what_is_left_is_no_number(line: str, expected: str) -> None:
    assert plain(line) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Time elapsed: 1:02:03.5", "Time elapsed: 3723.5s"),
        ("loss: 0.5, time: 0:01:02.25", "loss: 0.5, time: 62.25s"),
        ("epoch time = 01:02", "epoch time = 62s"),
        ("duration: 1 day, 0:00:05", "duration: 86405s"),
    ],
)
def test_what_a_clock_shows_of_a_duration_is_in_seconds(line: str, expected: str) -> None:
    assert plain(line) == expected


@pytest.mark.parametrize(
    "line", ["time: 12:01:02", "start time: 9:01:02", "remaining time: 0:01:02", "ETA: 0:01:02"]
)
def test_a_time_of_day_and_what_is_left_stay_as_they_are(line: str) -> None:
    assert plain(line) == line


def test_results_that_are_pasted_below_their_names_have_these() -> None:
    lead = "[06/13 10:00:00 d2.evaluation.testing]: copypaste:"
    text = f"{lead} Task: bbox\n{lead} AP,AP50\n{lead} 35.5,nan\niter: 7"
    assert plain(text).split("\n")[2].endswith("]: bbox/AP: 35.5, bbox/AP50: nan")
    assert plain(text).count("\n") == text.count("\n")
    fewer = text.replace(",nan", "")
    assert plain(fewer) == fewer


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "(collection: 0.975s, learning 0.092s)",
            "(collection: 0.975s, learning: 0.092s)",
        ),
        (
            "Surrogate: before 0.1 after 0.2",
            "Surrogate_before: 0.1, Surrogate_after: 0.2",
        ),
        ("‖∇θ‖=0.5", "grad_norm=0.5"),
        ("Batch 7 complete (28.7s)", "Batch 7 complete (time: 28.7s)"),
        ("7. gen | fit max 1.5", "gen 7 | fit max 1.5"),
        ("Generation 1: min [1.5], max [2.5]", "Generation 1: min 1.5, max 2.5"),
        ("total num timesteps 400/2000, FPS 210", "total num timesteps 400/2000, FPS: 210"),
        ("[Learner] Loss = 0.5 | Steps = 7", "[Learner] Loss = 0.5 | Learner Steps = 7|"),
        (
            "[Learner] Learner Steps = 7 | Steps = 7 | Time = 2.5",
            "[Learner] Learner Steps = 7 | Time = 2.5",
        ),
        ("| 305.5 ms | 42.5% bf16 MFU |", "| time 305.5 ms | MFU 42.5% |"),
        ("【第 10 局】黑胜 6 白胜 4", "第 10 局 | 黑胜 6 白胜 4"),
        ("【Epoch 3/10】loss 0.5", "Epoch 3/10 | loss 0.5"),
        ("【训练】loss 0.5", "【训练】loss 0.5"),
        ("loss 1.5 acc 0.25 (50) 0.5 (100)", "loss 1.5 acc@50: 0.25, acc@100: 0.5"),
        ("acc 0.25 (100) 0.5 (50)", "acc 0.25 (100) 0.5 (50)"),
        ("wins 3 (50) 4 (100)", "wins 3 (50) 4 (100)"),
        ("loss 1.5 = 1.25 + 0.25 kl 2", "loss: 1.5, loss_part_1: 1.25, loss_part_2: 0.25 kl 2"),
        ("loss: 1.5 (= 1.25 + 0.25)", "loss: 1.5, loss_part_1: 1.25, loss_part_2: 0.25"),
        ("loss 1.5 = 7.5 + 0.25", "loss 1.5 = 7.5 + 0.25"),
        ("** after 5 th episode - 7 sec **", "** after episode 5 - 7 sec **"),
        ("the 22nd step, loss 0.5", "the step 22, loss 0.5"),
        ("Score at iteration 7 is 0.5", "Iteration 7, score_loss: 0.5"),
        ("Got 45 / 90 correct (50.00)", "accuracy: 45 / 90"),
        ("Got 45/90 with accuracy 50.00%", "accuracy: 45/90"),
        ("7 tensor(0.5, grad_fn=<M>)", "7: tensor(0.5, grad_fn=<M>)"),
        ("[Epoch 7 ] Eval:loss 0.5 acc 0.25", "[Epoch 7 ] Eval: loss 0.5 acc 0.25"),
        ("final:loss 0.5, retrain:loss 1.5", "final:loss 0.5, retrain:loss 1.5"),
        ("the 5th percentile 0.5", "the 5th percentile 0.5"),
        (
            "fit progress: (7, 0.5, {'accuracy': 0.25}, 3.5)",
            "round 7, loss: 0.5, {'accuracy': 0.25}, elapsed: 3.5s",
        ),
        (
            "initial parameters (loss, other metrics): 2.5, {'accuracy': 0.25}",
            "round 0, loss: 2.5, {'accuracy': 0.25}",
        ),
        ("CTCLoss: nanxxx, loss: Nanxxx", "CTCLoss: nan, loss: nan"),
        ("Process 10/40(25.0%) mean objf: 0.5", "Step 10/40, mean objf: 0.5"),
        ("  │ map_50      │ 0.5      │", "map_50: 0.5"),
        ("│ map_50 │ 0.5 │ 7 │", "│ map_50 │ 0.5 │ 7 │"),
        ("x ::: val, loss, acc ===> 0.5, 0.25,", "x ::: val, loss: 0.5, acc: 0.25"),
        ("epoch, loss, acc => 7, 0.5, 0.25", "epoch: 7, loss: 0.5, acc: 0.25"),
        ("a, b, c => 7", "a, b, c => 7"),
        (
            "test==[1.5=1.25 + 0.5], hr=[0.2, 0.5]",
            "test loss: 1.5, test loss_part_1: 1.25, test loss_part_2: 0.5, hr/0: 0.2, hr/1: 0.5",
        ),
        ("DEBUG TRAIN Batch 7/10 loss 0.5 rank 0", "DEBUG Epoch 7, Batch 10, loss 0.5 rank 0"),
        ("CV Batch 7/0 loss 0.5 loss_ctc 2.5", "Epoch 7, CV: loss 0.5 loss_ctc 2.5"),
        (
            "Saving dict for global step 7: acc = 0.5, global_step = 7, loss = 1.5",
            "step 7, eval: acc = 0.5, loss = 1.5",
        ),
        ("[lfw][50]XNorm: 4.5", "Global Step 50, lfw/XNorm: 4.5"),
        (
            "[lfw][50]Accuracy-Flip: 0.5+-0.25",
            "Global Step 50, lfw/Accuracy-Flip: 0.5, lfw/Accuracy-Flip_std: 0.25",
        ),
        ("epoch 7 iter 75 9.5 iters/s loss 0.5", "epoch 7 iter 75 , iters/s: 9.5, loss 0.5"),
        ("NDCG(k=20): 0.5 - HitRate(k=20): 0.25", "NDCG@20: 0.5 - HitRate@20: 0.25"),
        ("Pass 7, Batch 10, Cost 0.5, {'e': 0.25}", "Epoch 7, Batch 10, Cost 0.5, {'e': 0.25}"),
        ("Test with Pass 7, {'e': 0.25}", "Epoch 7, Test, {'e': 0.25}"),
        ("pass=7, train_avg_loss=0.5", "Epoch 7, train_avg_loss=0.5"),
        ("pass 7 of the compiler: 0.5", "pass 7 of the compiler: 0.5"),
        ("7/90 (epoch 0.25), train_loss = 0.5", "step 7/90, epoch 0.25, train_loss = 0.5"),
        ("[Environment Loop] Steps = 7", "[Environment Loop] Steps = 7"),
        ("Epoch [7] loss [0.5, 0.25]", "Epoch [7] loss [0.5, 0.25]"),
    ],
)
def test_what_is_told_otherwise_is_told_as_names_with_values(line: str, expected: str) -> None:
    assert plain(line) == expected


@pytest.mark.parametrize("between", [0, 1, 9])
def test_what_is_put_in_lines_with_a_sign_is_what_is_put_in_all(between: int) -> None:
    pattern, sign = re.compile(r"\w+ after (\d+)"), re.compile(r" after \d")
    part = "loss after 3, acc after 4\nnothing after all\n" + "of no number\n" * between
    for text in (part * 5, part.rstrip("\n"), "\n" + part, "after 3", ""):
        assert substituted(text, pattern, r"<\1>", sign) == pattern.sub(r"<\1>", text)
