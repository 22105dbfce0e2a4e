"""From groups of points back to the rows and the unit of the curve."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from rlreport.evidence._phases import Piece
from rlreport.values import Curve, FloatArray, IntArray, Move, Segment

_STEP_RANGE = 0.12  # of the curve's range: less is no step
_NEAR = 3  # groups around a border in which the jump itself is looked for
_SUDDEN = 0.6  # share of the change that lies within the nearest groups
_GOES_ON = 0.3
"""Share of a jump that the level may go on by beside it, beyond what noise does: a curve that
saturates within a few points goes on."""
_NOISE = 1.5  # standard deviations that noise is granted there
_SHORT = 60
"""Groups of a curve of which the nearest around a border are a tenth: a curve that falls steeply at
its start does so over them as well, but not between two neighbours."""
_STEP_NOISE = 1.2  # standard deviations of the noise: less is no step


def phase(curve: Curve, first: int, last: int, *, sloped: bool) -> Segment:
    """The rows `first..last` (inclusive) of a curve as a phase, level or on a slope."""
    x, y = curve.x[first : last + 1], curve.y[first : last + 1]
    if curve.rows.size < curve.x.size:
        x, y = x[np.isfinite(y)], y[np.isfinite(y)]
    level = float(np.mean(y / 2) * 2)
    rest = y - level
    slope = 0.0
    if sloped:
        along = x - x.mean()
        reach = float(np.abs(along).max()) or 1.0
        along /= reach  # as squares of great x overflow
        rise = float((along / max(float(along @ along), 1e-300)) @ rest)
        rest -= rise * along
        slope = rise / reach
    unit = float(np.abs(rest).max()) or 1.0
    sd = float(np.sqrt(np.mean((rest / unit) ** 2))) * unit
    return Segment(first=first, last=last, level=level, slope=slope, sd=sd)


@dataclass(frozen=True, kw_only=True, eq=False)
class Grouped:
    """Groups of neighbouring points of a curve.

    Attributes:
        curve: any curve.
        edges: `(m + 1,)`, borders of the groups among the curve's finite points.
        y: `(m,)`, standardised means of the groups.
        spread: the unit of `y` in the unit of the curve.
    """

    curve: Curve
    edges: IntArray
    y: FloatArray
    spread: float

    def rows(self, first: int, last: int) -> tuple[int, int]:
        """First and last curve row of the groups `first..last`."""
        rows = self.curve.rows
        return int(rows[self.edges[first]]), int(rows[self.edges[last + 1] - 1])

    def move(self, move: Move) -> Move:
        """The move, from groups to rows and to the unit of the curve."""
        first, last = self.rows(move.first, move.last)
        size = move.size * self.spread
        return Move(sign=move.sign, first=first, last=last, size=size, p_value=move.p_value)

    def segment(self, piece: Piece) -> Segment:
        """The piece as a phase: its mean level, its slope per unit of x, and the scatter around."""
        return phase(self.curve, *self.rows(piece.first, piece.last), sloped=piece.sloped)

    def steps(
        self, pieces: tuple[Piece, ...], noise_sd: float, moves: tuple[Move, ...]
    ) -> IntArray:
        """Rows behind which the level jumps, between two pieces and within a significant move.

        Args:
            pieces: a partition.
            noise_sd: standard deviation of the noise of the groups.
            moves: significant moves, in groups.
        """
        least = max(_STEP_RANGE * float(np.ptp(self.y)), _STEP_NOISE * noise_sd)
        found = []
        for before, after in pairwise(pieces):
            jump = self._end(after, first=True) - self._end(before, first=False)
            around = [
                move.size
                for move in moves
                if move.first <= before.last < move.last and move.sign * jump > 0
            ]
            if not around or abs(jump) < least:
                continue
            place = self._sudden(before.last, jump, max(abs(jump), *around), noise_sd)
            if place is not None:
                found.append(self.rows(before.first, place)[1])
        return np.array(sorted(set(found)), dtype=np.intp)

    def _sudden(self, last: int, jump: float, whole: float, noise_sd: float) -> int | None:
        """The group near `last` behind which most of the `whole` change happens at once, if any."""
        near = max(_NEAR, self.y.size // 50)
        places = range(max(last - _NEAR, near - 1), min(last + _NEAR, self.y.size - near - 1) + 1)
        if not places:
            return None
        changes = [self._change(place, near) * np.sign(jump) for place in places]
        best = int(np.argmax(changes))
        change, place = changes[best], places[best]
        if change < _SUDDEN * whole:
            return None
        beside = [self._change(p, near) * np.sign(jump) for p in (place - near, place + near)]
        doubt = _NOISE * noise_sd * np.sqrt(2 / near)
        if max(beside) > _GOES_ON * change + doubt:
            return None
        gap = (self.y[place + 1] - self.y[place]) * np.sign(jump)
        return None if self.y.size < _SHORT and gap < _SUDDEN * change else place

    def _change(self, last: int, near: int) -> float:
        """Mean of the `near` groups behind `last`, less that of the ones up to it."""
        after = self.y[last + 1 : last + 1 + near]
        before = self.y[max(last + 1 - near, 0) : max(last + 1, 0)]
        return float(after.mean() - before.mean()) if after.size and before.size else 0.0

    def _end(self, piece: Piece, *, first: bool) -> float:
        """The piece's fitted level at its first or last point."""
        y = self.y[piece.first : piece.last + 1]
        if not piece.sloped:
            return float(y.mean())
        t = np.arange(y.size) - (y.size - 1) / 2
        slope = float(t @ y / (t @ t))
        return float(y.mean()) + slope * float(t[0] if first else t[-1])
