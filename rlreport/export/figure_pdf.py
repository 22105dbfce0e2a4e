"""Findings -> the figure as vector PDF at a paper's width, with its fonts inside."""

from __future__ import annotations

from rlreport.export import Export
from rlreport.export._figure import drawing
from rlreport.values import Findings


def _render(findings: Findings) -> bytes:
    return drawing(findings, fixed=True).pdf()


EXPORT = Export(
    name="figure-pdf",
    label="PDF",
    kind="figure",
    ending=".figure.pdf",
    media_type="application/pdf",
    render=_render,
)
