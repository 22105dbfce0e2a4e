"""Runs with one value each: a row for every run, the highest on top, as none has a course.

A group of such runs has one row: their values, and the centre with its interval between them. Of
the only group, each run has its own besides. The values stand in a column at the right.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from rlreport import wording
from rlreport.chart._axes import value_channel
from rlreport.chart._drawn import Drawn, units
from rlreport.chart._group import is_group
from rlreport.chart._layers import CHOSEN, Layer, chart_of, mark_of
from rlreport.chart._panel import Panel
from rlreport.chart._series import color, run_names, shape, value_tooltip
from rlreport.chart._theme import WIDTH, Theme
from rlreport.values import Estimate, Trend

_SIZE, _MEMBER = 90, 40
"""Areas of the point of a run or group, and of a run behind a group, in square pixels."""
_ABOVE = -14
"""Pixels by which a number stands above its point: below it in Vega's count."""
_BESIDE = 8
"""Pixels between the plot and the column of values."""
_FILLED = 0.8
"""Share of its row's height that a name fills, at most."""
_CHOSEN = f"{CHOSEN} == '' || indexof(split(datum.number, ', '), {CHOSEN}) >= 0"
_OTHERS = 0.3
"""Opacity of numbers other than that of the chosen key observation."""
_LABELS = 0.42
"""Share of the room that the names of runs take, at most."""
_LETTER = 0.56
"""Width of a letter of theirs, of its size: longer names are cut in their middle."""


def standing(
    panel: Panel, shown: Drawn, theme: Theme, *, name: str, shared: str
) -> tuple[dict[str, Any], dict[str, pd.DataFrame]]:
    """The chart, and its rows by the names that it calls them; arguments as for `layered`."""
    label = run_names(panel)[0]
    rows = pd.concat([shown.points, shown.edge], ignore_index=True)[["y", "series"]]
    rows = rows.rename(columns={"y": "x"})
    rows = rows.sort_values("x", ascending=False, kind="stable").assign(row=rows["series"])
    room = f"{theme.width} * {_LABELS}"
    names: dict[str, Any] = {
        "title": None,
        "labelLimit": {"expr": room},
        "labelExpr": f"truncate(datum.label, floor({room} / {_LETTER * theme.size:g}), 'center')",
        "grid": True,
    }
    encoding = {
        "x": value_channel(panel, shown),
        "y": {"field": "row", "type": "nominal", "sort": None, "axis": names},
    }
    dot: dict[str, Any] = {"tooltip": value_tooltip(panel)}
    if len(panel.trends) <= len(theme.runs):  # colours of more would come again
        encoding["color"] = color(label, panel, theme, theme.runs[0], legend=False)
        dot["shape"] = shape(label, panel, theme, legend=False)
    else:
        encoding["color"] = {"value": theme.points}
    points = mark_of("point", said=True, filled=True, size=_SIZE, opacity=1)
    layers = [Layer(data="points", rows=rows, spec={"mark": points, "encoding": encoding | dot})]
    if panel.groups:
        between = shown.lines.dropna(subset=["low", "high"])[["low", "high", "series"]]
        between = between.rename(columns={"low": "x", "high": "until"})
        runs = shown.members[["smooth", "series", "member"]].rename(columns={"smooth": "x"})
        runs = runs.sort_values("x", ascending=False, kind="stable")
        runs["row"] = runs["series" if panel.several else "member"]
        layers += [
            Layer(
                data="members",
                rows=runs,
                spec={
                    "mark": mark_of("point", filled=True, size=_MEMBER, opacity=0.35),
                    "encoding": encoding | {"tooltip": value_tooltip(panel, whose="member")},
                },
            ),
            Layer(
                data="band",
                rows=between.assign(row=between["series"]),
                spec={
                    "mark": mark_of("rule", strokeWidth=2),
                    "encoding": encoding | {"x2": {"field": "until"}},
                },
            ),
        ]
    valued = pd.concat([layer.rows for layer in layers if layer.data != "band"])
    valued = valued.drop_duplicates("row")[["row", "x"]]
    names["labelFontSize"] = theme.size
    if theme.width == WIDTH:  # a page may give the chart less height than it asks for
        fitting = f"min({theme.size:g}, {_FILLED} * height / {len(valued)})"
        names["labelFontSize"] = {"expr": fitting}
    layers += [_values(valued, panel, theme, encoding), _numbers(shown, theme, encoding)]
    return chart_of(layers, theme, name=name, shared=shared)


def _values(rows: pd.DataFrame, panel: Panel, theme: Theme, encoding: Mapping[str, Any]) -> Layer:
    """The value of each row, at the right of the plot: of a group its centre."""
    per, unit = units(panel).y, panel.meaning.unit
    centres = {panel.names[t.curve.run]: _centre(t) for t in panel.trends if is_group(t)}
    said = [
        centres.get(row) or wording.quantity(value * per, unit)
        for row, value in zip(rows["row"], rows["x"], strict=True)
    ]
    value = {
        "x": {"value": "width"},
        "y": encoding["y"],
        "text": {"field": "value", "type": "nominal"},
    }
    size = encoding["y"]["axis"]["labelFontSize"]
    mark = mark_of("text", align="left", dx=_BESIDE, fontSize=size, color=theme.muted)
    spec = {"mark": mark | {"clip": False}, "encoding": value}
    return Layer(data="values", rows=rows.assign(value=said), spec=spec)


def _centre(trend: Trend) -> str:
    """The only value of a group, as finely as its interval allows; "" where it has none."""
    row, unit = trend.curve.rows[0], trend.curve.meaning.unit
    value, low, high = (float(values[row]) for values in (trend.level, trend.low, trend.high))
    known = np.isfinite([value, low, high]).all()
    return wording.level(Estimate(value=value, low=low, high=high, unit=unit)) if known else ""


def _numbers(shown: Drawn, theme: Theme, encoding: Mapping[str, Any]) -> Layer:
    """The numbers of the key observations on each run, above its point."""
    marks = shown.marks.groupby("series", sort=False).agg({"number": ", ".join, "smooth": "first"})
    rows = marks.rename(columns={"smooth": "x"}).rename_axis("row").reset_index()
    number = {
        "x": encoding["x"],
        "y": encoding["y"],
        "text": {"field": "number", "type": "nominal"},
        "opacity": {"condition": {"test": _CHOSEN, "value": 1}, "value": _OTHERS},
    }
    text = mark_of("text", fontWeight="bold", fontSize=theme.size, color=theme.ink, dy=_ABOVE)
    return Layer(data="marks", rows=rows, spec={"mark": text, "encoding": number})
