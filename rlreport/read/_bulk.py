"""Clean delimited text -> columns, by pandas' C engine, checked in bulk.

pandas cannot tell a blank cell from a NaN: where a text may have both, each NaN is marked before,
as a number that is looked for afterwards. Where the marks do not all come back, and wherever else
a column is not plain, its cells are looked at one by one.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
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
_NAN = [sign + "".join(letters) for sign in ("", "-", "+") for letters in product("nN", "aA", "nN")]
_BLANKS_AND_NAN = [*_BLANKS, *_NAN]


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
    found = _parsed(body, dialect, names)
    if found.frame is None or not _is_even(found.frame, body, dialect):
        return None
    columns, blank = _columns(found, dialect)
    odd = [name for name in names if name not in columns]
    if odd:
        cells = _parse(io.BytesIO(body.bytes()), found.how, usecols=odd, dtype=str)
        for name in odd:
            texts = cells[name].fillna("").tolist()
            columns[name], blank[name] = _cells.column(texts, decimal=dialect.decimal)
    return Clean(
        columns={name: columns[name] for name in names},
        blank={name: blank[name] for name in names if name in blank and blank[name].any()},
        rows=len(found.frame),
        joins=not odd and all(_joins(series) for _, series in found.frame.items()),
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class _Parsed:
    """What pandas makes of a text: None where it is no table to it; and how it was asked to.

    Attributes:
        marks: how many NaN were marked; 0 where a cell that has none is blank.
    """

    frame: pd.DataFrame | None
    how: Mapping[str, Any]
    padded: bool
    marks: int


def _parsed(body: Body, dialect: Dialect, names: list[str]) -> _Parsed:
    """The rows, as numbers in the columns that hold nothing else.

    Blanks at the edges of cells, and whether a cell without a number is blank or a NaN, are cared
    for only where there are such: it costs time.

    Raises:
        OddBytesError: there are NUL bytes, or it is no UTF-8.
    """
    import pandas as pd

    padded = any(cell != cell.strip() for row in dialect.rows for cell in row)
    marking = _has_both(dialect)
    while True:
        how = _options(dialect, names, padded=padded)
        blanks = _BLANKS if marking else _BLANKS_AND_NAN
        headed = bool(dialect.names)
        with Passage(body, dialect.delimiter, headed=headed, marking=marking) as passage:
            try:
                frame = _parse(passage, how, na_values=blanks, low_memory=body.size > _AT_ONCE)
            except (pd.errors.ParserError, pd.errors.EmptyDataError, ValueError):
                frame = None
        if not passage.plain:
            raise OddBytesError
        if frame is None:
            return _Parsed(frame=None, how=how, padded=padded, marks=0)
        edges = not padded and passage.has_edges
        unsure = not marking and passage.has_nan and bool(frame.isna().any(axis=None))
        if not (edges or unsure):
            return _Parsed(frame=frame, how=how, padded=padded, marks=passage.marks)
        padded, marking = padded or edges, marking or unsure


def _has_both(dialect: Dialect) -> bool:
    """Whether the first rows have a NaN, or a blank cell and letters that may be one elsewhere."""
    cells = [cell.strip().lower() for row in dialect.rows for cell in row]
    return any(cell.lstrip("+-") == "nan" for cell in cells) or (
        "" in cells and any("n" in cell for cell in cells)
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


def _parse(stream: io.RawIOBase | io.BytesIO, how: Mapping[str, Any], **more: Any) -> pd.DataFrame:
    import pandas as pd

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", pd.errors.DtypeWarning)
        frame: pd.DataFrame = pd.read_csv(stream, **how, **more)
    return frame


def _is_even(frame: pd.DataFrame, body: Body, dialect: Dialect) -> bool:
    """Whether all rows are of one kind, as far as the columns tell."""
    import pandas as pd

    texts = [place for place, dtype in enumerate(frame.dtypes) if dtype.kind not in "fiub"]
    return not (
        not frame.index.equals(pd.RangeIndex(len(frame)))
        or any(_begins_with_numbers(dialect, place) for place in texts)
        or any((frame.iloc[:, place] == frame.columns[place]).any() for place in texts[:1])
        or _has_short_rows(frame, body, dialect)
    )


def _begins_with_numbers(dialect: Dialect, place: int) -> bool:
    """Whether the first cells of a column are plain numbers, as those of a text column are not."""
    cells = [row[place].strip() for row in dialect.rows if row[place].strip()]
    plain = [_dialect.is_number(cell) and "%" not in cell and "," not in cell for cell in cells]
    return bool(cells) and all(plain)


def _has_short_rows(frame: pd.DataFrame, body: Body, dialect: Dialect) -> bool:
    """Whether pandas filled up rows: then the last column has gaps, and delimiters are missing."""
    if frame.shape[1] < 2 or not frame.iloc[:, -1].isna().any():
        return False
    text = body.bytes()
    if dialect.delimiter == " ":
        cells = _dialect.split(text.decode().splitlines(), dialect.delimiter)
        return any(len(row) != frame.shape[1] for row in cells)
    expected = (len(frame) + bool(dialect.names)) * (frame.shape[1] - 1)
    known = (dialect.names, *dialect.rows)
    within = any(dialect.delimiter in cell for row in known for cell in row)
    if not within and _census.delimiters(text, dialect.delimiter, quoted=False) == expected:
        return False
    return _census.delimiters(text, dialect.delimiter, quoted=b'"' in text) != expected


def _columns(parsed: _Parsed, dialect: Dialect) -> tuple[dict[str, Column], dict[str, BoolArray]]:
    """The columns that are plain, and where they are blank; none where marks have gone astray."""
    assert parsed.frame is not None
    marks = parsed.marks
    found: dict[str, Column] = {}
    blank: dict[str, BoolArray] = {}
    astray = marks
    for name, series in ((str(name), series) for name, series in parsed.frame.items()):
        if series.dtype.kind == "f":
            values = series.to_numpy()
            blank[name] = np.isnan(values)
            found[name], came_back = _unmarked(values) if marks else (values, 0)
            astray -= came_back
        elif series.dtype.kind in "iub":
            found[name] = series.to_numpy(dtype=np.float64)
        elif _is_text(series, dialect) and not parsed.padded:
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
