"""Data frames as pandas prints them, wrapped where its lines would have become too long."""

from __future__ import annotations

import io

import numpy as np
import pandas as pd
import pytest

from rlreport.read import read_file
from rlreport.sources import LogFile

_FRAME = pd.DataFrame(
    {"episode": range(1, 13)}
    | {f"metric_{letter}": np.arange(12) / 8 + n for n, letter in enumerate("abcdef")}
)


@pytest.mark.parametrize("width", [40, 60])
@pytest.mark.parametrize("before", ["", "Training is over.\n\n"])
def test_the_columns_of_all_pieces_are_of_one_table(width: int, before: str) -> None:
    out = io.StringIO()
    print(f"{before}{_FRAME.to_string(line_width=width)}", file=out)
    (table,) = read_file(LogFile(name="out.txt", content=out.getvalue().encode())).tables
    assert table.rows == len(_FRAME)
    for name in _FRAME:
        assert [*map(float, table.columns[name])] == pytest.approx(_FRAME[name].tolist())


@pytest.mark.parametrize("words", ["", "Results of the run 3:\n", "Episode 1 reward 2.5\n\n"])
@pytest.mark.parametrize("told", [{"ok": [True, False] * 6}, {"tag": ["the best"] * 12}, {}])
def test_the_index_of_a_frame_shifts_no_column(words: str, told: dict[str, list[object]]) -> None:
    frame = _FRAME.assign(**told)
    text = f"{words if 'tag' not in told else ''}{frame.to_string()}\n"
    (table,) = read_file(LogFile(name="out.txt", content=text.encode())).tables
    assert [*map(float, table.columns["episode"])] == _FRAME["episode"].tolist()
    assert [*map(float, table.columns["metric_f"])] == pytest.approx(_FRAME["metric_f"].tolist())


def test_words_may_stand_above_columns_that_blanks_part() -> None:
    text = "Training is over.\n\n" + _FRAME.drop(columns="episode").to_string()
    (table,) = read_file(LogFile(name="out.txt", content=text.encode())).tables
    assert [*map(float, table.columns["metric_f"])] == pytest.approx(_FRAME["metric_f"].tolist())


def test_a_frame_that_is_cut_off_stays_as_it_is() -> None:
    text = _FRAME.to_string(line_width=40)
    cut = text[: text.index("\n\n") + 60]
    assert read_file(LogFile(name="out.txt", content=cut.encode())).tables[0].rows
