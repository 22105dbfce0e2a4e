"""Colours, strokes and type of the charts: hexadecimal, legible on their own background.

Names of colours are avoided because Streamlit replaces them by its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

ThemeName = Literal["light", "dark"]

FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
DASHES = ((1, 0), (9, 3), (2.5, 2.5), (9, 3, 2, 3), (5, 2), (12, 2, 2, 2, 2, 2))
SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down")

ROOM = {"name": "room", "expr": "containerSize()[0] || 420"}
"""Pixels that a chart has in a browser: it is told anew where these change (`chart.js`).

Vega's own `width` changes while it lays a chart out, and a legend that hung on it would be cut off.
"""
WIDTH = "(room - 70)"
"""Pixels of a plot's width there: without the vertical axis."""
_SIDE_BY_SIDE = 28
"""Width of a plot for two entries of a legend, as a multiple of the size of its labels."""
_ENTRY = 24
"""Length of a legend's entry, of its letters' size, at most: the longest names that it shows."""


@dataclass(frozen=True, kw_only=True)
class Theme:
    """The colours of one theme.

    Attributes:
        surface: the background that the others are chosen for.
        ink, muted: text that is read first, and text that is read second.
        grid: lines behind the data.
        points, curve: one run's logged values and its smoothed curve.
        alert: values that are not finite.
        runs: several runs, in the order of the logs; safe for colour-blind readers, and each
            has a dash and a shape of its own besides.
        size: of labels, in pixels.
        width: of a plot in pixels, as Vega computes it.
    """

    surface: str
    ink: str
    muted: str
    grid: str
    points: str
    curve: str
    alert: str
    runs: tuple[str, ...]
    size: float = 12
    width: str = WIDTH

    @property
    def narrow(self) -> str:
        """Whether a plot is too narrow for entries of its legend to stand side by side."""
        return f"{self.width} < {_SIDE_BY_SIDE * self.size:.0f}"


THEMES: dict[ThemeName, Theme] = {
    "light": Theme(
        surface="#ffffff",
        ink="#1b1f27",
        muted="#565d6b",
        grid="#e2e4e9",
        points="#2463d6",
        curve="#d3212f",
        alert="#a65200",
        runs=(
            "#0a62b8",
            "#c43a06",
            "#007a5a",
            "#8f3aa0",
            "#8a6100",
            "#0b7f99",
            "#8c1740",
            "#4b5160",
        ),
    ),
    "dark": Theme(
        surface="#14171c",
        ink="#eceef2",
        muted="#a6aebb",
        grid="#2e333c",
        points="#7db0ff",
        curve="#ff6e6e",
        alert="#ffb454",
        runs=(
            "#6db4ff",
            "#ff9a70",
            "#45d3a8",
            "#e29bec",
            "#e6c04f",
            "#6ed7ee",
            "#ff93b3",
            "#c3c8d2",
        ),
    ),
}


LARGER = 2
"""Pixels by which the letters of a chart's title are larger than those of its labels."""
_UPRIGHT = 17
"""Length of the title of a vertical axis, of its letters' size, at most: as long as the axis."""


def config(theme: Theme) -> dict[str, Any]:
    """The Vega-Lite configuration of `theme`."""
    size = theme.size
    legends = f"{{direction: {theme.narrow} ? 'vertical' : 'horizontal'}}"
    return {
        "background": "transparent",
        "font": FONT,
        "view": {"stroke": None},
        "title": {
            "anchor": "start",
            "frame": "group",
            "color": theme.ink,
            "fontSize": size + LARGER,
            "fontWeight": 600,
            "subtitleColor": theme.muted,
            "subtitleFontSize": size,
            "subtitlePadding": 4,
            "offset": 10,
        },
        "axis": {
            "gridColor": theme.grid,
            "domain": False,
            "ticks": False,
            "labelColor": theme.muted,
            "labelFontSize": size,
            "labelPadding": 6,
            "titleColor": theme.ink,
            "titleFontSize": size,
            "titleFontWeight": "normal",
            "titlePadding": 8,
        },
        "axisY": {"titleLimit": _UPRIGHT * size},
        "legend": {
            "orient": "top",
            "direction": "horizontal",
            "labelColor": theme.ink,
            "labelFontSize": size,
            "labelLimit": {"expr": f"min({_ENTRY * size:.0f}, {theme.width} - 20)"},
            "layout": {"expr": f"{{top: {legends}}}"},
            "symbolOpacity": 1,
            "symbolSize": 70,
            "symbolStrokeWidth": 2.5,
            "title": None,
            "offset": 6,
        },
    }
