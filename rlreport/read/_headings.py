"""A line of a free text log -> the run that it names, such as `=== Seed 3 ===` or `Run 2/5`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rlreport.read._counting import Span

_WORDS = "seed|run|trial|experiment|session|repetition|repeat|replicate|replication|fold"
_HEADING = re.compile(
    rf"(?P<before>(?:[^:=]|==++){{0,60}}?)\b(?P<word>{_WORDS})"
    r"(?: (?:number|no\.?|id|is|set to|to))?\s*[:=#(\[]*\s*(?P<n>\d{1,9})\b[)\]]*"
    r"(?:\s*(?:/|out of|of)\s*\d+)?(?P<behind>(?:[^:=\d]|==++|(?<=[\w-])\d){0,40})",
    re.IGNORECASE,
)
_MAY_BE = ("seed", "run ", "run:", "run=", "run#", "trial", "experiment", "session", "rep", "fold")


def may_be_heading(text: str) -> bool:
    """Whether a line may have a word that names runs."""
    lowered = text.lower()
    return any(word in lowered for word in _MAY_BE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Heading:
    """A heading that names a run.

    Attributes:
        word: such as "Seed".
        number: where its number stands.
        before: where what is said before the word stands.
        behind: where what is said behind the number stands.
    """

    word: str
    number: Span
    before: Span
    behind: Span


def heading(text: str, start: int) -> Heading | None:
    """The parts of a heading; None in another line.

    Args:
        text: the line.
        start: where its words begin.
    """
    if not may_be_heading(text):
        return None
    match = _HEADING.fullmatch(text.rstrip(), start)
    if match is None:
        return None
    before, behind = match.span("before"), match.span("behind")
    return Heading(word=match["word"], number=match.span("n"), before=before, behind=behind)
