"""Columns that count won, drawn and lost games -> those lost, which no training descends."""

from __future__ import annotations

from collections.abc import Iterable

from rlreport.catalogue import words

_ENDS = (("win", {"draw", "tie"}, "loss"), ("wins", {"draws", "ties"}, "losses"))
"""How games end, in words of one number: a "loss" beside "wins" and "losses" is none of them."""


def lost(names: Iterable[str]) -> tuple[str, ...]:
    """The columns of lost games: those won and those drawn stand beside them, so called."""
    spelled = {name: words(name) for name in names}
    beside = {*spelled.values()}
    return tuple(
        name
        for name, own in spelled.items()
        for won, drawn, lost in _ENDS
        if lost in own
        and _instead(own, lost, won) in beside
        and any(_instead(own, lost, one) in beside for one in drawn)
    )


def _instead(own: tuple[str, ...], word: str, other: str) -> tuple[str, ...]:
    return tuple(other if one == word else one for one in own)
