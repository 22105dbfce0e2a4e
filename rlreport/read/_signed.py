"""Substitutions in the lines alone that bear a sign, which is found far sooner than a match."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

Written = str | Callable[[re.Match[str]], str]
"""What is put in the place of a match."""
_DENSE = 4  # lines to each with a sign, up to which all of them are looked at together


def substituted(
    text: str, pattern: re.Pattern[str], written: Written, *signs: re.Pattern[str]
) -> str:
    """The text with each match of a pattern, which lies in one line, in another way.

    Args:
        text: lines.
        pattern: what is looked for.
        written: what stands in its place.
        signs: of which every line with a match has one; they begin with plain letters, by which
            they are found.
    """
    for sign in signs:
        count = len(sign.findall(text))
        if count * _DENSE > text.count("\n"):
            if count:
                return pattern.sub(written, text)
        elif count:
            text = "".join(_by_line(text, pattern, written, sign))
    return text


def _by_line(
    text: str, pattern: re.Pattern[str], written: Written, sign: re.Pattern[str]
) -> Iterator[str]:
    last = 0
    while found := sign.search(text, last):
        begin = max(text.rfind("\n", last, found.start()) + 1, last)
        end = text.find("\n", found.end())
        end = len(text) if end < 0 else end
        yield text[last:begin]
        yield pattern.sub(written, text[begin:end])
        last = end
    yield text[last:]
