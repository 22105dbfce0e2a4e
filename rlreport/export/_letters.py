"""Letters that no font of this machine has: where they are drawn, a reader sees boxes.

A file that holds text as text (HTML, Markdown, SVG) is drawn with the reader's own fonts; a PDF or
PNG is not, so it says that something is missing.
"""

from __future__ import annotations

from functools import cache
from html import escape

NOTE = (
    "Letters",
    "boxes stand for those without a font where this was made; HTML, Markdown and SVG hold them",
)
_BLOCK = 8
"""Bits of a letter's number that its neighbours share: of one block, fonts have all or none."""
_NO_LETTER = "\U0010fffe"
_PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24">'
    '<text x="2" y="18" font-family="sans-serif" font-size="16">{}</text></svg>'
)


def boxed(text: str) -> bool:
    """Whether a letter of the text is drawn as a box, going by one of each block of letters."""
    blocks = {ord(letter) >> _BLOCK: letter for letter in sorted(set(text)) if letter.isprintable()}
    return any(_is_box(letter) for block, letter in blocks.items() if block)


@cache
def _is_box(letter: str) -> bool:
    return _picture(letter) == _picture(_NO_LETTER)


def _picture(letter: str) -> bytes:
    import vl_convert

    return bytes(vl_convert.svg_to_png(_PICTURE.format(escape(letter))))
