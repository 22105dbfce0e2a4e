"""Findings -> the figure as SVG at a paper's width, with its text alternative inside."""

from __future__ import annotations

from rlreport.export import Export
from rlreport.export._figure import drawing
from rlreport.values import Findings


def _render(findings: Findings) -> bytes:
    return drawing(findings).sized(1, "in").encode("utf-8", "replace")


EXPORT = Export(
    name="svg",
    label="SVG",
    kind="figure",
    ending=".svg",
    media_type="image/svg+xml",
    render=_render,
)
