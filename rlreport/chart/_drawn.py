"""The rows that a chart draws: thinned, in readable units, under fixed column names.

User text never becomes a column name: Vega-Lite reads dots, brackets and quotes in names as
syntax. Columns are `x`, `y`, `smooth`, `low`, `high`, `series`, `when`, `edge`, `shape`, `number`,
`place`, `text`, `until`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import repeat
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from rlreport import wording
from rlreport.chart._group import member_levels, member_lines, runs_at
from rlreport.chart._panel import Panel
from rlreport.chart._place import heights
from rlreport.thin import line_rows, scatter_rows, shares
from rlreport.values import FloatArray, IntArray, Trend

if TYPE_CHECKING:
    import pandas as pd

Columns = dict[str, NDArray[Any]]
"""The rows of one curve, by column."""

_LINE = 600
"""Rows of a level line: four for each of 150 steps along a smooth curve."""
_PLACES = 100
"""Places along the axis where the curves can be read off."""
_TICKS = 60
"""The most marks for what cannot be drawn in its place: NaN, infinite, beyond the axis."""
_FEWEST_TICKS = 8
"""The fewest such marks of one of many runs."""
_SAMPLE = 1200
"""Points that stand for more than the limit: they show the cloud as well, and are drawn sooner."""
_SHARE = 40
"""The fewest rows of one of many runs."""
_INSET = 0.025
"""Share of the vertical axis that triangles stand away from its ends, to be seen whole."""
_FAR_BELOW = 1e-9
"""Where the band of a logarithmic axis reaches zero, it goes on to this part of the curve."""
_DIGITS = 6
"""Digits kept of the width of what is drawn."""


@dataclass(frozen=True, kw_only=True)
class Units:
    """What x and y are divided by to come to readable numbers: 1e18 for EFLOP, 1 for percent."""

    x: float
    y: float


@dataclass(frozen=True, kw_only=True, eq=False)
class Drawn:
    """What one chart draws.

    Attributes:
        points: x, y, smooth, when, series.
        edge: the same for points beyond the domain, with edge (where they are drawn) and shape.
        lines: x, smooth, low, high, series.
        members: x, smooth, series, member: a thin line for each run of a group.
        places: along the axis, to read off: x, when, y and smooth of the only curve, or the level
            of each of several under its `curve_column`.
        nonfinite: x, when, series: where a logged value is NaN or infinite.
        restarts: x, when, series: where a later launch of a run took over.
        marks: number, series, x, smooth (the level there), place (where the number stands), text.
        spans: number, x, until: the parts of the axis that key observations are about.
        total: finite points there are, of which `points` are shown.
        lost: values that are not finite, of which `nonfinite` are shown.
        domain: of the vertical axis.
        beyond: finite points outside of the domain, of which `edge` are drawn at its ends.
        nowhere: finite points that have no place on a logarithmic axis.
    """

    points: pd.DataFrame
    edge: pd.DataFrame
    lines: pd.DataFrame
    members: pd.DataFrame
    places: pd.DataFrame
    nonfinite: pd.DataFrame
    restarts: pd.DataFrame
    marks: pd.DataFrame
    spans: pd.DataFrame
    total: int
    lost: int
    domain: tuple[float, float]
    beyond: int
    nowhere: int

    @property
    def is_sample(self) -> bool:
        """Whether `points` are some of more."""
        return len(self.points) < self.total - self.beyond - self.nowhere


def units(panel: Panel) -> Units:
    """The units that suit the panel's ranges; time of day is in milliseconds, as browsers count."""
    x = 1e-3 if panel.axis.kind == "wall_time" else _scale(panel.reach, panel.axis.unit)
    return Units(x=x, y=_scale(panel.height, panel.meaning.unit))


def _scale(largest: float, unit: str) -> float:
    return wording.scale(largest, unit)[0]


