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
from rlreport.read._passage import Body, OddBytesError, Passage
from rlreport.values import BoolArray, FloatArray

if TYPE_CHECKING:
    import pandas as pd

_MARK = _census.MARK.decode()
_MARKS = [sign + _MARK for sign in ("", "-", "+")]
_EXACT = 2**53  # larger whole numbers are rounded, by pandas not always alike
_AT_ONCE = 4 << 20
"""Bytes up to which pandas sees whole columns before it tells their types. More than that does not
fit the processor's cache: it is told chunk by chunk, and a column that then has two is odd."""
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


def clean(body: Body, dialect: Dialect, names: list[str]) -> Clean | None:
    """The columns of a header and rows; None where the rows must be looked at one by one.

    Raises:
        OddBytesError: there are NUL bytes, or it is no UTF-8.
    """
    if any(len(row) != len(names) for row in dialect.rows):
        return None
    passage, frame = _passed(body, dialect, names, padded=False)
    padded = passage.trouble == "padding"
    if padded:
        passage, frame = _passed(body, dialect, names, padded=True)
    if passage.trouble:
        raise OddBytesError
    if frame is None or not _is_even(frame, body, passage, dialect):
        return None
    found, blank = _columns(frame, dialect, passage.marks, padded=padded)
    odd = [name for name in names if name not in found]
    if odd:
        how = _options(dialect, names, padded=padded)
        cells = _parse(io.BytesIO(body.bytes()), how, usecols=odd, dtype=str)
        for name in odd:
            texts = cells[name].fillna("").tolist()
            found[name], blank[name] = _cells.column(texts, decimal=dialect.decimal)
    return Clean(
        columns={name: found[name] for name in names},
        blank={name: blank[name] for name in names if name in blank and blank[name].any()},
        rows=len(frame),
        joins=not odd and all(_joins(series) for _, series in frame.items()),
    )


def _passed(
    body: Body, dialect: Dialect, names: list[str], *, padded: bool
) -> tuple[Passage, pd.DataFrame | None]:
    """The rows, as numbers in the columns that hold nothing else, and what passed the parser."""
    import pandas as pd

    how = _options(dialect, names, padded=padded)
    headed = bool(dialect.names)
    with Passage(body, dialect.delimiter, headed=headed, padded=padded) as passage:
        try:
            chunks = body.size > _AT_ONCE
            return passage, _parse(passage, how, na_values=_BLANKS, low_memory=chunks)
        except (pd.errors.ParserError, pd.errors.EmptyDataError, ValueError):
            return passage, None


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


def _parse(stream: io.RawIOBase | io.BytesIO, how: Mapping[str, Any], **more: Any) -> pd.DataFrame:
    import pandas as pd

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", pd.errors.DtypeWarning)
        frame: pd.DataFrame = pd.read_csv(stream, **how, **more)
    return frame


def _is_even(frame: pd.DataFrame, body: Body, passage: Passage, dialect: Dialect) -> bool:
    """Whether all rows are of one kind, as far as the columns tell."""
    import pandas as pd

    texts = [place for place, dtype in enumerate(frame.dtypes) if dtype.kind not in "fiub"]
    return not (
        not frame.index.equals(pd.RangeIndex(len(frame)))
        or any(_begins_with_numbers(dialect, place) for place in texts)
        or any((frame.iloc[:, place] == frame.columns[place]).any() for place in texts[:1])
        or _has_short_rows(frame, body, passage, dialect)
    )


def _begins_with_numbers(dialect: Dialect, place: int) -> bool:
    """Whether the first cells of a column are plain numbers, as those of a text column are not."""
    cells = [row[place].strip() for row in dialect.rows if row[place].strip()]
    plain = [_dialect.is_number(cell) and "%" not in cell and "," not in cell for cell in cells]
    return bool(cells) and all(plain)


def _has_short_rows(frame: pd.DataFrame, body: Body, passage: Passage, dialect: Dialect) -> bool:
    """Whether pandas filled up rows: then the last column has gaps, and delimiters are missing."""
    if frame.shape[1] < 2 or not frame.iloc[:, -1].isna().any():
        return False
    if dialect.delimiter == " ":
        cells = _dialect.split(body.bytes().decode().splitlines(), dialect.delimiter)
        return any(len(row) != frame.shape[1] for row in cells)
    rows = len(frame) + bool(dialect.names)
    expected = rows * (frame.shape[1] - 1)
    if passage.quoted and (passage.delimiters != expected or _has_quoted_delimiters(dialect)):
        return _census.delimiters(body.bytes(), dialect.delimiter) != expected
    return passage.delimiters != expected


def _has_quoted_delimiters(dialect: Dialect) -> bool:
    return any(dialect.delimiter in cell for row in (dialect.names, *dialect.rows) for cell in row)


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
            came_back = int(series.isin(_MARKS).sum()) if marks else 0
            astray -= came_back
            if not came_back:
                found[name], blank[name] = _texts(series), series.isna().to_numpy()
    return ({}, {}) if astray else (found, blank)


def _unmarked(values: FloatArray) -> tuple[FloatArray, int]:
    """The values with NaN in the place of the marks, and how many those are."""
    marked = (values == float(_MARK)) | (values == -float(_MARK))
    count = int(np.count_nonzero(marked))
    if count:
        values = values.copy()
        values[marked] = np.nan
    return values, count


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
        values = series.to_numpy()
        return not values.size or bool(values.min() > -_EXACT and values.max() < _EXACT)
    return series.dtype.kind == "f" or series.dtype == "str"
