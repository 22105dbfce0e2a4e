"""Lines that each of several processes of one run prints of the same step -> those of the first.

Processes that train together, each on its part of the data, are told apart by what stands before
their lines, or at the end: `[rank0] step 1 loss 0.5`, `[default1]:step 1 loss 0.4`, `0: step 1` of
Slurm, `[1,0]<stdout>:step 1` of MPI, or `step 1 loss 0.5 rank 0`. So are lines of what only one of
them logs, which is why all names and steps must be left.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import numpy as np

from rlreport.read._tagged import unclear
from rlreport.read._text import decode, lines
from rlreport.sources import LogFile
from rlreport.texts import many, verb, was
from rlreport.values import Issue, Table

_RANK = re.compile(
    r"(?:[^\[\]\n]{0,40} )?\[(?:(?:local|global)[ _-]?)?(?:rank|default|gpu|proc)[ _-]?(\d{1,5})\]"
    r"|[^\[\]\n]{0,40}\[\d{1,3},(\d{1,5})\]<std(?:out|err)>:"
    r"|[ ]{0,3}(?:(?:rank|gpu)[ _-]?)?(\d{1,3}): (?=\S)",
    re.IGNORECASE,
)
_BEHIND = re.compile(r"(?<=\s)rank (\d{1,4})\s*$", re.IGNORECASE)
_END = 20  # characters of a line, in which that stands
_MOSTLY = 0.1  # share of the values that came again at a step, which may still do so
_LARGEST = 1 << 28  # bytes
_FEWEST = 2  # ranks
_NAMES = {"rank", "gpu"}  # of the ranks themselves


def first(file: LogFile) -> tuple[LogFile, Issue] | None:
    """The lines of the first of several ranks and those of none; None where no ranks are named."""
    if file.size > _LARGEST:
        return None
    texts = lines(decode(file.bytes()))
    ranks = [*map(_rank, texts)]
    known = {rank for rank in ranks if rank is not None}
    if len(known) < _FEWEST:
        return None
    taken = min(known)
    own = [_bare(text) for text, rank in zip(texts, ranks, strict=True) if rank in (None, taken)]
    left = len(texts) - len(own)
    text = (
        f"{many(len(known), 'rank')} log the same steps: rank {taken} is taken. "
        f"{many(left, 'line')} of the {verb(len(known) - 1, 'other', 'others')} {was(left)} left "
        "out."
    )
    issue = Issue(kind="ranks left out", where=file.name, count=left, text=text)
    return LogFile(name=file.name, content="\n".join(own).encode()), issue


def says_the_same(one: Sequence[Table], everything: Sequence[Table]) -> bool:
    """Whether the lines of one rank hold every name and step, and hardly any step twice."""
    steps = _steps(one)
    again = unclear(everything)
    return unclear(one) <= _MOSTLY * again and all(
        found == steps.get(name)
        for name, found in _steps(everything).items()
        if name.lower().rpartition(" ")[2] not in _NAMES
    )


def _rank(text: str) -> int | None:
    found = _RANK.match(text) or _BEHIND.search(text[-_END:])
    return int(found[found.lastindex or 1]) if found else None


def _bare(text: str) -> str:
    """A line without the rank that opens it or ends it."""
    text = _BEHIND.sub("", text)
    found = _RANK.match(text)
    return text[found.end() :] if found and found[3] else text


def _steps(tables: Iterable[Table]) -> dict[str, set[float]]:
    """The steps at which each name has a value."""
    found: dict[str, set[float]] = {}
    for table in tables:
        steps = table.columns[table.step] if table.step else np.zeros(table.rows)
        for name in table.columns:
            own = steps[~table.blank[name]] if name in table.blank else steps
            found.setdefault(name, set()).update(own.tolist())
    return found
