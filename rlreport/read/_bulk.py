"""Clean delimited text -> columns, by pandas' C engine, checked in bulk.

Numbers, blanks and spelled-out NaN come from one pass. pandas cannot tell a blank cell from a NaN,
so that each NaN is marked before, as a number that is looked for afterwards. Where the marks do
not all come back, and wherever else a column is not plain, its cells are looked at one by one.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from rlreport.columns import Column, Texts
from rlreport.read import _cells, _census, _dialect
from rlreport.read._dialect import Dialect
from rlreport.values import BoolArray, FloatArray

if TYPE_CHECKING:
    import pandas as pd

_MARK = _census.MARK.decode()
_EXACT = 2**53  # larger whole numbers are rounded, by pandas not always alike
_AT_ONCE = 64 << 20
"""Bytes up to which pandas sees whole columns before it tells their types: that takes memory."""
_BLANKS = sorted(
    {case(cell) for cell in _cells.NO_VALUE for case in (str.lower, str.upper, str.capitalize)}
)


@dataclass(frozen=True, kw_only=True, eq=False)
class Clean:
    """The columns of clean text.

    Attributes:
        columns: in the order of the file.
        blank: where a column has no value; columns without a blank have no entry.
        rows: how many there are.
        joins: whether every column is of plain numbers or of plain texts, so that rows which are
            read by themselves come out as they do within the whole file.
    """

    columns: dict[str, Column]
    blank: dict[str, BoolArray]
    rows: int
    joins: bool


def clean(body: bytes, dialect: Dialect, names: list[str]) -> Clean | None:
    """The columns of a header and rows; None where the rows must be looked at one by one."""
    import pandas as pd

    if any(len(row) != len(names) for row in dialect.rows):
        return None
    start = body.find(b"\n") + 1 if dialect.names else 0
    nans = _census.spelled_nan(body, start, dialect.delimiter)
    padded = _census.is_padded(body, dialect.delimiter)
    how = _options(dialect, names, padded=padded)
    try:
        frame = _numbers(_census.marked(body, nans), dialect, how)
    except (pd.errors.ParserError, pd.errors.EmptyDataError, ValueError):
        return None
    if not _is_even(frame, body, dialect):
        return None
    found, blank = _columns(frame, dialect, nans.size, padded=padded)
    odd = [name for name in names if name not in found]
    if odd:
        cells = _parse(body, how, usecols=odd, dtype=str)
        for name in odd:
            texts = cells[name].fillna("").tolist()
            found[name], blank[name] = _cells.column(texts, decimal=dialect.decimal)
    return Clean(
        columns={name: found[name] for name in names},
        blank={name: blank[name] for name in names if name in blank and blank[name].any()},
        rows=len(frame),
        joins=not odd and all(_joins(series) for _, series in frame.items()),
    )


def _options(dialect: Dialect, names: list[str], *, padded: bool) -> dict[str, Any]:
    """How pandas is to read rows of this dialect."""
    spaced = any(cell != cell.strip() for row in dialect.rows for cell in row)
    return {
        "sep": r"\s+" if dialect.delimiter == " " else dialect.delimiter,
        "decimal": dialect.decimal,
        "header": 0 if dialect.names else None,
        "names": names,
        "skipinitialspace": padded and (spaced or dialect.delimiter == ","),
        "keep_default_na": False,
    }


def _numbers(body: bytes | bytearray, dialect: Dialect, how: Mapping[str, Any]) -> pd.DataFrame:
    """The rows, as numbers in the columns that hold nothing else.

    A large file is parsed in chunks, where a text column may look like numbers for a while.
    """
    if len(body) <= _AT_ONCE:
        return _parse(body, how, na_values=_BLANKS, low_memory=False)
    known = {name: "str" for place, name in enumerate(how["names"]) if _has_text(dialect, place)}
    frame = _parse(body, how, na_values=_BLANKS, dtype=known)
    late = [name for name in frame if frame[name].dtype == "str" and name not in known]
    return frame.astype(dict.fromkeys(late, object)) if late else frame


def _parse(body: bytes | bytearray, how: Mapping[str, Any], **more: Any) -> pd.DataFrame:
    import pandas as pd

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", pd.errors.DtypeWarning)
        frame: pd.DataFrame = pd.read_csv(io.BytesIO(body), **how, **more)
    return frame


def _is_even(frame: pd.DataFrame, body: bytes, dialect: Dialect) -> bool:
    """Whether all rows are of one kind, as far as the columns tell."""
    import pandas as pd

    texts = [place for place, dtype in enumerate(frame.dtypes) if dtype.kind not in "fiub"]
    return not (
        not frame.index.equals(pd.RangeIndex(len(frame)))
        or any(_begins_with_numbers(dialect, place) for place in texts)
        or any((frame.iloc[:, place] == frame.columns[place]).any() for place in texts[:1])
        or _has_short_rows(frame, body, dialect)
    )


def _has_text(dialect: Dialect, place: int) -> bool:
    cells = [row[place].strip() for row in dialect.rows]
    return any(cell and not _dialect.is_number(cell) for cell in cells)


def _begins_with_numbers(dialect: Dialect, place: int) -> bool:
    """Whether the first cells of a column are plain numbers, as those of a text column are not."""
    cells = [row[place].strip() for row in dialect.rows if row[place].strip()]
    plain = [_dialect.is_number(cell) and "%" not in cell and "," not in cell for cell in cells]
    return bool(cells) and all(plain)


def _has_short_rows(frame: pd.DataFrame, body: bytes, dialect: Dialect) -> bool:
    """Whether pandas filled up rows: then the last column has gaps, and delimiters are missing."""
    if frame.shape[1] < 2 or not frame.iloc[:, -1].isna().any():
        return False
    if dialect.delimiter == " ":
        cells = _dialect.split(body.decode().splitlines(), dialect.delimiter)
        return any(len(row) != frame.shape[1] for row in cells)
    rows = len(frame) + bool(dialect.names)
    return _census.delimiters(body, dialect.delimiter) != rows * (frame.shape[1] - 1)


def _columns(
    frame: pd.DataFrame, dialect: Dialect, marks: int, *, padded: bool
) -> tuple[dict[str, Column], dict[str, BoolArray]]:
    """The columns that are plain, and where they are blank; none where marks have gone astray."""
    found: dict[str, Column] = {}
    blank: dict[str, BoolArray] = {}
    astray = marks
    for name, series in ((str(name), series) for name, series in frame.items()):
        if series.dtype.kind == "f":
            values = series.to_numpy()
            blank[name] = np.isnan(values)
            found[name], came_back = _unmarked(values) if marks else (values, 0)
            astray -= came_back
        elif series.dtype.kind in "iub":
            found[name] = series.to_numpy(dtype=np.float64)
        elif _is_text(series, dialect) and not padded:
            if marks and series.str.contains(_MARK, regex=False).any():
                return {}, {}
            found[name], blank[name] = _texts(series), series.isna().to_numpy()
    return ({}, {}) if astray else (found, blank)


def _unmarked(values: FloatArray) -> tuple[FloatArray, int]:
    """The values with NaN in the place of the marks, and how many those are."""
    marked = np.abs(values) == float(_MARK)
    return np.where(marked, np.nan, values), int(marked.sum())


def _is_text(series: pd.Series[Any], dialect: Dialect) -> bool:
    """Whether a column is of texts: its first cell is no number, however spelled."""
    if series.dtype != "str":
        return False
    first = str(series.loc[series.first_valid_index()])
    return _cells.column([first], decimal=dialect.decimal)[0].dtype == object


def _texts(series: pd.Series[Any]) -> Texts:
    def unpack() -> NDArray[Any]:
        cells = series.to_numpy(dtype=object, copy=True)
        cells[series.isna().to_numpy()] = None
        return cells

    return Texts(size=series.size, unpack=unpack)


def _joins(series: pd.Series[Any]) -> bool:
    if series.dtype.kind == "i":
        return bool((series.abs() < _EXACT).all())
    return series.dtype.kind == "f" or series.dtype == "str"
