"""Clean delimited text -> columns, by pandas' C engine, checked in bulk.

Where marks of NaN do not all come back, and wherever else a column is not plain, its cells are
looked at one by one.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from rlreport.columns import Column, Texts
from rlreport.read import _cells, _census, _dialect
from rlreport.read._dialect import Dialect
from rlreport.read._parsed import (
    Parsed,
    ends_blank,
    has_both,
    has_gaps,
    has_words,
    is_numeric,
    is_padded,
    options,
    parse,
    parsed,
)
from rlreport.read._passage import Body, blocks, survey
from rlreport.values import BoolArray, FloatArray

if TYPE_CHECKING:
    import pandas as pd

_MARK = _census.MARK.decode()
_MARKS = [sign + _MARK for sign in ("", "-", "+")]
_MOSTLY = 0.75  # share of first cells that are numbers in a column with words between its rows
_EXACT = 2**53  # larger whole numbers are rounded, by pandas not always alike


@dataclass(frozen=True, kw_only=True, eq=False)
class Clean:
    """The columns of clean text.

    Attributes:
        columns: in the order of the file.
        blank: where a column has no value; columns without a blank have no entry.
        rows: how many there are.
        joins: whether every column is of plain numbers or of plain texts, so that rows which are
            read by themselves come out as they do within the whole file.
        rounded: columns of whole numbers too large to be kept to the last digit.
    """

    columns: dict[str, Column]
    blank: dict[str, BoolArray]
    rows: int
    joins: bool
    rounded: tuple[str, ...]


def clean(body: Body, dialect: Dialect, names: list[str]) -> Clean | None:
    """The columns of a header and rows; None where the rows must be looked at one by one.

    Raises:
        OddBytesError: there are NUL bytes, or it is no UTF-8.
    """
    if any(len(row) != len(names) for row in dialect.rows):
        return None
    gaps = has_gaps(dialect)
    seen = survey(
        body,
        nans=gaps and not has_both(dialect),
        delimiter=dialect.delimiter if ends_blank(dialect) else "",
        words=has_words(dialect),
    )
    for padded in dict.fromkeys((is_padded(dialect), True)):
        how = options(dialect, names, padded=padded)
        found = parsed(body, dialect, how, seen.nans)
        if found is None or not _is_even(found, body, dialect, seen.delimiters):
            continue
        if padded or not (seen.blanks and any(map(_has_edges, found.columns.values()))):
            return _cleaned(found, body, dialect, how, padded=padded)
    return None


def _cleaned(
    found: Parsed, body: Body, dialect: Dialect, how: Mapping[str, Any], *, padded: bool
) -> Clean:
    """The columns, those cell by cell that are not plain."""
    columns, blank = _columns(found, dialect, padded=padded)
    names = list(found.columns)
    odd = [name for name in names if name not in columns]
    if odd:
        cells = parse(io.BytesIO(body.bytes()), how, usecols=odd, dtype=str)
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
        rounded=tuple(name for name, series in found.columns.items() if _is_rounded(series)),
    )


def _has_edges(series: pd.Series[Any]) -> bool:
    """Whether a text begins or ends with a blank; in a column of numbers blanks do not matter."""
    import pyarrow as pa
    from pyarrow import compute

    if series.dtype != "str":
        return False
    cells = pa.array(series.array)
    edges = (compute.starts_with(cells, " "), compute.ends_with(cells, " "))
    return any(compute.any(edge).as_py() for edge in edges)


def _is_even(found: Parsed, body: Body, dialect: Dialect, delimiters: int | None) -> bool:
    """Whether all rows are of one kind, as far as the columns tell."""
    names = list(found.columns)
    texts = [place for place, name in enumerate(names) if not is_numeric(found.columns[name])]
    # A header among the rows makes texts of a column of numbers.
    numbers = (name for name, series in found.columns.items() if is_numeric(series))
    again = texts[:1] if all(map(_dialect.is_number, numbers)) else []
    return found.even and not (
        any(_begins_with_numbers(dialect, place) for place in texts)
        or any((found.columns[names[place]] == names[place]).any() for place in again)
        or _has_short_rows(found, body, dialect, delimiters)
    )


def _begins_with_numbers(dialect: Dialect, place: int) -> bool:
    """Whether most first cells of a column are plain numbers, as those of a text column are not.

    Rows that hold no number at all are left out: they may be names.
    """
    rows = [row for row in dialect.rows if any(map(_dialect.is_number, row))]
    cells = [row[place].strip() for row in rows if row[place].strip()]
    plain = [_dialect.is_number(cell) and "%" not in cell and "," not in cell for cell in cells]
    return bool(cells) and sum(plain) >= _MOSTLY * len(cells)


def _has_short_rows(found: Parsed, body: Body, dialect: Dialect, delimiters: int | None) -> bool:
    """Whether pandas filled up rows: then the last column is blank, and delimiters are missing."""
    width, last = len(found.columns), list(found.columns)[-1]
    if width < 2 or found.nans or last not in found.gaps or not found.gaps[last].any():
        return False
    if dialect.delimiter == " ":
        cells = _dialect.split(body.bytes().decode().splitlines(), dialect.delimiter)
        return any(len(row) != width for row in cells)
    expected = (found.rows + bool(dialect.names)) * (width - 1)
    if expected == delimiters:
        return False
    known = (dialect.names, *dialect.rows)
    within = any(dialect.delimiter in cell for row in known for cell in row)
    return expected not in (
        _census.delimiters(blocks(body), dialect.delimiter, quoted=quoted)
        for quoted in (False, True)[within:]
    )


def _columns(
    found: Parsed, dialect: Dialect, *, padded: bool
) -> tuple[dict[str, Column], dict[str, BoolArray]]:
    """The columns that are plain, and where they are blank; none where marks have gone astray."""
    columns: dict[str, Column] = {}
    blank: dict[str, BoolArray] = {}
    astray = found.marks
    for name, series in found.columns.items():
        came_back = 0
        if is_numeric(series):
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


def _is_rounded(series: pd.Series[Any]) -> bool:
    """Whether a column of whole numbers loses digits as floating-point numbers."""
    if series.dtype.kind not in "iu" or _is_small(series):
        return False
    values = series.to_numpy()
    return bool((values.astype(np.float64).astype(values.dtype) != values).any())


def _is_small(series: pd.Series[Any]) -> bool:
    values = series.to_numpy()
    return not values.size or bool(values.min() > -_EXACT and values.max() < _EXACT)


def _joins(series: pd.Series[Any]) -> bool:
    if series.dtype.kind == "i":
        return _is_small(series)
    return series.dtype.kind == "f" or series.dtype == "str"
