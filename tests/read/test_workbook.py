"""Excel workbooks, as openpyxl writes them."""

from __future__ import annotations

import datetime as dt
import io

import openpyxl
import pytest

from rlreport.errors import FormatError
from rlreport.pipeline import load
from rlreport.read import read_file
from rlreport.sources import LogFile

ROWS = [[1, 0.25], [2, 0.5], [3, 0.75]]


def workbook(**sheets: list[list[object]]) -> LogFile:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return LogFile(name="results.xlsx", content=content.getvalue())


def test_a_sheet_is_read_as_the_csv_that_it_would_be() -> None:
    file = workbook(run=[["My results"], ["step", "accuracy", "note"], *ROWS])
    (run,) = load(file).runs
    assert run.name == "results"
    assert run.metrics["accuracy"].value.tolist() == [25, 50, 75]
    assert run.metrics["accuracy"].step.tolist() == [1, 2, 3]
    assert {issue.kind for issue in run.issues} >= {"lines above the table"}


def test_sheets_with_logs_are_runs_and_the_others_are_told() -> None:
    header = ["step", "reward"]
    sheets = {"ppo": [header, *ROWS], "dqn": [header, *ROWS[:2]], "notes": [["remember the milk"]]}
    logs = load(workbook(**sheets))
    assert {run.name: run.metrics["reward"].value.size for run in logs.runs} == {"ppo": 3, "dqn": 2}
    told = [issue for run in logs.runs for issue in run.issues if issue.kind == "sheet left out"]
    assert told[0].where == "results.xlsx: notes"


def test_dates_blanks_and_far_cells() -> None:
    day = dt.datetime(2026, 1, 2, 3, 4, 5)  # noqa: DTZ001 - Excel knows no time zones
    rows = [["time", "loss"], [day, 0.5], [None, None], [day + dt.timedelta(hours=1), None]]
    rows += [[day + dt.timedelta(hours=2), 0.25]]
    (table,) = read_file(workbook(run=rows)).tables
    assert table.columns["loss"].tolist()[::2] == [0.5, 0.25]
    assert table.columns["time"][0] == "2026-01-02 03:04:05"


@pytest.mark.parametrize("cut", [100, -200])
def test_a_damaged_workbook_says_what_to_do(cut: int) -> None:
    content = workbook(run=[["step", "loss"], *ROWS]).bytes()
    with pytest.raises(FormatError, match=r"damaged .* save its sheets as CSV"):
        read_file(LogFile(name="results.xlsx", content=content[:cut]))


def test_a_workbook_without_a_log_says_what_was_found() -> None:
    with pytest.raises(FormatError, match="in which no sheet holds a log"):
        read_file(workbook(notes=[["remember the milk"]]))


def test_a_sheet_wider_than_any_log_is_refused_at_its_first_such_row() -> None:
    wide = [["step", "loss"], [1, 0.5], [*[None] * 16_000, 1]]
    with pytest.raises(FormatError, match="more than 10,000 columns"):
        read_file(workbook(run=wide))
