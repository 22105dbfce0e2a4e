"""Several tables of one file, each with a title -> what each would be as a CSV file of its own.

So are the sheets of a workbook, the tables of a database and those of a web page.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import replace

from rlreport.errors import FormatError, RlreportError
from rlreport.read import check_width, read_file
from rlreport.sources import LogFile
from rlreport.values import Issue, Loose

_MOST_CELLS = 20_000_000


def read_titled(
    file: LogFile, parts: Iterable[tuple[str, str]], *, name: str, whole: str, part: str
) -> Loose:
    """The tables of all parts; where several hold one, each part is a run.

    Args:
        file: that they are in.
        parts: the title and the CSV of each.
        name: of the format.
        whole: what the file is called.
        part: what a part of it is called.

    Raises:
        FormatError: no part holds a log.
    """
    found: dict[str, Loose] = {}
    issues: list[Issue] = []
    for title, text in parts:
        try:
            found[title] = read_file(LogFile(name=f"{title}.csv", content=text.encode()))
        except RlreportError as error:
            said = f"The {part} {title!r} was left out: it {error.reason}"
            where = f"{file.name}: {title}"
            issues.append(Issue(kind=f"{part} left out", where=where, count=1, text=said))
    if not found:
        said = f" {issues[0].text}" if len(issues) == 1 else ""
        raise FormatError(
            f"is {whole} in which no {part} holds a log.{said}",
            "Expected is a row of names with a row of numbers below it for each step.",
        )
    tables = [
        replace(table, run=f"{title}/{table.run}".strip("/") if len(found) > 1 else table.run)
        for title, loose in found.items()
        for table in loose.tables
    ]
    issues += [
        replace(issue, where=issue.where.replace(f"{title}.csv", f"{file.name}: {title}", 1))
        for title, loose in found.items()
        for issue in loose.issues
    ]
    config = {name: value for loose in found.values() for name, value in loose.config.items()}
    return Loose(format=name, tables=tuple(tables), config=config, issues=tuple(issues))


def as_csv(rows: Iterable[Sequence[str]], *, part: str) -> str:
    """The rows that are not empty, as wide as the last cell that is filled in any of them.

    Raises:
        FormatError: there are more cells, or columns, than those of any log.
    """
    filled: list[Sequence[str]] = []
    cells = 0
    for row in rows:
        if any(row):
            cells += len(row)
            check_width(len(row))
            if cells > _MOST_CELLS:
                text = f"has a {part} of more than {_MOST_CELLS:,} cells."
                raise FormatError(text, f"Save that {part} as CSV.")
            filled.append(row)
    width = max(map(_filled, filled), default=0)
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerows([*row[:width], *[""] * (width - len(row))] for row in filled)
    return written.getvalue()


def _filled(row: Sequence[str]) -> int:
    """How many cells there are up to the last that is filled."""
    return max((place for place, cell in enumerate(row, start=1) if cell), default=0)
