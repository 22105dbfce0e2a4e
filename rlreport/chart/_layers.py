"""Altair layers of one chart, from what is drawn."""

from __future__ import annotations

from typing import Any, Literal

import altair as alt
import pandas as pd

from rlreport import wording
from rlreport.chart._drawn import Drawn
from rlreport.chart._panel import Panel
from rlreport.chart._theme import DASHES, SHAPES, Theme

_ZOOM = "wheel![event.ctrlKey || event.metaKey]"
"""A plain wheel scrolls the page; with control, or a pinch, it zooms."""
_LONG = 1e5
"""Numbers from here on are labelled 100k, 1M."""
_SHORT = 1e-3
"""Numbers up to here are labelled 1e-4."""
_PREFIXED = {"format": "~s", "labelExpr": "datum.value === 0 ? '0' : datum.label"}
_STROKE = "M-0.2,-0.8L0.2,-0.8L0.2,0.8L-0.2,0.8Z"
"""A legend's symbol for ticks."""
_CIRCLE = 330
"""Area of the circle behind a number, in square pixels."""


def layered(
    panel: Panel, shown: Drawn, theme: Theme, *, zoom: str, **properties: Any
) -> alt.LayerChart:
    """The layers from back to front: spans, band, points, curve, what is not finite, numbers.

    Args:
        panel: what the chart shows.
        shown: the rows it draws.
        theme: its colours.
        zoom: name of the selection that is the visible part of the axis.
        properties: of the chart, such as its title.
    """
    layers = [
        *_spans(panel, shown, theme),
        *_band(panel, shown, theme),
        _points(panel, shown, theme),
        *_edge(panel, shown, theme),
        _curves(panel, shown, theme),
        *_nonfinite(panel, shown, theme),
        *_numbers(panel, shown, theme),
    ]
    zooming = alt.selection_interval(name=zoom, bind="scales", encodings=["x"], zoom=_ZOOM)
    layers[0] = layers[0].add_params(zooming)
    apart = alt.Resolve(
        scale=alt.ScaleResolveMap(
            color="independent", shape="independent", strokeDash="independent"
        )
    )
    return alt.LayerChart(layer=layers, resolve=apart, **properties)


# --- axes ---------------------------------------------------------------------------------------


def axis_title(panel: Panel) -> str:
    """The title of the horizontal axis: "RL FLOPs (EFLOP)"."""
    return wording.axis_title(panel.axis, panel.reach)


def metric_title(panel: Panel) -> str:
    """The title of the vertical axis: "Training accuracy (%)"."""
    unit = wording.scale(panel.height, panel.meaning.unit)[1]
    label = wording.name(panel.meaning.label)
    return f"{label} ({wording.name(unit)})" if unit else label


def _x(panel: Panel) -> alt.X:
    axis: dict[str, Any] = {"title": axis_title(panel), "labelFlush": True, "tickCount": 6}
    if not _timed(panel) and not panel.axis.unit and panel.reach >= _LONG:
        axis |= _PREFIXED
    scale = alt.Scale(type="utc" if _timed(panel) else "linear", zero=False, nice=False, padding=8)
    return alt.X("x", type=_x_type(panel), scale=scale, axis=alt.Axis(**axis))


def _y(column: str, panel: Panel, shown: Drawn) -> alt.Y:
    axis: dict[str, Any] = {"title": metric_title(panel), "tickCount": 6}
    largest = max(map(abs, shown.domain))
    if largest >= _LONG:
        axis |= _PREFIXED
    elif largest < _SHORT:
        axis["format"] = "~e"
    elif panel.meaning.unit == "%":
        axis["labelExpr"] = "datum.label + '%'"
    scale = alt.Scale(domain=list(shown.domain), zero=False, nice=False)
    return alt.Y(column, type="quantitative", scale=scale, axis=alt.Axis(**axis))


def _timed(panel: Panel) -> bool:
    return panel.axis.kind == "wall_time"


def _x_type(panel: Panel) -> Literal["temporal", "quantitative"]:
    return "temporal" if _timed(panel) else "quantitative"


def _x_tooltip(panel: Panel) -> alt.Tooltip:
    if _timed(panel):
        return alt.Tooltip("when", type="nominal", title=axis_title(panel))
    return alt.Tooltip("x", type="quantitative", title=axis_title(panel), format=",.7~r")


def _tooltip(panel: Panel) -> list[alt.Tooltip]:
    run = alt.Tooltip("series", type="nominal", title="Run")
    y = alt.Tooltip("y", type="quantitative", title=metric_title(panel), format=",.5~r")
    smooth = alt.Tooltip("smooth", type="quantitative", title=curve_label(panel), format=",.5~r")
    return [*([run] if panel.several else []), _x_tooltip(panel), y, smooth]


# --- series -------------------------------------------------------------------------------------


def curve_label(panel: Panel) -> str:
    """What the legend calls the curve: the smoother is named unless it is the automatic one."""
    method = panel.trends[0].method
    return "Smoothed curve" if method.name == "auto" else f"Smoothed curve: {method.label}"


def _named(frame: pd.DataFrame, label: str, panel: Panel) -> pd.DataFrame:
    """One run's rows are named after what they are, several runs' rows after their run."""
    return frame if panel.several else frame.assign(series=label)


def _series(label: str, panel: Panel) -> list[str]:
    if not panel.several:
        return [label]
    return [wording.name(trend.curve.run) for trend in panel.trends]


def _color(label: str, panel: Panel, theme: Theme, single: str, *, legend: bool) -> alt.Color:
    several = [theme.runs[place % len(theme.runs)] for place in panel.order]
    return alt.Color(
        "series",
        type="nominal",
        scale=alt.Scale(domain=_series(label, panel), range=several if panel.several else [single]),
        legend=alt.Legend() if legend else None,
    )


