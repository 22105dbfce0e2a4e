"""Findings -> LaTeX: a figure environment with its caption, and a paragraph on what it shows.

As a file it has the figure beside it.
"""

from __future__ import annotations

import re

from rlreport import wording
from rlreport.export import Export
from rlreport.export._figure import drawing
from rlreport.export._provenance import provenance
from rlreport.values import Findings

_FIGURE = "report.figure.pdf"
"""What the figure is called where the text alone is handed over."""
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
    "\u200b": r"\allowbreak{}",
}
_LONG_WORD = re.compile(r"\S{25,}")
_BREAK = re.compile(r"(?<=[_/.:-])(?=\w)")
"""Where a name may go on in the next line of a narrow column."""
_LIGATURE = re.compile(r"-(?=-)|[?!](?=`)")
"""What LaTeX would join with the sign behind it: two hyphens are a dash."""
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
"""What LaTeX takes for commands, or stumbles over, in the name of a file."""
_TABLE = str.maketrans(_SIGNS)
_P_VALUE = re.compile(r"\bp (=|\\textless\{\}) ([\d.]+)")


def escape(text: str) -> str:
    """The text on one line, set by LaTeX as it stands, with p-values and minus signs as maths."""
    line = _LONG_WORD.sub(lambda word: _BREAK.sub("\u200b", word[0]), " ".join(text.split()))
    line = line.translate(_TABLE)
    line = _LIGATURE.sub(r"\g<0>{}", line)
    return _P_VALUE.sub(lambda match: f"$p {match[1].replace(_SIGNS['<'], '<')} {match[2]}$", line)


def figure(findings: Findings, name: str = _FIGURE) -> str:
    """The figure environment; the file `name` is the report's own figure."""
    return "\n".join(
        [
            r"\begin{figure}[t]",
            r"  \centering",
            rf"  \includegraphics[width=\linewidth]{{{name}}}",
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


def _render(findings: Findings, figures: str = _FIGURE) -> bytes:
    about = [f"% {name}: {' '.join(text.split())}" for name, text in provenance(findings)]
    head = [
        "% Needs the packages graphicx and, for other letters than English ones, a Unicode font."
    ]
    parts = ["\n".join([*head, *about]), figure(findings, figures), paragraph(findings)]
    return ("\n\n".join(parts) + "\n").encode("utf-8", "replace")


def _files(findings: Findings, stem: str) -> dict[str, bytes]:
    """The text, and the figure that it includes, by a name that LaTeX can find.

    Raises:
        MissingExtraError: vl-convert, which draws without a browser, is not installed.
    """
    name = f"{_UNSAFE.sub('-', stem)}.figure.pdf"
    return {
        f"{stem}.tex": _render(findings, name),
        name: drawing(findings, fixed=True).pdf(),
    }


EXPORT = Export(
    name="latex",
    label="LaTeX",
    kind="text",
    ending=".tex",
    media_type="application/x-tex",
    render=_render,
    files=_files,
)
