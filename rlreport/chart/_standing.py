"""Runs with one value each: a row for every run, the highest on top, as none has a course."""

from __future__ import annotations

from typing import Any

import pandas as pd

from rlreport.chart._axes import value_channel
from rlreport.chart._drawn import Drawn
from rlreport.chart._layers import Layer, chart_of, mark_of
from rlreport.chart._panel import Panel
from rlreport.chart._series import color, shape, value_tooltip
from rlreport.chart._theme import Theme

_SIZE = 90
"""Area of a point in square pixels."""
_LABELS = 0.42
"""Share of the room that the names of runs take, at most."""


def standing(
    panel: Panel, shown: Drawn, theme: Theme, *, name: str, shared: str
) -> tuple[dict[str, Any], dict[str, pd.DataFrame]]:
    """The chart, and its rows by the names that it calls them; arguments as for `layered`."""
    every = pd.concat([shown.points, shown.edge])[["y", "series"]]
    rows = every.sort_values("y", ascending=False, kind="stable").rename(columns={"y": "x"})
    names = {"title": None, "labelLimit": {"expr": f"{theme.width} * {_LABELS}"}, "grid": True}
    encoding = {
        "x": value_channel(panel, shown),
        "y": {"field": "series", "type": "nominal", "sort": None, "axis": names},
        "color": color("", panel, theme, theme.points, legend=False),
        "shape": shape("", panel, theme),
        "tooltip": value_tooltip(panel),
    }
    points = mark_of("point", said=True, filled=True, size=_SIZE, opacity=1)
    layer = Layer(data="points", rows=rows, spec={"mark": points, "encoding": encoding})
    return chart_of([layer], theme, name=name, shared=shared)
