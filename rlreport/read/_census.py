"""What the bytes of delimited text tell before they are parsed: asked of many of them at once."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from rlreport.values import BoolArray, IntArray

MARK = b"9e9"
"""What is written over a NaN that is spelled out: as long as it, and hardly ever logged."""
_BLOCK = 1 << 18  # bytes looked at together: they fit the processor's cache
_LOWER = 0x20  # the bit that tells a small letter from a capital
_BLANK, _QUOTE = b' "'
_BESIDE = b'\n\r"+-'  # with the delimiter, what stands beside a NaN that is a cell


def spelled_nan(lines: bytes, start: int, delimiter: str) -> IntArray:
    """Where the cells behind offset `start` begin `(k,)` that are NaN in any spelling."""
    if lines.find(b"n", start) < 0 and lines.find(b"N", start) < 0:
        return np.empty(0, dtype=np.intp)
    data = np.frombuffer(lines, dtype=np.uint8)
    small = data[start:] | _LOWER
    letter = small == ord("n")
    hits = np.flatnonzero(letter[:-2] & letter[2:])
    places = start + hits[small[hits + 1] == ord("a")]
    after = places + len(MARK)
    beside = _table(_BESIDE + delimiter.encode())
    begins = beside[data[places - 1]] | (places == 0)
    ends = beside[data[after.clip(max=data.size - 1)]] | (after == data.size)
    return np.asarray(places[begins & ends])


def marked(body: bytes, places: IntArray) -> bytes:
    """The text with the mark at these places; itself where there are none."""
    if not places.size:
        return body
    data = np.frombuffer(body, dtype=np.uint8).copy()
    for offset, letter in enumerate(MARK):
        data[places + offset] = letter
    return data.tobytes()


def has_edges(lines: bytes, delimiter: str) -> bool:
    """Whether there are blanks at the end of a cell, or at its beginning."""
    if b" " not in lines:
        return False
    edge = _table(b'\n\r"' + delimiter.encode())
    data = np.frombuffer(lines, dtype=np.uint8)
    blanks = np.flatnonzero(data == _BLANK)
    after = (blanks + 1).clip(max=data.size - 1)
    return bool(blanks[0] == 0 or edge[data[after]].any() or edge[data[blanks - 1]].any())


def delimiters(body: bytes, delimiter: str, *, quoted: bool) -> int:
    """How many delimiters there are, those in quotes left out where there are quotes."""
    count = inside = 0
    data = np.frombuffer(body, dtype=np.uint8)
    for start in range(0, data.size, _BLOCK):
        block = data[start : start + _BLOCK]
        marks = block == ord(delimiter)
        if quoted:
            quotes = block == _QUOTE
            marks &= np.logical_xor.accumulate(quotes) == bool(inside)
            inside ^= int(np.count_nonzero(quotes)) & 1
        count += int(np.count_nonzero(marks))
    return count


@lru_cache
def _table(letters: bytes) -> BoolArray:
    """For each byte `(256,)` whether it is one of the letters."""
    known = np.zeros(256, dtype=np.bool_)
    known[list(letters)] = True
    return known
