"""Logs whose lines are all written several times: the facts are those of one copy."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rlreport.pipeline import read
from rlreport.read import read_file, resume
from rlreport.read._twice import times
from rlreport.sources import LogFile

STAMP = "2024-05-03 12:00:{n:02d},123 - trainer - INFO - "
COPIES = {
    "alike": ("{line}", "{line}"),
    "stamped": (f"{STAMP}{{line}}", "{line}"),
    "both stamped": ("INFO:trainer:{line}", f"{STAMP}{{line}}"),
    "three": ("{line}", "{line}", f"{STAMP}{{line}}"),
}
LOGS = {
    "with steps": [f"step {n}: loss {n}.5, reward {n}.25" for n in range(9)],
    "without steps": [f"reward: {n}.5 loss: 0.{n}5" for n in range(9)],
    "of seeds": [f"[seed {seed}] step {n}: loss {n + seed}.5" for n in range(9) for seed in (1, 2)],
    "over lines": [line for n in range(9) for line in (f"Epoch {n}", f"loss: {n}.5", f"acc: .{n}")],
    "dicts": [f"{{'loss': {n}.5, 'grad_norm': 0.{n}, 'epoch': {n}.0}}" for n in range(9)],
}


def log(text: str) -> LogFile:
    return LogFile(name="train.log", content=text.encode())


@pytest.mark.parametrize("lines", LOGS.values(), ids=LOGS)
@pytest.mark.parametrize("copies", COPIES.values(), ids=COPIES)
def test_a_log_written_several_times_is_read_as_once(
    lines: list[str], copies: tuple[str, ...]
) -> None:
    written = [copy.format(n=n, line=line) for n, line in enumerate(lines) for copy in copies]
    once, again = (read(log("\n".join([*text, ""]))) for text in (lines, written))
    assert len(again.runs) == len(once.runs) > 0
    for own, other in zip(once.runs, again.runs, strict=True):
        assert {name: one.value.tolist() for name, one in own.metrics.items()} == {
            name: one.value.tolist() for name, one in other.metrics.items()
        }
    (issue,) = [issue for issue in again.runs[0].issues if issue.kind == "lines written again"]
    assert issue.count == len(written) - len(lines)


def test_a_value_that_comes_twice_in_turn_is_two_points() -> None:
    rewards = [0.5, 1.5, 1.5, 2.5, 3.5, 4.5]
    (table,) = read_file(log("".join(f"reward: {value}\n" * 2 for value in rewards))).tables
    assert table.columns["reward"].tolist() == rewards


def test_lines_of_which_some_come_again_are_as_they_are() -> None:
    lines = [f"reward: {n // 2 if n < 8 else n}.5" for n in range(24)]
    (table,) = read_file(log("\n".join([*lines, ""]))).tables
    assert table.rows == 24


def test_a_copy_that_is_cut_off_replaces_nothing() -> None:
    text = "".join(f"step {n}: loss {n}.25\n" * 2 for n in range(9)).rstrip()[:-1]
    (table,) = read_file(log(text)).tables
    assert table.columns["loss"].tolist() == [n + 0.25 for n in range(9)]


def test_a_log_that_turns_out_to_be_written_twice_is_read_anew() -> None:
    begun = "".join(f"step {n}: loss {n}.25\n" * 2 for n in range(2))
    grown = "".join(f"step {n}: loss {n}.25\n" * 2 for n in range(9))
    before = replace(read_file(log(begun)), end=len(begun))
    assert resume(log(grown), before) is None


@pytest.mark.parametrize("head", [b"", b"\n\n", b"\x00\x01\x02"])
def test_what_has_no_lines_has_no_copies(head: bytes) -> None:
    assert times(head) == 1
