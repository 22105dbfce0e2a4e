"""Findings -> the figure at a paper's width, or each chart of it, as vector drawings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from types import ModuleType
from typing import Any

from rlreport import wording
from rlreport.chart import THEMES, figure_spec, headed, specs, wrapped
from rlreport.errors import MissingExtraError
from rlreport.export._letters import NOTE, boxed
from rlreport.export._provenance import provenance
from rlreport.values import Findings

SINGLE, DOUBLE = 3.35, 6.9
"""Widths of one and of two columns of a paper, in inches."""
_PIXELS = 108
"""Pixels of the drawing in an inch: labels of 12 pixels come out at 8 points."""
_HEIGHT = 230
_POINTS = 3000
_CHART_POINTS = 1200
"""Points in each chart of a report on paper."""
_WHOLE = 330
"""Pixels of a chart's height in a report on paper, title, legend and axis among them."""
_BESIDE = 64
"""Pixels left of a plot, at most: its labels and title."""
_FACT = 400
"""Characters of a fact in that note."""
_LINE = 66
"""Widths of a line of the note under a figure of two columns, in sizes of its letters."""
_SIZE = re.compile(r'(<svg[^>]*?) width="([\d.]+)" height="([\d.]+)"')


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """A figure as SVG, its size on paper in inches, and its text alternative."""

    svg: str
    width: float
    height: float
    description: str

    def sized(self, per_inch: float, unit: str = "") -> str:
        """The SVG with its size in a `unit` of which there are `per_inch` in an inch."""
        width, height = (f"{side * per_inch:.4f}{unit}" for side in (self.width, self.height))
        return _SIZE.sub(rf'\1 width="{width}" height="{height}" role="img"', self.svg, count=1)

    def pdf(self) -> bytes:
        """The drawing as a PDF of one page of its size, with its fonts inside."""
        return bytes(_converter().svg_to_pdf(self.sized(72)))

    def png(self, density: float) -> bytes:
        """The drawing as PNG with `density` pixels to an inch."""
        return bytes(_converter().svg_to_png(self.sized(72), scale=1.0, ppi=density))


def drawing(findings: Findings, *, fixed: bool = False) -> Drawing:
    """The figure in one column where there is one chart, else in two, with a note on its source.

    Args:
        findings: what to draw.
        fixed: whether its letters will be drawn here, so that some may have no font.

    Raises:
        MissingExtraError: vl-convert, which draws without a browser, is not installed.
    """
    several = len({trend.curve.metric for trend in findings.trends}) > 1
    inches = DOUBLE if several else SINGLE
    spec = figure_spec(
        findings,
        width=round(inches * _PIXELS),
        height=_HEIGHT,
        points=_POINTS,
        title=_note(findings, line=_LINE * inches / DOUBLE, fixed=fixed),
    )
    return _drawn(spec, inches)


def chart_drawings(findings: Findings) -> list[Drawing]:
    """Each chart by itself, in one column, or in two where it is the only one.

    Raises:
        MissingExtraError: vl-convert, which draws without a browser, is not installed.
    """
    single = len({trend.curve.metric for trend in findings.trends}) == 1
    inches = DOUBLE if single else SINGLE
    width = round(inches * _PIXELS)
    plot = width - _BESIDE
    shown = specs(findings, width=plot, height=_WHOLE, points=_CHART_POINTS)
    fit = {"autosize": {"type": "fit", "contains": "padding"}, "width": width}
    return [_drawn({**spec, **fit, "title": headed(spec["title"], plot)}, inches) for spec in shown]


def _drawn(spec: Mapping[str, Any], inches: float) -> Drawing:
    styled = spec["config"] | {"background": THEMES["light"].surface, "aria": False}
    svg = _converter().vegalite_to_svg(
        {**spec, "config": styled}, vl_version="6.4", allowed_base_urls=[]
    )
    width, height = (float(side) for side in _SIZE.findall(svg)[0][1:])
    return Drawing(
        svg=_described(svg, spec["description"]),
        width=inches,
        height=inches * height / width,
        description=spec["description"],
    )


def _converter() -> ModuleType:
    try:
        import vl_convert
    except ImportError as error:
        raise MissingExtraError(
            "The package vl-convert-python, which draws figures, is missing.",
            "Install it with: pip install vl-convert-python",
        ) from error
    return vl_convert


def _note(findings: Findings, *, line: float, fixed: bool) -> dict[str, Any]:
    facts = provenance(findings)
    names = [f"{trend.curve.run} {trend.curve.meaning.label}" for trend in findings.trends]
    if fixed and boxed(f"{names} {facts}"):
        facts = (*facts, NOTE)
    text = " ".join(f"{name}: {wording.name(fact, _FACT)}." for name, fact in facts)
    return {
        "text": wrapped(text, line),
        "orient": "bottom",
        "anchor": "start",
        "fontSize": 10,
        "fontWeight": "normal",
        "color": THEMES["light"].muted,
        "offset": 12,
    }


def _described(svg: str, description: str) -> str:
    """The SVG with its text alternative."""
    start = svg.index(">") + 1
    return f"{svg[:start]}<desc>{escape(description)}</desc>{svg[start:]}"
