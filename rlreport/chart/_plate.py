"""One chart with all that belongs to it: words, and the rows that it draws."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import numpy as np

from rlreport import wording
from rlreport.chart._axes import axis_title, metric_title, zoomed
from rlreport.chart._describe import caption, description, shown_points, title
from rlreport.chart._drawn import Units, drawn, units
from rlreport.chart._layers import layered
from rlreport.chart._panel import Mark, Panel
from rlreport.chart._standing import standing
from rlreport.chart._theme import Theme
from rlreport.values import Axis

if TYPE_CHECKING:
    import pandas as pd

_ROW = 20
"""Pixels from the name of a row to that of the next."""
_AROUND = 60
"""Pixels of a chart's height that its horizontal axis takes."""
Columns = dict[str, list[Any]]
"""The values of each column of a table."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Plate:
    """A chart and its surroundings, not yet sized.

    Attributes:
        spec: in Vega-Lite, without heading, rows, configuration, width and height.
        rows: by the names that the specification calls them.
        title, caption, description: heading, how to read it, and text alternative.
        points_shown: how many points are drawn, of how many, and by which smoother the curve.
        domain: of the vertical axis.
        columns: what x, y and smooth are called, with their units; y alone of runs with one value.
        points: the raw points drawn: series and these columns.
        is_sample: whether these are some of more.
        lines: the curve drawn: series, x, smooth, low, high.
        numbers: of the key observations marked.
        places: number of a key observation -> where its marks stand along the chart.
        spans: number of a key observation -> the parts of the axis it is about, in units of x.
        zoomed: what runs along it: charts that share that move together.
        axis: the horizontal axis; x is in milliseconds where it is the time of day.
        per: what the axis' own values were divided by to come to x.
    """

    spec: Mapping[str, Any]
    rows: Mapping[str, pd.DataFrame]
    title: str
    caption: str
    description: str
    points_shown: str
    domain: tuple[float, float]
    columns: dict[str, str]
    points: pd.DataFrame
    is_sample: bool
    lines: pd.DataFrame
    numbers: tuple[int, ...]
    places: dict[int, tuple[float, ...]]
    spans: dict[int, tuple[tuple[float, float], ...]]
    zoomed: str
    axis: Axis
    per: float

    def plot_height(self, usual: int) -> int:
        """The height of the plot in pixels: the usual one, or more for the names of many rows."""
        named = {name for frame in self.rows.values() if "row" in frame for name in frame["row"]}
        return max(usual, len(named) * _ROW)

    def height(self, usual: int) -> int:
        """The height of the whole chart in pixels, its horizontal axis and legend among them."""
        return self.plot_height(usual - _AROUND) + _AROUND

    def columned(self) -> dict[str, Columns]:
        """The rows in columns, None where a number is not finite."""
        return {name: _columns(frame) for name, frame in self.rows.items()}

    def datasets(self) -> dict[str, list[dict[str, Any]]]:
        """The rows as plain data, None where a number is not finite."""
        return {name: _records(frame) for name, frame in self.rows.items()}


def plate(panel: Panel, *, theme: Theme, points: int, name: str = "", shared: str = "") -> Plate:
    """The plate of `panel` with at most `points` marks that stand for single rows.

    Args:
        panel: what to draw.
        theme: colours and type.
        points: the most marks that stand for single rows.
        name: of the chart, in a figure of several.
        shared: what the names of the selections end in; charts that share them move together.
    """
    shown = drawn(panel, limit=points)
    per = units(panel)
    words = description(panel, shown)
    points_shown = wording.capitalised(shown_points(panel, shown))
    numbered = {n: list(marks) for n, marks in groupby(panel.marks, key=attrgetter("number"))}
    layout = standing if panel.standing else layered
    spec, rows = layout(panel, shown, theme, name=name, shared=shared)
    columns = {"x": axis_title(panel), "y": metric_title(panel), "smooth": "Smoothed"}
    if panel.standing:
        columns = {"y": columns["y"]}
    return Plate(
        spec={**spec, "description": words},
        rows=rows,
        title=title(panel),
        caption=caption(panel, shown),
        description=words,
        points_shown=points_shown,
        domain=shown.domain,
        columns=columns,
        points=shown.points.drop(columns=["x", "smooth"]) if panel.standing else shown.points,
        is_sample=shown.is_sample,
        lines=shown.lines,
        numbers=tuple(mark.number for mark in panel.marks),
        places={n: tuple(_place(m, panel, per) for m in marks) for n, marks in numbered.items()},
        spans={n: spans for n, marks in numbered.items() if (spans := _spans(marks, per.x))},
        zoomed=zoomed(panel),
        axis=panel.axis,
        per=per.x,
    )


def _place(mark: Mark, panel: Panel, per: Units) -> float:
    """Where along the chart a mark stands."""
    return mark.level / per.y if panel.standing else mark.x / per.x


def _spans(marks: Sequence[Mark], per: float) -> tuple[tuple[float, float], ...]:
    return tuple((mark.span[0] / per, mark.span[1] / per) for mark in marks if mark.span)


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    columns = _columns(frame)
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _columns(frame: pd.DataFrame) -> Columns:
    return {str(name): _plain(frame[name]) for name in frame}


def _plain(column: pd.Series) -> list[Any]:
    values: list[Any] = column.tolist()
    if column.dtype.kind == "f" and np.isfinite(column.to_numpy()).all():
        return values
    return [None if isinstance(v, float) and not math.isfinite(v) else v for v in values]
