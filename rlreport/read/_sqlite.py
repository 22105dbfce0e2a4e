"""SQLite databases, opened so that nothing is written and nothing in them is run.

What a program that was killed, or still runs, left in the files beside one is a part of it.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from rlreport.errors import FormatError
from rlreport.sources import LogFile

MAGIC = b"SQLite format 3\0"
BESIDE = ("-wal", "-journal", "-shm")
"""Behind the name of a database: what is not in it yet, what is to be undone, and an index."""
_PROGRESS = 1_000_000
_MOST_STEPS = 3000  # times `_PROGRESS` virtual machine instructions: some seconds


@contextmanager
def database(file: LogFile) -> Iterator[sqlite3.Connection]:
    """The file as a read-only connection; a damaged one is a `FormatError`.

    Raises:
        FormatError: the database is cut off or damaged.
    """
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy.db"
        if file.content is not None:
            copy.write_bytes(file.content)
        begun = [] if file.path is None else _begun(file.path)
        for name, path in begun:
            shutil.copyfile(path, f"{copy}{name}")
        path = file.path if file.path and not begun else copy
        address = f"{path.resolve().as_uri()}?{'mode=rw' if begun else 'mode=ro&immutable=1'}"
        try:
            with closing(sqlite3.connect(address, uri=True)) as connection:
                _restrict(connection)
                yield connection
        except sqlite3.Error as error:
            raise FormatError(
                f"is a SQLite database that cannot be read ({error}).",
                "Copy it again while nothing writes to it, with its -wal file beside it.",
            ) from error


def _begun(path: Path) -> list[tuple[str, Path]]:
    """The database and what of BESIDE holds something, by their endings; none where none does."""
    beside = [(name, path.with_name(f"{path.name}{name}")) for name in BESIDE[:2]]
    found = [(name, other) for name, other in beside if other.exists() and other.stat().st_size]
    return [("", path), *found] if found else []


def _restrict(connection: sqlite3.Connection) -> None:
    """A hostile schema may neither run code nor take for ever."""
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.text_factory = lambda raw: raw.decode(errors="replace")
    left = _MOST_STEPS

    def give_up() -> bool:
        nonlocal left
        left -= 1
        return left < 0

    connection.set_progress_handler(give_up, _PROGRESS)


def tables(connection: sqlite3.Connection) -> dict[str, tuple[str, ...]]:
    """The names of the columns of each table."""
    query = "SELECT name FROM sqlite_master WHERE type = 'table'"
    names = [str(name) for (name,) in connection.execute(query)]
    return {name: _columns(connection, name) for name in names}


def _columns(connection: sqlite3.Connection, name: str) -> tuple[str, ...]:
    rows: list[Any] = connection.execute(
        "SELECT name FROM pragma_table_info(?)", (name,)
    ).fetchall()
    return tuple(str(column) for (column,) in rows)


def sample_database(*statements: str) -> bytes:
    """A database in memory, made by SQL statements, as the bytes of its file."""
    with sqlite3.connect(":memory:") as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()
        return connection.serialize()
