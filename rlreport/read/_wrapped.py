"""A data frame that pandas wrapped, its columns below each other -> one table again.

A backslash ends the names of all columns that others stand below, above as many rows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rlreport.read._text import decode
from rlreport.sources import LogFile

_MARK = re.compile(rb" {2}\\\r?\n")
_LARGEST = 1 << 26  # bytes


def is_wrapped(head: bytes) -> bool:
    """Whether a file that begins with `head` may hold such a frame."""
    return b"  \\" in head and _MARK.search(head) is not None


def whole(file: LogFile) -> LogFile:
    """The file with its frames in one piece, and blank lines where the other pieces were."""
    if file.size > _LARGEST or not is_wrapped(file.head()):
        return file
    lines = decode(file.bytes()).split("\n")
    place = 0
    while place < len(lines):
        pieces = _pieces(lines, place) if _goes_on(lines[place]) else []
        if len(pieces) > 1:
            begin, end = pieces[0]
            lines[begin:end] = _beside([lines[slice(*piece)] for piece in pieces])
            for begin, end in pieces[1:]:
                lines[begin:end] = [""] * (end - begin)
        place = pieces[-1][1] if pieces else place + 1
    return LogFile(name=file.name, content="\n".join(lines).encode())


def _goes_on(names: str) -> bool:
    """Whether other columns stand below those of these names."""
    return names.rstrip().endswith("  \\")


def _pieces(lines: Sequence[str], place: int) -> list[tuple[int, int]]:
    """Where the pieces of a frame begin and end; none where one of them is cut off or unlike."""
    found = [(place, _end(lines, place))]
    while _goes_on(lines[found[-1][0]]):
        begin = found[-1][1] + 1
        found.append((begin, _end(lines, begin)))
        indices = [_index(lines[slice(*piece)]) for piece in found[-2:]]
        if not indices[0] or indices[0] != indices[1]:
            return []
    return found


def _end(lines: Sequence[str], begin: int) -> int:
    """Where the lines without a blank one among them end."""
    place = begin
    while place < len(lines) and lines[place].strip():
        place += 1
    return place


def _index(piece: Sequence[str]) -> list[str]:
    """What the rows of a piece begin with."""
    return [row.split(maxsplit=1)[0] for row in piece[1:]]


def _beside(pieces: Sequence[Sequence[str]]) -> list[str]:
    """The lines of pieces beside each other, with the index once."""
    index = max(map(len, _index(pieces[0])))
    names = [piece[0].rstrip().removesuffix("\\") for piece in pieces]
    rows = [[name, *piece[1:]] for name, piece in zip(names, pieces, strict=True)]
    wide = [max(len(line.rstrip()) for line in piece) for piece in rows]
    begins = [0, *([index] * (len(rows) - 1))]
    return [
        "".join(
            line.rstrip().ljust(width)[begin:]
            for line, width, begin in zip(lines, wide, begins, strict=True)
        )
        for lines in zip(*rows, strict=True)
    ]
