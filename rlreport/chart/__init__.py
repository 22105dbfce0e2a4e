"""Findings -> charts: the raw points, the smoothed curve, and the numbers of the text.

    _panel     findings      ->  Panel     one metric on one axis: its trends and its marks
    _group     Panel         ->  thin lines of the runs behind a group, and their number
    _drawn     Panel         ->  Drawn     thinned rows in readable units
    _describe  Panel, Drawn  ->  text      title, caption, text alternative
    _layers    Panel, Drawn  ->  layers    Vega-Lite
    _standing  the layer of runs with one value each
    _series    colours, shapes and dashes of the runs, their legend and tooltips
    _axes      titles, labels and positions
    _scale     even and logarithmic axes
    _names     names of others that mean something to the library that draws
    _lines     headings in lines, which a drawing does not break by itself
    _place     heights for the numbers
    _plate     a chart with all that belongs to it
    _focus     the part of the axis that is shown
    _moving    Plate           ->  a specification that stays the same when rows change
    _bundle    the scripts that draw in a browser
    _theme     colours and type, light and dark

Thinning is for display: every number in the report rests on all points.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

from rlreport.chart._axes import zoomed
from rlreport.chart._bundle import bundle
from rlreport.chart._focus import Window, around
from rlreport.chart._lines import headed, wrapped
from rlreport.chart._moving import moving
from rlreport.chart._panel import Panel, panels
from rlreport.chart._plate import Plate, plate
from rlreport.chart._scale import ScaleName
from rlreport.chart._theme import THEMES, Theme, ThemeName, config
from rlreport.values import Findings

if TYPE_CHECKING:
    import altair as alt

__all__ = [
    "THEMES",
    "Plate",
    "ScaleName",
    "Theme",
    "ThemeName",
    "Window",
    "around",
    "bundle",
    "charts",
    "config",
    "figure",
    "figure_spec",
    "headed",
    "marking",
    "moving",
    "plates",
    "specs",
    "wrapped",
]

POINTS = 1900
"""Marks of single rows in one chart, at most; beyond, the points are a sample."""
_FEWEST = 400
_HEIGHT = 300
_NARROWEST = 360
"""Pixels that a chart needs to stand beside another."""
_NOTHING = "There is nothing to draw."
_EMPTY = {
    "data": {"values": [{"text": _NOTHING}]},
    "mark": {"type": "text"},
    "encoding": {"text": {"field": "text", "type": "nominal"}},
}
_MARGIN = 76
"""Pixels of a chart's width that its vertical axis and its distance to the next take."""


def charts(findings: Findings, **choices: Any) -> tuple[alt.LayerChart, ...]:
    """The `specs` of the same arguments, each as a chart of Altair."""
    import altair as alt

    return tuple(alt.LayerChart.from_dict(spec) for spec in specs(findings, **choices))


def specs(
    findings: Findings,
    *,
    theme: ThemeName = "light",
    width: int | Literal["container"] = "container",
    height: int = _HEIGHT,
    points: int = POINTS,
    x_scale: ScaleName = "linear",
    y_scale: ScaleName = "linear",
) -> tuple[dict[str, Any], ...]:
    """One chart per metric, in the order of the trends; its runs lie over each other.

    They are plain Vega-Lite, ready to be drawn: to make objects of one takes Altair a second.

    Args:
        findings: what to draw; key observations are marked with their number.
        theme: the background that the colours are chosen for.
        width: of the plot in pixels, or as wide as what holds it.
        height: of the plot in pixels; more where it needs more for the names of its rows.
        points: the most marks that stand for single rows; more are thinned at random in strata.
        x_scale: "linear" or "log"; the caption says what a logarithmic axis cannot show.
        y_scale: the same of the vertical axis.
    """
    look = THEMES[theme] if width == "container" else replace(THEMES[theme], width=f"{width}")
    size = {"width": width, "config": config(look)}
    shown = panels(findings, x_scale=x_scale, y_scale=y_scale)
    drawn = [plate(panel, theme=look, points=points) for panel in shown]
    return tuple(
        {
            **plate.spec,
            **size,
            "height": plate.plot_height(height),
            "title": _title(plate),
            "datasets": plate.datasets(),
        }
        for plate in drawn
    )


