"""Times as logs write them -> seconds, whatever fraction of a second they count."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

UNIX_TIMES = 1e9
"""Seconds that none but the unix clock has counted: it did in 2001."""

LATEST = 4.1e9
"""The unix clock in 2100: no log can tell of later times."""

UNITS = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1.0, "sec": 1.0, "secs": 1.0} | {
    "m": 60.0,
    "min": 60.0,
    "mins": 60.0,
    "h": 3600.0,
    "hrs": 3600.0,
}
"""Seconds in each unit of time, as logs spell them behind numbers."""

IN_PARTS = re.compile(
    r"(?=\d)(?:(\d+)\s*d(?:ays?)?,?\s*)?(?:(\d+)\s*h(?:ours?|rs?)?,?\s*)?"
    r"(?:(\d+)\s*m(?:in(?:utes?|s)?)?,?\s*)?(?:(\d+(?:\.\d+)?)\s*s(?:ec(?:onds?|s)?)?)?"
)
"""A duration in parts, such as "3m 20s", "1 h 5 min" or "2d3h", or in one of them."""

_NAMED = re.compile(
    r"(?:_|\b|(?<=[a-z])(?=[A-Z]))(?i:(ns|nanos?)|(us|micros?)|(ms|millis?)|(s|secs?|seconds))$"
)
_PARTS = (1e9, 1e6, 1e3, 1.0)  # of a second, in the order of these groups
_LIMITS = ((1e17, 1e9), (1e14, 1e6), (1e11, 1e3))
"""Above the first number, a unix time counts parts of a second, of which there are the second."""


def parts_named(name: str) -> float:
    """How many of the unit in which a name ends, such as "end_ms", make a second; 0 for none."""
    found = _NAMED.search(name)
    return _PARTS[found.lastindex - 1] if found and found.lastindex else 0.0


def parts(times: NDArray[np.float64], name: str = "") -> NDArray[np.float64]:
    """How many of the unit of each time `(n,)` make a second.

    Unix times tell their unit by their size, today being 1.8e9 s and 1.8e18 ns, each for itself.
    Other clocks are in the unit that the name ends in, else taken to be in seconds.
    """
    named = parts_named(name)
    sized: NDArray[np.float64] = np.select(
        [times > limit for limit, _ in _LIMITS], [parts for _, parts in _LIMITS], 1.0
    )
    return sized if are_unix(times / (named or sized)) else np.full(times.size, named or 1.0)


def are_unix(seconds: NDArray[np.float64]) -> bool:
    """Whether most of some times `(n,)` are unix times of our days."""
    finite = seconds[np.isfinite(seconds)]
    return bool(finite.size) and UNIX_TIMES <= float(np.median(finite)) <= LATEST


def seconds(times: NDArray[np.float64], name: str = "") -> NDArray[np.float64]:
    """Times `(n,)`, in a column of that name, in seconds; see `parts`."""
    return times / parts(times, name)


def numbers(cells: Sequence[Any]) -> NDArray[np.float64]:
    """The numbers in cells `(n,)`, NaN where there is none."""
    try:
        return np.array([*map(float, cells)], dtype=np.float64)
    except (TypeError, ValueError, OverflowError):
        return np.array([_number(cell) for cell in cells], dtype=np.float64)


def of_cells(cells: Sequence[Any], name: str = "") -> tuple[NDArray[np.float64], int]:
    """Seconds `(n,)` of times that are numbers, or ISO 8601; NaN where one is neither.

    Also how many were told in another unit than most.
    """
    told = numbers(cells)
    units = parts(told, name)
    found = told / units
    rescaled = (found >= UNIX_TIMES) & (found <= LATEST) & (units != np.median(units))
    if np.isnan(found).any():
        dates = np.array([_date(cell) for cell in cells], dtype=np.float64)
        found = np.where(np.isnan(dates), found, dates)
    return found, int(rescaled.sum())


def moment(cell: object) -> float | None:
    """Seconds of one time, None where it is none."""
    found = float(of_cells([cell])[0][0])
    return None if np.isnan(found) else found


def of_parts(text: str) -> float:
    """The seconds of "1h 2m 3s" and its kin; else NaN."""
    found = IN_PARTS.fullmatch(text)
    if not found:
        return np.nan
    days, hours, minutes, rest = (float(part or 0) for part in found.groups())
    return ((24 * days + hours) * 60 + minutes) * 60 + rest


def _date(cell: object) -> float:
    """Unix seconds of an ISO date; without a zone it is UTC."""
    if not isinstance(cell, str) or cell.isdigit():
        return np.nan
    try:
        date = datetime.fromisoformat(cell.strip())
        return (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return np.nan


def _number(cell: object) -> float:
    if isinstance(cell, bool) or not isinstance(cell, (int, float, str)):
        return np.nan
    try:
        return float(cell)
    except (ValueError, OverflowError):
        return np.nan
