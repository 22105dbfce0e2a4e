"""The part of the axis that shows a key observation."""

from __future__ import annotations

from rlreport.chart._plate import Plate

Window = tuple[float, float]
_ROOM = 1.0
"""Room on each side of what a key observation is about, as a multiple of its length."""
_LEAST = 0.1
"""The least share of the axis that is shown, so that a short span keeps its surroundings."""
_BEYOND = 0.04
"""Room behind the last point, as a share of what is shown, for the numbers that stand there."""


def around(plate: Plate, number: int) -> Window | None:
    """The part of the axis around the key observation of that number, or None without a span."""
    spans = plate.spans.get(number)
    if not spans or plate.lines.empty:
        return None
    first, last = float(plate.lines["x"].min()), float(plate.lines["x"].max())
    start, stop = min(start for start, _ in spans), max(stop for _, stop in spans)
    room = max(_ROOM * (stop - start), (_LEAST * (last - first) - (stop - start)) / 2)
    left, right = max(first, start - room), stop + room
    return left, min(last + _BEYOND * (last - left), right)
