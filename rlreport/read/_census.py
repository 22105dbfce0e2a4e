"""What the bytes of delimited text tell before they are parsed: asked of many of them at once.

Masks are changed in place: to ask the system for the memory of each further one takes longer than
to look through them.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import numpy as np

from rlreport.values import BoolArray, IntArray

MARK = b"9e9"
"""What is written over a NaN that is spelled out: as long as it, and hardly ever logged."""
_LOWER = 0x20  # the bit that tells a small letter from a capital
_RARE = 40  # letters in which there is one "a" at most where it pays to look at each "a"
_QUOTE = ord('"')
_BESIDE = b'\n\r"+-'  # with the delimiter, what stands beside a NaN that is a cell


def count_nan(lines: bytes | memoryview, *, words: bool) -> int:
    """How often the letters of NaN stand there, in any spelling and whatever they are a part of.

    Without words the last two letters tell as much, in half the time.
    """
    if words:
        return _nan_letters(lines, 0).size
    small = np.frombuffer(lines, dtype=np.uint8) | _LOWER
    middle = small[:-1] == ord("a")
    middle &= small[1:] == ord("n")
    return int(np.count_nonzero(middle))


def spelled_nan(lines: bytes, start: int, delimiter: str) -> IntArray:
    """Where the cells behind offset `start` begin `(k,)` that are NaN in any spelling."""
    places = start + _nan_letters(lines, start)
    data = np.frombuffer(lines, dtype=np.uint8)
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


def delimiters(blocks: Iterable[bytes], delimiter: str, *, quoted: bool) -> int:
    """How many delimiters there are, on request without those in quotes."""
    count = inside = 0
    for block in blocks:
        data = np.frombuffer(block, dtype=np.uint8)
        marks = data == ord(delimiter)
        if quoted:
            quotes = data == _QUOTE
            marks &= np.logical_xor.accumulate(quotes) == bool(inside)
            inside ^= int(np.count_nonzero(quotes)) & 1
        count += int(np.count_nonzero(marks))
    return count


def _nan_letters(lines: bytes | memoryview, start: int) -> IntArray:
    """Where behind offset `start` the letters of NaN begin `(k,)`, counted from there."""
    small = np.frombuffer(lines, dtype=np.uint8)[start:] | _LOWER
    middle = small[1:-1] == ord("a")
    if np.count_nonzero(middle) * _RARE > small.size:  # words: it is faster to look at all letters
        letter = small == ord("n")
        middle &= letter[:-2]
        middle &= letter[2:]
        return np.flatnonzero(middle)
    places = np.flatnonzero(middle)
    found: IntArray = places[(small[places] == ord("n")) & (small[places + 2] == ord("n"))]
    return found


@lru_cache
def _table(letters: bytes) -> BoolArray:
    """For each byte `(256,)` whether it is one of the letters."""
    known = np.zeros(256, dtype=np.bool_)
    known[list(letters)] = True
    return known
