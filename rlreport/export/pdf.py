"""Findings -> the report as PDF: laid out in pages, with vector figures and its fonts inside.

Text goes to the typesetter as JSON and is set as it stands: nothing in it can become markup.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.resources import files
from itertools import groupby
from typing import Any

from rlreport.errors import MissingExtraError
from rlreport.export import Export
from rlreport.export._figure import chart_drawings
from rlreport.export._letters import NOTE, boxed
from rlreport.export._provenance import origin, provenance
from rlreport.export._reading import SECTIONS, said
from rlreport.export.markdown import PARAGRAPHS, key_numbers
from rlreport.values import Findings, Narrative, Sentence
from rlreport.wording import INTERVALS, unbroken


def _render(findings: Findings) -> bytes:
    """The report as PDF.

    Raises:
        MissingExtraError: typst, which sets the pages, or vl-convert is not installed.
    """
    try:
        import typst
    except ImportError as error:
        raise MissingExtraError(
            "The package typst, which sets the pages of a PDF report, is missing.",
            "Install it with: pip install typst",
        ) from error
    charts = [
        {"pdf": list(drawing.pdf()), "alt": drawing.description}
        for drawing in chart_drawings(findings)
    ]
    told = json.dumps(_told(findings) | {"charts": charts}, ensure_ascii=False)
    layout = (files("rlreport.export") / "_page" / "report.typ").read_bytes()
    pages: bytes = typst.compile(
        layout, sys_inputs={"report": told.encode("utf-8", "replace").decode()}
    )
    return pages


def _told(findings: Findings) -> dict[str, Any]:
    """All text of the report, in the order of the pages."""
    narrative = findings.narrative
    facts = dict(provenance(findings))
    sections = [
        {"title": title, "entries": list(_entries(section, findings))}
        for section, title in SECTIONS.items()
    ]
    return {
        "kicker": f"Training report, {origin(findings)}",
        "headline": narrative.headline.text,
        "brief": " ".join(unbroken(sentence.text) for sentence in narrative.brief),
        "caption": narrative.caption,
        "sections": [section for section in sections if section["entries"]],
        "intervals": INTERVALS,
        "provenance": (*provenance(findings), *_undrawn(narrative)),
        "made": facts["Made with"],
    }


def _undrawn(narrative: Narrative) -> Iterator[tuple[str, str]]:
    """That some letters are boxes here, where they are."""
    texts = [narrative.headline, *narrative.brief, *narrative.sentences]
    if boxed(" ".join(sentence.text for sentence in texts)):
        yield NOTE


def _entries(section: str, findings: Findings) -> Iterator[dict[str, Any]]:
    sentences = said(section, findings)
    if section in PARAGRAPHS and sentences:
        yield {
            "kind": "paragraph",
            "text": " ".join(unbroken(sentence.text) for sentence in sentences),
        }
        return
    for heading, under in groupby(sentences, key=lambda sentence: sentence.heading):
        if heading:
            yield {"kind": "heading", "text": heading}
        for possible, alike in groupby(under, key=lambda s: s.status == "possible"):
            if possible:
                reasons = [
                    {"text": unbroken(sentence.text), "source": sentence.source}
                    for sentence in alike
                ]
                yield {"kind": "possible", "reasons": reasons}
            else:
                yield from (_entry(section, sentence, findings) for sentence in alike)


def _entry(section: str, sentence: Sentence, findings: Findings) -> dict[str, Any]:
    numbers = key_numbers(sentence, findings)
    kind = "entry"
    if section == "key observations" and numbers:
        kind, numbers = "key", numbers[:1]
    elif section != "interpretation":
        numbers = []
    return {
        "kind": kind,
        "text": unbroken(sentence.text),
        "source": sentence.source,
        "numbers": sorted(numbers),
    }


EXPORT = Export(
    name="pdf",
    label="PDF",
    kind="report",
    ending=".pdf",
    media_type="application/pdf",
    render=_render,
)
