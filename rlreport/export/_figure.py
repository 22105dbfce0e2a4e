"""Findings -> the figure at a paper's width, as a vector drawing."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from html import escape

import altair as alt

from rlreport.chart import THEMES, figure
from rlreport.errors import MissingExtraError
from rlreport.export._provenance import provenance
from rlreport.values import Findings

SINGLE, DOUBLE = 3.35, 6.9
"""Widths of one and of two columns of a paper, in inches."""
_PIXELS = 108
"""Pixels of the drawing in an inch: labels of 12 pixels come out at 8 points."""
_HEIGHT = 230
_POINTS = 3000
_LINE = 130
"""Characters in a line of the note under a figure of two columns."""
_SIZE = re.compile(r'(<svg[^>]*?) width="([\d.]+)" height="([\d.]+)"')


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """A figure as SVG, and its size on paper in inches."""

    svg: str
    width: float
    height: float

    def sized(self, per_inch: float, unit: str = "") -> str:
        """The SVG with its size in a `unit` of which there are `per_inch` in an inch."""
        width, height = (f"{side * per_inch:.4f}{unit}" for side in (self.width, self.height))
        return _SIZE.sub(rf'\1 width="{width}" height="{height}" role="img"', self.svg, count=1)


def drawing(findings: Findings) -> Drawing:
    """The figure in one column where there is one chart, else in two, with a note on its source.

    Raises:
        MissingExtraError: vl-convert, which draws without a browser, is not installed.
    """
    try:
        import vl_convert
    except ImportError as error:
        raise MissingExtraError(
            "The package vl-convert-python, which draws figures, is missing.",
            "Install it with: pip install vl-convert-python",
        ) from error
    several = len({trend.curve.metric for trend in findings.trends}) > 1
    inches = DOUBLE if several else SINGLE
    chart = figure(
        findings,
        width=round(inches * _PIXELS),
        height=_HEIGHT,
        points=_POINTS,
        title=_note(findings, line=round(_LINE * inches / DOUBLE)),
    )
    spec = chart.to_dict(validate=False)
    spec["config"] |= {"background": THEMES["light"].surface, "aria": False}
    svg = vl_convert.vegalite_to_svg(spec, vl_version="6.4", allowed_base_urls=[])
    width, height = (float(side) for side in _SIZE.findall(svg)[0][1:])
    described = _described(svg, spec["description"])
    return Drawing(svg=described, width=inches, height=inches * height / width)


def _note(findings: Findings, *, line: int) -> alt.TitleParams:
    facts = dict(provenance(findings))
    methods = dict.fromkeys(trend.method.label for trend in findings.trends)
    dated = f", logged {facts['Logged']}" if "Logged" in facts else ""
    text = f"Source: {facts['Source']}{dated}. Curve: {'; '.join(methods)}. {facts['Made with']}."
    return alt.TitleParams(
        text=textwrap.wrap(text, line),
        orient="bottom",
        anchor="start",
        fontSize=10,
        fontWeight="normal",
        color=THEMES["light"].muted,
        offset=12,
    )


def _described(svg: str, description: str) -> str:
    """The SVG with its text alternative."""
    start = svg.index(">") + 1
    return f"{svg[:start]}<desc>{escape(description)}</desc>{svg[start:]}"
