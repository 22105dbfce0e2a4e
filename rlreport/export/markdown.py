"""Findings -> the full report as Markdown, in which names from logs are inert.

Key observations are a numbered list with the numbers of the charts; a possible reason is a block
quote that says so, so that it never looks like something measured. As a file it has the figure
beside it, below the headline.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby
from urllib.parse import quote

from rlreport import wording
from rlreport.export import Export
from rlreport.export._figure import drawing
from rlreport.export._provenance import provenance
from rlreport.values import Findings, Sentence

SECTIONS = {
    "overview": "Overview",
    "axes": "Components and axes",
    "data health": "Data health",
    "details": "Detailed analysis",
    "key observations": "Key observations",
    "interpretation": "Interpretation",
}
PARAGRAPHS = ("overview",)

# CommonMark 0.31 lets a backslash stand before any ASCII punctuation. Escaped is only what would
# mean something where it stands, so that the text reads well as it is: the brackets of an interval
# make no link, and a colon behind them tells something only where they open the line; the
# underscore inside a name is no emphasis. "://" and "www." would become links on GitHub, and "$"
# mathematics.
_INLINE = re.compile(
    r"([\\`*~$]|<(?=[A-Za-z/!?])|(?<![^\W_])_|_(?![^\W_])|\](?=[(\[])|&(?=[#A-Za-z]))|(?<=:)(?=//)|(?<=www)(?=\.)",
    re.IGNORECASE,
)
_OPENING = re.compile(r"^([-+=>#|\[]|\d+(?=[.)]))")


def escape(text: str) -> str:
    """The text on one line, shown by Markdown as it stands."""
    line = _INLINE.sub(lambda match: f"\\{match[1] or ''}", " ".join(text.split()))
    return _OPENING.sub(lambda match: _escaped_opening(match[1]), line)


def _escaped_opening(mark: str) -> str:
    return f"{mark}\\" if mark.isdigit() else f"\\{mark}"


def _render(findings: Findings) -> bytes:
    return _report(findings, [])


def _files(findings: Findings, stem: str) -> dict[str, bytes]:
    """The report with its figure, and the figure.

    Raises:
        MissingExtraError: vl-convert, which draws without a browser, is not installed.
    """
    if not findings.trends:
        return {f"{stem}.md": _render(findings)}
    name, drawn = f"{stem}.figure.svg", drawing(findings)
    image = f"![{_alternative(drawn.description)}]({quote(name)})"
    shown = [image, escape(findings.narrative.caption)]
    return {
        f"{stem}.md": _report(findings, shown),
        name: drawn.sized(1, "in").encode("utf-8", "replace"),
    }


def _alternative(text: str) -> str:
    """The text alternative of a figure, in which no bracket ends it."""
    return re.sub(r"(?<!\\)([\[\]])", r"\\\1", escape(text))


def _report(findings: Findings, figure: Sequence[str]) -> bytes:
    narrative = findings.narrative
    parts = [f"# {escape(narrative.headline.text)}", *figure]
    for section, title in SECTIONS.items():
        sentences = [s for s in narrative.sentences if s.section == section]
        if sentences:
            parts += [f"## {title}", *_section(section, sentences, findings)]
    parts += ["---", _footer(findings)]
    return ("\n\n".join(parts) + "\n").encode("utf-8", "replace")


def _section(section: str, sentences: list[Sentence], findings: Findings) -> list[str]:
    if section in PARAGRAPHS:
        return [" ".join(escape(sentence.text) for sentence in sentences)]
    parts = []
    for heading, group in groupby(sentences, key=lambda sentence: sentence.heading):
        if heading:
            parts.append(f"### {escape(heading)}")
        parts += _blocks(section, list(group), findings)
    return parts


def _blocks(section: str, sentences: list[Sentence], findings: Findings) -> list[str]:
    """Lists of what is measured, and a block quote for each possible reason."""
    blocks = []
    for possible, group in groupby(sentences, key=lambda s: s.status == "possible"):
        if possible:
            blocks += [_possible(sentence) for sentence in group]
        else:
            blocks.append("\n".join(_entry(section, s, findings) for s in group))
    return blocks


def _entry(section: str, sentence: Sentence, findings: Findings) -> str:
    """A list's entry: numbered among the key observations, else with the numbers it rests on."""
    numbers = key_numbers(sentence, findings)
    source = f" ({escape(sentence.source)})" if sentence.source else ""
    if section == "key observations" and numbers:
        return f"{numbers[0]}. {escape(sentence.text)}"
    seen = wording.listing([str(n) for n in sorted(numbers)])
    marks = f" (see {seen})" if section == "interpretation" and numbers else ""
    return f"- {escape(sentence.text)}{marks}{source}"


def key_numbers(sentence: Sentence, findings: Findings) -> list[int]:
    """The numbers of the key observations that a sentence rests on, as drawn on the charts."""
    known = findings.narrative.numbers
    return [*dict.fromkeys(known[identity] for identity in sentence.about if identity in known)]


def _possible(sentence: Sentence) -> str:
    source = f" *Source: {escape(sentence.source)}*" if sentence.source else ""
    return f"> **Possible reason, to check.** {escape(sentence.text)}{source}"


def _footer(findings: Findings) -> str:
    lines = [f"- {name}: {escape(text)}" for name, text in provenance(findings)]
    return "\n".join([escape(wording.INTERVALS), "", *lines])


EXPORT = Export(
    name="markdown",
    label="Markdown",
    kind="report",
    ending=".md",
    media_type="text/markdown",
    render=_render,
    files=_files,
)
