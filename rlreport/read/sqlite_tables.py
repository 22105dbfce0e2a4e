"""SQLite databases of one's own: each table, such as `episodes`, is read as its CSV would be."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rlreport.read import Format, _settings
from rlreport.read._sqlite import MAGIC, database, sample_database, tables
from rlreport.read._titled import as_csv, read_titled
from rlreport.sources import LogFile
from rlreport.values import Loose, Setting

_OWN = re.compile(rb"CREATE TABLE (?!\"?(?:metrics|studies|alembic_version|version_info)\b)")
_OTHERS = re.compile(rb"CREATE TABLE \"?(?:metrics|studies|experiments)\b")
_SETTINGS = {("key", "value"), ("name", "value"), ("param", "value"), ("setting", "value")}
_KEPT_BY = re.compile(r"sqlite_.*|alembic_version|.*migrations")  # the library, not the program


def _sniff(_name: str, head: bytes) -> int:
    """Sure where no table has the name of one of a tracker's, whose readers ask it otherwise."""
    own = head.startswith(MAGIC) and _OWN.search(head) and not _OTHERS.search(head)
    return 3 if own else 0


def _read(file: LogFile) -> Loose:
    """The rows of all tables; where several hold metrics, each table is a run.

    Raises:
        FormatError: it is damaged, or no table holds a log.
    """
    parts: list[tuple[str, str]] = []
    config: dict[str, Setting] = {}
    with database(file) as connection:
        for name, columns in tables(connection).items():
            if not _KEPT_BY.fullmatch(name):
                quoted = name.replace('"', '""')
                rows = connection.execute(f'SELECT * FROM "{quoted}"')  # noqa: S608  (quoted)
                if columns in _SETTINGS:
                    config |= _settings.flat({str(key): value for key, value in rows})
                else:
                    parts.append((name, as_csv(_written(columns, rows), part="table")))
    filled = [(name, text) for name, text in parts if text.count("\n") > 1]
    found = read_titled(file, filled, name=FORMAT.name, whole="a SQLite database", part="table")
    return replace(found, config={**found.config, **config})


def _written(columns: Sequence[str], rows: sqlite3.Cursor) -> Iterator[list[str]]:
    yield [*columns]
    for row in rows:
        yield ["" if cell is None or isinstance(cell, bytes) else str(cell) for cell in row]


FORMAT = Format(
    name="sqlite_tables",
    label="SQLite database",
    sniff=_sniff,
    read=_read,
    sample=(
        "runs.db",
        sample_database(
            "CREATE TABLE episodes (id INTEGER PRIMARY KEY, reward REAL)",
            "INSERT INTO episodes VALUES (1, 0.5), (2, 1.5)",
        ),
    ),
)
