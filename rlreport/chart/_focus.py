"""The part of the axis that a chart shows: around a key observation, or where a reader zoomed to.

Works on the specification, not on the chart: copying and checking a chart takes Altair longer than
all the rest, and the part in view changes often.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rlreport.chart._layers import CHOSEN
from rlreport.chart._plate import Plate

Window = tuple[float, float]
_ROOM = 1.0
"""Room on each side of what a key observation is about, as a multiple of its length."""
_LEAST = 0.1
"""The least share of the axis that is shown, so that a short span keeps its surroundings."""


def around(plate: Plate, number: int) -> Window | None:
    """The part of the axis around the key observation of that number, or None without a span."""
    spans = plate.spans.get(number)
    if not spans or plate.lines.empty:
        return None
    first, last = float(plate.lines["x"].min()), float(plate.lines["x"].max())
    start, stop = min(start for start, _ in spans), max(stop for _, stop in spans)
    room = max(_ROOM * (stop - start), (_LEAST * (last - first) - (stop - start)) / 2)
    return max(first, start - room), min(last, stop + room)


def framed(spec: Mapping[str, Any], window: Window | None, number: int | None) -> dict[str, Any]:
    """The specification of a chart that shows `window` of the axis, with one observation chosen."""
    layers = [_within(layer, window) for layer in spec["layer"]]
    params = [_told(param, number) for param in spec.get("params", [])]
    return {**spec, "layer": layers, "params": params}


def _told(param: Mapping[str, Any], number: int | None) -> dict[str, Any]:
    if param["name"] != CHOSEN or number is None:
        return dict(param)
    return {**param, "value": str(number)}


def _within(layer: Mapping[str, Any], window: Window | None) -> dict[str, Any]:
    x = layer.get("encoding", {}).get("x", {})
    if window is None or "scale" not in x:
        return dict(layer)
    x = {**x, "scale": {**x["scale"], "domain": list(window), "padding": 0}}
    return {**layer, "encoding": {**layer["encoding"], "x": x}}
