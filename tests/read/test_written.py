"""What a model wrote among the rows of a log."""

from __future__ import annotations

from pathlib import Path

import pytest

from rlreport.read import read_file, resume
from rlreport.sources import LogFile
from rlreport.values import Loose, Table

_ANSWER = """Step 1: Calculate the total cost of the apples: {a} * 2 = {b}.
So x = {b}, and the answer to the question is {b}.

Step 2: The total: {b}
"""


def _log(rows: int, *, row: str = "Update {n} | loss: 0.{n} | gizmo: {n}.5") -> str:
    def part(n: int) -> str:
        answer = _ANSWER.format(a=n, b=2 * n)
        said = f"Prompt: Ann buys {n} apples. How many of the apples does she have?\n"
        return f"{row.format(n=n)}\n{said}Response {n % 2}: {answer}Answer: {2 * n}\n"

    return "".join(map(part, range(1, rows + 1)))


def _read(text: str) -> Loose:
    return read_file(LogFile(name="grpo.log", content=text.encode()))


def _table(text: str) -> tuple[Table, list[str]]:
    loose = _read(text)
    (table,) = loose.tables
    return table, [issue.kind for issue in loose.issues]


@pytest.mark.parametrize(
    "row",
    [
        "Update {n} | loss: 0.{n} | gizmo: {n}.5",
        "Update {n}: loss 0.{n} gizmo {n}.5",
        "[{n}/9] loss=0.{n} gizmo={n}.5",
    ],
)
def test_what_stands_behind_labels_is_left_out_and_told(row: str) -> None:
    table, kinds = _table(_log(8, row=row))
    assert {"loss", "gizmo"} <= {*table.columns} <= {"loss", "gizmo", "Answer", table.step}
    assert table.columns["gizmo"].tolist() == [n + 0.5 for n in range(1, 9)]
    assert kinds.count("texts left out") == 1


def test_labels_in_brackets_and_texts_below_their_label_are_known() -> None:
    text = _log(8).replace("Prompt: ", "[prompt] ").replace("Response 0: ", "### Response:\n")
    assert {*_table(text)[0].columns} >= {"loss", "gizmo"}
    assert "x" not in _table(text)[0].columns


def test_a_number_behind_a_label_is_a_value() -> None:
    rows = "".join(f"step {n}\nAnswer: 0.{n}\nText: 0.{n}5\n" for n in range(1, 9))
    table, kinds = _table(rows)
    assert {"Answer", "Text"} <= {*table.columns}
    assert "texts left out" not in kinds


def test_a_log_that_would_hold_nothing_else_is_read_as_it_is() -> None:
    rows = (f"Output {n}: the loss of step {n} is 0.{n} and that is it\n" for n in range(1, 9))
    assert "texts left out" not in _table("".join(rows))[1]


def test_a_log_that_is_cut_and_grows_within_a_text_is_read_alike(tmp_path: Path) -> None:
    whole = _log(30)
    log = tmp_path / "grpo.log"
    log.write_text(whole[: whole.index("Step 2: The total: 40")])
    before = read_file(LogFile(name=log.name, path=log))
    assert before.tables[0].rows == 20
    log.write_text(whole)
    more = resume(LogFile(name=log.name, path=log), before)
    assert more is None or before.tables[0].rows + more.tables[0].rows == 30
    assert _read(whole).tables[0].rows == 30


def test_texts_are_left_out_where_lines_name_their_run() -> None:
    log = "".join(_log(8, row=f"[seed {seed}] Update {{n}} | gizmo: {{n}}.5") for seed in (0, 1))
    found = {table.run: table for table in _read(log).tables}
    assert [*found] == ["seed 0", "seed 1"]
    assert found["seed 1"].columns["gizmo"].tolist() == [n + 0.5 for n in range(1, 9)]
    assert "total" not in found["seed 1"].columns


_SAID = (
    "So we have {n} apples and {m} of them are green.",
    "Since the farm has {m} rows of 12 trees, there are {n} trees.",
    "Then she is {n} years older than he was in 19{m}.",
    "First, let me find how much each of the {m} boxes can hold.",
    "That leaves {n} for the rest of them, which is 5 more.",
)


def _unlabelled(row: str, *, rows: int = 30) -> str:
    """Rows with answers of a model between them, no two of which begin alike."""

    def part(n: int) -> str:
        said = [text.format(n=3 * n, m=n + 11) for text in _SAID]
        words = "".join(
            f"{chr(97 + n // 26)}{chr(97 + n % 26)}{place} {text}\n"
            for place, text in enumerate(said)
        )
        return f"{words}x = {n} + 2\n{row.format(n=n)}\n"

    return "".join(map(part, range(1, rows + 1)))


@pytest.mark.parametrize(
    "row",
    [
        "[step {n}] loss 0.{n} gizmo {n}.5",
        "=== Step {n} ===\nloss=0.{n}\ngizmo={n}.5",
        "Update {n} | loss: 0.{n} | gizmo: {n}.5",
    ],
)
def test_sentences_without_a_label_are_left_out_and_told(row: str) -> None:
    table, kinds = _table(_unlabelled(row))
    assert {"loss", "gizmo"} <= {*table.columns} <= {"loss", "gizmo", "x", table.step}
    assert table.columns["gizmo"].tolist() == [n + 0.5 for n in range(1, 31)]
    assert kinds.count("texts left out") == 1


def test_sentences_of_the_trainer_itself_are_read() -> None:
    row = "Epoch {n} of the run is done: on average the agent has made {n}.5 of the moves it can."
    table, _ = _table(_unlabelled(f"{row}\nThe mean reward of the test games is {{n}}.25"))
    assert table.columns["mean reward of the test games"].tolist() == [
        n + 0.25 for n in range(1, 31)
    ]


def test_comments_of_a_program_that_a_log_begins_with_are_none() -> None:
    comments = "".join(
        f"    # {n} as the {text.format(n=n, m=n)}\n" for n in range(9) for text in _SAID
    )
    source = f"import os\nimport sys\nimport re\ndef main():\n{comments}    return 0\n"
    rows = "".join(f"step {n} loss: 0.{n}\n" for n in range(1, 9))
    _, kinds = _table(source + rows)
    assert "texts left out" not in kinds


def test_what_answers_behind_labels_count_is_no_line_of_the_trainer() -> None:
    steps = "Step 1: add {n} and 2.\nStep 2: halve it, which gives {n}.5 of them.\n"
    said = "Response:\nThe {n} of them are for what she said.\n" + steps
    text = _unlabelled(f"{said}\nUpdate {{n}} | loss: 0.{{n}} | gizmo: {{n}}.5")
    table, _ = _table(text)
    assert table.step == "Update"
    assert {*table.columns} <= {"Update", "loss", "gizmo", "x"}
    assert table.columns["gizmo"].tolist() == [n + 0.5 for n in range(1, 31)]
