"""Text in lines of a drawing, which breaks none by itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from rlreport.chart._theme import LARGER, THEMES

_PIECE = re.compile(r"\S{1,28}\s*")
"""What stands on one line: a word, or a part of a very long one."""
_NARROW, _WIDE = re.compile(r"[ .,;:!|'ijltfI()\[\]/-]"), re.compile(r"[A-Z@%\u2E80-\U0010FFFF]")
_WIDTHS = 0.3, 0.56, 0.95
"""Widths at most of narrow, usual and wide letters, in their size."""
_BOLD = 1.1
"""How many times as wide bold letters are, at most."""


def headed(title: Mapping[str, Any], width: int) -> dict[str, Any]:
    """The title of a chart in lines of `width` pixels at most."""
    letters = width / (THEMES["light"].size + LARGER) / _BOLD
    return {**title, "text": wrapped(title["text"], letters), "limit": width}


def wrapped(text: str, width: float) -> list[str]:
    """`text` in lines that are at most `width` sizes of their letters long."""
    lines = [""]
    for piece in _PIECE.findall(text):
        if lines[-1] and _width(lines[-1] + piece.rstrip()) > width:
            lines.append("")
        lines[-1] += piece
    return [line.rstrip() for line in lines]


def _width(text: str) -> float:
    narrow, wide = len(_NARROW.findall(text)), len(_WIDE.findall(text))
    return _WIDTHS[0] * narrow + _WIDTHS[1] * (len(text) - narrow - wide) + _WIDTHS[2] * wide
