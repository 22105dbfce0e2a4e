"""Clean delimited text -> columns, by pandas' C engine, checked in bulk.

pandas cannot tell a blank cell from a NaN. Where all columns are numbers, it is enough to count the
NaN that are spelled out: none, or all cells without a value. Where a text may have both, each NaN
is marked before, as a number that is looked for afterwards. Where the marks do not all come back,
and wherever else a column is not plain, its cells are looked at one by one.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from rlreport.columns import Column, Texts
from rlreport.read import _cells, _census, _dialect
from rlreport.read._dialect import Dialect
from rlreport.read._passage import Body, Passage, blocks, survey
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
    counting = _has_gaps(dialect) and not _has_both(dialect)
    seen = survey(body, dialect.delimiter, nans=counting)
    padded = seen.edges or _is_padded(dialect)
    how = _options(dialect, names, padded=padded)
    found = _parsed(body, dialect, how, seen.nans)
    if found is None or not _is_even(found, body, dialect):
        return None
    columns, blank = _columns(found, dialect, padded=padded)
    odd = [name for name in names if name not in columns]
    if odd:
        cells = _parse(io.BytesIO(body.bytes()), how, usecols=odd, dtype=str)
        for name in odd:
            texts = cells[name].fillna("").tolist()
            columns[name], blank[name] = _cells.column(
                texts, decimal=dialect.decimal, thousands=dialect.thousands
            )
    return Clean(
        columns={name: columns[name] for name in names},
        blank={name: blank[name] for name in names if name in blank and blank[name].any()},
        rows=found.rows,
        joins=not odd and all(map(_joins, found.columns.values())),
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class _Parsed:
    """What pandas makes of a text.

    Attributes:
        columns: by name.
        gaps: where a column has no value; columns of whole numbers or truth values have no entry.
        rows: how many there are.
        even: whether no row is longer than the header.
        marks: how many NaN were marked.
        nans: whether the gaps are NaN that are spelled out; else they are blank.
    """

    columns: Mapping[str, pd.Series[Any]]
    gaps: Mapping[str, BoolArray]
    rows: int
    even: bool
    marks: int
    nans: bool = False

    @property
    def missing(self) -> int:
        """How many cells have no value."""
        return sum(int(np.count_nonzero(gaps)) for gaps in self.gaps.values())


def _parsed(
    body: Body, dialect: Dialect, how: Mapping[str, Any], nans: int | None
) -> _Parsed | None:
    """The rows, as numbers in the columns that hold nothing else; None where they are no table.

    Which cells are blank and which NaN is cared for only where it matters: it costs time.
    """
    marking = _has_both(dialect)
    found = _passed(body, dialect, how, marking=marking)
    if found is None or marking or not found.missing:
        return found
    if nans is None:
        nans = sum(map(_census.count_nan, blocks(body)))
    nans -= _census.count_nan(",".join(dialect.names).encode())
    if found.missing == nans and all(map(_is_numeric, found.columns.values())):
        return replace(found, nans=True)
    return _passed(body, dialect, how, marking=True) if nans else found


def _passed(
    body: Body, dialect: Dialect, how: Mapping[str, Any], *, marking: bool
) -> _Parsed | None:
    """What pandas makes of a body, None where that is no table to it."""
    import pandas as pd

    try:
        frame, marks = _frame(body, dialect, how, marking=marking)
    except (pd.errors.ParserError, pd.errors.EmptyDataError, ValueError):
        return None
    columns = {str(name): series for name, series in frame.items()}
    return _Parsed(
        columns=columns,
        gaps={
            name: _gaps(series)
            for name, series in columns.items()
            if series.dtype.kind not in "iub"
        },
        rows=len(frame),
        even=frame.index.equals(pd.RangeIndex(len(frame))),
        marks=marks,
    )


def _frame(
    body: Body, dialect: Dialect, how: Mapping[str, Any], *, marking: bool
) -> tuple[pd.DataFrame, int]:
    """A body as pandas parses it, and how many NaN were marked on the way."""
    blanks = _BLANKS if marking else _BLANKS_AND_NAN
    more = {"na_values": blanks, "low_memory": body.size > _AT_ONCE}
    if body.path and not marking:
        frame = _parse(body.path, how, **more)  # large files are read in threads
        if body.path:  # nothing was written meanwhile
            return frame, 0
    headed = bool(dialect.names)
    with Passage(body, dialect.delimiter, headed=headed, marking=marking) as passage:
        return _parse(passage, how, **more), passage.marks


def _gaps(series: pd.Series[Any]) -> BoolArray:
    """Where a column has no value."""
    numbers = series.dtype.kind == "f"
    gaps: BoolArray = np.isnan(series.to_numpy()) if numbers else series.isna().to_numpy()
    return gaps


def _has_gaps(dialect: Dialect) -> bool:
    """Whether the first rows have cells that are blank or NaN."""
    return any(_is_nan(cell) or not cell.strip() for row in dialect.rows for cell in row)


def _has_both(dialect: Dialect) -> bool:
    """Whether the first rows have a NaN, and blank cells or texts."""
    cells = [cell for row in dialect.rows for cell in row]
    return any(map(_is_nan, cells)) and not all(map(_dialect.is_number, cells))


def _is_nan(cell: str) -> bool:
    return cell.strip().lower().lstrip("+-") == "nan"


def _is_padded(dialect: Dialect) -> bool:
    """Whether there are blanks at the edges of the first cells."""
    return any(cell != cell.strip() for row in dialect.rows for cell in row)


def _options(dialect: Dialect, names: list[str], *, padded: bool) -> dict[str, Any]:
    """How pandas is to read rows of this dialect."""
    return {
        "sep": r"\s+" if dialect.delimiter == " " else dialect.delimiter,
        "decimal": dialect.decimal,
        "thousands": dialect.thousands or None,
        "header": 0 if dialect.names else None,
        "names": names,
        "skipinitialspace": padded and (_is_padded(dialect) or dialect.delimiter == ","),
        "keep_default_na": False,
        "compression": None,
    }


def _parse(
    source: Path | io.RawIOBase | io.BytesIO, how: Mapping[str, Any], **more: Any
) -> pd.DataFrame:
    import pandas as pd

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", pd.errors.DtypeWarning)
        frame: pd.DataFrame = pd.read_csv(source, **how, **more)
    return frame


def _is_even(found: _Parsed, body: Body, dialect: Dialect) -> bool:
    """Whether all rows are of one kind, as far as the columns tell."""
    names = list(found.columns)
    texts = [place for place, name in enumerate(names) if not _is_numeric(found.columns[name])]
    return found.even and not (
        any(_begins_with_numbers(dialect, place) for place in texts)
        or any((found.columns[names[place]] == names[place]).any() for place in texts[:1])
        or _has_short_rows(found, body, dialect)
    )


def _begins_with_numbers(dialect: Dialect, place: int) -> bool:
    """Whether the first cells of a column are plain numbers, as those of a text column are not."""
    cells = [row[place].strip() for row in dialect.rows if row[place].strip()]
    plain = [_dialect.is_number(cell) and "%" not in cell and "," not in cell for cell in cells]
    return bool(cells) and all(plain)


def _has_short_rows(found: _Parsed, body: Body, dialect: Dialect) -> bool:
    """Whether pandas filled up rows: then the last column is blank, and delimiters are missing."""
    width, last = len(found.columns), list(found.columns)[-1]
    if width < 2 or found.nans or last not in found.gaps or not found.gaps[last].any():
        return False
    if dialect.delimiter == " ":
        cells = _dialect.split(body.bytes().decode().splitlines(), dialect.delimiter)
        return any(len(row) != width for row in cells)
    expected = (found.rows + bool(dialect.names)) * (width - 1)
    known = (dialect.names, *dialect.rows)
    within = any(dialect.delimiter in cell for row in known for cell in row)
    return expected not in (
        _census.delimiters(blocks(body), dialect.delimiter, quoted=quoted)
        for quoted in (False, True)[within:]
    )


def _columns(
    found: _Parsed, dialect: Dialect, *, padded: bool
) -> tuple[dict[str, Column], dict[str, BoolArray]]:
    """The columns that are plain, and where they are blank; none where marks have gone astray."""
    columns: dict[str, Column] = {}
    blank: dict[str, BoolArray] = {}
    astray = found.marks
    for name, series in found.columns.items():
        came_back = 0
        if _is_numeric(series):
            columns[name] = values = series.to_numpy(dtype=np.float64)
            if found.marks:
                columns[name], came_back = _unmarked(values)
        elif _is_text(series, found.gaps[name], dialect) and not padded:
            came_back = int(series.isin(_MARKS).sum()) if found.marks else 0
            if not came_back:
                columns[name] = _texts(series, found.gaps[name])
        if name in columns and name in found.gaps and not found.nans:
            blank[name] = found.gaps[name]
        astray -= came_back
    return ({}, {}) if astray else (columns, blank)


def _is_numeric(series: pd.Series[Any]) -> bool:
    return series.dtype.kind in "fiub"


def _unmarked(values: FloatArray) -> tuple[FloatArray, int]:
    """The values with NaN in the place of the marks, and how many those are."""
    marked = (values == float(_MARK)) | (values == -float(_MARK))
    count = int(np.count_nonzero(marked))
    return (np.where(marked, np.nan, values) if count else values), count


def _is_text(series: pd.Series[Any], gaps: BoolArray, dialect: Dialect) -> bool:
    """Whether a column is of texts: its first cell is no number, however spelled."""
    if series.dtype != "str":
        return False
    first = str(series.iloc[int(gaps.argmin())])
    return (
        _cells.column([first], decimal=dialect.decimal, thousands=dialect.thousands)[0].dtype
        == object
    )


def _texts(series: pd.Series[Any], gaps: BoolArray) -> Texts:
    def unpack() -> NDArray[Any]:
        cells = series.to_numpy(dtype=object, copy=True)
        cells[gaps] = None
        return cells

    return Texts(size=series.size, unpack=unpack)


def _joins(series: pd.Series[Any]) -> bool:
    if series.dtype.kind == "i":
        values = series.to_numpy()
        return not values.size or bool(values.min() > -_EXACT and values.max() < _EXACT)
    return series.dtype.kind == "f" or series.dtype == "str"
