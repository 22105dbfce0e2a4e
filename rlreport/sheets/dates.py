"""Texts of dates, "2025-01-31 10:00", "2025/1/31", "31.01.2025" and as C has it -> unix times."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rlreport.texts import encodable
from rlreport.values import FloatArray

_MOSTLY = 0.5  # of the first cells that are dates
_LOOK_AT = 20  # cells that show whether a column is of dates
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}([T ]\d{1,2}:\d{2}(?!.*[AaPp][Mm])|$)")
_TIME = (
    r"(?:(?:,? |T)(\d{1,2}):(\d{2})(?::(\d{2}(?:\.\d{1,9})?))?"
    r"(?:[ \u00a0\u202f]?([AaPp])\.?[Mm]\.?)?)?"  # of twelve hours, as in the US
)
_YEAR_FIRST = re.compile(rf"(\d{{4}})([-/.])(\d{{1,2}})\2(\d{{1,2}}){_TIME}")
_YEAR_LAST = re.compile(rf"(\d{{1,2}})([-/.])(\d{{1,2}})\2(\d{{4}}){_TIME}")
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_OF_C = re.compile(  # "Sun Dec 10 23:08:15 2023", as asctime and ctime write it
    rf"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) ({'|'.join(_MONTHS)})  ?(\d{{1,2}}) "
    r"(\d{2}):(\d{2}):(\d{2}) (\d{4})"
)
_TOGETHER = re.compile(r"(\d{4})(\d\d)(\d\d)[-_T](\d\d)(\d\d)(\d\d)")  # 20250131_100000


def spelled(column: NDArray[Any]) -> NDArray[Any]:
    """Texts `(n,)` whose digits stand together, as in names of folders, as dates are written."""
    found = [_TOGETHER.fullmatch(cell) if isinstance(cell, str) else None for cell in column]
    if not any(found):
        return column
    cells = zip(found, column.tolist(), strict=True)
    written = ["{}-{}-{} {}:{}:{}".format(*match.groups()) if match else c for match, c in cells]
    return np.array(written, dtype=object)


def is_date(text: str) -> bool:
    """Whether a text is a date that begins with a number, and may be a time."""
    return bool(_ISO.match(text) or _YEAR_FIRST.fullmatch(text) or _YEAR_LAST.fullmatch(text))


def is_of_c(text: str) -> bool:
    """Whether a text is a date as C writes it, which begins with a word."""
    return _OF_C.fullmatch(text) is not None


def unix(texts: Sequence[str]) -> FloatArray | None:
    """The unix seconds of texts `(n,)`, NaN where one is no date; None where most are none.

    Without a zone they are UTC. Of days and months before the year it is not known which is which,
    unless a number tells, or one reading alone is in order.
    """
    first = texts[:_LOOK_AT]
    if sum(_ISO.match(text) is not None for text in first) > _MOSTLY * len(first):
        return _of_iso(texts)
    for written in (_YEAR_FIRST, _YEAR_LAST):
        if sum(written.fullmatch(text) is not None for text in first) > _MOSTLY * len(first):
            return _of_parts([written.fullmatch(text) for text in texts])
    if sum(_OF_C.fullmatch(text) is not None for text in first) > _MOSTLY * len(first):
        return np.array([_of_c(_OF_C.fullmatch(text)) for text in texts])
    return None


def _of_c(match: re.Match[str] | None) -> float:
    if match is None:
        return np.nan
    day, hour, minute, second, year = map(int, match.groups()[1:])
    return _moment(year, _MONTHS.index(match[1]) + 1, day, hour, minute, second)


def _of_iso(texts: Sequence[str]) -> FloatArray:
    """Unix seconds; Python's logging writes a comma before the fraction of a second."""
    import pandas as pd

    spelled = [encodable(text).replace(",", ".") for text in texts]
    stamps = pd.to_datetime(pd.Series(spelled), errors="coerce", utc=True, format="ISO8601")
    nanoseconds = stamps.dt.tz_localize(None).to_numpy(dtype="datetime64[ns]")
    seconds = nanoseconds.astype(np.int64) / 1e9
    return np.where(np.isnat(nanoseconds), np.nan, seconds)


def _of_parts(found: Sequence[re.Match[str] | None]) -> FloatArray | None:
    """The unix seconds in the one order of parts in which they are dates; None where two are."""
    places = ((1, 3, 4),) if found[0] and len(found[0][1]) == 4 else ((4, 3, 1), (4, 1, 3))
    known = [np.array([_seconds(match, order) for match in found]) for order in places]
    fewest = min(int(np.isnan(one).sum()) for one in known)
    known = [one for one in known if np.isnan(one).sum() == fewest]
    if len(known) > 1:
        known = [one for one in known if _rise(one)]
    return known[0] if len(known) == 1 else None


def _rise(values: FloatArray) -> bool:
    return all(low <= high for low, high in pairwise(values[np.isfinite(values)].tolist()))


def _seconds(match: re.Match[str] | None, places: tuple[int, int, int]) -> float:
    if match is None:
        return np.nan
    year, month, day = (int(match[place]) for place in places)
    hour, minute = int(match[5] or 0), int(match[6] or 0)
    if match[8]:
        hour = hour % 12 + 12 * (match[8] in "pP")
    return _moment(year, month, day, hour, minute) + float(match[7] or 0)


def _moment(*parts: int) -> float:
    """The unix seconds of year, month, day and so on; NaN where there is no such day or time."""
    try:
        return datetime(*parts, tzinfo=UTC).timestamp()  # type: ignore[misc, arg-type]
    except ValueError:
        return np.nan
