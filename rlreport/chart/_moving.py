"""A chart whose specification stays the same when its rows, or only the words at its axes, change.

A browser that shows it then keeps the chart, and draws only its marks and labels anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rlreport.chart._axes import LABELS
from rlreport.chart._plate import Columns, Plate

_FRAME = "frame"
_NOW = f"(data('{_FRAME}')[0] || {{bottom: 1, top: 2, x: {{}}, y: {{}}}})"
"""What frames the rows, and before they come."""
_WORDS = ("title", "format", "tickMinStep")
"""What an axis takes from the frame: Vega can, once `chart.js` tells it to, Vega-Lite cannot."""
_LABEL = "labelExpr"


def moving(plate: Plate) -> tuple[dict[str, Any], dict[str, Columns], dict[str, list[Any]]]:
    """The specification of a plate, its rows, and the columns that a tooltip tells of a row.

    The last two are by the names that the specification calls the rows. A row more, the frame,
    holds the ends of the vertical axis and the words of both.
    """
    frame: dict[str, Any] = dict(zip(("bottom", "top"), plate.domain, strict=True))
    unseen = {"type": "point", "opacity": 0, "aria": False}
    layers: list[dict[str, Any]] = [{"data": {"name": _FRAME}, "mark": unseen}]
    tooltips = {}
    for layer in plate.spec["layer"]:
        mark, encoding = layer["mark"], dict(layer["encoding"])
        for name in ("x", "y"):
            if encoding.get(name, {}).get("type") == "nominal":
                frame[name] = {}
            elif "axis" in encoding.get(name, {}):
                frame[name] = _words(encoding[name]["axis"])
                encoding[name] = _wordless(name, encoding[name])
        if isinstance(encoding.get("tooltip"), list):
            tooltips[layer["data"]["name"]] = encoding.pop("tooltip")
            mark = {**mark, "tooltip": {"content": "data"}}
        layers.append({**layer, "mark": mark, "encoding": encoding})
    rows = {_FRAME: {name: [value] for name, value in frame.items()}, **plate.columned()}
    return {**plate.spec, "layer": layers}, rows, tooltips


def _words(axis: Mapping[str, Any]) -> dict[str, Any]:
    label = axis.get(_LABEL, LABELS["plain"])
    kind = next(kind for kind, written in LABELS.items() if written == label)
    return {**{name: axis.get(name) for name in _WORDS}, "labels": kind}


def _wordless(name: str, channel: Mapping[str, Any]) -> dict[str, Any]:
    """A position whose axis has its words, and if it is vertical its ends, from the frame."""
    axis = {k: value for k, value in channel["axis"].items() if k not in (*_WORDS, _LABEL)}
    kinds = (f"{_NOW}.{name}.labels == '{k}' ? {written} : " for k, written in LABELS.items())
    axis |= {"title": " ", _LABEL: "".join(kinds) + LABELS["plain"]}
    ends = [{"expr": f"{_NOW}.{end}"} for end in ("bottom", "top")]
    scale = {**channel["scale"], "domain": ends} if name == "y" else channel["scale"]
    return {**channel, "axis": axis, "scale": scale}
