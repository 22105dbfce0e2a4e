"""Estimates: a number with its interval, as `66.0% [65.1, 66.9]`.

That brackets hold 95% intervals is said once, by `INTERVALS`.
"""

from __future__ import annotations

from dataclasses import replace

from rlreport.values import Estimate
from rlreport.wording.numbers import (
    HUGE,
    MINUS,
    decimals_of,
    finest,
    nearest,
    number,
    quantity,
    rounded,
    scale,
    united,
)

INTERVALS = "Brackets hold 95% intervals."
_UNSEEN = 0.01  # of the last digit, below which the width of an interval is not seen


def estimate(e: Estimate) -> str:
    """A level with its interval: "66.0% [65.1, 66.9]"; only the number where it is exact."""
    return _with_interval(e)


def level(e: Estimate) -> str:
    """A level alone, as finely as with its interval: "66.0%"; a zero without decimals."""
    text = _with_interval(e).partition(" [")[0]
    return text if any(digit in text for digit in "123456789") else quantity(0.0, e.unit)


def difference(e: Estimate) -> str:
    """A change with its sign and interval: "+31 percentage points [+29, +33]"."""
    return _with_interval(e, sign=True)


def size(e: Estimate) -> str:
    """How large a change is, whichever its direction: "31 percentage points [29, 33]".

    An interval that holds zero has no one direction: there the signs are kept.
    """
    if e.low < 0 < e.high:
        return difference(e)
    low, high = sorted((abs(e.low), abs(e.high)))
    return _with_interval(replace(e, value=abs(e.value), low=low, high=high))


def bounds(e: Estimate) -> str:
    """The interval of a change alone: "-0.4 to +1.2 percentage points"."""
    divisor, unit = scale(max(abs(e.low), abs(e.high)), e.unit)
    low, high = e.low / divisor, e.high / divisor
    decimals = _telling(e.value / divisor, low, high)
    largest = max(abs(low), abs(high))
    first, last = (rounded(part, decimals, sign=True, like=largest) for part in (low, high))
    return f"{first} to {united(last, unit)}"


def relative(e: Estimate) -> str:
    """A ratio as a relative change: 0.67 is "+67% [+59, +75]"."""
    return _with_interval(in_percent(e), sign=True)


def magnitude(e: Estimate) -> str:
    """How large a change is, alone, as finely as with its interval: "31 percentage points"."""
    return size(e).partition(" [")[0].lstrip(f"+{MINUS}")


def in_percent(e: Estimate) -> Estimate:
    """A ratio as an estimate in percent."""
    value, low, high = (max(-HUGE, min(HUGE, 100 * part)) for part in (e.value, e.low, e.high))
    return replace(e, value=value, low=low, high=high, unit="%")


def share(e: Estimate) -> str:
    """How large a relative change is, whichever its direction: 0.67 is "67% [59, 75]"."""
    return size(in_percent(e))


def _with_interval(e: Estimate, *, sign: bool = False) -> str:
    divisor, unit = scale(max(abs(e.low), abs(e.high)), e.unit)
    value, low, high = e.value / divisor, e.low / divisor, e.high / divisor
    if low == high:
        text = quantity(e.value, e.unit)
        return f"+{text}" if sign and e.value > 0 else text
    decimals = _telling(value, low, high)
    if e.unit == "%":
        decimals = max(decimals, 0)
    largest = max(abs(low), abs(high))
    if high - low < _UNSEEN * 10.0**-decimals:  # a tie must not be rounded both ways
        low = high = value
    parts = [rounded(part, decimals, sign=sign, like=largest) for part in (value, low, high)]
    if len(set(parts)) == 1:
        return united(rounded(value, decimals, trim=True, sign=sign), unit)
    level = "" if e.confidence == 0.95 else f"; {number(100 * e.confidence)}%"
    return f"{united(parts[0], unit)} [{parts[1]}, {parts[2]}{level}]"


def _telling(value: float, low: float, high: float) -> int:
    """Decimals for an interval: enough that an end which is not zero does not read as zero."""
    largest = max(abs(low), abs(high))
    decimals = min(decimals_of(value, (high - low) / 2), finest(largest))
    for more in range(min(4, finest(largest) - decimals + 1)):
        if all(part == 0 or nearest(part, decimals + more) != 0 for part in (low, high)):
            return decimals + more
    return decimals
