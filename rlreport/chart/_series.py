"""What tells the series of a chart apart: colour, shape and dash, their legend, and tooltips."""

from __future__ import annotations

from typing import Any

import pandas as pd

from rlreport import wording
from rlreport.chart._axes import metric_title, tooltip_title, x_tooltip
from rlreport.chart._group import is_group, short_label
from rlreport.chart._names import own
from rlreport.chart._panel import Panel
from rlreport.chart._theme import DASHES, SHAPES, Theme

Channel = dict[str, Any]
_SYMBOL, _LETTER = 3.0, 0.48
"""Widths of a legend's symbol with the room beside it, and of a letter, of a label's size."""
_LONGEST = 42
"""Letters of the name of a run or a metric that a legend shows, at most."""


def curve_label(panel: Panel) -> str:
    """What the legend calls the curve; which smoother it is stands above the chart."""
    first = panel.trends[0]
    if is_group(first):
        return short_label(first.method)
    return "Line through the points" if panel.joined else "Smoothed curve"


def points_label(panel: Panel) -> str:
    """What the legend calls the points: the metric."""
    return own(wording.name(panel.meaning.label, _LONGEST))


def named(frame: pd.DataFrame, label: str, panel: Panel) -> pd.DataFrame:
    """One run's rows are named after what they are, several runs' rows after their run."""
    return frame if panel.several else frame.assign(series=label)


def run_names(panel: Panel) -> list[str]:
    """The names of the runs, in the order of the trends."""
    return [panel.names[trend.curve.run] for trend in panel.trends]


def color(label: str, panel: Panel, theme: Theme, single: str, *, legend: bool) -> Channel:
    """The colour of each run, or `single` for the only one."""
    colours = _run_colours(panel, theme) if panel.several else [single]
    return _nominal(label, panel, colours, _legend(panel, theme) if legend else None)


def one_color(label: str, colour: str, **symbol: Any) -> Channel:
    """One colour with one legend entry."""
    scale = {"domain": [label], "range": [colour]}
    return {"field": "series", "type": "nominal", "scale": scale, "legend": symbol}


def disc_color(panel: Panel, theme: Theme, single: str) -> Channel:
    """Of several runs, a number has the colour of the one that it belongs to."""
    if not panel.several:
        return {"value": single}
    return _nominal("", panel, _run_colours(panel, theme), None)


def shape(label: str, panel: Panel, theme: Theme, *, legend: bool = True) -> Channel:
    """The shape of each run's points."""
    several = [SHAPES[place % len(SHAPES)] for place in panel.order]
    if panel.several:
        return _nominal(label, panel, several, None)
    beside = _beside_the_curve(panel, theme) if legend else None
    return _nominal(label, panel, ["circle"], beside)


def dash(label: str, panel: Panel, theme: Theme) -> Channel:
    """The dash of each run's curve."""
    several = [list(DASHES[place % len(DASHES)]) for place in panel.order]
    dashes = several if panel.several else [[1, 0]]
    return _nominal(label, panel, dashes, _legend(panel, theme) | {"symbolType": "stroke"})


def tooltip(panel: Panel) -> list[Channel]:
    """What a point tells: its place, its value and that of the curve."""
    run = {"field": "series", "type": "nominal", "title": "Run"}
    n = {"field": "runs", "type": "quantitative", "title": "Runs here", "format": ","}
    return [
        *([run] if panel.several else []),
        x_tooltip(panel),
        number_tooltip("y", metric_title(panel)),
        number_tooltip("smooth", curve_label(panel)),
        *([n] if panel.groups else []),
    ]


def value_tooltip(panel: Panel, *, whose: str = "series") -> list[Channel]:
    """What the only value of a run tells: that of the column `whose`, and the value."""
    run = {"field": whose, "type": "nominal", "title": "Run"}
    return [run, number_tooltip("x", metric_title(panel))]


def number_tooltip(column: str, title: str) -> Channel:
    """The number in `column` with five digits."""
    number = {"field": column, "type": "quantitative", "format": ",.5~r"}
    return {**number, "title": tooltip_title(title)}


def _nominal(label: str, panel: Panel, range_: list[Any], legend: Channel | None) -> Channel:
    domain = run_names(panel) if panel.several else [label]
    scale = {"domain": domain, "range": range_}
    return {"field": "series", "type": "nominal", "scale": scale, "legend": legend}


def _run_colours(panel: Panel, theme: Theme) -> list[str]:
    return [theme.runs[place % len(theme.runs)] for place in panel.order]


def _legend(panel: Panel, theme: Theme) -> Channel:
    """Names of runs stand in as many columns as the chart has room for."""
    if not panel.several:
        return {}
    column = _SYMBOL + _LETTER * min(max(map(len, run_names(panel))), _LONGEST)
    return {"columns": {"expr": f"max(1, floor({theme.width} / {column * theme.size:.0f}))"}}


def _beside_the_curve(panel: Panel, theme: Theme) -> Channel:
    """The points' entry leaves room for that of the curve, which stands beside or below it."""
    taken = (2 * _SYMBOL + _LETTER * len(curve_label(panel))) * theme.size
    return {"labelLimit": {"expr": f"{theme.width} - ({theme.narrow} ? 20 : {taken:.0f})"}}
