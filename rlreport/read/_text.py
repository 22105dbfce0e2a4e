"""Bytes of a console or text log -> lines of text; a number as loggers print it -> float."""

from __future__ import annotations

import re

_CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x00")
_WRAPPED = re.compile(
    r"(?:np|numpy|jnp|torch|tf)?\.?(?:float\d*|int\d*|uint\d*|tensor|array|Array|scalar|Decimal)"
    r"\(\s*\[?'?([^,()'\]]+)'?\]?[^()]*\)"
)
_PLAIN = re.compile(
    r"[-+]?(?:\d{1,3}(?:,\d{3})+(?:\.\d*)?|\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
    r"|[-+]?(?:nan|inf|infinity)",
    re.IGNORECASE,
)


def decode(content: bytes) -> str:
    """The text of `content`: UTF-8, or UTF-16 with or without a byte order mark.

    Colour codes and NUL bytes are left out; bytes that are no UTF-8 become replacement marks.
    """
    return _CONTROL.sub("", content.decode(_encoding(content), errors="replace"))


def _encoding(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if content.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    head = content[:4096]
    odd, even = head[1::2].count(0), head[0::2].count(0)
    if odd > len(head) // 4 and even < odd // 8:
        return "utf-16-le"
    if even > len(head) // 4 and odd < even // 8:
        return "utf-16-be"
    return "utf-8"


def lines(text: str) -> list[str]:
    """The lines of `text`, where a carriage return ends a line too: progress bars are redrawn."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def end_of_lines(content: bytes) -> int:
    """Offset behind the last whole line of UTF-8 `content`; 0 for other encodings."""
    return content.rfind(b"\n") + 1 if _encoding(content) == "utf-8" else 0


def number(text: str) -> float | None:
    """The number that `text` is, or None.

    Takes thousands commas, bare NaN and infinities, and `np.float64(0.5)` and its kin.
    """
    text = text.strip()
    wrapped = _WRAPPED.fullmatch(text)
    if wrapped:
        text = wrapped.group(1).strip()
    return float(text.replace(",", "")) if _PLAIN.fullmatch(text) else None
