"""Parquet: columns of numbers and texts, the rest named and left out."""

from __future__ import annotations

import datetime as dt
import decimal
import io
import json
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from rlreport.errors import FormatError
from rlreport.read import parquet
from rlreport.sources import LogFile
from rlreport.tidy import runs
from rlreport.values import Loose


def written(**columns: Any) -> bytes:
    stream = io.BytesIO()
    pq.write_table(pa.table(columns), stream)
    return stream.getvalue()


def read(content: bytes) -> Loose:
    return parquet.read(LogFile(name="history.parquet", content=content))


def test_a_null_is_blank_and_a_nan_is_a_value() -> None:
    (table,) = read(written(step=[1, 2, 3], loss=[0.5, None, float("nan")])).tables
    np.testing.assert_array_equal(table.columns["loss"], [0.5, np.nan, np.nan])
    assert table.blank["loss"].tolist() == [False, True, False]
    assert table.columns["step"].dtype == np.float64


@pytest.mark.parametrize(("start", "known"), [(0, True), ("?", False), (100, False)])
def test_an_even_index_of_pandas_is_a_column_though_it_is_kept_as_a_range(
    start: Any, known: bool
) -> None:
    index = [{"kind": "range", "name": "step", "start": start, "stop": 200, "step": 100}]
    told = json.dumps({"index_columns": index, "columns": []})
    stream = io.BytesIO()
    pq.write_table(
        pa.table({"loss": [0.5, 0.25]}).replace_schema_metadata({"pandas": told}), stream
    )
    columns = read(stream.getvalue()).tables[0].columns
    assert columns["loss"].tolist() == [0.5, 0.25]
    assert [*columns.get("step", [])] == [0, 100] * known


def test_every_kind_of_number_is_a_number() -> None:
    when = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    (table,) = read(
        written(
            small=pa.array([1], pa.int8()),
            half=pa.array([np.float16(0.5)]),
            exact=[decimal.Decimal("0.25")],
            done=[True],
            when=[when],
        )
    ).tables
    values = [column[0] for column in table.columns.values()]
    assert values == [1.0, 0.5, 0.25, 1.0, when.timestamp()]


def test_nested_columns_are_named_by_their_path() -> None:
    (table,) = read(written(eval=[{"acc": 0.5, "by": {"task": 1}}, None])).tables
    assert list(table.columns) == ["eval/acc", "eval/by/task"]
    assert table.blank["eval/acc"].tolist() == [False, True]


def test_texts_are_kept_and_lists_are_left_out_and_said() -> None:
    split = pa.array(["train", None]).dictionary_encode()
    loose = read(written(split=split, hist=[[1, 2], [3]], raw=[b"x", b"y"]))
    assert loose.tables[0].columns["split"].tolist() == ["train", None]
    assert (loose.issues[0].kind, loose.issues[0].count) == ("columns left out", 2)


def test_a_file_that_was_never_closed_says_so() -> None:
    with pytest.raises(FormatError, match="without a whole footer"):
        read(written(step=[1, 2, 3])[:-10])


def test_a_column_of_times_is_the_time_whatever_its_name() -> None:
    when = pa.array([1_700_000_000, 1_700_000_060, 1_700_000_120], pa.timestamp("s"))
    content = written(when=when, step=[1, 2, 3], reward=[0.5, 0.75, 1.0])
    (run,) = runs([(LogFile(name="run.parquet", content=content), read(content))])
    assert [*run.metrics] == ["reward"]
    assert run.metrics["reward"].time.tolist() == [1.7e9, 1.7e9 + 60, 1.7e9 + 120]
