from __future__ import annotations

import pytest

from rlreport.read import read_file
from rlreport.sources import LogFile
from rlreport.values import Loose

STAMPS = (
    "2024-05-03 12:00:{n:02d},123 - INFO - ",
    "[2024-05-03 12:00:{n:02d}][trainer.py:88][INFO] ",
    "05/03/2024 12:00:{n:02d} - INFO - __main__ -   ",
    "2024-05-03 12:00:{n:02d}.123 | INFO     | __main__:train:88 - ",
    "2024-05-03T12:00:{n:02d}.123456Z ",
    "May 03 12:00:{n:02d} host python[1234]: ",
    "INFO:root:",
    "INFO:my.trainer:",
    "2024-05-03T12:00:{n:02d}.123456789Z stdout F ",
    "I0503 12:00:{n:02d}.123456  1234 train.py:88] ",
    "I0503 12:00:{n:02d}.123456 140219230619456 writer.py:48] ",
    "\x1b[36m(main_task pid=1234)\x1b[0m ",
    "Fri May  3 12:00:{n:02d} 2024: ",
    "[Fri May  3 12:00:{n:02d} CEST 2024] ",
    "[1,0]<stdout>:",
    "[rank0]: ",
    "[default0]:",
    "0: ",
    "worker-0 | ",
)
LOGS = {
    "box": "+-----------------+\n| Iteration {n}     |\n| EpRewMean | {n}.5 |\n+-----------------+",
    "table": "{n:5d}    {n}.5   0.25",
    "line": "Epoch {n}: reward {n}.5 std 0.25",
    "pair": "step={n} reward={n}.5",
}


def read(text: str) -> Loose:
    return read_file(LogFile(name="train.log", content=text.encode()))


def columns(loose: Loose) -> list[dict[str, list[float]]]:
    return [{n: [*map(str, c)] for n, c in one.columns.items()} for one in loose.tables]


@pytest.mark.parametrize("stamp", STAMPS)
@pytest.mark.parametrize("log", LOGS)
def test_what_is_written_before_each_line_does_not_matter(log: str, stamp: str) -> None:
    head = ["epoch  reward   loss"] if log == "table" else []
    lines = [line for n in range(9) for line in LOGS[log].format(n=n).split("\n")]
    plain = [*head, *lines]
    written = [f"{stamp.format(n=n)}{line}" for n, line in enumerate(plain)]
    found = read("\n".join([*written, ""]))
    assert columns(found) == columns(read("\n".join([*plain, ""])))
    assert found.tables[0].rows == 9


@pytest.mark.parametrize("name", ["loss", "step", "mean_reward"])
def test_a_metric_behind_a_level_is_no_logger(name: str) -> None:
    text = "\n".join([*(f"INFO:{name}:{n}.5 entropy:0.25" for n in range(9)), ""])
    ((found,),) = [columns(read(text))]
    assert found[name] == [f"{n}.5" for n in range(9)]


@pytest.mark.parametrize("begin", ["{n}: ", "[Hopper-v4] ", "worker | "])
def test_numbers_that_count_and_names_stay(begin: str) -> None:
    lines = [f"{begin.format(n=n)}reward={n}.5 loss=0.25" for n in range(9)]
    ((found,),) = [columns(read("\n".join([*lines, ""])))]
    assert found["reward"] == [f"{n}.5" for n in range(9)]
    assert ("iteration" in found) == begin.startswith("{n}")


@pytest.mark.parametrize(
    "stamp",
    [
        "2024-05-03 12:00:{n:02d},123 INFO ",
        "INFO:trainer:",
        "2024-05-03 12:00:{n:02d} - a - INFO - ",
    ],
)
@pytest.mark.parametrize("head", ["step,loss", "Starting the training\nstep,loss", ""])
def test_rows_of_csv_are_read_without_what_a_logger_wrote_before(stamp: str, head: str) -> None:
    lines = [*filter(None, head.split("\n")), *(f"{n},{n}.5" for n in range(12))]
    loose = read("".join(f"{stamp.format(n=n)}{line}\n" for n, line in enumerate(lines)))
    (table,) = loose.tables
    assert [cells.tolist() for cells in table.columns.values()] == [
        [*range(12)],
        [n + 0.5 for n in range(12)],
    ]


def test_dates_and_levels_that_are_columns_stay() -> None:
    rows = [f"2024-05-03 12:00:{n:02d},INFO,{n}.5" for n in range(12)]
    (table,) = read("\n".join(["time,level,loss", *rows, ""])).tables
    assert [*table.columns] == ["time", "level", "loss"]


@pytest.mark.parametrize("stamp", ["2024-05-03 12:00:07,5 - INFO - ", "[2024-05-03 12:00:07] "])
def test_json_objects_behind_what_a_logger_writes_are_json_lines(stamp: str) -> None:
    row = '{"step": 1, "train": {"loss": 0.5}, "val": {"loss": 0.25}}\n'
    loose = read_file(LogFile(name="train.log", content=f"{stamp}{row}".encode() * 5))
    (table,) = loose.tables
    assert loose.format == "jsonl"
    assert table.columns["train/loss"].tolist() == [0.5] * 5
    assert table.columns["val/loss"].tolist() == [0.25] * 5


def test_json_objects_among_other_lines_of_a_logger_are_read_as_text() -> None:
    rows = (f'INFO - {{"step": {n}, "loss": 0.{n}}}' for n in range(1, 4))
    lines = ["INFO - Start", *rows, "INFO - End"]
    (table,) = read_file(LogFile(name="train.log", content="\n".join(lines).encode())).tables
    assert (table.step, table.columns["loss"].tolist()) == ("step", [0.1, 0.2, 0.3])


def test_names_with_a_dictionary_behind_stamps_are_no_python_list() -> None:
    line = '2024-05-03 12:00:07 INFO metrics={{"step": {n}, "loss": 0.{n}}}\n'
    text = "".join(line.format(n=n) for n in (1, 2, 3))
    (table,) = read_file(LogFile(name="train.log", content=text.encode())).tables
    assert (table.step, table.columns["loss"].tolist()) == ("step", [0.1, 0.2, 0.3])