def _shape(label: str, panel: Panel) -> alt.Shape:
    several = [SHAPES[place % len(SHAPES)] for place in panel.order]
    return alt.Shape(
        "series",
        type="nominal",
        scale=alt.Scale(
            domain=_series(label, panel), range=several if panel.several else ["circle"]
        ),
        legend=None if panel.several else alt.Legend(),
    )


def _dash(label: str, panel: Panel) -> alt.StrokeDash:
    several = [list(DASHES[place % len(DASHES)]) for place in panel.order]
    return alt.StrokeDash(
        "series",
        type="nominal",
        scale=alt.Scale(domain=_series(label, panel), range=several if panel.several else [[1, 0]]),
        legend=alt.Legend(symbolType="stroke"),
    )


# --- layers -------------------------------------------------------------------------------------


def _points(panel: Panel, shown: Drawn, theme: Theme) -> alt.Chart:
    label = wording.name(panel.meaning.label)
    crowd = len(shown.points)
    mark = alt.Chart(_named(shown.points, label, panel)).mark_point(
        filled=True,
        size=30 if crowd <= 300 else 18 if crowd <= 900 else 11,
        opacity=0.3 if panel.several else 0.62 if crowd <= 300 else 0.45,
        clip=True,
        aria=False,
    )
    chart: alt.Chart = mark.encode(
        x=_x(panel),
        y=_y("y", panel, shown),
        color=_color(label, panel, theme, theme.points, legend=not panel.several),
        shape=_shape(label, panel),
        tooltip=_tooltip(panel),
    )
    return chart


def _edge(panel: Panel, shown: Drawn, theme: Theme) -> list[alt.Chart]:
    """Arrows at the ends of the vertical axis for points that lie beyond."""
    if shown.edge.empty:
        return []
    label = wording.name(panel.meaning.label)
    mark = alt.Chart(_named(shown.edge, label, panel)).mark_point(filled=True, size=60, aria=False)
    return [
        mark.encode(
            x=_x(panel),
            y=_y("edge", panel, shown),
            color=_color(label, panel, theme, theme.points, legend=False),
            shape=alt.Shape("shape", type="nominal", scale=None),
            tooltip=_tooltip(panel),
        )
    ]


def _band(panel: Panel, shown: Drawn, theme: Theme) -> list[alt.Chart]:
    rows = shown.lines.dropna(subset=["low", "high"])
    if rows.empty:
        return []
    label = curve_label(panel)
    mark = alt.Chart(_named(rows, label, panel)).mark_area(opacity=0.2, clip=True, aria=False)
    return [
        mark.encode(
            x=_x(panel),
            y=_y("low", panel, shown),
            y2=alt.Y2("high"),
            color=_color(label, panel, theme, theme.curve, legend=False),
        )
    ]


def _curves(panel: Panel, shown: Drawn, theme: Theme) -> alt.Chart:
    label = curve_label(panel)
    mark = alt.Chart(_named(shown.lines, label, panel)).mark_line(
        strokeWidth=2.4, strokeJoin="round", clip=True
    )
    chart: alt.Chart = mark.encode(
        x=_x(panel),
        y=_y("smooth", panel, shown),
        color=_color(label, panel, theme, theme.curve, legend=True),
        strokeDash=_dash(label, panel),
        description=alt.value(label),
    )
    return chart


def _nonfinite(panel: Panel, shown: Drawn, theme: Theme) -> list[alt.Chart]:
    if shown.nonfinite.empty:
        return []
    label = f"NaN or infinite ({shown.lost:,})"
    mark = alt.Chart(shown.nonfinite.assign(series=label)).mark_tick(
        orient="vertical", thickness=2, size=14, yOffset=-7, clip=True, aria=False
    )
    return [
        mark.encode(
            x=_x(panel),
            y=alt.value("height"),
            color=alt.Color(
                "series",
                type="nominal",
                scale=alt.Scale(domain=[label], range=[theme.alert]),
                legend=alt.Legend(symbolType=_STROKE),
            ),
            tooltip=[alt.Tooltip("series", type="nominal", title="Logged"), _x_tooltip(panel)],
        )
    ]


def _spans(panel: Panel, shown: Drawn, theme: Theme) -> list[alt.Chart]:
    if shown.spans.empty:
        return []
    mark = alt.Chart(shown.spans).mark_rect(color=theme.muted, opacity=0.09, clip=True, aria=False)
    return [mark.encode(x=_x(panel), x2=alt.X2("until"))]


def _numbers(panel: Panel, shown: Drawn, theme: Theme) -> list[alt.Chart]:
    """A thin leader from the curve, a disc, and the number on it."""
    if shown.marks.empty:
        return []
    base = alt.Chart(shown.marks).encode(x=_x(panel))
    said = alt.Tooltip("text", type="nominal", title="Key observation")
    leader = base.mark_rule(color=theme.ink, strokeWidth=1, clip=True, aria=False)
    disc = base.mark_point(
        filled=True, fill=theme.ink, stroke=theme.surface, strokeWidth=1.5, size=_CIRCLE,
        opacity=1, clip=True, aria=False,
    )  # fmt: skip
    number = base.mark_text(
        color=theme.surface, fontWeight="bold", fontSize=11, baseline="middle", clip=True
    )
    place = _y("place", panel, shown)
    return [
        leader.encode(y=_y("smooth", panel, shown), y2=alt.Y2("place")),
        disc.encode(y=place, tooltip=said),
        number.encode(
            y=place,
            text=alt.Text("number", type="nominal"),
            tooltip=said,
            description=alt.Description("text", type="nominal"),
        ),
    ]
