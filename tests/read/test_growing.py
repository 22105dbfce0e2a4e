"""Files that grow: reading on gives what reading anew does, or nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rlreport.read import read_file, read_on, resume
from rlreport.sources import LogFile
from rlreport.values import Loose
from tests.read.events import event, records, scalar
from tests.read.test_stores import history, message, wandb_file

_ROWS = [f"{n},{n / 8},{n % 3 or ''},{'ab'[n % 2]}" for n in range(80)]
_START = "\n".join(["step,loss,acc,phase", *_ROWS]) + "\n"


def log(content: str | bytes, name: str = "run.csv") -> LogFile:
    return LogFile(name=name, content=content.encode() if isinstance(content, str) else content)


def plain(loose: Loose) -> object:
    """All that is in a reading, as values that can be compared; where it ends left out."""
    tables = [
        (
            table.run,
            table.kind,
            table.step,
            table.time,
            [(name, str(column.dtype), column.tolist()) for name, column in table.columns.items()],
            {name: gaps.tolist() for name, gaps in table.blank.items()},
        )
        for table in loose.tables
    ]
    return repr((loose.format, tables, dict(loose.config), loose.issues))


def in_parts(whole: bytes, cuts: list[int], name: str) -> tuple[Loose, int]:
    """The file read at every cut and at its end, and how often only what came was read."""
    begin, *later = cuts
    found, times = read_file(log(whole[:begin], name)), 0
    for cut in [*sorted(later), len(whole)]:
        grown = log(whole[:cut], name)
        more = read_on(grown, found)
        times += more is not None
        found = more or read_file(grown)
    return found, times


_cells = st.sampled_from(["1", "-2", "0.25", "1e-3", "nan", "inf", "", "", "9007199254740993", "7"])
_words = st.sampled_from(["a", "b", "", "é", "a b", "nan", '"q,1"', "12", " x"])
_odd = st.sampled_from(
    ["step,loss,acc,phase", "1,2", "1,2,3,4,5", '1,"2",3,a', "1,high,2,a", "True,1,2,a", "", ",,,"]
)
_lines = st.one_of(st.tuples(_cells, _cells, _cells, _words).map(",".join), _odd)


@settings(max_examples=25)
@given(
    lines=st.lists(_lines, max_size=12),
    cuts=st.lists(st.integers(0, 400), max_size=4),
    first=st.integers(1, 40),
    end=st.sampled_from(["\n", "\r\n"]),
)
def test_a_table_read_in_parts_is_the_table(
    lines: list[str], cuts: list[int], first: int, end: str
) -> None:
    whole = (_START + "\n".join(lines)).replace("\n", end).encode()
    begin = len(_START.replace("\n", end)) - first
    found, _ = in_parts(whole, [begin, *(begin + cut for cut in cuts)], "run.csv")
    assert plain(found) == plain(read_file(log(whole)))


_values: st.SearchStrategy[Any] = st.one_of(
    st.floats(allow_nan=False, width=16),
    st.integers(-9, 9),
    st.booleans(),
    st.none(),
    st.text("ab"),
)
_objects = st.dictionaries(st.sampled_from(["loss", "acc", "eval/score", "note"]), _values)
_json_lines = st.one_of(_objects.map(json.dumps), st.just("no JSON"))


@settings(max_examples=40)
@given(lines=st.lists(_json_lines, max_size=10), cuts=st.lists(st.integers(0, 300), max_size=4))
def test_json_lines_read_in_parts_are_the_lines(lines: list[str], cuts: list[int]) -> None:
    start = "".join(json.dumps({"step": n, "loss": n / 2}) + "\n" for n in range(3)).encode()
    whole = start + "\n".join(lines).encode()
    found, _ = in_parts(whole, [len(start), *(len(start) + cut for cut in cuts)], "run.jsonl")
    assert plain(found) == plain(read_file(log(whole, "run.jsonl")))


@settings(max_examples=40)
@given(
    tags=st.lists(st.sampled_from(["loss", "acc", "late"]), max_size=8),
    cuts=st.lists(st.integers(0, 400), max_size=4),
)
def test_events_read_in_parts_are_the_events(tags: list[str], cuts: list[int]) -> None:
    start = records(event([scalar("loss", 0.5)], step=1))
    more = (event([scalar(tag, n / 4)], step=n + 2) for n, tag in enumerate(tags))
    whole = start + records(*more)
    name = "events.out.tfevents.1"
    found, _ = in_parts(whole, [len(start), *(len(start) + cut for cut in cuts)], name)
    assert plain(found) == plain(read_file(log(whole, name)))


def test_only_the_new_rows_are_read() -> None:
    before = read_file(log(_START + "80,10."))
    more = resume(log(_START + "80,10.5,1,a\n81,9"), before)
    assert more is not None
    assert {name: column.tolist() for name, column in more.tables[0].columns.items()} == {
        "step": [80],
        "loss": [10.5],
        "acc": [1],
        "phase": ["a"],
    }
    assert more.end == len(_START) + len("80,10.5,1,a\n")


def test_a_row_that_has_been_completed_is_cut_off_no_more() -> None:
    before = read_file(log(_START + "80,1"))
    assert [issue.kind for issue in before.issues] == ["cut-off row"]
    whole = read_on(log(_START + "80,1.5,1,a\n"), before)
    assert whole is not None
    assert (whole.issues, whole.tables[0].rows) == ((), 81)


def test_a_last_row_without_an_end_is_read_again_when_it_has_one() -> None:
    before = read_file(log(_START + "80,1.5,1,eva"))
    whole = read_on(log(_START + "80,1.5,1,eval\n"), before)
    assert whole is not None
    assert whole.tables[0].columns["phase"][-2:].tolist() == ["b", "eval"]


def test_nothing_new_changes_nothing() -> None:
    before = read_file(log(_START))
    again = read_on(log(_START), before)
    assert again is not None
    assert plain(again) == plain(before)


@pytest.mark.parametrize(
    "more",
    ["step,loss,acc,phase\n81,1,1,a\n", "81,1,1,a,1\n", "81,high,1,a\n", "81,1\n82,1,1,a\n"],
)
def test_what_may_change_the_reading_is_read_anew(more: str) -> None:
    assert read_on(log(_START + more), read_file(log(_START))) is None


def test_a_header_that_is_not_settled_is_read_anew() -> None:
    assert read_file(log("step,loss\n1,0.5\n2,0.25\n")).end == 0


def test_a_format_of_a_trainer_keeps_its_step() -> None:
    start = "Epoch\tTotalEnvInteracts\tAverageEpRet\n"
    start += "".join(f"{n}\t{n * 4000}\t{n / 2}\n" for n in range(60))
    whole = read_on(log(start + "60\t240000\t30.0\n"), read_file(log(start)))
    assert whole is not None
    assert (whole.format, whole.tables[0].step) == ("spinningup", "TotalEnvInteracts")


def test_columns_with_few_values_grow_in_their_own_tables() -> None:
    rows = [{"step": n, **({f"m{n % 50}": 0.5} if n % 40 == 0 else {})} for n in range(200)]
    late = [json.dumps({"step": n, "m0": 1.0, "new": 2.0}) for n in (200, 201)]
    start = "".join(json.dumps(row) + "\n" for row in rows)
    found, times = in_parts((start + "\n".join(late) + "\n").encode(), [len(start)], "a.jsonl")
    assert times == 1
    assert plain(found) == plain(read_file(log(start + "\n".join(late) + "\n", "a.jsonl")))


def test_a_file_on_the_disk_is_read_from_where_it_ended(tmp_path: Path) -> None:
    path = tmp_path / "run.csv"
    path.write_text(_START)
    before = read_file(LogFile(name="run.csv", path=path))
    path.write_text(_START + "80,1.5,1,a\n")
    whole = read_on(LogFile(name="run.csv", path=path), before)
    assert whole is not None
    np.testing.assert_array_equal(whole.tables[0].columns["step"], np.arange(81.0))


_histories = st.dictionaries(
    st.sampled_from(["_step", "loss", "acc", "name", "image"]),
    st.sampled_from(["1", "2.5", '"NaN"', '"a"', '{"_type": "image-file", "size": 7}', "[1]"]),
    min_size=1,
)
_others = st.sampled_from(
    [b"", b"\x12", message(17, message(1, b"abc")), message(17, message(1, b"a" * 18000))]
)


@settings(max_examples=30)
@given(st.lists(st.one_of(_histories, _others), min_size=4, max_size=25), st.data())
def test_a_wandb_file_read_on_is_what_a_whole_reading_gives(
    rows: list[dict[str, str] | bytes], data: st.DataObject
) -> None:
    logged = [row if isinstance(row, bytes) else history(**row) for row in rows]
    whole = wandb_file(history(_step="0", loss="1"), *logged)
    cuts = data.draw(st.lists(st.integers(60, len(whole)), min_size=1, max_size=4, unique=True))
    found, _ = in_parts(whole, sorted(cuts), "run-a.wandb")
    assert plain(found) == plain(read_file(log(whole, "run-a.wandb")))


def test_rows_of_numbers_are_added_to_a_wandb_file_from_where_it_ended() -> None:
    logged = [history(_step=str(n), loss=str(n / 4)) for n in range(4000)]
    whole = wandb_file(*logged)
    cuts = [len(whole) // 3, len(whole) // 2 + 5, 3 * 32768]
    found, times = in_parts(whole, sorted(cuts), "run-a.wandb")
    assert times == len(cuts)
    assert plain(found) == plain(read_file(log(whole, "run-a.wandb")))
