"""The layers of one chart, from what is drawn, as plain Vega-Lite.

Plain dictionaries: to check and to copy as many of Altair's objects takes longer than all the rest,
and the page draws its charts anew at every change.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from rlreport.chart._axes import x_channel, x_tooltip, y_channel
from rlreport.chart._drawn import Drawn, curve_column
from rlreport.chart._panel import Panel
from rlreport.chart._series import (
    color,
    curve_label,
    dash,
    disc_color,
    named,
    number_tooltip,
    one_color,
    points_label,
    run_names,
    shape,
    tooltip,
)
from rlreport.chart._theme import ROOM, WIDTH, Theme

_WHEEL = "wheel![event.ctrlKey || event.metaKey]"
"""A plain wheel scrolls the page; with control, or a pinch, it zooms."""
_TICK = "M-0.2,-0.8L0.2,-0.8L0.2,0.8L-0.2,0.8Z"
"""A legend's symbol for ticks."""
_CIRCLE = 2.3
"""Area of the circle behind a number, as a multiple of the square of a label's size."""
_SIZES = ((30, 60), (300, 30), (900, 18), (0, 11))
"""Number of points in a chart, at most, and the area of each in square pixels."""
ZOOM, CROSSHAIR = "zoom", "crosshair"
"""Selections: the visible part of the axis, and the place that is read off."""
CHOSEN = "chosen"
"""The parameter that holds the number of the key observation that is chosen, "" for none."""
_FILLED = f"{CHOSEN} == '' || datum.number == {CHOSEN}"
"""Whether a number stands on a filled disc: those that are not chosen stand in a ring."""
_PLACES = "places"
"""The rows of the layer that is read off: the nearest one to the pointer is shown."""
_SHADE = 0.15
"""Opacity of what shades the spans of the chosen one."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Layer:
    """One kind of mark.

    Attributes:
        data: the name of its rows.
        rows: what is drawn.
        spec: of a Vega-Lite layer, without data.
    """

    data: str
    rows: pd.DataFrame
    spec: Mapping[str, Any]


def layered(
    panel: Panel, shown: Drawn, theme: Theme, *, name: str, shared: str
) -> tuple[dict[str, Any], dict[str, pd.DataFrame]]:
    """The chart, and its rows by the names that it calls them.

    The layers from back to front: chosen spans, crosshair, band, points, curve, what happened to
    the run, numbers. The legend has the same order. What has no entry there is drawn even where it
    is empty: a page that shows the same chart with other rows then keeps it, and draws only these
    anew.

    Args:
        panel: what the chart shows.
        shown: the rows it draws.
        theme: its colours.
        name: of the chart, in a figure of several.
        shared: what the names of the selections end in; charts that share them move together.
    """
    crosshair = _crosshair(panel, shown, theme, shared)
    layers = [
        _spans(panel, shown, theme),
        *crosshair,
        _band(panel, shown, theme),
        *_members(panel, shown, theme),
        _points(panel, shown, theme),
        _edge(panel, shown, theme),
        _curves(panel, shown, theme),
        *_restarts(panel, shown, theme),
        *_nonfinite(panel, shown, theme),
        *_numbers(panel, shown, theme),
    ]
    home = (crosshair or layers)[0]
    return chart_of(layers, theme, name=name, shared=shared, home=home)


def chart_of(
    layers: Sequence[Layer],
    theme: Theme,
    *,
    name: str,
    shared: str,
    home: Layer | None = None,
) -> tuple[dict[str, Any], dict[str, pd.DataFrame]]:
    """The chart of these layers, and its rows by the names that it calls them.

    Args:
        layers: from back to front.
        theme: its colours.
        name: of the chart, in a figure of several.
        shared: what the names of the selections end in; charts that share them move together.
        home: the layer that hears what the reader does, if not the first.
    """
    hears = home or layers[0]
    spec = {
        "layer": [_placed(layer, name, home=layer is hears) for layer in layers],
        "params": [
            *_params(name, shared, read_off=hears.data == _PLACES),
            *([ROOM] if theme.width == WIDTH else []),
        ],
        "resolve": {"scale": dict.fromkeys(("color", "shape", "strokeDash"), "independent")},
    }
    return spec, {layer.data + name: layer.rows for layer in layers}


def _placed(layer: Layer, name: str, *, home: bool) -> dict[str, Any]:
    view = {"name": _view(name)} if home else {}
    return {**layer.spec, **view, "data": {"name": layer.data + name}}


def _view(name: str) -> str:
    """The layer of a chart that hears what the reader does."""
    return f"view{name}"


def _params(name: str, shared: str, *, read_off: bool) -> list[dict[str, Any]]:
    zoom = {"type": "interval", "encodings": ["x"], "zoom": _WHEEL}
    nearest = {
        "type": "point",
        "on": "pointerover",
        "clear": "pointerout",
        "nearest": True,
        "encodings": ["x"],
    }
    crosshair = {"name": CROSSHAIR + shared, "select": nearest, "views": [_view(name)]}
    return [
        *([crosshair] if read_off else []),
        {"name": ZOOM + shared, "select": zoom, "bind": "scales", "views": [_view(name)]},
        {"name": CHOSEN, "value": ""},
    ]


def mark_of(
    type_: str, *, said: bool = False, clip: bool = True, **properties: Any
) -> dict[str, Any]:
    """A mark inside of the plot; of those that are `said`, assistive technology hears each."""
    quiet = {} if said else {"aria": False}
    return {"type": type_, **({"clip": True} if clip else {}), **quiet, **properties}


def _points(panel: Panel, shown: Drawn, theme: Theme) -> Layer:
    label = points_label(panel)
    crowd = len(shown.points)
    mark = mark_of(
        "point",
        filled=True,
        size=_size(crowd),
        opacity=0.3 if panel.several else 0.62 if crowd <= 300 else 0.45,
    )
    encoding = {
        "x": x_channel(panel),
        "y": y_channel("y", panel, shown),
        "color": color(label, panel, theme, theme.points, legend=not panel.several),
        "shape": shape(label, panel, theme),
        "tooltip": tooltip(panel),
    }
    rows = named(shown.points, label, panel)
    return Layer(data="points", rows=rows, spec={"mark": mark, "encoding": encoding})


def _size(crowd: int) -> int:
    """Area of a point in square pixels, by how many there are; few must show beside the curve."""
    return next((size for most, size in _SIZES if crowd <= most), _SIZES[-1][1])


def _edge(panel: Panel, shown: Drawn, theme: Theme) -> Layer:
    """Arrows at the ends of the vertical axis for points that lie beyond."""
    label = points_label(panel)
    encoding = {
        "x": x_channel(panel),
        "y": y_channel("edge", panel, shown),
        "color": color(label, panel, theme, theme.points, legend=False),
        "shape": {"field": "shape", "type": "nominal", "scale": None},
        "tooltip": tooltip(panel),
    }
    mark = mark_of("point", clip=False, filled=True, size=60)
    rows = named(shown.edge, label, panel)
    return Layer(data="edge", rows=rows, spec={"mark": mark, "encoding": encoding})


def _band(panel: Panel, shown: Drawn, theme: Theme) -> Layer:
    rows = shown.lines.dropna(subset=["low", "high"])
    label = curve_label(panel)
    encoding = {
        "x": x_channel(panel),
        "y": y_channel("low", panel, shown),
        "y2": {"field": "high"},
        "color": color(label, panel, theme, theme.curve, legend=False),
    }
    spec = {"mark": mark_of("area", opacity=0.2), "encoding": encoding}
    return Layer(data="band", rows=named(rows, label, panel), spec=spec)


def _members(panel: Panel, shown: Drawn, theme: Theme) -> list[Layer]:
    """A thin line for each run of a group, behind its curve."""
    if shown.members.empty:
        return []
    label = curve_label(panel)
    encoding = {
        "x": x_channel(panel),
        "y": y_channel("smooth", panel, shown),
        "color": color(label, panel, theme, theme.curve, legend=False),
        "detail": [{"field": column, "type": "nominal"} for column in ("series", "member")],
        "tooltip": [{"field": "member", "type": "nominal", "title": "Run"}],
    }
    spec = {"mark": mark_of("line", strokeWidth=1, opacity=0.35), "encoding": encoding}
    return [Layer(data="members", rows=named(shown.members, label, panel), spec=spec)]


def _curves(panel: Panel, shown: Drawn, theme: Theme) -> Layer:
    label = curve_label(panel)
    encoding = {
        "x": x_channel(panel),
        "y": y_channel("smooth", panel, shown),
        "color": color(label, panel, theme, theme.curve, legend=True),
        "strokeDash": dash(label, panel, theme),
        "description": {"value": label},
    }
    mark = mark_of("line", said=True, strokeWidth=2.4, strokeJoin="round")
    rows = named(shown.lines, label, panel)
    return Layer(data="lines", rows=rows, spec={"mark": mark, "encoding": encoding})


def _nonfinite(panel: Panel, shown: Drawn, theme: Theme) -> list[Layer]:
    if shown.nonfinite.empty:
        return []
    label = f"NaN or infinite ({shown.lost:,})"
    encoding = {
        "x": x_channel(panel),
        "y": {"value": "height"},
        "color": one_color(label, theme.alert, symbolType=_TICK),
        "tooltip": [{"field": "series", "type": "nominal", "title": "Logged"}, x_tooltip(panel)],
    }
    mark = mark_of("tick", orient="vertical", thickness=2, size=14, yOffset=-7)
    rows = shown.nonfinite.assign(series=label)
    return [Layer(data="nonfinite", rows=rows, spec={"mark": mark, "encoding": encoding})]


def _restarts(panel: Panel, shown: Drawn, theme: Theme) -> list[Layer]:
    if shown.restarts.empty:
        return []
    label = "Restart"
    launch = {"field": "series", "type": "nominal", "title": "A later launch"}
    encoding = {
        "x": x_channel(panel),
        "color": one_color(label, theme.muted, symbolType="stroke", symbolDash=[2, 3]),
        "tooltip": [launch, x_tooltip(panel)],
    }
    spec = {"mark": mark_of("rule", strokeDash=[2, 3]), "encoding": encoding}
    return [Layer(data="restarts", rows=shown.restarts.assign(series=label), spec=spec)]


def _crosshair(panel: Panel, shown: Drawn, theme: Theme, shared: str) -> list[Layer]:
    """A vertical rule at the place nearest to the pointer, with what the curves are there.

    It lies behind the points, which tell their own values.
    """
    if shown.places.empty:
        return []
    nearest = {"param": CROSSHAIR + shared, "value": 0.8, "empty": False}
    encoding = {
        "x": x_channel(panel),
        "opacity": {"condition": nearest, "value": 0},
        "tooltip": _read_off(panel),
    }
    spec = {"mark": mark_of("rule", color=theme.muted), "encoding": encoding}
    return [Layer(data=_PLACES, rows=shown.places, spec=spec)]


def _read_off(panel: Panel) -> list[dict[str, Any]]:
    if not panel.several:
        return tooltip(panel)
    names = run_names(panel)
    curves = [number_tooltip(curve_column(i), name) for i, name in enumerate(names)]
    return [x_tooltip(panel), *curves]


def _spans(panel: Panel, shown: Drawn, theme: Theme) -> Layer:
    """The parts of the axis that the chosen key observation is about, shaded."""
    spec = {
        "mark": mark_of("rect", color=theme.muted, opacity=_SHADE),
        "transform": [{"filter": f"datum.number == {CHOSEN}"}],
        "encoding": {"x": x_channel(panel), "x2": {"field": "until"}},
    }
    return Layer(data="spans", rows=shown.spans, spec=spec)


def _numbers(panel: Panel, shown: Drawn, theme: Theme) -> list[Layer]:
    """A thin leader from the curve, a disc or a ring, and the number on it."""
    said = {"field": "text", "type": "nominal", "title": "Key observation"}
    x, place = x_channel(panel), y_channel("place", panel, shown)
    leader = {
        "mark": mark_of("rule", color=theme.ink, strokeWidth=1),
        "encoding": {
            "x": x,
            "y": y_channel("smooth", panel, shown),
            "y2": {"field": "place"},
        },
    }
    surface = {"value": theme.surface}
    filled = {"test": _FILLED, **disc_color(panel, theme, theme.ink)}
    inside = {"condition": filled, **surface}
    around = {"condition": {"test": _FILLED, **surface}, **disc_color(panel, theme, theme.muted)}
    size = _CIRCLE * theme.size**2
    disc = {
        "mark": mark_of("point", filled=True, opacity=1, strokeWidth=1.5, size=size),
        "encoding": {
            "x": x,
            "y": place,
            "tooltip": said,
            "fill": inside,
            "stroke": around,
        },
    }
    number = {
        "mark": mark_of(
            "text",
            said=True,
            fontWeight="bold",
            fontSize=theme.size - 1,
            baseline="middle",
        ),
        "encoding": {
            "x": x,
            "y": place,
            "text": {"field": "number", "type": "nominal"},
            "fill": around,
            "tooltip": said,
            "description": {"field": "text", "type": "nominal"},
        },
    }
    return [Layer(data="marks", rows=shown.marks, spec=spec) for spec in (leader, disc, number)]
