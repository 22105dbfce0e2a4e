"""Findings -> a message for a chat, in Slack's mrkdwn, in which names from logs are inert."""

from __future__ import annotations

import re

from rlreport import wording
from rlreport.export import Export
from rlreport.export._provenance import provenance
from rlreport.values import Findings

# Slack knows no escape for its marks: signs that look alike stand in for them, and an invisible
# word joiner keeps "@here" from calling anyone. Of angle brackets it knows one, which it shows as
# it stands where a person pastes the message; but only where text follows at once, so that
# "p < 0.001" stays as it is.
_ANGLES = re.compile(r"<(?=\S)|(?<=\S)>|^>")
_LOOK_ALIKE = {"<": "\u2039", ">": "\u203a"}
_SIGNS = str.maketrans(
    {
        "*": "\u2217",
        "`": "\u02cb",
        "~": "\u223c",
        "@": "@\u2060",
    }
)


def escape(text: str) -> str:
    """The text on one line, shown by Slack as it stands."""
    line = _ANGLES.sub(lambda found: _LOOK_ALIKE[found[0]], " ".join(text.split()))
    return line.translate(_SIGNS)


def message(findings: Findings) -> str:
    """The headline, the brief as a list, and where it comes from."""
    narrative = findings.narrative
    points = [f"• {escape(sentence.text)}" for sentence in narrative.brief]
    stated = [f"{name}: {text}." for name, text in provenance(findings, numbers=False)]
    said = any(wording.INTERVALS in sentence.text for sentence in narrative.brief)
    foot = " ".join(stated if said else [wording.INTERVALS, *stated])
    return "\n".join([f"*{escape(narrative.headline.text)}*", *points, escape(foot)])


def _render(findings: Findings) -> bytes:
    return (message(findings) + "\n").encode("utf-8", "replace")


EXPORT = Export(
    name="slack",
    label="Chat message",
    kind="text",
    ending=".txt",
    media_type="text/plain",
    render=_render,
)
