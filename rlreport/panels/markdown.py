"""Text of others (names of runs, files and metrics) -> inert Markdown, or HTML.

Streamlit draws Markdown in almost every label: an unescaped name could load a remote image, make
a link, or colour the page. Scripts are inert in any case.
"""

from __future__ import annotations

import re
import unicodedata
from html import escape

from rlreport import wording

_JOINER = "\u2060"
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_AUTOLINK = re.compile(
    r"(?i)\b(h)(?=ttps?:)|\b(w)(?=ww\.)|\b(m)(?=ailto:)|\b(f)(?=tp:)|\b(x)(?=mpp:)"
)
_ARROW = re.compile(r"(?<=[-<>=])(?=[-<>=])")
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


def legible(text: str, limit: int = 2000) -> str:
    """`text` in one line of at most `limit` characters, without unseen characters.

    Control, bidirectional and private characters become a space, lone surrogates (which the page
    cannot send) a replacement mark.
    """
    text = text.encode("utf-8", "replace").decode()
    seen = "".join(" " if unicodedata.category(char) in _UNSEEN else char for char in text)
    line = " ".join(seen.split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def plain(text: str, limit: int = 2000) -> str:
    """`text` as Markdown that shows every character and does nothing else.

    All ASCII punctuation is escaped. Bare addresses, arrows and double hyphens, which are
    recognised even when escaped, are broken by a word joiner, which has no width. An interval
    and a p-value stay on one line.
    """
    line = _ARROW.sub(_JOINER, legible(text, limit))
    line = _AUTOLINK.sub(lambda match: match[0] + _JOINER, line)
    line = line.replace("@", f"{_JOINER}@{_JOINER}")
    return _PUNCTUATION.sub(r"\\\1", wording.unbroken(line))


def in_badge(text: str, limit: int) -> str:
    """The same for a badge, which escapes brackets by itself."""
    return plain(text, limit).replace(r"\[", "[").replace(r"\]", "]")


def inert(text: str, limit: int = 2000) -> str:
    """`text` as HTML that shows every character and does nothing else."""
    return escape(wording.unbroken(legible(text, limit)))
