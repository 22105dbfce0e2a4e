"""The rows that a chart draws: thinned, in readable units, under fixed column names.

User text never becomes a column name: Vega-Lite reads dots, brackets and quotes in names as
syntax. Columns are `x`, `y`, `smooth`, `low`, `high`, `series`, `when`, `number`, `place`, `text`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rlreport import wording
from rlreport.chart._panel import Panel
from rlreport.chart._place import heights
from rlreport.thin import line_rows, scatter_rows
from rlreport.values import FloatArray, IntArray, Trend

if TYPE_CHECKING:
    import pandas as pd

_LINE = 600
"""Rows of a level line: four for each of 150 steps along a smooth curve."""
_TICKS = 60
"""The most marks for what cannot be drawn in its place: NaN, infinite, beyond the axis."""
_STRETCH = 4
"""The vertical axis leaves out far points where they would squeeze the rest by more than this."""
_SHADED = 0.25
"""Spans shorter than this share of the axis are shaded."""
_SHARE = 40
"""The fewest rows of one of many runs."""
_INSET = 0.025
"""Share of the vertical axis that triangles stand away from its ends, to be seen whole."""
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
        nonfinite: x, when, series: where a logged value is NaN or infinite.
        marks: number, x, smooth (the level there), place (where the number stands), text.
        spans: x, until.
        total: finite points there are, of which `points` are shown.
        lost: values that are not finite, of which `nonfinite` are shown.
        domain: of the vertical axis.
        beyond: finite points outside of the domain, of which `edge` are drawn at its ends.
    """

    points: pd.DataFrame
    edge: pd.DataFrame
    lines: pd.DataFrame
    nonfinite: pd.DataFrame
    marks: pd.DataFrame
    spans: pd.DataFrame
    total: int
    lost: int
    domain: tuple[float, float]
    beyond: int


def units(panel: Panel) -> Units:
    """The units that suit the panel's ranges; time of day is in milliseconds, as browsers count."""
    x = 1e-3 if panel.axis.kind == "wall_time" else _scale(panel.reach, panel.axis.unit)
    return Units(x=x, y=_scale(panel.height, panel.meaning.unit))


def _scale(largest: float, unit: str) -> float:
    return wording.scale(largest, unit)[0]


