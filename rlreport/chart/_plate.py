"""One chart with all that belongs to it: words, and the rows that it draws."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import altair as alt

from rlreport import wording
from rlreport.chart._axes import axis_title, metric_title
from rlreport.chart._describe import caption, description, shown_points, title
from rlreport.chart._drawn import drawn, units
from rlreport.chart._layers import layered
from rlreport.chart._panel import Panel
from rlreport.chart._theme import THEMES, ThemeName
from rlreport.values import Axis

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True, eq=False)
class Plate:
    """A chart and its surroundings, not yet sized.

    Attributes:
        chart: without configuration, width and height.
        title, caption, description: heading, how to read it, and text alternative.
        columns: what x, y and smooth are called, with their units.
        points: the raw points drawn: series, x, y, smooth.
        lines: the curve drawn: series, x, smooth, low, high.
        numbers: of the key observations marked.
        spans: number of a key observation -> the part of the axis it is about, in units of x.
        axis: the horizontal axis; x is in milliseconds where it is the time of day.
        per: what the axis' own values were divided by to come to x.
    """

    chart: alt.LayerChart
    title: str
    caption: str
    description: str
    columns: dict[str, str]
    points: pd.DataFrame
    lines: pd.DataFrame
    numbers: tuple[int, ...]
    spans: dict[int, tuple[float, float]]
    axis: Axis
    per: float


def plate(panel: Panel, *, theme: ThemeName, points: int, shared: str = "") -> Plate:
    """The plate of `panel` with at most `points` marks that stand for single rows."""
    shown = drawn(panel, limit=points)
    per = units(panel).x
    words = description(panel, shown)
    chart = layered(
        panel,
        shown,
        THEMES[theme],
        shared=shared,
        title=alt.TitleParams(text=title(panel), subtitle=wording.capitalised(shown_points(shown))),
        description=words,
    )
    return Plate(
        chart=chart,
        title=title(panel),
        caption=caption(panel, shown),
        description=words,
        columns={"x": axis_title(panel), "y": metric_title(panel), "smooth": "Smoothed"},
        points=shown.points,
        lines=shown.lines,
        numbers=tuple(mark.number for mark in panel.marks),
        spans={m.number: (m.span[0] / per, m.span[1] / per) for m in panel.marks if m.span},
        axis=panel.axis,
        per=per,
    )
