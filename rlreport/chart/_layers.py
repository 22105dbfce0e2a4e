"""Altair layers of one chart, from what is drawn."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from rlreport import wording
from rlreport.chart._axes import metric_title, x_channel, x_tooltip, y_channel
from rlreport.chart._drawn import Drawn, curve_column
from rlreport.chart._group import is_group, short_label
from rlreport.chart._panel import Panel
from rlreport.chart._theme import DASHES, SHAPES, Theme

_WHEEL = "wheel![event.ctrlKey || event.metaKey]"
"""A plain wheel scrolls the page; with control, or a pinch, it zooms."""
_TICK = "M-0.2,-0.8L0.2,-0.8L0.2,0.8L-0.2,0.8Z"
"""A legend's symbol for ticks."""
_CIRCLE = 330
"""Area of the circle behind a number, in square pixels."""
ZOOM, CROSSHAIR = "zoom", "crosshair"
"""Selections: the visible part of the axis, and the place that is read off."""
CHOSEN = "chosen"
"""The parameter that holds the number of the key observation that is chosen, "" for none."""
_NONE_OR_THIS = f"{CHOSEN} == '' || datum.number == {CHOSEN}"
_FADED = 0.4
"""Opacity of the numbers that are not chosen."""
_HALF_PAGE, _SYMBOL, _LETTER = 500, 36, 6.2
"""Pixels of a chart's width, of a legend's symbol with the room beside it, and of a letter."""


def layered(
    panel: Panel, shown: Drawn, theme: Theme, *, shared: str, **properties: Any
) -> alt.LayerChart:
    """The layers from back to front: chosen spans, crosshair, band, points, curve, numbers.

    Args:
        panel: what the chart shows.
        shown: the rows it draws.
        theme: its colours.
        shared: what the names of the selections end in; charts that share them move together.
        properties: of the chart, such as its title.
    """
    layers = [
        *_crosshair(panel, shown, theme, shared),
        *_restarts(panel, shown, theme),
        *_band(panel, shown, theme),
        *_members(panel, shown, theme),
        _points(panel, shown, theme),
        *_edge(panel, shown, theme),
        _curves(panel, shown, theme),
        *_nonfinite(panel, shown, theme),
        *_numbers(panel, shown, theme),
    ]
    zooming = alt.selection_interval(
        name=ZOOM + shared, bind="scales", encodings=["x"], zoom=_WHEEL
    )
    layers[0] = layers[0].add_params(zooming, alt.param(name=CHOSEN, value=""))
    apart = alt.Resolve(
        scale=alt.ScaleResolveMap(
            color="independent", shape="independent", strokeDash="independent"
        )
    )
    return alt.LayerChart(layer=[*_spans(panel, shown, theme), *layers], resolve=apart, **properties)


# --- series -------------------------------------------------------------------------------------


def curve_label(panel: Panel) -> str:
    """What the legend calls the curve: the smoother is named unless it is the automatic one."""
    method = panel.trends[0].method
    if is_group(panel.trends[0]):
        return short_label(method)
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
        legend=_legend(panel) if legend else None,
    )


def _disc_fill(panel: Panel, theme: Theme) -> alt.Fill | alt.FillValue:
    """Of several runs, a number has the colour of the one that it belongs to."""
    if not panel.several:
        return alt.FillValue(theme.ink)
    colours = [theme.runs[place % len(theme.runs)] for place in panel.order]
    scale = alt.Scale(domain=_series("", panel), range=colours)
    return alt.Fill("series", type="nominal", scale=scale, legend=None)


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
        legend=_legend(panel, symbolType="stroke"),
    )


def _legend(panel: Panel, **properties: Any) -> alt.Legend:
    """Names of runs stand in as many columns as fit a chart of half a page."""
    if panel.several:
        longest = max(len(name) for name in _series("", panel))
        properties["columns"] = max(1, int(_HALF_PAGE / (_SYMBOL + _LETTER * min(longest, 42))))
    return alt.Legend(**properties)


def _tooltip(panel: Panel) -> list[alt.Tooltip]:
    run = alt.Tooltip("series", type="nominal", title="Run")
    y = alt.Tooltip("y", type="quantitative", title=metric_title(panel), format=",.5~r")
    smooth = alt.Tooltip("smooth", type="quantitative", title=curve_label(panel), format=",.5~r")
    n = alt.Tooltip("runs", type="quantitative", title="Runs here", format=",")
    return [
        *([run] if panel.several else []),
        x_tooltip(panel),
        y,
        smooth,
        *([n] if panel.groups else []),
    ]


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
        x=x_channel(panel),
        y=y_channel("y", panel, shown),
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
            x=x_channel(panel),
            y=y_channel("edge", panel, shown),
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
            x=x_channel(panel),
            y=y_channel("low", panel, shown),
            y2=alt.Y2("high"),
            color=_color(label, panel, theme, theme.curve, legend=False),
        )
    ]


