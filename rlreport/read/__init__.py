"""One log file -> loose tables. A new format is one new file that exports `FORMAT`.

Readers never clean: they give what stands in the file, and every row before a cut. Cleaning is
done once, in `tidy`.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass, replace

from rlreport.errors import FormatError, RlreportError, SourceError
from rlreport.plugins import discover
from rlreport.read import _json, _text, _twice, _unstamped, _wrapped
from rlreport.read._joined import joined
from rlreport.sources import LogFile
from rlreport.texts import a
from rlreport.values import Loose

MAX_COLUMNS = 10_000
"""Columns of all tables of a file, above which it is refused: more than any trainer logs."""
_DAMAGE = (ValueError, LookupError, ArithmeticError, RecursionError, MemoryError, struct.error)
"""What the libraries below the readers raise on bytes that no trainer wrote."""


@dataclass(frozen=True, kw_only=True)
class Format:
    """A log format.

    Attributes:
        name: a slug, as it stands in `Run.format`.
        label: for a person, such as "TensorBoard event file".
        sniff: `(name, head) -> sureness`: 0 not this format; 1 a general container of rows that
            could be anything (CSV, free text); 2 rows whose names or shape are those of this
            format; 3 certain (a magic number). The surest format reads the file, so that order
            never matters. The head is the first 64 KiB; the name is only a hint.
        read: the reader. Raises `FormatError` only when nothing at all can be read.
        sample: a file name and a tiny literal content that this format alone is surest of.
        resume: `(file, before) -> what was written behind the end of that reading`, with no tables
            where that is nothing, and None where it may change how the file is read before it;
            None for formats that must be read anew when they grow.
    """

    name: str
    label: str
    sniff: Callable[[str, bytes], int]
    read: Callable[[LogFile], Loose]
    sample: tuple[str, bytes]
    resume: Callable[[LogFile, Loose], Loose | None] | None = None


def formats() -> tuple[Format, ...]:
    """Every log format."""
    return discover("rlreport.read", "FORMAT")


def format_of(name: str, head: bytes) -> Format | None:
    """The format that is surest of a file with this name and beginning, or None."""
    claims = [(entry.sniff(name, head), entry) for entry in formats()]
    sureness, surest = max(claims, key=lambda claim: claim[0])
    return surest if sureness else None


def read_file(file: LogFile) -> Loose:
    """One log file -> its tables, read by the format that is surest of it.

    Raises:
        FormatError: no format knows it, or nothing is in it that could be reported on.
        SourceError: it cannot be opened.
    """
    known = None
    try:
        plain, copies = _twice.once(_wrapped.whole(_unstamped.plain(file)))
        known = _known(plain)
        if known is None and plain.head().startswith(_text.UTF16):
            plain = LogFile(name=file.name, content=_text.decode(plain.bytes()).encode())
            known = _known(plain)
        if known is None:
            raise FormatError(
                "is in no format that rlreport knows.",
                "Expected is a log as a trainer wrote it, or one row for each step, with named "
                "columns, as CSV or JSON lines: export it so.",
            )
        loose = known.read(plain)
    except OSError as error:
        raise SourceError(
            f"cannot be read ({error.strerror or type(error).__name__}).",
            "Check that you may read it, and that it still exists.",
        ) from error
    except _DAMAGE as error:
        raise FormatError(
            f"looks like {a(known.label) if known else 'a log'}, but is damaged"
            f" ({type(error).__name__}).",
            "Copy it again from where it was written.",
        ) from error
    check_width(sum(len(table.columns) for table in loose.tables))
    if not loose.config and not any(table.rows for table in loose.tables):
        lists = [issue.text for issue in loose.issues if issue.kind == "lists left out"]
        if lists:
            told = " ".join(["has rows, but no column of numbers to plot.", *lists])
            raise FormatError(told, "Name the log that the training wrote.")
        raise FormatError(
            f"is {a(known.label)} without a single row.",
            "The run may have ended before its first log; name another log of it.",
        )
    if plain is not file:
        loose = replace(loose, issues=(*copies, *loose.issues), end=0, pending=0, state=None)
    return loose


def _known(file: LogFile) -> Format | None:
    """The format of a file; of a JSON document by all of it, where its beginning tells none."""
    known = format_of(file.name, file.head())
    if known is not None and known.name != "jsonl":
        return known
    whole = _json.outline(file)
    return (format_of(file.name, whole) if whole else None) or known


def check_width(columns: int) -> None:
    """Refuse what has more columns than a log; how many may not be known yet.

    Raises:
        FormatError: there are more than `MAX_COLUMNS`.
    """
    if columns > MAX_COLUMNS:
        raise FormatError(
            f"has more than {MAX_COLUMNS:,} columns, the most that a log was expected to have.",
            "Check that its rows are no columns, or keep the columns of the metrics that matter.",
        )


def resume(file: LogFile, before: Loose) -> Loose | None:
    """What was written to a growing file since it was read as `before`.

    None where that cannot be told, and the file must be read anew: its format has no way to go on,
    what came may change how it is read, or it has become shorter.
    """
    if not 0 < before.end <= file.size:
        return None
    head = file.head()
    known = format_of(file.name, head)
    if known is None or known.name != before.format or known.resume is None:
        return None
    if _twice.times(head) > 1 or _unstamped.is_stamped(head) or _wrapped.is_wrapped(head):
        return None
    return known.resume(file, before)


def read_on(file: LogFile, before: Loose) -> Loose | None:
    """The same as `read_file` gives of a file that has grown since it was read as `before`.

    Only what came is read. None where `resume` gives none or both parts cannot be joined.
    """
    try:
        more = resume(file, before)
    except (OSError, RlreportError, *_DAMAGE):
        return None  # reading it anew says what is wrong
    return None if more is None else joined(before, more)
