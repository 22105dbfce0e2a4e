"""The sections of a report that is read with its charts beside it, in the order of the pages.

What a reader wants first stands next to the charts; how it was come by follows.
"""

from __future__ import annotations

from rlreport.values import Findings, Sentence

SECTIONS = {
    "key observations": "Key observations",
    "interpretation": "Interpretation",
    "details": "Detailed analysis",
    "data health": "Data health",
    "overview": "What was read",
    "axes": "How this was computed",
}


def said(section: str, findings: Findings) -> list[Sentence]:
    """The sentences of a section, in order."""
    return [sentence for sentence in findings.narrative.sentences if sentence.section == section]
