"""Minima of likelihoods: on grids, and by steps from where the grid is least.

Losses take arrays, one for each parameter, of the places where they are asked for: several places
at once cost little more than one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from rlreport.values import FloatArray

_FIRST_STEP = (0.4, 0.1)
_LAST_STEP = 0.01
_MOST_MOVES = 200
_AT_ONCE = 8  # places of a grid: more of them leave the cache
_AHEAD = 2  # parameters whose steps are asked for before it is known whether the first helps

Loss = Callable[..., FloatArray]


def least_of(loss: Loss, *values: Sequence[float] | FloatArray) -> tuple[float, ...]:
    """The place of the least `loss` among all combinations of `values`."""
    places = np.stack(np.meshgrid(*values, indexing="ij"), axis=-1).reshape(-1, len(values))
    parts = np.split(places, range(_AT_ONCE, len(places), _AT_ONCE))
    losses = np.concatenate([loss(*part.T) for part in parts])
    return tuple(places[int(np.argmin(losses))].tolist())


def pattern_search(
    loss: Loss,
    start: Sequence[float],
    low: Sequence[float],
    high: Sequence[float],
    *,
    last_step: float = _LAST_STEP,
) -> tuple[float, ...]:
    """The place of a minimum of `loss` in the box `low..high`, by halving steps from `start`.

    The first parameter is a logarithm of a stiffness, the others are shares.
    Hooke and Jeeves (1961), doi:10.1145/321062.321069.
    """
    search = Search(loss, low, high)
    place = search.within(np.asarray(start))
    least = search.losses(place[None])[0]
    step = np.array([_FIRST_STEP[0], *[_FIRST_STEP[1]] * (place.size - 1)])
    for _ in range(_MOST_MOVES):
        trial, value = search.explored(place, least, step)
        if value < least:
            ahead = search.within(2 * trial - place)
            place, least = trial, value
            beyond = search.losses(ahead[None])[0]
            if beyond < least:
                place, least = ahead, beyond
        elif step[0] <= last_step:
            break
        else:
            step = step / 2
    return tuple(place.tolist())


class Search:
    """A loss in a box `low..high`, and what it was where it has been asked for."""

    def __init__(
        self, loss: Loss, low: Sequence[float] | FloatArray, high: Sequence[float] | FloatArray
    ) -> None:
        self._loss, self._low, self._high = loss, np.asarray(low), np.asarray(high)
        self._known: dict[tuple[float, ...], float] = {}

    def within(self, places: FloatArray) -> FloatArray:
        """`places` `(..., m)` put into the box."""
        return np.asarray(np.minimum(np.maximum(places, self._low), self._high))

    def losses(self, places: FloatArray) -> list[float]:
        """The losses at `places` `(k, m)`."""
        asked = [tuple(place) for place in places.tolist()]
        new = [place for place in dict.fromkeys(asked) if place not in self._known]
        if new:
            self._known.update(zip(new, self._loss(*np.array(new).T).tolist(), strict=True))
        return [self._known[place] for place in asked]

    def explored(
        self, place: FloatArray, least: float, step: FloatArray
    ) -> tuple[FloatArray, float]:
        """The best place one step along each parameter in turn, and its loss.

        What lies ahead is asked for at once, twice as far each time that nothing was better.
        """
        axis, reach = 0, _AHEAD
        while axis < place.size:
            moves = np.diag(step)[axis : axis + reach].repeat(2, axis=0)
            moves[1::2] *= -1
            trials = self.within(place + moves)
            values = self.losses(trials)
            better = next((row for row, value in enumerate(values) if value < least), None)
            if better is None:
                axis, reach = axis + reach, 2 * reach
            else:
                place, least = trials[better], values[better]
                axis, reach = axis + better // 2 + 1, _AHEAD
        return place, least
