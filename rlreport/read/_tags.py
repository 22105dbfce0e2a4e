"""Tags of many values -> small numbers, by comparing eight bytes at a time."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from rlreport.read._frames import Places, words

_MIX = np.uint64(0x9E3779B97F4A7C15)  # the golden ratio, as in Fibonacci hashing
_LONGEST = 512  # bytes; longer tags are looked up one by one
# For a tag that ended before a word, and one with 0 to 7 or more bytes from its beginning on: which
# bits of the word are the tag's, and the bit behind its last byte.
_KEPT = np.array([0, *((1 << 8 * count) - 1 for count in range(9))], dtype=np.uint64)
_MARKS = np.array([0, *(1 << 8 * count for count in range(8)), 0], dtype=np.uint64)

Words = NDArray[np.uint64]


class Tags:
    """The tags seen so far, numbered from 0 in the order of their appearance.

    The hash only sorts: whether two tags are equal is always decided by comparing all their bytes.
    """

    def __init__(self) -> None:
        self.names: list[bytes] = []
        self._numbers: dict[bytes, int] = {}
        self._hashes = np.empty(0, dtype=np.uint64)  # sorted
        self._by_hash = np.empty(0, dtype=np.int64)
        self._words = np.zeros((0, 0), dtype=np.uint64)

    def number(self, tag: bytes) -> int:
        """The number of one tag."""
        if tag not in self._numbers:
            self._numbers[tag] = len(self.names)
            self.names.append(tag)
        return self._numbers[tag]

    def numbers(self, data: NDArray[np.uint8], starts: Places, sizes: Places) -> Places:
        """The numbers `(n,)` of the tags that stand in `data` at `starts`."""
        if not starts.size:
            return np.empty(0, dtype=np.int64)
        if int(sizes.max()) > _LONGEST:
            return self._one_by_one(data, starts, sizes)
        spelled = _spelled(data, starts, sizes)
        hashes = _hash(spelled)
        found = self._look_up(hashes, spelled)
        if (found < 0).any():
            _, firsts = np.unique(hashes[found < 0], return_index=True)
            for row in np.sort(np.flatnonzero(found < 0)[firsts]):
                self.number(data[starts[row] : starts[row] + sizes[row]].tobytes())
            self._sort()
            found = self._look_up(hashes, spelled)
        if (found < 0).any():  # two tags of one hash
            return self._one_by_one(data, starts, sizes)
        return found

    def _look_up(self, hashes: Words, spelled: list[Words]) -> Places:
        """The number of each tag, or -1 where it is not among the sorted ones."""
        if not self._hashes.size or len(spelled) > self._words.shape[0]:
            return np.full(hashes.size, -1, dtype=np.int64)
        near = np.searchsorted(self._hashes, hashes)
        near[near == self._hashes.size] = 0
        found = self._by_hash[near]
        same = self._hashes[near] == hashes
        for place, word in enumerate(spelled):
            same &= self._words[place][found] == word
        for rest in self._words[len(spelled) :]:
            same &= rest[found] == 0
        return found if same.all() else np.where(same, found, -1)

    def _sort(self) -> None:
        """Spell out all names anew, and sort them by their hash."""
        names = [name for name in self.names if len(name) <= _LONGEST]
        data = np.frombuffer(b"".join(names) + bytes(8), dtype=np.uint8)
        sizes = np.array([len(name) for name in names], dtype=np.int64)
        spelled = _spelled(data, np.cumsum(sizes) - sizes, sizes)
        numbers = np.array([self._numbers[name] for name in names], dtype=np.int64)
        hashes = _hash(spelled)
        order = np.argsort(hashes)
        self._hashes, self._by_hash = hashes[order], numbers[order]
        self._words = np.zeros((len(spelled), len(self.names)), dtype=np.uint64)
        self._words[:, numbers] = spelled

    def _one_by_one(self, data: NDArray[np.uint8], starts: Places, sizes: Places) -> Places:
        text = data.tobytes()
        found = [
            self.number(text[start : start + size])
            for start, size in zip(starts.tolist(), sizes.tolist(), strict=True)
        ]
        return np.array(found, dtype=np.int64)


def _spelled(data: NDArray[np.uint8], starts: Places, sizes: Places) -> list[Words]:
    """The tags in words of eight bytes, ended by a one bit so that tails of zeros differ."""
    whole: NDArray[Any] = words(data, "<u8")
    spelled = []
    for place in range(0, int(sizes.max()) + 1, 8):
        kept = np.clip(sizes - (place - 1), 0, 9)
        begun = np.minimum(starts + place, whole.size - 1)
        spelled.append((whole[begun] & _KEPT[kept]) | _MARKS[kept])
    return spelled


def _hash(spelled: list[Words]) -> Words:
    mixed = spelled[0] * _MIX
    for word in spelled[1:]:
        mixed = ((mixed ^ (mixed >> np.uint64(29))) + word) * _MIX
    return mixed ^ (mixed >> np.uint64(32))
