"""Arrow files and streams, whole and cut off."""

from __future__ import annotations

import io
from typing import Any

import pyarrow as pa
import pytest

from rlreport.errors import FormatError
from rlreport.read import read_file
from rlreport.sources import LogFile

TABLE = pa.table(
    {"step": [1, 2, 3, 4], "loss": [0.5, None, 0.25, 0.125], "tokens": [[1], [], [2], [3]]}
)


def written(make: Any) -> bytes:
    stream = io.BytesIO()
    with make(stream, TABLE.schema) as writer:
        writer.write_table(TABLE, max_chunksize=2)
    return stream.getvalue()


def read(content: bytes) -> Any:
    return read_file(LogFile(name="data.arrow", content=content))


@pytest.mark.parametrize("make", [pa.ipc.new_file, pa.ipc.new_stream])
def test_files_and_streams_are_tables(make: Any) -> None:
    loose = read(written(make))
    (table,) = loose.tables
    assert table.columns["step"].tolist() == [1, 2, 3, 4]
    assert table.blank["loss"].tolist() == [False, True, False, False]
    assert [issue.kind for issue in loose.issues] == ["columns left out"]


@pytest.mark.parametrize("make", [pa.ipc.new_file, pa.ipc.new_stream])
def test_what_was_written_before_a_cut_is_read_and_the_cut_told(make: Any) -> None:
    whole = written(make)
    cut = whole[: whole.rindex(TABLE.slice(2)["step"].chunk(0).buffers()[1].to_pybytes()[16:32])]
    loose = read(cut)
    assert loose.tables[0].columns["step"].tolist() == [1, 2]
    assert "damaged records" in {issue.kind for issue in loose.issues}


def test_without_a_whole_schema_nothing_is_read() -> None:
    with pytest.raises(FormatError, match="schema is damaged"):
        read(written(pa.ipc.new_file)[:100])
