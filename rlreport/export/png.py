"""Findings -> the figure as PNG at a paper's width, 300 pixels to an inch."""

from __future__ import annotations

from rlreport.export import Export
from rlreport.export._figure import drawing
from rlreport.values import Findings

_DENSITY = 300


def _render(findings: Findings) -> bytes:
    return drawing(findings, fixed=True).png(_DENSITY)


EXPORT = Export(
    name="png", label="PNG", kind="figure", ending=".png", media_type="image/png", render=_render
)
