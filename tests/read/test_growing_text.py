"""Text and console logs that grow: reading on gives what reading anew does, or nothing."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rlreport.errors import FormatError
from rlreport.read import read_file, read_on, resume
from rlreport.read._text import blocks as _blocks
from rlreport.sources import LogFile
from rlreport.values import Loose

_BOX = "-" * 24 + "\n| time/ | |\n|    steps | {n} |\n| loss | {x} |\n" + "-" * 24 + "\n"
_LOGS = {
    "steps": "step:{n}/90 loss:{x} lr:1e-3\n",
    "below": "[Update {n}/90] FPS: 3{n}\n └─ Win: {x} | Loss(P/V): {x}/0.5\n",
    "pairs": "Epoch: {n}\nloss: {x}\nmean reward: -{x}\n\n",
    "two kinds": "iter {n}: loss {x}, mfu 1%\nstep {n}: val loss {x}\n",
    "bar": "\r {n}%|#  | {n}/90 [00:10<03:00, 5.00it/s, loss={x}]",
    "loops": "All: 1%|#| {n}/90 [00:10<03:00, 5.0it/s]\rOne: 1%|#| 0/2 [00:00<?, ?it/s]\r"
    "One: 1%|#| 1/2 [00:10<03:00, 5.0it/s, loss={x}]\r",
    "epochs": "Epoch [{n}/90], Step [1/2], Loss: {x}\nEpoch [{n}/90], Step [2/2], Loss: 1\n",
    "ranks": "[rank0] step {n} loss {x}\n[rank1] step {n} loss 1{x}\n",
    "titles": "Epoch {n}\nTrain:\nloss: {x}\nTest:\nloss: 2\n",
    "labels": "Epoch {n}\ntrain Loss: {x} Acc: 0.5\nval Loss: 2 Acc: {x}\n",
    "batches": "Epoch {n}, Batch 10, Loss: {x}\nEpoch {n}, Batch 20, Loss: 1\n",
    "verl": "\x1b[36m(T pid=9)\x1b[0m step:{n} - a/b@4:{x} - c:np.float64({x})\n",
    "dicts": " 9%|#| 1/9\r{{'loss': '{x}', 'epoch': {n}}}\n",
    "boxes": _BOX,
    "keras": "Epoch {n}/99\n8/8 [==] - 1s 3ms/step - loss: {x}\n",
    "slime": "rollout {n}: {{'rollout/raw_reward': {x}}}\nstep {n}: {{'train/loss': {x}}}\n",
}
_ODD = [
    "",
    "Saving model, lr: 0.1\n",
    "steps: 9\n",
    "acc: 5/9\n",
    "step:3 loss:0.5s\n",
    "step:7 - a/b@4:nan\n",
    "{'train_runtime': 9, 'loss': 3, 'epoch': 2}\n",
    "eval step 5 | acc: 41.5%\n",
    "| loss | 3 |\n",
    "\r\n",
    "------------\n",
]


def read(text: str) -> Loose:
    return read_file(log(text))


def whole(text: str) -> list[Loose]:
    """The reading of a log, or none where nothing is in it."""
    try:
        return [read(text)]
    except FormatError:
        return []


def log(text: str) -> LogFile:
    return LogFile(name="run.log", content=text.encode())


def plain(parts: list[Loose]) -> str:
    """All that is in a reading, as text that can be compared; where it ends left out."""
    return repr(
        [
            (
                loose.format,
                loose.issues,
                [
                    (
                        (table.step, table.counted),
                        dict(table.units),
                        [(name, column.tolist()) for name, column in table.columns.items()],
                        {name: gaps.tolist() for name, gaps in table.blank.items()},
                    )
                    for table in loose.tables
                ],
            )
            for loose in parts
        ]
    )


@pytest.mark.parametrize("kind", _LOGS)
@settings(max_examples=10)
@given(
    values=st.lists(
        st.tuples(st.sampled_from(["0.5", "0.25", "nan", "-3", "1e-05"]), st.sampled_from(_ODD)),
        min_size=4,
        max_size=12,
    ),
    cuts=st.lists(st.floats(0.3, 1), max_size=4),
)
def test_chunks_read_one_by_one_are_the_whole_file(
    kind: str, values: list[tuple[str, str]], cuts: list[float]
) -> None:
    start = "".join(_LOGS[kind].format(n=n, x=f"{n}.5") for n in range(1, 5))
    rest = (_LOGS[kind].format(n=n, x=x) + odd for n, (x, odd) in enumerate(values, start=5))
    text = start + "".join(rest)
    found: list[Loose] = []
    for end in [*sorted(int(cut * len(text)) for cut in cuts), len(text)]:
        more = read_on(log(text[:end]), found[0]) if found else None
        found = [more] if more else whole(text[:end])
    assert plain(found) == plain(whole(text))


@pytest.mark.parametrize("kind", ["steps", "below", "two kinds", "verl", "dicts", "boxes", "slime"])
def test_only_what_is_new_is_read(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "".join(_LOGS[kind].format(n=n, x=n / 4) for n in range(1, 40))
    more = _LOGS[kind].format(n=40, x=10.25)
    before = read(text)
    opened: list[int] = []
    monkeypatch.setattr(
        "rlreport.read._streams.blocks",
        lambda file, start: opened.append(start) or _blocks(file, start=start),
    )
    found = read_on(log(text + more), before)
    assert found is not None
    assert plain([found]) == plain([read(text + more)])
    assert opened[0] == len(text.encode())


def test_nothing_new_is_no_table() -> None:
    text = _LOGS["steps"].format(n=1, x=2) * 3
    more = resume(log(text), read(text))
    assert more is not None
    assert (more.tables, more.end) == ((), len(text))


def test_a_line_without_its_end_is_read_again_but_told_once() -> None:
    text = "step:1 loss:0.5\nstep:2 loss:0.25\nstep:3 loss:0.75"
    before = read(text)
    more = read_on(log(text + "\nstep:4 loss:0.5\n"), before)
    assert before.tables[0].rows == 3
    assert more is not None
    assert more.tables[0].columns["step"].tolist() == [1, 2, 3, 4]


@pytest.mark.parametrize(
    "more",
    [
        "step:4 loss:0.5s\n",
        "step:4 loss:5%\n",
        "step:4 - critic/score:0.5 - a/b:1.0\n",
        "{'loss': 0.5, 'epoch': 0.1}\n",
    ],
)
def test_what_changes_the_reading_of_the_rest_is_read_anew(more: str) -> None:
    text = "step:1 loss:0.5\nstep:2 loss:0.25\nstep:3 loss:0.75\n"
    assert read_on(log(text + more), read(text)) is None


_PASS = (
    "Epoch {n}: 0%|  | 0/50 [00:00<?, ?it/s, v_num=0, loss=0.{n}]\n"
    "Epoch {n}: 100%|#| 50/50 [00:05<00:00, 9.5it/s, v_num=0, loss=0.{n}]\n"
)


@pytest.mark.parametrize(
    "line",
    [_PASS, "step:{n} loss:0.{n} sizes: [1, 2, {n}]\n"],
    ids=["how the steps are counted", "lists left out"],
)
def test_what_is_told_only_when_more_has_come_is_told(line: str) -> None:
    text = "".join(line.format(n=n) for n in range(1, 5))
    for end in range(len(text) // 4, len(text), 9):
        (before,) = whole(text[:end])
        assert plain([read_on(log(text), before) or read(text)]) == plain([read(text)])
