"""The rows that a chart draws: thinned, in readable units, under fixed column names.

User text never becomes a column name: Vega-Lite reads dots, brackets and quotes in names as
syntax. Columns are `x`, `y`, `smooth`, `low`, `high`, `series`, `number`, `place`, `text`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rlreport import wording
from rlreport.chart._panel import Mark, Panel
from rlreport.chart._place import heights
from rlreport.thin import line_rows, scatter_rows
from rlreport.values import FloatArray, IntArray, Trend

if TYPE_CHECKING:
    import pandas as pd

_LINE = 600
"""Rows of a level line: four for each of 150 steps along a smooth curve."""
_TICKS = 100
"""Marks for values that are not finite."""
_STRETCH = 4
"""The vertical axis leaves out far points where they would squeeze the rest by more than this."""
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
        points: x, y, smooth, series.
        lines: x, smooth, low, high, series.
        nonfinite: x, series: where a logged value is NaN or infinite.
        marks: number, x, smooth (the level there), place (where the number stands), text.
        spans: number, x, until, text.
        total: finite points there are, of which `points` are shown.
        lost: values that are not finite, of which `nonfinite` are shown.
        domain: of the vertical axis.
        beyond: finite points outside of the domain, which are drawn at its edge.
    """

    points: pd.DataFrame
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
    share = max(20, (limit - _TICKS - 3 * len(panel.marks)) // len(panel.trends))
    domain = _domain(panel.trends)
    low, high = domain[0] / per.y, domain[1] / per.y
    y = _finite(panel.trends)
    points = _all(_points(trend, share, per, (low, high)) for trend in panel.trends)
    return Drawn(
        points=points,
        lines=_all(_lines(trend, per) for trend in panel.trends),
        nonfinite=_all(_nonfinite(trend, per) for trend in panel.trends),
        marks=_marks(panel, points, (low, high), per),
        spans=_spans(panel.marks, per),
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


def _points(trend: Trend, limit: int, per: Units, shown: tuple[float, float]) -> pd.DataFrame:
    rows = trend.curve.rows
    rows = rows[scatter_rows(rows.size, limit)]
    frame = _frame(trend, rows, per, y=trend.curve.y, smooth=trend.level)
    return frame.assign(edge=frame["y"].clip(*shown))


def _lines(trend: Trend, per: Units) -> pd.DataFrame:
    known = np.flatnonzero(np.isfinite(trend.level))
    rows = known[line_rows(trend.level[known], _LINE)]
    return _frame(trend, rows, per, smooth=trend.level, low=trend.low, high=trend.high)


def _nonfinite(trend: Trend, per: Units) -> pd.DataFrame:
    rows = trend.curve.nonfinite
    return _frame(trend, rows[scatter_rows(rows.size, _TICKS)], per)


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
    y = _finite(trends)
    if not y.size:
        return 0.0, 1.0
    ends = [_ends(part) for t in trends for part in (t.level, t.low, t.high)]
    body = np.concatenate([np.quantile(y, [0.01, 0.99]), *ends])
    low, high = float(body.min()), float(body.max())
    if not (high > low and np.ptp(y) > _STRETCH * (high - low)):
        low, high = min(low, float(y.min())), max(high, float(y.max()))
    margin = 0.06 * (high - low) or 0.1 * abs(high) or 1.0
    return low - margin, high + margin


def _ends(values: FloatArray) -> FloatArray:
    finite = values[np.isfinite(values)]
    return np.array([finite.min(), finite.max()]) if finite.size else finite


def _marks(
    panel: Panel, points: pd.DataFrame, shown: tuple[float, float], per: Units
) -> pd.DataFrame:
    import pandas as pd

    spots = np.array([(mark.x / per.x, mark.level / per.y) for mark in panel.marks]).reshape(-1, 2)
    return pd.DataFrame(
        {
            "number": [str(mark.number) for mark in panel.marks],
            "x": spots[:, 0],
            "smooth": spots[:, 1],
            "place": heights(spots, points[["x", "edge"]].to_numpy(), shown),
            "text": [mark.text for mark in panel.marks],
        }
    )


def _spans(marks: tuple[Mark, ...], per: Units) -> pd.DataFrame:
    import pandas as pd

    shaded = [(mark, mark.span) for mark in marks if mark.span]
    return pd.DataFrame(
        {
            "number": [str(mark.number) for mark, _ in shaded],
            "x": [span[0] / per.x for _, span in shaded],
            "until": [span[1] / per.x for _, span in shaded],
            "text": [mark.text for mark, _ in shaded],
        }
    )
