"""Delimited text as pandas parses it, with what it must be told, and what it cannot tell.

pandas cannot tell a blank cell from a NaN. Where all columns are numbers, it is enough to count the
NaN that are spelled out: none, or all cells without a value. Where a text may have both, each NaN
is marked before, as a number that is looked for afterwards.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from itertools import product, zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from rlreport.read import _cells, _census, _dialect
from rlreport.read._dialect import Dialect
from rlreport.read._passage import Body, Passage, blocks
from rlreport.values import BoolArray

if TYPE_CHECKING:
    import pandas as pd

_AT_ONCE = 4 << 20
"""Bytes up to which pandas sees whole columns before it tells their types. More than that does not
fit the processor's cache: it is told chunk by chunk, and a column that then has two is odd."""
_BLANKS = sorted(
    {case(cell) for cell in _cells.NO_VALUE for case in (str.lower, str.upper, str.capitalize)}
)
_NAN = frozenset(
    sign + "".join(letters) for sign in ("", "-", "+") for letters in product("nN", "aA", "nN")
)
_BLANKS_AND_NAN = [*_BLANKS, *_NAN]


@dataclass(frozen=True, kw_only=True, eq=False)
class Parsed:
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


def parsed(body: Body, dialect: Dialect, how: Mapping[str, Any], nans: int | None) -> Parsed | None:
    """The rows, as numbers in the columns that hold nothing else; None where they are no table.

    Which cells are blank and which NaN is cared for only where it matters: it costs time.
    """
    marking = has_both(dialect)
    found = _passed(body, dialect, how, marking=marking)
    if found is None or marking or not found.missing:
        return found
    count = partial(_census.count_nan, words=has_words(dialect))
    if nans is None:
        nans = sum(map(count, blocks(body)))
    nans -= count(",".join(dialect.names).encode())
    if found.missing == nans and all(map(is_numeric, found.columns.values())):
        return replace(found, nans=True)
    return _passed(body, dialect, how, marking=True) if nans else found


def _passed(
    body: Body, dialect: Dialect, how: Mapping[str, Any], *, marking: bool
) -> Parsed | None:
    """What pandas makes of a body, None where that is no table to it."""
    import pandas as pd

    try:
        frame, marks = _frame(body, dialect, how, marking=marking)
    except (pd.errors.ParserError, pd.errors.EmptyDataError, ValueError):
        return None
    columns = {str(name): series for name, series in frame.items()}
    return Parsed(
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
    blanks = _blanks(_BLANKS if marking else _BLANKS_AND_NAN, dialect, how["names"])
    more = {"na_values": blanks, "low_memory": body.size > _AT_ONCE}
    if body.path and not marking:
        frame = parse(body.path, how, **more)  # large files are read in threads
        if body.path:  # nothing was written meanwhile
            return frame, 0
    headed = bool(dialect.names)
    with Passage(body, dialect.delimiter, headed=headed, marking=marking) as passage:
        return parse(passage, how, **more), passage.marks


def _blanks(
    cells: list[str], dialect: Dialect, names: list[str]
) -> list[str] | dict[str, list[str]]:
    """What stands for no value, in columns of words less than in others."""
    named = {
        name
        for name, first in zip(names, zip_longest(*dialect.rows, fillvalue=""), strict=False)
        if any(first) and all(cell in cells or not _dialect.is_number(cell) for cell in first)
    }
    words = [cell for cell in cells if cell not in _cells.WORDS]
    return {name: words if name in named else cells for name in names} if named else cells


def _gaps(series: pd.Series[Any]) -> BoolArray:
    """Where a column has no value."""
    numbers = series.dtype.kind == "f"
    gaps: BoolArray = np.isnan(series.to_numpy()) if numbers else series.isna().to_numpy()
    return gaps


def has_words(dialect: Dialect) -> bool:
    """Whether the first rows hold anything but numbers."""
    return any(
        cell.strip() and not _dialect.is_number(cell) for row in dialect.rows for cell in row
    )


def has_gaps(dialect: Dialect) -> bool:
    """Whether the first rows have cells that are blank or NaN."""
    return any(_is_nan(cell) or not cell.strip() for row in dialect.rows for cell in row)


def ends_blank(dialect: Dialect) -> bool:
    """Whether some of the first rows end in a blank cell."""
    return any(row and not row[-1].strip() for row in dialect.rows)


def has_both(dialect: Dialect) -> bool:
    """Whether the first rows have a NaN, and blank cells or texts."""
    cells = [cell for row in dialect.rows for cell in row]
    return any(map(_is_nan, cells)) and not all(map(_dialect.is_number, cells))


def _is_nan(cell: str) -> bool:
    return cell.strip() in _NAN


def is_padded(dialect: Dialect) -> bool:
    """Whether there are blanks at the edges of the first cells."""
    return any(cell != cell.strip() for row in dialect.rows for cell in row)


def options(dialect: Dialect, names: list[str], *, padded: bool) -> dict[str, Any]:
    """How pandas is to read rows of this dialect."""
    return {
        "sep": r"\s+" if dialect.delimiter == " " else dialect.delimiter,
        "decimal": dialect.decimal,
        "thousands": dialect.thousands or None,
        "header": 0 if dialect.names else None,
        "names": names,
        "skipinitialspace": padded and (is_padded(dialect) or dialect.delimiter == ","),
        "keep_default_na": False,
        "compression": None,
    }


def parse(
    source: Path | io.RawIOBase | io.BytesIO, how: Mapping[str, Any], **more: Any
) -> pd.DataFrame:
    import pandas as pd

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", pd.errors.DtypeWarning)
        frame: pd.DataFrame = pd.read_csv(source, **how, **more)
    return frame


def is_numeric(series: pd.Series[Any]) -> bool:
    return series.dtype.kind in "fiub"
