"""Numbers that later stages overflow on -> infinities and zeros, and the issue of them.

So a curve that grew beyond all bounds has diverged where it did, and none is divided by next to
nothing.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from rlreport.sheets import Sheet
from rlreport.texts import first_of, many, verb
from rlreport.values import FloatArray, Issue

_MOST = 1e300
"""Of 1e8 numbers up to it the sum is finite: a float holds up to 1.8e308 (IEEE 754, binary64)."""
_LEAST = 1e-300
"""What is smaller may have lost digits: a float holds all of them down to 2.2e-308."""
_TOLD = 4  # names in an issue


def bounded(sheet: Sheet, where: str) -> tuple[Sheet, tuple[Issue, ...]]:
    """The sheet with infinities for numbers beyond 1e300 and 0 for those nearer to it than 1e-300.

    Args:
        sheet: of one run.
        where: the file, for issues.

    Returns:
        The sheet, and an issue for the numbers of either kind.
    """
    found: dict[str, FloatArray] = {}
    huge: dict[str, int] = {}
    tiny: dict[str, int] = {}
    for name, values in sheet.numbers.items():
        size = np.abs(values)
        beyond, nothing = size > _MOST, (size < _LEAST) & (size > 0)
        if nothing.any():
            tiny[name] = int(nothing.sum())
            found[name] = np.where(nothing, 0.0, values)
        if beyond.any() and (count := int((beyond & ~np.isinf(values)).sum())):
            huge[name] = count
            found[name] = np.where(beyond, np.copysign(np.inf, values), found.get(name, values))
    if not found:
        return sheet, ()
    issues = (
        *_told(huge, f"beyond {_MOST:g}", "infinite", where),
        *_told(tiny, f"nearer to 0 than {_LEAST:g}", "0", where),
    )
    return replace(sheet, numbers={**sheet.numbers, **found}), issues


def _told(counts: dict[str, int], which: str, taken: str, where: str) -> tuple[Issue, ...]:
    if not counts:
        return ()
    count = sum(counts.values())
    text = (
        f"{many(count, 'number')} {which} {verb(count, 'is', 'are')} taken as {taken}: "
        f"{first_of([*counts], _TOLD)}."
    )
    return (Issue(kind="numbers beyond bounds", where=where, count=count, text=text),)
