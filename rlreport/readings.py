"""Log files that still grow: an earlier reading and the file as it is now -> the reading of now."""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Literal

from rlreport.errors import RlreportError
from rlreport.read import read_file, read_on
from rlreport.sources import LogFile
from rlreport.values import Loose, Refusal

_BEGINNING = 4096
"""Bytes of a file's beginning, and as many before the place where reading goes on, that must be as
they were: a log is written to at its end. What was changed in between cannot be told so."""

How = Literal["anew", "on", "not", "replaced"]


@dataclass(frozen=True, kw_only=True, eq=False)
class Reading:
    """What is known of one log file.

    Attributes:
        file: as it was when it was read.
        size: bytes that it had then.
        found: what is in it, or why it was refused.
        mark: of the bytes that must not change when the file goes on.
        how: what was done for it: read anew, read on from where the earlier reading ended, not
            read as nothing had changed, or read anew because another file is in its place.
    """

    file: LogFile
    size: int
    found: Loose | Refusal
    mark: bytes
    how: How = "anew"


def read_again(file: LogFile, before: Reading | None = None) -> Reading:
    """The reading of a file as it is now; equal to a first one, however little was read for it.

    Args:
        file: may have grown, or have been replaced, since it was read as `before`.
        before: the earlier reading of that file, or None.
    """
    if before is None:
        return _anew(file)
    if _is_same(file, before):
        return replace(before, how="not")
    if file.size < before.size or _mark(file, before.size, before.found) != before.mark:
        return replace(_anew(file), how="replaced")
    size = file.size
    found = read_on(file, before.found) if isinstance(before.found, Loose) else None
    if found is None:
        return _anew(file)
    return Reading(file=file, size=size, found=found, mark=_mark(file, size, found), how="on")


def _anew(file: LogFile) -> Reading:
    size = file.size
    try:
        found: Loose | Refusal = read_file(file)
    except RlreportError as error:
        found = Refusal(path=file.name, reason=error.reason, advice=error.advice)
    return Reading(file=file, size=size, found=found, mark=_mark(file, size, found))


def _is_same(file: LogFile, before: Reading) -> bool:
    if file.content is not None:
        return file.content == before.file.content
    return (file.size, file.modified) == (before.size, before.file.modified)


def _mark(file: LogFile, size: int, found: Loose | Refusal) -> bytes:
    """What tells whether a file that had `size` bytes has only been written to at its end."""
    end = found.end if isinstance(found, Loose) else 0
    with file.open() as stream:
        beginning = stream.read(min(size, _BEGINNING))
        stream.seek(max(end - _BEGINNING, 0))
        return blake2b(beginning + stream.read(min(end, _BEGINNING))).digest()
