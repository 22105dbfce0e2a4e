"""The two axes of a chart: titles with units, labels that read well, even or logarithmic."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rlreport import wording
from rlreport.chart._drawn import Drawn
from rlreport.chart._names import own
from rlreport.chart._panel import Panel
from rlreport.chart._scale import AxisScale

_LONG = 1e5
"""Numbers from here on are labelled 100k, 1M."""
_SHORT = 1e-3
"""Numbers up to here are labelled 1e-4."""
_HUGE = 1e12
"""Numbers from here on are labelled 2e20, as in the text: few know the letters beyond T."""
LABELS = {
    "plain": "datum.label",
    "percent": "datum.label + '%'",
    "prefixed": "datum.value === 0 ? '0' : datum.label",
    "powers": "datum.value === 0 ? '0' : replace(format(datum.value, '~e'), 'e+', 'e')",
    "whole": "datum.value % 1 ? '' : format(datum.value, ',')",
}
"""How the number at a tick is written, in Vega's expressions."""
_HOURS = {"hours": "%H:%M", "minutes": "%H:%M"}
"""Times of day as Vega writes them, but of 24 hours."""
_PLACE = ",.7~r"
"""A place on the axis, written out."""
_WHOLE = ("step", "episodes", "row")
"""Axes that only whole numbers lie on."""
_ROOM = 16
"""Pixels at both ends of the horizontal axis, so that even a large number is seen whole."""
_NEAR = 8
"""Pixels from an end of the axis within which a number stands beside its tick, not centred on it:
where a reader zooms, ticks come as near."""
_LONGEST = 32
"""Letters of the metric's name beside a vertical axis, as a rule no longer than the axis."""


def axis_title(panel: Panel) -> str:
    """The title of the horizontal axis: "RL FLOPs (EFLOP)"."""
    return wording.axis_title(panel.axis, panel.reach)


def zoomed(panel: Panel) -> str:
    """What runs along the chart: those that share it move together."""
    return metric_title(panel) if panel.standing else axis_title(panel)


def metric_title(panel: Panel, longest: int = 60) -> str:
    """The metric with its unit: "Training accuracy (%)", in at most so many letters before that."""
    unit = wording.scale(panel.height, panel.meaning.unit)[1]
    label = wording.name(panel.meaning.label, longest)
    return f"{label} ({wording.name(unit)})" if unit else label


def x_channel(panel: Panel) -> dict[str, Any]:
    """The horizontal position, of the column x."""
    axis: dict[str, Any] = {"title": own(axis_title(panel)), "tickCount": 6}
    axis |= {"labelFlush": _NEAR, "labelSeparation": _NEAR}
    if _timed(panel):
        scale = {"nice": False, "padding": _ROOM, "type": "utc"}
        axis["format"] = _HOURS
        return {"field": "x", "type": "temporal", "scale": scale, "axis": axis}
    if panel.at_one_place:
        axis["format"] = _PLACE  # Vega would write 0.000000
    if not panel.axis.unit:
        if panel.axis.kind in _WHOLE or (panel.axis.kind == "epoch" and panel.whole):
            axis |= {"tickMinStep": 1, "labelExpr": LABELS["whole"]}
        axis |= _labels(panel.reach)
    return _along(panel.x_scale, axis)


def y_channel(column: str, panel: Panel, shown: Drawn) -> dict[str, Any]:
    """The vertical position, of `column`."""
    axis = {"title": own(metric_title(panel, _LONGEST)), **_values(panel, shown)}
    scale = {"type": panel.y_scale.kind, "domain": list(shown.domain), "nice": False}
    return {"field": column, "type": "quantitative", "scale": scale, "axis": axis}


def value_channel(panel: Panel, shown: Drawn) -> dict[str, Any]:
    """The horizontal position where the column x holds the values."""
    axis = {"title": own(metric_title(panel)), "labelSeparation": _NEAR, **_values(panel, shown)}
    return _along(panel.y_scale, axis)


def _along(kind: AxisScale, axis: Mapping[str, Any]) -> dict[str, Any]:
    """The horizontal position of numbers, of the column x."""
    scale: dict[str, Any] = {"nice": False, "padding": _ROOM, "type": kind.kind}
    if kind.kind == "linear":
        scale["zero"] = False
    return {"field": "x", "type": "quantitative", "scale": scale, "axis": axis}


def _values(panel: Panel, shown: Drawn) -> dict[str, Any]:
    """How values of the metric are labelled."""
    largest = max(map(abs, shown.domain))
    axis: dict[str, Any] = {"tickCount": 6}
    if largest >= _LONG:
        axis |= _labels(largest)
    elif largest < _SHORT:
        axis["format"] = "~e"
    elif panel.meaning.unit == "%":
        axis["labelExpr"] = LABELS["percent"]
    return axis


def _labels(largest: float) -> dict[str, str]:
    """How numbers up to `largest` are labelled where that needs more than their digits."""
    if largest >= _HUGE:
        return {"labelExpr": LABELS["powers"]}
    return {"format": "~s", "labelExpr": LABELS["prefixed"]} if largest >= _LONG else {}


def _timed(panel: Panel) -> bool:
    return panel.axis.kind == "wall_time"


def x_tooltip(panel: Panel) -> dict[str, Any]:
    """The place on the axis; the time of day is written out, for browsers would show their own."""
    title = tooltip_title(axis_title(panel))
    if _timed(panel):
        return {"field": "when", "type": "nominal", "title": title}
    return {"field": "x", "type": "quantitative", "format": _PLACE, "title": title}


def tooltip_title(text: str) -> str:
    r"""A title as Vega-Lite writes it into an expression, where it escapes quotes but no `\`."""
    return own(text.replace("\\", "\\\\"))
