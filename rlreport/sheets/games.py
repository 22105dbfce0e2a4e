"""Columns that count won, drawn and lost games -> those that are no loss, and no share of wins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from rlreport.catalogue import describe, words
from rlreport.values import FloatArray

_ENDS = (("win", {"draw", "tie"}, "loss"), ("wins", {"draws", "ties"}, "losses"))
"""How games end, in words of one number: a "loss" beside "wins" and "losses" is none of them."""


def counted(columns: Mapping[str, FloatArray]) -> tuple[str, ...]:
    """The columns of lost games, beside which those won and those drawn stand, so called.

    Those won are among them where each row tells of several games, as many or as few as they are.
    """
    spelled = {words(name): name for name in columns}
    found: list[str] = []
    for own, name in spelled.items():
        for won, drawn, lost in _ENDS:
            wins = spelled.get(_instead(own, lost, won), "") if lost in own else ""
            draws = (spelled.get(_instead(own, lost, one), "") for one in sorted(drawn))
            draw = next(filter(None, draws), "") if wins else ""
            if draw:
                found += [name, *_won(wins, [columns[one] for one in (wins, draw, name)])]
    return tuple(found)


def _won(wins: str, games: Sequence[FloatArray]) -> list[str]:
    """The column of wins, where these look like shares, but are counts of several games a row."""
    total = np.sum(games, axis=0)
    finite = total[np.isfinite(total)]
    several = finite.size and (finite == np.floor(finite)).all() and finite.min() > 1
    return [wins] if several and describe(wins, games[0]).role == "success" else []


def _instead(own: tuple[str, ...], word: str, other: str) -> tuple[str, ...]:
    return tuple(other if one == word else one for one in own)