def plates(
    findings: Findings,
    *,
    theme: ThemeName = "light",
    points: int = POINTS,
    x_scale: ScaleName = "linear",
    y_scale: ScaleName = "linear",
    size: float = 12,
) -> tuple[Plate, ...]:
    """The charts with their captions, text alternatives and rows; their labels are `size` pixels.

    They are neither sized nor configured.
    """
    shown = panels(findings, x_scale=x_scale, y_scale=y_scale)
    look = replace(THEMES[theme], size=size)
    return tuple(plate(panel, theme=look, points=points) for panel in shown)


def marking(findings: Findings, number: int | None) -> int:
    """The place of the first chart that marks the key observation `number`, 0 where none does."""
    marked = ({mark.number for mark in panel.marks} for panel in panels(findings))
    return next((place for place, numbers in enumerate(marked) if number in numbers), 0)


def figure(findings: Findings, **choices: Any) -> alt.ConcatChart:
    """The `figure_spec` of the same arguments as a chart of Altair."""
    import altair as alt

    return alt.ConcatChart.from_dict(figure_spec(findings, **choices))


def figure_spec(
    findings: Findings,
    *,
    theme: ThemeName = "light",
    width: int = 1100,
    height: int = _HEIGHT,
    points: int = POINTS,
    columns: int = 2,
    **properties: Any,
) -> dict[str, Any]:
    """All charts as one figure; zooming one zooms all that share its axis.

    Args:
        findings: what to draw.
        theme: the background that the colours are chosen for.
        width: of the figure in pixels; where it is narrow, the charts stand below each other.
        height: of each plot in pixels; more where it needs more for the names of its rows.
        points: the most marks that stand for single rows, in the whole figure; a chart of many
            has at least a few hundred.
        columns: charts side by side, at most.
        properties: of the figure, such as a title for all of it.
    """
    shown = panels(findings)
    columns = max(1, min(columns, len(shown), width // _NARROWEST))
    plot = width // columns - _MARGIN
    share = max(points // max(len(shown), 1), _FEWEST)
    look = replace(THEMES[theme], width=str(plot))
    drawn = [
        plate(panel, theme=look, points=share, name=f"-{place}", shared=_shared(panel, shown))
        for place, panel in enumerate(shown)
    ]
    return {
        "concat": [_part(plate, plot, height) for plate in drawn] or [_EMPTY],
        "params": _joined(param for plate in drawn for param in plate.spec["params"]),
        "datasets": {name: rows for plate in drawn for name, rows in plate.datasets().items()},
        "columns": columns,
        "spacing": 36,
        "description": " ".join(plate.description for plate in drawn) or _NOTHING,
        "config": config(look),
        **properties,
    }


def _title(plate: Plate) -> dict[str, Any]:
    return {"text": plate.title, "subtitle": plate.points_shown}


def _part(plate: Plate, width: int, height: int) -> dict[str, Any]:
    """A chart of a figure, which holds the parameters of all its charts itself."""
    spec = {name: part for name, part in plate.spec.items() if name != "params"}
    size = {"width": width, "height": plate.plot_height(height)}
    return {**spec, **size, "title": headed(_title(plate), width)}


def _joined(params: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Parameters of one name as one, heard in the views of all."""
    joined: dict[str, dict[str, Any]] = {}
    for param in params:
        views = [*joined.get(param["name"], {}).get("views", []), *param.get("views", [])]
        joined[param["name"]] = {**param, **({"views": views} if views else {})}
    return list(joined.values())


def _shared(panel: Panel, shown: Sequence[Panel]) -> str:
    """One zoom and crosshair for each axis: charts on different axes do not move together."""
    along = list(dict.fromkeys(map(zoomed, shown)))
    place = along.index(zoomed(panel))
    return f"_{place}" if place else ""
