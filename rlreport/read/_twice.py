"""Logs whose lines are all written several times, as by two handlers of a logger -> once each.

The copies may differ in what stands before them: when a line was written, by whom, how grave it is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from rlreport.read._stamps import LEVEL, LOGGER, STAMP, TIME
from rlreport.read._text import decode, opening
from rlreport.sources import LogFile
from rlreport.texts import many, was
from rlreport.values import Issue

_BEFORE = re.compile(rf"(?:\s+|{LOGGER}|{STAMP})+")
_BY_A_LOGGER = re.compile(rf"{TIME}|\b{LEVEL}\b")
_LETTER = re.compile(r"[^\W\d_]")
_DIGIT = re.compile(r"\d")
_LOOK_AT = 300  # lines
_FEWEST = 4  # lines that differ
_MOSTLY = 0.9  # share of the lines that have as many copies
_MOST = 4  # copies
_ALIKE = 4  # characters at the end of a line, or this part of it, which its copy has, too
_LONGEST = 200  # characters before what a line says
_LARGEST = 1 << 28  # bytes
_WORDS = {2: "twice", 3: "three times", 4: "four times"}


@lru_cache(maxsize=2)
def times(head: bytes) -> int:
    """How often each line is written in a log that begins with `head`; 1 of most."""
    lines = [line.rstrip() for line in opening(head).splitlines()[:_LOOK_AT] if line.strip()]
    again = sum(_end_alike(*pair) for pair in pairwise(lines))
    if not again or 2 * again < (_MOSTLY - 0.1) * len(lines):
        return 1
    runs = [run for run in _runs(decode(head).splitlines()[:_LOOK_AT]) if run[0].strip()][:-1]
    sizes = Counter[int]()
    for run in runs:
        sizes[len(run)] += len(run)
    told = {_key(run[0]) for run in runs if _LETTER.search(run[0]) and _DIGIT.search(run[0])}
    common = min((size for size in sizes if 2 * sizes[size] > sizes.total()), default=1)
    copied = sum(count for size, count in sizes.items() if size % common == 0)
    mostly = len(told) >= _FEWEST and copied >= _MOSTLY * sizes.total()
    return common if mostly and common <= _MOST else 1


def once(file: LogFile) -> tuple[LogFile, tuple[Issue, ...]]:
    """The file with each line once, and the issue of that; as it is where lines have no copies."""
    copies = times(file.head())
    if copies == 1 or file.size > _LARGEST:
        return file, ()
    lines = decode(file.bytes()).split("\n")
    kept = [line for run in _runs(lines) for line in run[::copies]]
    if len(kept) > 1 and kept[-1] and _key(kept[-2]).startswith(_key(kept[-1])):
        kept[-1] = ""  # a copy that is cut off
    count = len(lines) - len(kept)
    text = f"Each line is written {_WORDS[copies]}: {many(count, 'copy')} {was(count)} left out."
    issue = Issue(kind="lines written again", where=file.name, count=count, text=text)
    return LogFile(name=file.name, content="\n".join(kept).encode()), (issue,)


def _runs(lines: Sequence[str]) -> Iterator[list[str]]:
    """The lines, those that say the same one after another together."""
    run: list[str] = []
    for line in lines:
        if run and not _is_copy(run[-1], line):
            yield run
            run = []
        run.append(line)
    if run:
        yield run


def _is_copy(line: str, other: str) -> bool:
    """Whether two lines say the same, but for what a logger writes before one or both."""
    if line == other:
        return True
    if not _end_alike(line.rstrip(), other.rstrip()):
        return False
    first, second = _key(line), _key(other)
    if first == second:
        return True
    longer, shorter = (line, second) if len(first) > len(second) else (other, first)
    longer = longer.rstrip()
    before = longer[: len(longer) - len(shorter)]
    return bool(shorter) and longer.endswith(shorter) and bool(_BY_A_LOGGER.search(before))


def _end_alike(line: str, other: str) -> bool:
    shorter = min(len(line), len(other))
    some = max(shorter // _ALIKE, min(_ALIKE, shorter))
    return line[len(line) - some :] == other[len(other) - some :]


def _key(line: str) -> str:
    """What a line says, without what a logger wrote before it."""
    before = _BEFORE.match(line, 0, _LONGEST)
    return line[before.end() :].rstrip() if before else line.rstrip()
