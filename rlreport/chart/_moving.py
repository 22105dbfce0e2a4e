"""A chart whose specification stays the same when its rows change.

A browser that shows it then keeps the chart, and draws only its marks anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rlreport.chart._plate import Columns, Plate

_FRAME = "frame"
_ENDS = ("bottom", "top")


def moving(plate: Plate) -> tuple[dict[str, Any], dict[str, Columns]]:
    """The specification of a plate, and its rows, with the ends of its vertical axis among them."""
    ends = {end: [value] for end, value in zip(_ENDS, plate.domain, strict=True)}
    unseen = {"type": "point", "opacity": 0, "aria": False}
    frame = {"data": {"name": _FRAME}, "mark": unseen}
    layers = [frame, *map(_free, plate.spec["layer"])]
    return {**plate.spec, "layer": layers}, {_FRAME: ends, **plate.columned()}


def _free(layer: Mapping[str, Any]) -> dict[str, Any]:
    """A layer whose vertical axis ends where the frame says, once there is one."""
    y = layer.get("encoding", {}).get("y", {})
    if "scale" not in y:
        return dict(layer)
    ends = [{"expr": f"(data('{_FRAME}')[0] || {{bottom: 1, top: 2}}).{end}"} for end in _ENDS]
    scale = {**y["scale"], "domain": ends}
    return {**layer, "encoding": {**layer["encoding"], "y": {**y, "scale": scale}}}