def _members(panel: Panel, shown: Drawn, theme: Theme) -> list[alt.Chart]:
    """A thin line for each run of a group, behind its curve."""
    if shown.members.empty:
        return []
    label = curve_label(panel)
    mark = alt.Chart(_named(shown.members, label, panel)).mark_line(
        strokeWidth=1, opacity=0.35, clip=True, aria=False
    )
    return [
        mark.encode(
            x=x_channel(panel),
            y=y_channel("smooth", panel, shown),
            color=_color(label, panel, theme, theme.curve, legend=False),
            detail=alt.Detail(["series", "member"], type="nominal"),
            tooltip=[alt.Tooltip("member", type="nominal", title="Run")],
        )
    ]


def _curves(panel: Panel, shown: Drawn, theme: Theme) -> alt.Chart:
    label = curve_label(panel)
    mark = alt.Chart(_named(shown.lines, label, panel)).mark_line(
        strokeWidth=2.4, strokeJoin="round", clip=True
    )
    chart: alt.Chart = mark.encode(
        x=x_channel(panel),
        y=y_channel("smooth", panel, shown),
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
            x=x_channel(panel),
            y=alt.value("height"),
            color=_single(label, theme.alert, symbolType=_TICK),
            tooltip=[alt.Tooltip("series", type="nominal", title="Logged"), x_tooltip(panel)],
        )
    ]


def _restarts(panel: Panel, shown: Drawn, theme: Theme) -> list[alt.Chart]:
    if shown.restarts.empty:
        return []
    label = "Restart"
    mark = alt.Chart(shown.restarts.assign(series=label)).mark_rule(
        strokeDash=[2, 3], clip=True, aria=False
    )
    return [
        mark.encode(
            x=x_channel(panel),
            color=_single(label, theme.muted, symbolType="stroke", symbolDash=[2, 3]),
            tooltip=[
                alt.Tooltip("series", type="nominal", title="A later launch"),
                x_tooltip(panel),
            ],
        )
    ]


def _single(label: str, colour: str, **symbol: Any) -> alt.Color:
    """One colour with one legend entry, drawn as a stroke."""
    return alt.Color(
        "series",
        type="nominal",
        scale=alt.Scale(domain=[label], range=[colour]),
        legend=alt.Legend(**symbol),
    )


def _crosshair(panel: Panel, shown: Drawn, theme: Theme, shared: str) -> list[alt.Chart]:
    """A vertical rule at the place nearest to the pointer, with what the curves are there.

    It lies behind the points, which tell their own values.
    """
    if shown.places.empty:
        return []
    name = CROSSHAIR + shared
    nearest = alt.selection_point(
        name, on="pointerover", clear="pointerout", nearest=True, encodings=["x"], empty=False
    )
    mark = alt.Chart(shown.places).mark_rule(color=theme.muted, clip=True, aria=False)
    rule = mark.encode(
        x=x_channel(panel),
        opacity=alt.condition(nearest, alt.value(0.8), alt.value(0)),
        tooltip=_read_off(panel),
    )
    return [rule.add_params(nearest)]


def _read_off(panel: Panel) -> list[alt.Tooltip]:
    if not panel.several:
        return _tooltip(panel)
    curves = [
        alt.Tooltip(curve_column(i), type="quantitative", title=name, format=",.5~r")
        for i, name in enumerate(_series("", panel))
    ]
    return [x_tooltip(panel), *curves]


def _spans(panel: Panel, shown: Drawn, theme: Theme) -> list[alt.Chart]:
    """The parts of the axis that the chosen key observation is about, shaded."""
    if shown.spans.empty:
        return []
    mark = alt.Chart(shown.spans).mark_rect(color=theme.muted, opacity=0.15, clip=True, aria=False)
    chosen = mark.transform_filter(f"datum.number == {CHOSEN}")
    return [chosen.encode(x=x_channel(panel), x2=alt.X2("until"))]


def _numbers(panel: Panel, shown: Drawn, theme: Theme) -> list[alt.Chart]:
    """A thin leader from the curve, a disc, and the number on it."""
    if shown.marks.empty:
        return []
    base = alt.Chart(shown.marks).encode(x=x_channel(panel))
    said = alt.Tooltip("text", type="nominal", title="Key observation")
    seen = alt.condition(_NONE_OR_THIS, alt.value(1), alt.value(_FADED))
    leader = base.mark_rule(color=theme.ink, strokeWidth=1, clip=True, aria=False)
    disc = base.mark_point(
        filled=True, stroke=theme.surface, strokeWidth=1.5, size=_CIRCLE, clip=True, aria=False
    )
    number = base.mark_text(
        color=theme.surface, fontWeight="bold", fontSize=11, baseline="middle", clip=True
    )
    place = y_channel("place", panel, shown)
    return [
        leader.encode(y=y_channel("smooth", panel, shown), y2=alt.Y2("place"), opacity=seen),
        disc.encode(y=place, tooltip=said, fill=_disc_fill(panel, theme), opacity=seen),
        number.encode(
            y=place,
            text=alt.Text("number", type="nominal"),
            opacity=seen,
            tooltip=said,
            description=alt.Description("text", type="nominal"),
        ),
    ]