def drawn(panel: Panel, *, limit: int) -> Drawn:
    """The rows to draw for `panel`, with at most `limit` marks that stand for single rows."""
    per = units(panel)
    ticks = max(_TICKS // len(panel.trends), _FEWEST_TICKS)
    room = limit - _PLACES - 2 * ticks * len(panel.trends) - 3 * len(panel.marks)
    domain = _domain(panel)
    shown = (domain[0] / per.y, domain[1] / per.y)
    sides = [_sides(trend, panel, domain) for trend in panel.trends]
    inside, outside = [side[0] for side in sides], [side[1] for side in sides]
    sizes = [rows.size for rows in inside]
    most = room if sum(sizes) <= room else min(room, _SAMPLE)
    share = shares(sizes, max(most, _SHARE * len(panel.trends)))
    width = max(room // len(panel.trends), _SHARE)
    points = _all(map(_points, panel.trends, inside, share, repeat(per), repeat(panel)))
    lines = _all(_lines(trend, panel, width, per) for trend in panel.trends)
    total = sum(trend.curve.rows.size for trend in panel.trends)
    beyond = sum(rows.size for rows in outside)
    return Drawn(
        points=points,
        edge=_all(
            _edge(trend, rows, panel, shown, ticks, per)
            for trend, rows in zip(panel.trends, outside, strict=True)
        ),
        lines=lines,
        members=member_lines(panel.groups, panel.names, x=per.x, y=per.y),
        places=_places(panel, per),
        nonfinite=_all(_nonfinite(trend, panel, ticks, per) for trend in panel.trends),
        restarts=_all(
            _timed(_columns(trend, trend.curve.restarts, panel, per), trend, trend.curve.restarts)
            for trend in panel.trends
        ),
        marks=_marks(panel, _ink(points, lines), shown, per),
        spans=_spans(panel, per),
        total=total,
        lost=sum(trend.curve.nonfinite.size for trend in panel.trends),
        domain=shown,
        beyond=beyond,
        nowhere=total - beyond - sum(rows.size for rows in inside),
    )


def _all(parts: Iterable[Columns]) -> pd.DataFrame:
    """The columns of all curves, one below the other: one table costs as much as any other."""
    import pandas as pd

    several = list(parts)
    columns = {name: np.concatenate([part[name] for part in several]) for name in several[0]}
    texts = pd.array(columns["series"], dtype="str")  # also of no rows; `astype` copies the table
    return pd.DataFrame({**columns, "series": texts})


def _sides(trend: Trend, panel: Panel, domain: tuple[float, float]) -> tuple[IntArray, IntArray]:
    """The rows of points inside of the vertical axis, and of those beyond its ends."""
    first = panel.x_scale.first(trend.curve.x)
    y = trend.curve.y[first:]
    inside = (y >= domain[0]) & (y <= domain[1])
    outside = np.flatnonzero(~inside)
    beyond = outside[panel.y_scale.has(y[outside])]
    return first + np.flatnonzero(inside), first + beyond


def _domain(panel: Panel) -> tuple[float, float]:
    """The ends of the vertical axis, in the unit of the metric."""
    body = [part for trend in panel.trends for part in (trend.curve.y, trend.level)]
    body += member_levels(panel.groups)
    bands = [part for trend in panel.trends for part in (trend.low, trend.high)]
    return panel.y_scale.domain(body, bands)


def _points(trend: Trend, rows: IntArray, limit: int, per: Units, panel: Panel) -> Columns:
    """At most `limit` of the points on `rows`; with `runs` in a chart that has groups."""
    rows = rows[scatter_rows(rows.size, limit)]
    columns = _columns(trend, rows, panel, per, y=trend.curve.y, smooth=trend.level)
    if panel.groups:
        columns["runs"] = runs_at(trend, panel.groups, rows)
    return _timed(columns, trend, rows)


def _edge(
    trend: Trend, rows: IntArray, panel: Panel, shown: tuple[float, float], most: int, per: Units
) -> Columns:
    columns = _points(trend, rows, most, per, panel)
    above = columns["y"] > shown[1]
    low, high = panel.y_scale.place(shown)
    inset = _INSET * (high - low)
    bottom, top = panel.y_scale.value([low + inset, high - inset])
    columns["edge"] = np.where(above, top, bottom)
    columns["shape"] = np.where(above, "triangle-up", "triangle-down")
    return columns


def _timed(columns: Columns, trend: Trend, rows: IntArray) -> Columns:
    """With the time of day in UTC where that is the axis: the browser would show its own."""
    if trend.curve.axis.kind == "wall_time":
        places = [wording.place(float(x), trend.curve.axis) for x in trend.curve.x[rows]]
        columns["when"] = np.array(places, dtype=np.object_)
    return columns


def _lines(trend: Trend, panel: Panel, limit: int, per: Units) -> Columns:
    """The curve from the first finite point to the last: beyond, nothing was measured."""
    rows = trend.curve.rows
    first, stop = (rows[0], rows[-1] + 1) if rows.size else (0, 0)
    first = max(first, panel.x_scale.first(trend.curve.x))
    level = trend.level[first:stop]
    places = np.flatnonzero(panel.y_scale.has(level))
    kept = line_rows(level if places.size == level.size else level[places], min(limit, _LINE))
    levels = {"smooth": trend.level, "low": trend.low, "high": trend.high}
    columns = _columns(trend, first + places[kept], panel, per, **levels)
    if panel.y_scale.kind == "log":
        low, smooth = columns["low"], columns["smooth"]
        columns["low"] = np.where(low > 0, low, smooth * _FAR_BELOW)
    return columns


def curve_column(number: int) -> str:
    """The column of `places` that holds the level of a chart's curve of that number."""
    return f"curve{number}"


def _places(panel: Panel, per: Units) -> pd.DataFrame:
    first = panel.trends[0]
    rows = first.curve.rows
    if panel.x_scale.kind == "log":
        rows = rows[panel.x_scale.has(first.curve.x[rows])]
    rows = rows[np.unique(np.linspace(0, rows.size - 1, min(rows.size, _PLACES)).astype(np.intp))]
    frame = _all([_points(first, rows, _PLACES, per, panel)])
    if not panel.several:
        return frame
    levels = {
        curve_column(number): _short(_level_at(first.curve.x[rows], trend) / per.y)
        for number, trend in enumerate(panel.trends)
    }
    return frame[[name for name in ("x", "when") if name in frame]].assign(**levels)


def _level_at(x: FloatArray, trend: Trend) -> FloatArray:
    """The level of `trend` at `x` `(m,)`, NaN outside of its curve."""
    return np.interp(x, trend.curve.x, trend.level, left=np.nan, right=np.nan)


def _nonfinite(trend: Trend, panel: Panel, most: int, per: Units) -> Columns:
    rows = trend.curve.nonfinite
    rows = rows[panel.x_scale.has(trend.curve.x[rows])]
    rows = rows[scatter_rows(rows.size, most)]
    return _timed(_columns(trend, rows, panel, per), trend, rows)


def _columns(
    trend: Trend, rows: IntArray, panel: Panel, per: Units, **values: FloatArray
) -> Columns:
    columns: Columns = {"x": _short(trend.curve.x[rows] / per.x)}
    columns |= {name: _short(part[rows] / per.y) for name, part in values.items()}
    columns["series"] = np.full(rows.size, panel.names[trend.curve.run], dtype=np.object_)
    return columns


def _short(values: FloatArray) -> FloatArray:
    """`values` rounded to what a screen can show, so that files stay small."""
    finite = values[np.isfinite(values)]
    width = float(np.ptp(finite)) if finite.size else 0.0
    if not 1e-290 < width < 1e290:
        return values
    return np.round(values, int(_DIGITS - np.floor(np.log10(width))))


def _ink(points: pd.DataFrame, lines: pd.DataFrame) -> FloatArray:
    """Where points and curves are drawn `(n, 2)`: numbers should not cover it."""
    return np.concatenate([points[["x", "y"]].to_numpy(), lines[["x", "smooth"]].to_numpy()])


def _marks(panel: Panel, ink: FloatArray, shown: tuple[float, float], per: Units) -> pd.DataFrame:
    import pandas as pd

    kept = [m for m in panel.marks if panel.x_scale.has(np.array([m.x]))[0]]
    kept = [m for m in kept if panel.y_scale.has(np.array([m.level]))[0]]
    spots = np.array([(mark.x / per.x, mark.level / per.y) for mark in kept]).reshape(-1, 2)
    low, high = panel.y_scale.place(shown)
    inside = float(low), float(high)
    places = heights(_placed(spots, panel), _placed(ink, panel), inside, several=panel.several)
    return pd.DataFrame(
        {
            "number": [str(mark.number) for mark in kept],
            "series": [panel.names[mark.run] for mark in kept],
            "x": spots[:, 0],
            "smooth": spots[:, 1],
            "place": panel.y_scale.value(places),
            "text": [mark.text for mark in kept],
        }
    )


def _spans(panel: Panel, per: Units) -> pd.DataFrame:
    import pandas as pd

    spans = [
        (str(mark.number), mark.span[0] / per.x, mark.span[1] / per.x)
        for mark in panel.marks
        if mark.span
    ]
    return pd.DataFrame(spans, columns=["number", "x", "until"])


def _placed(spots: FloatArray, panel: Panel) -> FloatArray:
    return np.column_stack([panel.x_scale.place(spots[:, 0]), panel.y_scale.place(spots[:, 1])])
