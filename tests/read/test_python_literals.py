from __future__ import annotations

import pytest

from rlreport.errors import FormatError
from rlreport.read import format_of, read_file
from rlreport.read.python_literals import FORMAT
from rlreport.sources import LogFile


def log(text: str) -> LogFile:
    return LogFile(name="history.txt", content=text.encode())


@pytest.mark.parametrize(
    "text",
    [
        "{'reward': [1.5, 2.5, -3], 'loss': [nan, 0.5, inf]}",
        "{'reward': [np.float64(1.5), 2.5, -3],\n 'loss': [np.nan, 0.5, inf]}\n",
        "reward = [1.5, 2.5, -3]\nloss = [nan, 0.5, float32(inf)]\n",
        "defaultdict(<class 'list'>, {'reward': [1.5, 2.5, -3], 'loss': [nan, 0.5, inf]})",
        "{'reward': array([1.5, 2.5, -3]), 'loss': tensor([nan, 0.5, inf])}",
        "[{'reward': 1.5, 'loss': nan}, {'reward': 2.5, 'loss': 0.5}, {'reward': -3, 'loss': inf}]",
    ],
)
def test_what_python_prints_is_read_as_json_would_be(text: str) -> None:
    loose = read_file(log(text))
    (table,) = loose.tables
    assert loose.format == "python_literals"
    assert table.columns["reward"].tolist() == [1.5, 2.5, -3]
    assert [str(value) for value in table.columns["loss"]] == ["nan", "0.5", "inf"]


@pytest.mark.parametrize(
    "text",
    [
        "{'step': 1, 'loss': 0.5}\n{'step': 2, 'loss': 0.25}\n",
        "x = [1, 2]\nprint(x)\n",
        "{'a': __import__('os').getcwd()}",
        "[" * 1000 + "]" * 1000,
        "{'a': [1, 2",
    ],
)
def test_other_text_is_none(text: str) -> None:
    known = format_of("history.txt", text.encode())
    assert known is None or known.name != FORMAT.name


@pytest.mark.parametrize("rows", [2, 3, 5])
def test_tuples_one_a_line_are_rows_however_many(rows: int) -> None:
    text = "".join(f"({n}, {n / 8}, nan)\n" for n in range(rows))
    (table,) = read_file(log(text)).tables
    assert [*table.columns.values()][1].tolist() == [n / 8 for n in range(rows)]
    assert table.rows == rows


def test_a_list_that_is_cut_off_is_refused() -> None:
    with pytest.raises(FormatError, match="begins as a Python list or dictionary, but is none"):
        FORMAT.read(log("{'reward': [1.5, 2.5"))


def test_dictionaries_in_dictionaries_are_read_line_by_line_with_their_words_as_they_are() -> None:
    line = "{{'step': {0}, 'note': 'None (of inf)', 'info': {{'acc': {0}.5, 'at': (1, None)}}}}\n"
    loose = read_file(log("".join(line.format(n) for n in range(3))))
    (table,) = loose.tables
    assert table.columns["info/acc"].tolist() == [0.5, 1.5, 2.5]
    assert {*table.columns["note"].tolist()} == {"None (of inf)"}
