"""Delimited text that grows: reading on gives what reading anew does, or nothing."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rlreport.read import read_file, resume
from rlreport.sources import LogFile
from rlreport.values import BoolArray, Loose

_ROWS = [f"{n},{n / 8},{n % 3 or ''}" for n in range(80)]
_START = "\n".join(["step,loss,acc", *_ROWS]) + "\n"


def read(text: str) -> Loose:
    return read_file(LogFile(name="run.csv", content=text.encode()))


def read_on(text: str, before: Loose) -> Loose | None:
    return resume(LogFile(name="run.csv", content=text.encode()), before)


def joined(parts: list[Loose]) -> tuple[dict[str, Any], dict[str, BoolArray]]:
    """The columns of the only table of all parts, and where they are blank."""
    tables = [table for part in parts for table in part.tables]
    names = list(tables[0].columns)
    assert all(list(table.columns) == names for table in tables)
    none = [np.zeros(table.rows, dtype=np.bool_) for table in tables]
    blank = {
        name: np.concatenate([t.blank.get(name, no) for t, no in zip(tables, none, strict=True)])
        for name in names
    }
    return {name: np.concatenate([t.columns[name] for t in tables]) for name in names}, blank


_cells = st.sampled_from(["1", "-2", "0.25", "1e-3", "nan", "inf", "", "", "9007199254740993", "7"])
_odd = st.sampled_from(
    ["step,loss,acc", "1,2", "1,2,3,4", '1,"2",3', "1,2,high", "True,1,2", "", ",,", "Error: no"]
)
_lines = st.one_of(st.tuples(_cells, _cells, _cells).map(",".join), _odd)


@settings(max_examples=120, deadline=None)
@given(
    lines=st.lists(_lines, max_size=12),
    cuts=st.lists(st.integers(0, 400), max_size=4),
    first=st.integers(1, 40),
    end=st.sampled_from(["\n", "\r\n"]),
)
def test_chunks_read_one_by_one_are_the_whole_file(
    lines: list[str], cuts: list[int], first: int, end: str
) -> None:
    text = (_START + "\n".join(lines)).replace("\n", end)
    begin = len(_START.replace("\n", end)) - first
    parts = [read(text[:begin])]
    for cut in [*sorted(begin + cut for cut in cuts), len(text)]:
        more = read_on(text[:cut], parts[-1])
        parts = [*parts, more] if more else [read(text[:cut])]
    columns, blank = joined(parts)
    whole_columns, whole_blank = joined([read(text)])
    assert list(columns) == list(whole_columns)
    for name, column in whole_columns.items():
        np.testing.assert_array_equal(columns[name], column)
        np.testing.assert_array_equal(blank[name], whole_blank[name])


def test_only_the_new_rows_are_read() -> None:
    before = read(_START + "80,10.")
    more = read_on(_START + "80,10.5,1\n81,9", before)
    assert more is not None
    assert joined([more])[0] == {"step": [80.0], "loss": [10.5], "acc": [1.0]}
    assert [issue.kind for issue in more.issues] == ["cut-off row"]
    assert more.end == len(_START) + len("80,10.5,1\n")


def test_nothing_new_is_no_table() -> None:
    more = read_on(_START, read(_START))
    assert more is not None
    assert (more.tables, more.end) == ((), len(_START))


@pytest.mark.parametrize(
    "more",
    ['81,"a', "step,loss,acc\n81,1,1\n", "81,1,1,1\n", "81,high,1\n", "81,1\n82,1,1\n", "81,1,1"],
)
def test_what_may_change_the_reading_is_read_anew(more: str) -> None:
    assert read_on(_START + more, read(_START)) is None


def test_a_header_that_is_not_settled_is_read_anew() -> None:
    assert read("step,loss\n1,0.5\n2,0.25\n").end == 0


def test_a_format_of_a_trainer_keeps_its_step() -> None:
    start = "Epoch\tTotalEnvInteracts\tAverageEpRet\n"
    start += "".join(f"{n}\t{n * 4000}\t{n / 2}\n" for n in range(60))
    more = read_on(start + "60\t240000\t30.0\n", read(start))
    assert more is not None
    assert (more.format, more.tables[0].step) == ("spinningup", "TotalEnvInteracts")
