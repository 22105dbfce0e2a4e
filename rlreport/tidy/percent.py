"""Shares as percent: 0.63, 63 and "63.2%" are one quantity."""

from __future__ import annotations

import numpy as np

from rlreport.catalogue import says_percent
from rlreport.values import FloatArray, Issue

# Fractions and percentages in one column lie about two orders of magnitude apart.
_GAP = 10.0
_FEWEST = 2


def as_percent(
    values: FloatArray, name: str, *, where: str, written: bool = False
) -> tuple[FloatArray, float, tuple[Issue, ...]]:
    """Shares `(n,)` in percent, what all were multiplied by, and what was assumed of some.

    Args:
        values: fractions 0..1 or percentages 0..100; NaN is kept.
        name: of the metric; a unit in it ("Accuracy (%)") decides.
        where: for issues.
        written: whether the cells were written with a percent sign.
    """
    finite = values[np.isfinite(values)]
    if written or not finite.size or says_percent(name):
        return values, 1.0, ()
    if finite.max() <= 1 + 1e-6:
        return values * 100, 100.0, ()
    return _unmixed(values, name, where)


def _unmixed(
    values: FloatArray, name: str, where: str
) -> tuple[FloatArray, float, tuple[Issue, ...]]:
    """Percentages, with fractions among them multiplied by 100."""
    low = (values > 0) & (values <= 1)
    high = values > 1
    if low.sum() < _FEWEST or values[high].min() < _GAP * values[low].max():
        return values, 1.0, ()
    count = int(low.sum())
    text = (
        f"{name!r} mixes fractions and percentages: {count:,} values of at most 1 were taken as "
        "fractions and multiplied by 100."
    )
    issue = Issue(kind="mixed units", where=where, count=count, text=text)
    return np.where(low, values * 100, values), 1.0, (issue,)
