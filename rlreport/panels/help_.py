"""Help inside the page: what each number means, where its method comes from, how to cite it."""

from __future__ import annotations

import re

import streamlit as st

from rlreport.panels.markdown import plain
from rlreport.panels.methods import sources
from rlreport.values import Findings
from rlreport.version import VERSION

_SITES = {"doi": "https://doi.org/", "arXiv": "https://arxiv.org/abs/"}
_SIGN = re.compile(r"(`[^`]+`|\*\w+\*|doi:10\.[^\s;,)]*[^\s;,):.]|arXiv:\d+\.\d+)")
"""Names of variables, and what is cited, within a text."""
_TERMS = """
| On the page | What it means |
|---|---|
| **Level** | The smoothed curve at a place; at the end, of the last points that it rests on. |
| **Band** | Where the level lies with 95% confidence, point by point, not for all places at once. |
| **[a, b]** after a number | Its 95% interval, which allows for neighbouring points being alike. |
| **p** | How often noise alone, as autocorrelated as this run's, would show an effect as large. |
| **Percentage points** | Differences of percentages. **Percent** are relative changes. |
| **No evidence** | Not evidence of no effect: the run may be too short or too noisy to tell. |
| **Training accuracy** | The share of tasks solved, as logged or as counted from rollouts. |
| **Average parallelism** | Work over span, if counted here; 1 is serial. Logs may mean another. |
| **RL FLOPs** | Operations spent on training: logged, summed or estimated, as said on the axis. |
| **Charts** | Drag to move, Ctrl and the wheel, or a pinch, to zoom, double click for the whole. |
| **Charts, by keyboard** | Arrows to move, + and - to zoom, Esc for the whole. |
| **Possible reason** | From a list, not from the curves: a question to put to the run. |
"""


def help_(findings: Findings) -> None:
    """What the terms mean, where the methods come from, and how to cite the report."""
    opened = st.expander(
        "Help: what the numbers mean, and how to cite",
        icon=":material/help:",
        key="help",
        on_change="rerun",
    )
    if opened.open:
        with opened:
            st.markdown(_TERMS, anchors=False)
            _methods(findings)
            _cite(findings)


def _methods(findings: Findings) -> None:
    """How this report's intervals were come by, and all that is computed, with its sources."""
    st.subheader("Where the numbers come from", anchor=False)
    used: dict[str, set[str]] = {}
    for observation in findings.observations:
        for estimate in observation.estimates.values():
            used.setdefault(estimate.method, set()).add(observation.kind)
    rows = [f"| {plain(how)} | {plain(', '.join(sorted(of)))} |" for how, of in used.items() if how]
    st.markdown("\n".join(["| Interval | In observations of the kind |", "|---|---|", *rows]))
    st.markdown(cited())


def cited() -> str:
    """What is computed, and after whom, as Markdown."""
    listed = [f"- **{plain(name)}.** {_linked(text)}" for name, text in sources()]
    return "\n".join(["What is computed, and after whom:", "", *listed])


def _linked(text: str) -> str:
    """As Markdown: names of variables in italics, and links to what is cited."""
    return "".join(_part(part, sign=place % 2 == 1) for place, part in enumerate(_SIGN.split(text)))


def _part(text: str, *, sign: bool) -> str:
    if not sign:
        ends = [" " if end.isspace() else "" for end in (text[:1], text[-1:])]
        return plain(text).join(ends)
    kind, _, name = text.partition(":")
    if kind in _SITES:
        return f"[{plain(text)}]({_SITES[kind]}{name})"
    return f"*{plain(text.strip('`*'))}*"


def _cite(findings: Findings) -> None:
    st.subheader("How to cite", anchor=False)
    methods = {trend.method.label for trend in findings.trends}
    smoothed = ", ".join(plain(label) for label in sorted(methods))
    st.markdown(f"Name the version and the smoother, here: *{smoothed}*.")
    st.code(_BIBTEX.format(version=VERSION), language="bibtex", wrap_lines=True)


_BIBTEX = """@software{{rlreport,
  title   = {{rlreport: reports of reinforcement learning runs}},
  version = {{{version}}},
}}"""
