"""The text of the report: what is measured, and apart from it what might be the reason.

A section is one element of the page: a browser goes through all elements at every run, and so at
every change, before it draws the charts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import attrgetter

import streamlit as st

from rlreport.export._provenance import provenance
from rlreport.panels.markdown import inert, plain
from rlreport.values import Findings, Sentence

_NUMBER = (
    '<button type="button" data-observation="{number}" aria-pressed="{pressed}" '
    'title="Show it on the charts, or the whole charts again">'
    "<span>Key observation </span>{number}</button>"
)
"""The number that the charts mark; `showing` hears the click that chooses it, or lets it go."""
_NOTHING = "<p>Nothing in these curves stands out from their noise.</p>"


def observations_and_interpretation(findings: Findings, *, number: int | None) -> None:
    """The two texts that people read first, in two columns where there is room (style.css)."""
    _key_observations(findings, number)
    _interpretation(findings)
    _possible_reasons(findings)


def details(findings: Findings) -> None:
    """The detailed analysis, metric by metric."""
    sentences = _of(findings, "details")
    if sentences:
        opened = st.expander("Detailed analysis", icon=":material/query_stats:")
        with opened, st.container(key="details"):
            st.markdown(_grouped(sentences), anchors=False)


def method(findings: Findings) -> None:
    """How all this was computed: axes, smoothing, settings and version."""
    opened = st.expander("How this was computed", icon=":material/function:")
    with opened, st.container(key="method"):
        rows = [f"- **{plain(name)}:** {plain(text)}" for name, text in provenance(findings)]
        listed = "\n".join(rows)
        axes = _grouped(_of(findings, "axes"))
        st.markdown(f"{axes}\n\n### Provenance\n{listed}", anchors=False)


def told(findings: Findings) -> list[str]:
    """What the text says first of the curves, as Markdown."""
    return [plain(sentence.text) for sentence in _of(findings, "key observations")]


def said_of(findings: Findings, number: int) -> str:
    """What the text says of the key observation of that number."""
    identity = findings.narrative.key[number - 1]
    about = [s for s in _of(findings, "key observations") if identity in s.about]
    return about[0].text if about else findings.observation(identity).kind


def _key_observations(findings: Findings, chosen: int | None) -> None:
    listed = "".join(_items(findings, chosen))
    st.header("Key observations", anchor="key-observations")
    with st.container(key="observations"):
        st.html(f"<ul>{listed}</ul>" if listed else _NOTHING)


def _items(findings: Findings, chosen: int | None) -> Iterator[str]:
    """Each as an item of a list, with the number that the charts mark where it has one."""
    numbers = findings.narrative.numbers
    for sentence in _of(findings, "key observations"):
        number = next((numbers[about] for about in sentence.about if about in numbers), None)
        pressed = "true" if number == chosen else "false"
        button = _NUMBER.format(number=number, pressed=pressed) if number else ""
        yield f"<li>{button}<p>{inert(sentence.text)}</p></li>"


def _interpretation(findings: Findings) -> None:
    sentences = _of(findings, "interpretation")
    measured = [sentence for sentence in sentences if sentence.status != "possible"]
    with st.container(key="interpretation"):
        st.markdown(f"## Interpretation\n{_grouped(measured)}", anchors=False)


def _possible_reasons(findings: Findings) -> None:
    """Guesses, in a box of their own that never looks like something measured."""
    possible = [s for s in _of(findings, "interpretation") if s.status == "possible"]
    if possible:
        listed = "\n".join(f"- {plain(s.text)}{_source(s)}" for s in possible)
        with st.container(border=True, key="possible"):
            st.markdown(f"{_GUESSES}\n{listed}", anchors=False)


_GUESSES = """### Possible reasons, to check
:small[Not measured: curves cannot tell a cause. Questions to put to the run.]
"""


def _source(sentence: Sentence) -> str:
    return f"  \n  :small[:gray[Source: {plain(sentence.source)}]]" if sentence.source else ""


def _of(findings: Findings, section: str) -> list[Sentence]:
    return [sentence for sentence in findings.narrative.sentences if sentence.section == section]


def _grouped(sentences: Iterable[Sentence]) -> str:
    """Sentences under their headings, as Markdown: a paragraph where there is one, else a list."""
    parts: list[str] = []
    for heading, group in groupby(sentences, key=attrgetter("heading")):
        texts = [plain(sentence.text) for sentence in group]
        parts += [f"### {plain(heading)}"] if heading else []
        parts.append(texts[0] if len(texts) == 1 else "\n".join(f"- {text}" for text in texts))
    return "\n\n".join(parts)
