"""The text of the report: what is measured, and apart from it what might be the reason."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter

import streamlit as st

from rlreport.export._provenance import provenance
from rlreport.panels.markdown import anchor, plain
from rlreport.panels.observation import choose
from rlreport.values import Findings, Sentence

_NARROWEST = 380
_DISC = 28
"""Pixels of the round button of a key observation."""


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
            _grouped(sentences)


def method(findings: Findings) -> None:
    """How all this was computed: axes, smoothing, settings and version."""
    opened = st.expander("How this was computed", icon=":material/function:")
    with opened, st.container(key="method"):
        _grouped(_of(findings, "axes"))
        with st.container(gap=None):
            st.subheader("Provenance", anchor="provenance")
            rows = [f"- **{plain(name)}:** {plain(text)}" for name, text in provenance(findings)]
            st.markdown("\n".join(rows))


def told(findings: Findings) -> list[str]:
    """What the text says first of the curves, as Markdown."""
    return [plain(sentence.text) for sentence in _of(findings, "key observations")]


def said_of(findings: Findings, number: int) -> str:
    """What the text says of the key observation of that number."""
    identity = findings.narrative.key[number - 1]
    about = [s for s in _of(findings, "key observations") if identity in s.about]
    return about[0].text if about else findings.observation(identity).kind


def _key_observations(findings: Findings, chosen: int | None) -> None:
    st.header("Key observations", anchor="key-observations")
    sentences = _of(findings, "key observations")
    if not sentences:
        st.markdown("Nothing in these curves stands out from their noise.")
    numbers = findings.narrative.numbers
    with st.container(key="observations"):
        for sentence in sentences:
            number = next((numbers[about] for about in sentence.about if about in numbers), None)
            with st.container(horizontal=True, wrap=False, gap="xsmall"):
                if number is not None:
                    _number(number, chosen)
                st.markdown(plain(sentence.text))


def _number(number: int, chosen: int | None) -> None:
    """The number that the charts mark; a click chooses the observation, another lets it go."""
    shown = " (shown)" if number == chosen else ""
    st.button(
        f"Key observation{shown} **{number}**",  # style.css leaves the number alone to be seen
        key=f"observation-{number}",
        type="primary" if shown else "secondary",
        on_click=choose,
        args=(None if number == chosen else number,),
        help="Show it on the charts, or the whole charts again",
        width=_DISC,
    )


def _interpretation(findings: Findings) -> None:
    st.header("Interpretation", anchor="interpretation")
    sentences = _of(findings, "interpretation")
    measured = [sentence for sentence in sentences if sentence.status != "possible"]
    with st.container(key="interpretation"):
        _grouped(measured)


def _possible_reasons(findings: Findings) -> None:
    """Guesses, in a box of their own that never looks like something measured."""
    possible = [s for s in _of(findings, "interpretation") if s.status == "possible"]
    if possible:
        with st.container(border=True, key="possible"):
            st.subheader("Possible reasons, to check", anchor="possible-reasons")
            st.caption("Not measured: curves cannot tell a cause. Questions to put to the run.")
            with st.grid(2, min_column_width=_NARROWEST, gap=("xsmall", "medium")):
                for sentence in possible:
                    st.markdown(plain(sentence.text) + _source(sentence))


def _source(sentence: Sentence) -> str:
    return f"  \n:small[:gray[Source: {plain(sentence.source)}]]" if sentence.source else ""


def _of(findings: Findings, section: str) -> list[Sentence]:
    return [sentence for sentence in findings.narrative.sentences if sentence.section == section]


def _grouped(sentences: Iterable[Sentence]) -> None:
    """Sentences under their headings: a paragraph where there is one, else a list."""
    for (section, heading), group in groupby(sentences, key=attrgetter("section", "heading")):
        with st.container(gap=None):
            if heading:
                st.subheader(plain(heading), anchor=anchor(f"{section} {heading}"))
            texts = [plain(sentence.text) for sentence in group]
            st.markdown(texts[0] if len(texts) == 1 else "\n".join(f"- {text}" for text in texts))