def drawn(panel: Panel, *, limit: int) -> Drawn:
    """The rows to draw for `panel`, with at most `limit` marks that stand for single rows."""
    per = units(panel)
    share = max(_SHARE, (limit - 2 * _TICKS - 3 * len(panel.marks)) // len(panel.trends))
    domain = _domain(panel.trends)
    low, high = domain[0] / per.y, domain[1] / per.y
    y = _finite(panel.trends)
    points = _all(_points(trend, _inside(trend, domain), share, per) for trend in panel.trends)
    lines = _all(_lines(trend, share, per) for trend in panel.trends)
    return Drawn(
        points=points,
        edge=_all(
            _edge(trend, _outside(trend, domain), (low, high), per) for trend in panel.trends
        ),
        lines=lines,
        nonfinite=_all(_nonfinite(trend, per) for trend in panel.trends),
        marks=_marks(panel, _ink(points, lines), (low, high), per),
        spans=_spans(panel, per),
        total=y.size,
        lost=sum(trend.curve.nonfinite.size for trend in panel.trends),
        domain=(low, high),
        beyond=int(((y < domain[0]) | (y > domain[1])).sum()),
    )


def _all(frames: Iterable[pd.DataFrame]) -> pd.DataFrame:
    import pandas as pd

    return pd.concat(list(frames), ignore_index=True)


def _finite(trends: tuple[Trend, ...]) -> FloatArray:
    return np.concatenate([trend.curve.y[trend.curve.rows] for trend in trends])


def _inside(trend: Trend, domain: tuple[float, float]) -> IntArray:
    y = trend.curve.y
    return np.flatnonzero((y >= domain[0]) & (y <= domain[1]))


def _outside(trend: Trend, domain: tuple[float, float]) -> IntArray:
    y = trend.curve.y
    return np.flatnonzero((y < domain[0]) | (y > domain[1]))


def _points(trend: Trend, rows: IntArray, limit: int, per: Units) -> pd.DataFrame:
    """At most `limit` of the points on `rows`."""
    rows = rows[scatter_rows(rows.size, limit)]
    frame = _frame(trend, rows, per, y=trend.curve.y, smooth=trend.level)
    return _timed(frame, trend, rows)


def _edge(trend: Trend, rows: IntArray, shown: tuple[float, float], per: Units) -> pd.DataFrame:
    frame = _points(trend, rows, _TICKS, per)
    above = frame["y"] > shown[1]
    inset = _INSET * (shown[1] - shown[0])
    return frame.assign(
        edge=np.where(above, shown[1] - inset, shown[0] + inset),
        shape=np.where(above, "triangle-up", "triangle-down"),
    )


def _timed(frame: pd.DataFrame, trend: Trend, rows: IntArray) -> pd.DataFrame:
    """With the time of day in UTC where that is the axis: the browser would show its own."""
    if trend.curve.axis.kind != "wall_time":
        return frame
    return frame.assign(
        when=[wording.place(float(x), trend.curve.axis) for x in trend.curve.x[rows]]
    )


def _lines(trend: Trend, limit: int, per: Units) -> pd.DataFrame:
    known = np.flatnonzero(np.isfinite(trend.level))
    rows = known[line_rows(trend.level[known], min(limit, _LINE))]
    return _frame(trend, rows, per, smooth=trend.level, low=trend.low, high=trend.high)


def _nonfinite(trend: Trend, per: Units) -> pd.DataFrame:
    rows = trend.curve.nonfinite
    rows = rows[scatter_rows(rows.size, _TICKS)]
    return _timed(_frame(trend, rows, per), trend, rows)


def _frame(trend: Trend, rows: IntArray, per: Units, **columns: FloatArray) -> pd.DataFrame:
    import pandas as pd

    frame = pd.DataFrame({"x": _short(trend.curve.x[rows] / per.x)})
    for name, values in columns.items():
        frame[name] = _short(values[rows] / per.y)
    return frame.assign(series=wording.name(trend.curve.run))


def _short(values: FloatArray) -> FloatArray:
    """`values` rounded to what a screen can show, so that files stay small."""
    finite = values[np.isfinite(values)]
    width = float(np.ptp(finite)) if finite.size else 0.0
    if not 1e-290 < width < 1e290:
        return values
    return np.round(values, int(_DIGITS - np.floor(np.log10(width))))


def _domain(trends: tuple[Trend, ...]) -> tuple[float, float]:
    """The vertical axis: all that is drawn and a margin, never zero for its own sake."""
    parts = [part for t in trends for part in (t.curve.y, t.level, t.low, t.high)]
    finite = [part[np.isfinite(part)] for part in parts]
    known = [part for part in finite if part.size]
    if not known:
        return 0.0, 1.0
    low, high = min(map(np.min, known)), max(map(np.max, known))
    usual = (part[np.isfinite(part)] for t in trends for part in (t.curve.y, t.level))
    body = np.concatenate([np.quantile(part, [0.01, 0.99]) for part in usual if part.size])
    width = float(np.ptp(body))
    if 0 < _STRETCH * width < high - low:
        low = max(low, body.min() - width / 2)
        high = min(high, body.max() + width / 2)
    margin = 0.06 * (high - low) or 0.1 * abs(high) or 1.0
    return float(low - margin), float(high + margin)


def _ink(points: pd.DataFrame, lines: pd.DataFrame) -> FloatArray:
    """Where points and curves are drawn `(n, 2)`: numbers should not cover it."""
    return np.concatenate([points[["x", "y"]].to_numpy(), lines[["x", "smooth"]].to_numpy()])


def _marks(panel: Panel, ink: FloatArray, shown: tuple[float, float], per: Units) -> pd.DataFrame:
    import pandas as pd

    spots = np.array([(mark.x / per.x, mark.level / per.y) for mark in panel.marks]).reshape(-1, 2)
    return pd.DataFrame(
        {
            "number": [str(mark.number) for mark in panel.marks],
            "x": spots[:, 0],
            "smooth": spots[:, 1],
            "place": heights(spots, ink, shown),
            "text": [mark.text for mark in panel.marks],
        }
    )


def _spans(panel: Panel, per: Units) -> pd.DataFrame:
    """What to shade: short spans only, for a chart shaded all over shows nothing."""
    import pandas as pd

    ends = [trend.curve.x[[0, -1]] for trend in panel.trends]
    longest = _SHADED * float(np.ptp(ends))
    spans = dict.fromkeys(m.span for m in panel.marks if m.span and m.span[1] - m.span[0] < longest)
    return pd.DataFrame(
        {"x": [first / per.x for first, _ in spans], "until": [last / per.x for _, last in spans]}
    )
