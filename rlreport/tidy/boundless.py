"""Numbers so large that their differences and sums overflow -> infinities, and the issue of them.

So a curve that grew beyond all bounds has diverged where it did, and no later stage overflows.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from rlreport.sheets import Sheet
from rlreport.texts import first_of, many, verb
from rlreport.values import FloatArray, Issue

_MOST = 1e300
"""Of 1e8 numbers up to it the sum is finite: a float holds up to 1.8e308 (IEEE 754, binary64)."""
_TOLD = 4  # names in an issue


def bounded(sheet: Sheet, where: str) -> tuple[Sheet, tuple[Issue, ...]]:
    """The sheet with infinities in the place of numbers beyond 1e300, and the issue of them.

    Args:
        sheet: of one run.
        where: the file, for issues.
    """
    found: dict[str, FloatArray] = {}
    count = 0
    for name, values in sheet.numbers.items():
        beyond = np.abs(values) > _MOST
        huge = int((beyond & ~np.isinf(values)).sum()) if beyond.any() else 0
        if huge:
            found[name] = np.where(beyond, np.copysign(np.inf, values), values)
            count += huge
    if not found:
        return sheet, ()
    text = (
        f"{many(count, 'number')} beyond {_MOST:g} {verb(count, 'is', 'are')} taken as infinite: "
        f"{first_of([*found], _TOLD)}."
    )
    issue = Issue(kind="numbers beyond bounds", where=where, count=count, text=text)
    return replace(sheet, numbers={**sheet.numbers, **found}), (issue,)
