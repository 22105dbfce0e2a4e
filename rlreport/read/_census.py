"""What the bytes of delimited text tell before they are parsed: asked of all of them at once."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from rlreport.values import BoolArray, IntArray

Bytes = NDArray[np.uint8]

MARK = b"9e9"
"""What is written over a NaN that is spelled out: as long as it, and hardly ever logged."""
_BLOCK = 1 << 18  # bytes looked at together: they fit the processor's cache
_LOWER = 0x20  # the bit that tells a small letter from a capital
_BLANK, _QUOTE = b' "'
_BESIDE = b'\n\r"+-'  # with the delimiter, what stands beside a NaN that is a cell


def spelled_nan(body: bytes, start: int, delimiter: str) -> IntArray:
    """Where the cells behind offset `start` begin `(k,)` that are NaN in any spelling."""
    if body.find(b"n", start) < 0 and body.find(b"N", start) < 0:
        return np.empty(0, dtype=np.intp)
    data = np.frombuffer(body, dtype=np.uint8)
    found = [np.empty(0, dtype=np.intp)]
    for place, block in _blocks(data, start, overlap=2):
        small = block | _LOWER
        letter = small == ord("n")
        hits = np.flatnonzero(letter[:-2] & letter[2:])
        found.append(place + hits[small[hits + 1] == ord("a")])
    places = np.concatenate(found)
    after = places + len(MARK)
    beside = _table(_BESIDE + delimiter.encode())
    begins = beside[data[places - 1]] | (places == 0)
    ends = beside[data[after.clip(max=data.size - 1)]] | (after == data.size)
    return np.asarray(places[begins & ends])


def marked(body: bytes, places: IntArray) -> bytes | bytearray:
    """The text with the mark at these places; itself where there are none."""
    if not places.size:
        return body
    copy = bytearray(body)
    data = np.frombuffer(copy, dtype=np.uint8)
    for offset, letter in enumerate(MARK):
        data[places + offset] = letter
    return copy


def is_padded(body: bytes, delimiter: str) -> bool:
    """Whether there are blanks at the end of a cell, or at its beginning."""
    if b" " not in body:
        return False
    edge = _table(b'\n\r"' + delimiter.encode())
    for _, block in _blocks(np.frombuffer(body, dtype=np.uint8), 0, overlap=1):
        blanks = np.flatnonzero(block == _BLANK)
        after = (blanks + 1).clip(max=block.size - 1)
        if edge[block[after]].any() or edge[block[blanks - 1]].any():
            return True
    return False


def delimiters(body: bytes, delimiter: str) -> int:
    """How many delimiters there are, those in quotes left out."""
    count = inside = 0
    quoted = b'"' in body
    for _, block in _blocks(np.frombuffer(body, dtype=np.uint8), 0):
        marks = block == delimiter.encode()[0]
        if quoted:
            quotes = block == _QUOTE
            marks &= np.logical_xor.accumulate(quotes) == bool(inside)
            inside ^= int(np.count_nonzero(quotes)) & 1
        count += int(np.count_nonzero(marks))
    return count


def _blocks(data: Bytes, start: int, *, overlap: int = 0) -> Iterator[tuple[int, Bytes]]:
    """The bytes from `start` on, block by block, each with its place."""
    for place in range(start, data.size, _BLOCK):
        yield place, data[place : place + _BLOCK + overlap]


def _table(letters: bytes) -> BoolArray:
    """For each byte `(256,)` whether it is one of the letters."""
    known = np.zeros(256, dtype=np.bool_)
    known[list(letters)] = True
    return known
