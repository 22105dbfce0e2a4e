"""A line of a free text log -> the run that it names, such as `=== Seed 3 ===` or `Run 2/5`."""

from __future__ import annotations

import re

from rlreport.read._counting import Span

_WORDS = "seed|run|trial|experiment|repetition|repeat|replicate|replication|fold"
_HEADING = re.compile(
    rf"(?:[^:=]|==++){{0,60}}?\b(?P<word>{_WORDS})(?: (?:number|no\.?|id|is|set to|to))?"
    r"\s*[:=#(\[]*\s*"
    r"(?P<n>\d{1,9})\b[)\]]*(?:\s*(?:/|out of|of)\s*\d+)?(?:[^:=\d]|==++|(?<=[\w-])\d){0,40}",
    re.IGNORECASE,
)
_MAY_BE = ("seed", "run ", "run:", "run=", "run#", "trial", "experiment", "rep", "fold")


def may_be_heading(text: str) -> bool:
    """Whether a line may have a word that names runs."""
    lowered = text.lower()
    return any(word in lowered for word in _MAY_BE)


def heading(text: str, start: int) -> tuple[str, Span] | None:
    """The word of a heading, such as "Seed", and where its number stands; None in another line.

    Args:
        text: the line.
        start: where its words begin.
    """
    if not may_be_heading(text):
        return None
    match = _HEADING.fullmatch(text.rstrip(), start)
    return (match["word"], match.span("n")) if match else None
