"""How many of something an issue is about, in words."""

from __future__ import annotations


def many(count: int, noun: str) -> str:
    """Such as "1 row" and "2,000 rows"."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def verb(count: int, one: str, more: str) -> str:
    """The form of a verb that fits the count."""
    return one if count == 1 else more
