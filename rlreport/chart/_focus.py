"""The part of the axis that a chart shows: around a key observation, or where a reader zoomed to.

Works on the specification, not on the chart: copying and checking a chart takes Altair longer than
all the rest, and the part in view changes often.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rlreport.chart._plate import Plate

Window = tuple[float, float]
_ROOM = 1.0
"""Room on each side of a span, as a multiple of its length."""
_LEAST = 0.1
"""The least share of the axis that is shown, so that a short span keeps its surroundings."""
_SHADE = "#8a94a633"
"""Grey and half transparent, which shows on light and dark alike."""


def around(plate: Plate, number: int) -> Window | None:
    """The part of the axis around the key observation of that number, or None without a span."""
    span = plate.spans.get(number)
    if span is None or plate.lines.empty:
        return None
    first, last = float(plate.lines["x"].min()), float(plate.lines["x"].max())
    length = span[1] - span[0]
    room = max(_ROOM * length, (_LEAST * (last - first) - length) / 2)
    return max(first, span[0] - room), min(last, span[1] + room)


def framed(spec: Mapping[str, Any], window: Window | None, shade: Window | None) -> dict[str, Any]:
    """The specification of a chart that shows `window` of the axis, with `shade` shaded grey."""
    layers = [_within(layer, window) for layer in spec["layer"]]
    if shade is not None:
        layers.append(_shade(layers, shade))
    return {**spec, "layer": layers}


def _within(layer: Mapping[str, Any], window: Window | None) -> dict[str, Any]:
    x = layer.get("encoding", {}).get("x", {})
    if window is None or "scale" not in x:
        return dict(layer)
    x = {**x, "scale": {**x["scale"], "domain": list(window)}}
    return {**layer, "encoding": {**layer["encoding"], "x": x}}


def _shade(layers: list[dict[str, Any]], shade: Window) -> dict[str, Any]:
    x = next(_positions(layers))
    return {
        "data": {"values": [{"x": shade[0], "until": shade[1]}]},
        "mark": {"type": "rect", "color": _SHADE, "clip": True, "aria": False},
        "encoding": {"x": {**x, "field": "x"}, "x2": {"field": "until"}},
    }


def _positions(layers: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The horizontal positions of layers that have their own scale."""
    for layer in layers:
        x = layer.get("encoding", {}).get("x", {})
        if "scale" in x:
            yield x
