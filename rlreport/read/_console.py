"""What all readers of console logs share: an unfinished last line, and a log without a metric."""

from __future__ import annotations

from collections.abc import Sequence

from rlreport.errors import FormatError
from rlreport.read._records import Record
from rlreport.values import Issue


def nothing_to_plot(expected: str) -> FormatError:
    """The error for a log read to its end without finding a metric, which looks as `expected`."""
    return FormatError(
        f"holds nothing to plot: no line of it is a metric, such as {expected}.",
        "Check that this is the log of the training itself, and that it came to its first step.",
    )


def finished(
    records: list[Record], *, where: str, text: str, last: Sequence[Record]
) -> tuple[list[Record], tuple[Issue, ...]]:
    """The `records` of `text`, without the `last` line's where a cut may have spoilt it.

    A last line without an end of line may stop inside a number. It is kept where it has every
    name of a row before it and its last number has as many digits as there.
    """
    if not last or text.rstrip("\0").endswith(("\n", "\r")) or _looks_whole(records):
        return records, ()
    issue = Issue(
        kind="cut-off row",
        where=f"{where}, last line",
        count=1,
        text="The last line has no end of line and may be cut off; it was left out.",
    )
    return records[:-1], (issue,)


def _looks_whole(records: Sequence[Record]) -> bool:
    names = tuple(records[-1])
    before = next((row for row in reversed(records[:-1]) if tuple(row) == names), None)
    return before is not None and _decimals(records[-1]) >= _decimals(before)


def _decimals(record: Record) -> int:
    return len(str(list(record.values())[-1]).partition(".")[2])
