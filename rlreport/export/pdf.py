"""Findings -> the figure as vector PDF at a paper's width, with its fonts inside."""

from __future__ import annotations

from rlreport.export import Export
from rlreport.export._figure import drawing
from rlreport.values import Findings

_POINTS = 72
"""Units of a PDF in an inch."""


def _render(findings: Findings) -> bytes:
    drawn = drawing(findings)
    import vl_convert

    return bytes(vl_convert.svg_to_pdf(drawn.sized(_POINTS)))


EXPORT = Export(name="pdf", ending=".pdf", media_type="application/pdf", render=_render)
