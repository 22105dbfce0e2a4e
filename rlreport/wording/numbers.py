"""Numbers with their units, rounded to their uncertainty.

To its first digit, or its first two where that is a 1 (compare Particle Data Group 2024, section
5.3, for standard errors).
"""

from __future__ import annotations

import math

MINUS = "\u2212"
"""The minus sign of running text, as wide as a plus; names and exponents keep their hyphens."""
PLAIN_FROM, PLAIN_TO = 1e-3, 1e9
"""Outside of these a number is written as 3.1e-5."""
HUGE = 1e300
MOST_DIGITS = 4
"""Significant digits of a number, however small its uncertainty."""
DIGITS = 3
"""Significant digits of a number of unknown uncertainty."""

_POWERS = {"": 1.0, "k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "P": 1e15, "E": 1e18, "Z": 1e21}
_FLOPS = {f"{prefix}FLOP": power for prefix, power in {**_POWERS, "Y": 1e24}.items()}
TOKENS = {"tokens": 1.0, "k tokens": 1e3, "M tokens": 1e6, "B tokens": 1e9, "T tokens": 1e12}
_SPELLED = {"d": "days"}
_IN_TENTHS = ("%", "percentage points")
_WHOLE = 100.0  # percent: all of it, and not about all of it
_PLURALS = ("percentage points", "points", "days", "steps", "episodes", "epochs")
_TIMES = {"s": 1.0, "min": 60.0, "h": 3600.0, "d": 86400.0}
_TIME_FROM = {"s": 0.0, "min": 600.0, "h": 7200.0, "d": 4 * 86400.0}  # 90 s, but 10 min, 2 h, 4 d


def number(value: float, error: float | None = None) -> str:
    """A number as text, rounded to its uncertainty `error`: the half-width of its interval."""
    if not math.isfinite(value):
        return "not a number" if math.isnan(value) else f"{MINUS * (value < 0)}infinity"
    return rounded(value, decimals_of(value, error), trim=not error)


def decimals_of(value: float, error: float | None) -> int:
    """Decimal places (negative: tens, hundreds) that `value` deserves."""
    if error and math.isfinite(error):
        exponent = math.floor(math.log10(abs(error)))
        leads_with_one = abs(error) < 2 * 10.0**exponent
        return min(-exponent + (1 if leads_with_one else 0), finest(value))
    if value == 0:
        return 0
    whole = math.floor(math.log10(abs(value))) + 1
    return max(DIGITS - whole, 0) if abs(value) < PLAIN_TO else DIGITS - whole


def finest(value: float) -> int:
    """Decimal places that no uncertainty, however small, is a reason to go beyond."""
    whole = math.floor(math.log10(abs(value))) + 1 if value else 0
    return MOST_DIGITS - whole


def rounded(
    value: float, decimals: int, *, trim: bool = False, sign: bool = False, like: float = 0.0
) -> str:
    """`value` at that many decimal places, with separators for thousands and no negative zero.

    Whether it is written out or as 3.1e-5 is decided with the number that it stands beside, `like`.
    """
    exact = nearest(value, decimals)
    sign_ = MINUS if exact < 0 else "+" if sign else ""
    if exact == 0:
        written_out = max(abs(like), 10.0**-decimals) >= PLAIN_FROM
        return f"{0:.{decimals}f}" if written_out and decimals > 0 and not trim else "0"
    if not PLAIN_FROM <= max(abs(exact), abs(like)) < PLAIN_TO:
        return sign_ + _scientific(abs(exact), decimals, trim=trim)
    text = f"{abs(exact):,.{max(decimals, 0)}f}"
    return sign_ + (text.rstrip("0").rstrip(".") if trim and "." in text else text)


def nearest(value: float, decimals: int) -> float:
    """`value` rounded, where it can be: beyond 1e300 the next round number may not exist."""
    return value if abs(value) > HUGE else round(value, min(decimals, 300)) + 0.0


def _scientific(value: float, decimals: int, *, trim: bool) -> str:
    exponent = math.floor(math.log10(abs(value)))
    places = min(max(decimals + exponent, 0), 15)
    mantissa, power = f"{value:.{places}e}".split("e")
    if trim and "." in mantissa:
        mantissa = mantissa.rstrip("0").rstrip(".")
    return f"{mantissa}e{int(power)}"


def quantity(value: float, unit: str, *, error: float | None = None) -> str:
    """A number with its unit: "66.0%", "13.8", "1.2 EFLOP", "340 s", "1.2M tokens"."""
    if not math.isfinite(value):
        return number(value)
    divisor, unit = scale(value, unit)
    value, error = value / divisor, None if error is None else error / divisor
    if unit in _IN_TENTHS and not error and 0.1 <= abs(value) < 1000:
        return united(rounded(value, 1, trim=unit != "%" or abs(value) == _WHOLE), unit)
    return united(number(value, error), unit)


def united(text: str, unit: str) -> str:
    """A number's text with its unit: tight for percent and tokens, singular behind a 1."""
    if unit in {"", "ratio"}:
        return text
    unit = _SPELLED.get(unit, unit)
    if unit in _PLURALS and text.lstrip(f"+{MINUS}") == "1":
        unit = unit.removesuffix("s")
    tight = unit == "%" or (unit.endswith(" tokens") and unit in TOKENS)
    return f"{text}{unit}" if tight else f"{text} {unit}"


def scale(largest: float, unit: str) -> tuple[float, str]:
    """What to divide values up to `largest` by, and the unit that they then are in."""
    size = abs(largest) if math.isfinite(largest) else 0.0
    if unit in _FLOPS:
        return _prefix(size * _FLOPS[unit], _FLOPS[unit], _FLOPS)
    if unit == "tokens":
        return _prefix(size, 1.0, TOKENS)
    if unit == "s":
        chosen = max((u for u in _TIMES if size >= _TIME_FROM[u]), key=_TIMES.__getitem__)
        return _TIMES[chosen], chosen
    return 1.0, unit


def _prefix(size: float, given: float, units: dict[str, float]) -> tuple[float, str]:
    fitting = [unit for unit, power in units.items() if power <= size] or [next(iter(units))]
    return units[fitting[-1]] / given, fitting[-1]


def p_value(p: float) -> str:
    """A p-value: "p = 0.012", "p = 0.34", "p < 0.001"."""
    if p < 0.001:
        return "p < 0.001"
    return f"p = {p:.3f}" if p < 0.0995 else f"p = {p:.2f}"
