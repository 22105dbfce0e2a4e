"""A format that is a table with names of its own: what CSV loggers of trainers are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from rlreport.read import Format
from rlreport.read._delimited import Delimited, names, read_delimited, read_on
from rlreport.sources import LogFile
from rlreport.values import Loose


@lru_cache(maxsize=4)
def column_names(head: bytes) -> tuple[str, ...]:
    """The names of the columns, found once for all formats that are asked about the same file."""
    return names(head)


def csv_format(
    name: str,
    label: str,
    *,
    knows: Callable[[tuple[str, ...]], bool],
    steps: Sequence[str],
    sample: tuple[str, bytes],
    time: str = "",
) -> Format:
    """The format of delimited text whose column names `knows` accepts.

    Its step is the first of `steps` that is a column, and its unix time the column `time`.
    """

    def sniff(_name: str, head: bytes) -> int:
        found = column_names(head)
        return 2 if found and knows(found) else 0

    def loose(rows: Delimited) -> Loose:
        step = next((column for column in steps if column in rows.columns), "")
        tables = (rows.table(step=step, time=time),) if rows.columns else ()
        return Loose(
            format=name, tables=tables, issues=rows.issues, end=rows.end, pending=rows.pending
        )

    def read(file: LogFile) -> Loose:
        return loose(read_delimited(file))

    def resume(file: LogFile, before: Loose) -> Loose | None:
        rows = read_on(file, before.end)
        return None if rows is None else loose(rows)

    return Format(name=name, label=label, sniff=sniff, read=read, sample=sample, resume=resume)
