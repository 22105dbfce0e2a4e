"""Findings -> LaTeX: a figure environment with its caption, and a paragraph on what it shows."""

from __future__ import annotations

import re

from rlreport import wording
from rlreport.export import Export
from rlreport.export._provenance import provenance
from rlreport.values import Findings

FIGURE = "report.figure.pdf"
"""What the figure is expected to be called: `rlreport report LOG -o report.figure.pdf`."""

_SIGNS = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': "''",
    **{sign: f"\\{sign}" for sign in "{}#$%&_"},
    "…": r"\ldots{}",
    wording.MINUS: "$-$",
}
_LIGATURE = re.compile(r"-(?=-)|[?!](?=`)")
"""What LaTeX would join with the sign behind it: two hyphens are a dash."""
_TABLE = str.maketrans(_SIGNS)
_P_VALUE = re.compile(r"\bp (=|\\textless\{\}) ([\d.]+)")


def escape(text: str) -> str:
    """The text on one line, set by LaTeX as it stands, with p-values and minus signs as maths."""
    line = " ".join(text.split()).translate(_TABLE)
    line = _LIGATURE.sub(r"\g<0>{}", line)
    return _P_VALUE.sub(lambda match: f"$p {match[1].replace(_SIGNS['<'], '<')} {match[2]}$", line)


def figure(findings: Findings) -> str:
    """The figure environment; its file is the report's own figure."""
    return "\n".join(
        [
            r"\begin{figure}[t]",
            r"  \centering",
            rf"  \includegraphics[width=\linewidth]{{{FIGURE}}}",
            rf"  \caption{{{escape(findings.narrative.caption)}}}",
            rf"  \label{{fig:{_slug(findings)}}}",
            r"\end{figure}",
        ]
    )


def paragraph(findings: Findings) -> str:
    """The key observations as running text, with a reference to the figure."""
    key = [s for s in findings.narrative.sentences if s.section == "key observations"]
    said = " ".join(escape(sentence.text) for sentence in key)
    return rf"Figure~\ref{{fig:{_slug(findings)}}}: {said} {escape(wording.INTERVALS)}"


def _slug(findings: Findings) -> str:
    names = "-".join(run.name for run in findings.logs.runs[:1]) or "report"
    return re.sub(r"[^a-z0-9]+", "-", names.lower()).strip("-") or "report"


def _render(findings: Findings) -> bytes:
    about = [f"% {name}: {' '.join(text.split())}" for name, text in provenance(findings)]
    head = [
        "% Needs the packages graphicx and, for other letters than English ones, a Unicode font."
    ]
    parts = ["\n".join([*head, *about]), figure(findings), paragraph(findings)]
    return ("\n\n".join(parts) + "\n").encode("utf-8", "replace")


EXPORT = Export(
    name="latex",
    label="LaTeX",
    kind="text",
    ending=".tex",
    media_type="application/x-tex",
    render=_render,
)
