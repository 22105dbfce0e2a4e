"""Rows that name an epoch and no step, printed among progress bars -> the step of each.

A bar is drawn anew below each row that is printed, and counts the steps up to that row. Logs may
have lost bars, or hold rows that were printed late: the steps are told only where they and the
epochs rise together, and in proportion.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from rlreport.values import BoolArray, FloatArray

_LEAST = 1e-9  # relative rounding of an epoch that was printed in full
_SHORT = 4  # significant digits of "%.4g", by which Transformers 5 prints


def steps(
    epochs: FloatArray, counts: FloatArray, totals: FloatArray, final: BoolArray
) -> FloatArray | None:
    """The step of each row `(n,)`; None where bars and epochs do not tell it.

    Args:
        epochs: of each row, as printed.
        counts: of the bar below each row, NaN where there is none.
        totals: that this bar counts to.
        final: whether a row is the last of a training, whose bar is full.
    """
    found = np.full(epochs.size, np.nan)
    rounding = _rounding(epochs)
    for launch in _launches(epochs, totals):
        e, n, h = epochs[launch], counts[launch], rounding[launch]
        full = final[launch] & (n == totals[launch])
        if np.unique(e[np.isfinite(n)]).size < 2 and not full.any():
            n = np.full(n.size, np.nan)
        known = np.isfinite(n)
        if not known.any() or not _rise_together(e[known], n[known], h[known]):
            return None
        found[launch] = n if known.all() else _filled(e, n, h)
    return found if np.isfinite(found).all() else None


def _launches(epochs: FloatArray, totals: FloatArray) -> Iterator[slice]:
    """The rows of each launch: epochs begin anew, or bars go up to another total."""
    begins = [0]
    total = np.nan
    for row in range(epochs.size):
        other = np.isfinite(totals[row]) and np.isfinite(total) and totals[row] != total
        if row and (epochs[row] < epochs[row - 1] or other):
            begins.append(row)
            total = np.nan
        total = totals[row] if np.isfinite(totals[row]) else total
    return (slice(*ends) for ends in zip(begins, [*begins[1:], epochs.size], strict=True))


def _rounding(epochs: FloatArray) -> FloatArray:
    """How far the true epoch may lie from each that was printed `(n,)`."""
    texts = [np.format_float_positional(epoch, trim="-") for epoch in epochs.tolist()]
    decimals = max((len(text.partition(".")[2]) for text in texts), default=0)
    digits = max((len(text.replace(".", "").strip("0")) for text in texts), default=0)
    half = np.full(epochs.size, 0.5 * 10.0**-decimals)
    if digits <= _SHORT:
        sizes = np.floor(np.log10(np.maximum(np.abs(epochs), 10.0**-decimals)))
        half = np.maximum(half, 0.5 * 10.0 ** (sizes - _SHORT + 1))
    rounding: FloatArray = np.maximum(half, _LEAST * np.abs(epochs))
    return rounding


def _rise_together(epochs: FloatArray, counts: FloatArray, rounding: FloatArray) -> bool:
    """Whether counts rise where epochs do, and in proportion but for one step.

    The last step of an epoch may be of fewer batches than the others.
    """
    if not (counts > 0).all() or (np.diff(counts) < 0).any():
        return False
    if ((np.diff(counts) == 0) & (np.diff(epochs) > 0)).any():
        return False
    low, high = _per_epoch(epochs, counts, rounding, slack=1.0)
    return low <= high


def _per_epoch(
    epochs: FloatArray, counts: FloatArray, rounding: FloatArray, *, slack: float
) -> tuple[float, float]:
    """The least and the most steps of an epoch that all rows allow."""
    low = (counts - slack) / (epochs + rounding)
    with np.errstate(divide="ignore"):
        high = (counts + slack) / np.maximum(epochs - rounding, 0.0)
    return float(low.max()), float(high.min())


def _filled(epochs: FloatArray, counts: FloatArray, rounding: FloatArray) -> FloatArray:
    """The counts, in the place of a missing one the only whole number in proportion; else NaN."""
    known = np.isfinite(counts)
    low, high = _per_epoch(epochs[known], counts[known], rounding[known], slack=0.0)
    least = np.ceil((epochs - rounding) * low - _LEAST)
    most = np.floor((epochs + rounding) * high + _LEAST)
    return np.where(known, counts, np.where(least == most, least, np.nan))
