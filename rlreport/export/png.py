"""Findings -> the figure as PNG at a paper's width, 300 pixels to an inch."""

from __future__ import annotations

from rlreport.export import Export
from rlreport.export._figure import drawing
from rlreport.values import Findings

_DENSITY = 300
_POINTS = 72
"""What one pixel of a drawing counts as, in parts of an inch."""


def _render(findings: Findings) -> bytes:
    drawn = drawing(findings)
    import vl_convert

    return bytes(vl_convert.svg_to_png(drawn.sized(_POINTS), scale=1.0, ppi=_DENSITY))


EXPORT = Export(name="png", ending=".png", media_type="image/png", render=_render)
