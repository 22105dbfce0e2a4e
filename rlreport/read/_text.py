"""Bytes of a console or text log -> lines of text; a number as loggers print it -> float."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import IO

from rlreport.read import _stamps
from rlreport.read._encodings import LABELS, code_page, is_utf8
from rlreport.sources import LogFile
from rlreport.values import Issue

UTF16 = (b"\xff\xfe", b"\xfe\xff")
"""What a text in UTF-16 begins with, as Windows PowerShell writes what a program printed."""
_CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\][^\x07\x1b\r\n]*(?:\x07|\x1b\\)|\x00")
# The same as viewers write an escape, and as what was pasted has it, without one.
_SHOWN = re.compile(
    r"(?:\^\[|\\(?:x1b|u001b|033|e)|#033|[\u2190\u241b\ufffd])\[[0-9;?]*[A-Za-z]"
    r"|\[(?:\d{1,3}(?:;\d{1,3}){0,4})?m(?!\]| ?\d+ ?s)",
    re.IGNORECASE,
)
_RESETS = ("[0m", "[39m", "^[[")
_WRAPPED = re.compile(
    r"(?:np|numpy|jnp|torch|tf)?\.?(?:float\d*|int\d*|uint\d*|tensor|array|Array|scalar|Decimal)"
    r"\(\s*+\[?+'?+([^,()'\]]++)[^()]*+\)"
)
_RETURN = re.compile(rb"\r(?=[^\n\x00\x1b])")  # colour codes may stand before its newline
_BLOCK = 1 << 20
_LOOK_AT = 4096  # bytes that tell the encoding, and whether there is one
_BINARY = 0.01  # share of control codes that no text has
_CODES = bytes(set(range(1, 32)) - set(b"\t\n\r\b\f\x1b"))
_PLAIN = re.compile(
    r"[-+]?(?:\d{1,3}(?:,\d{3})+(?:\.\d*)?|\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?"
    r"|[-+]?(?:nan|inf|infinity)",
    re.IGNORECASE,
)


def decode(content: bytes) -> str:
    """The text of `content`: UTF-8, UTF-16 with or without a byte order mark, or a code page.

    Colour codes and NUL bytes are left out; bytes that are no UTF-8 become replacement marks.
    """
    return _plain(content.decode(_encoding(content), errors="replace"))


@lru_cache(maxsize=2)
def opening(head: bytes) -> str:
    """The text that a file begins with, decoded once for all formats; "" where it is binary.

    Without what loggers write before each line, see `_stamps`.
    """
    some = head[:_LOOK_AT]
    codes = len(some) - len(some.translate(None, _CODES))
    text = "" if codes > _BINARY * len(some) else decode(head)
    stamp = _stamp(head) if text else None
    return stamp.sub("", text) if stamp else text


@lru_cache(maxsize=2)
def _stamp(head: bytes) -> re.Pattern[str] | None:
    """What to leave out of each line of a log that begins so."""
    return _stamps.pattern(decode(head))


def _encoding(content: bytes) -> str:
    if content.startswith(UTF16):
        return "utf-16"
    if content.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    head = content[:_LOOK_AT]
    odd, even = head[1::2].count(0), head[0::2].count(0)
    if odd > len(head) // 4 and even < odd // 8:
        return "utf-16-le"
    if even > len(head) // 4 and odd < even // 8:
        return "utf-16-be"
    return "utf-8" if is_utf8(content) else code_page(content)


def encoded(file: LogFile) -> tuple[Issue, ...]:
    """The issue of a text in a code page, which was guessed."""
    label = LABELS.get(_encoding(file.head()))
    if not label:
        return ()
    text = f"The file is not in UTF-8; it was read as {label}."
    return (Issue(kind="encoding", where=file.name, count=1, text=text),)


def lines(text: str) -> list[str]:
    """The lines of `text`, where a carriage return ends a line too: progress bars are redrawn."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def end_of_lines(content: bytes) -> int:
    """Offset behind the last whole line of UTF-8 `content`; 0 for other encodings."""
    return content.rfind(b"\n") + 1 if _encoding(content) == "utf-8" else 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """Some lines of a log.

    Attributes:
        texts: the lines.
        is_whole: whether the last of them has its end, so that nothing can change them any more.
        end: the offset in the file behind the last line that has its end; 0 in text that is not
            in UTF-8.
    """

    texts: list[str]
    is_whole: bool
    end: int


def blocks(file: LogFile, *, start: int = 0) -> Iterator[Block]:
    """The lines of a log from an offset on, where one begins, in blocks of about 1 MiB.

    Colour codes and NUL bytes are left out; bytes that are no UTF-8 become replacement marks.
    Text that is not in UTF-8 comes in one block. A carriage return ends a line, too. What loggers
    write before each line is left out, see `_stamps`.
    """
    head = file.head()
    encoding, stamp = _encoding(head), _stamp(head)
    if not encoding.startswith("utf-8"):
        yield Block(texts=_lines(decode(file.bytes()), stamp), is_whole=False, end=0)
        return
    end = start
    with file.open() as stream:
        stream.seek(start)
        for content, is_whole in _pieces(stream):
            text = content.decode("utf-8" if end else encoding, errors="replace")
            texts = _lines(_plain(text), stamp)
            end += len(content) if is_whole else 0
            yield Block(texts=texts[:-1] if is_whole else texts, is_whole=is_whole, end=end)


def _lines(text: str, stamp: re.Pattern[str] | None) -> list[str]:
    return lines(stamp.sub("", text) if stamp else text)


def _plain(text: str) -> str:
    plain = _CONTROL.sub("", text) if "\x1b" in text or "\0" in text else text
    if not any(reset in plain for reset in _RESETS):
        return plain
    return "\n".join(
        _SHOWN.sub("", line) if any(reset in line for reset in _RESETS) else line
        for line in plain.split("\n")
    )


def _pieces(stream: IO[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Pieces of whole lines, and at last what has no line end."""
    rest: list[bytes] = []
    while piece := stream.read(_BLOCK):
        cut = _end_of_lines(piece)
        if cut:
            yield b"".join([*rest, piece[:cut]]), True
            rest = []
        rest.append(piece[cut:])
    if any(rest):
        yield b"".join(rest), False


def _end_of_lines(piece: bytes) -> int:
    """The offset behind the last line end that no further bytes can change; 0 without one."""
    cut = piece.rfind(b"\n") + 1
    if cut:
        return cut
    found = [match.end() for match in _RETURN.finditer(piece)]
    return found[-1] if found else 0


def number(text: str) -> float | None:
    """The number that `text` is, or None.

    Takes thousands commas, bare NaN and infinities, and `np.float64(0.5)` and its kin.
    """
    span = number_span(text)
    return float(text[span[0] : span[1]].replace(",", "")) if span else None


def number_span(text: str, *, around: str = "") -> tuple[int, int] | None:
    """Where in `text` the digits of the number stand that it is, or None.

    `around` are marks that may stand on both sides of it, like blanks.
    """
    begin, end = 0, len(text)
    while begin < end and (text[begin].isspace() or text[begin] in around):
        begin += 1
    while begin < end and (text[end - 1].isspace() or text[end - 1] in around):
        end -= 1
    wrapped = _WRAPPED.fullmatch(text, begin, end)
    if wrapped:
        begin, end = wrapped.span(1)
        end -= len(wrapped[1]) - len(wrapped[1].rstrip())
    return (begin, end) if _PLAIN.fullmatch(text, begin, end) else None
