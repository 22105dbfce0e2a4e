"""Trackio's SQLite store: one row a step, its metrics as a JSON object."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from rlreport.errors import FormatError
from rlreport.read import Format
from rlreport.read._records import flatten, left_out, lists, table
from rlreport.read._sqlite import MAGIC, database, sample_database, tables
from rlreport.sources import LogFile
from rlreport.values import Loose

COLUMNS = {"run_name", "timestamp", "step", "metrics"}
"""Columns that tell Trackio's table `metrics` from those of others."""
_ORDER = "SELECT run_name, timestamp, step, metrics FROM metrics ORDER BY id"


def _sniff(_name: str, head: bytes) -> int:
    return 3 if head.startswith(MAGIC) and b"run_name" in head and b"metrics TEXT" in head else 0


def _read(file: LogFile) -> Loose:
    with database(file) as connection:
        known = tables(connection)
        if not set(known.get("metrics", ())) >= COLUMNS:
            raise FormatError(
                f"is a SQLite database with the tables {', '.join(sorted(known)) or 'none'}.",
                "Known are those of MLflow and Trackio.",
            )
        rows = connection.execute(_ORDER).fetchall()
    runs: dict[str, list[dict[str, object]]] = {}
    for run, time, step, metrics in rows:
        runs.setdefault(str(run), []).append(
            {"step": step, "timestamp": _unix(time), **_values(metrics)}
        )
    listed = (found for records in runs.values() for row in records for found in lists(row))
    issues = tuple(left_out(listed, file.name))
    if not runs:
        raise FormatError("is a Trackio database without a metric.", "Name another project.")
    return Loose(
        format=FORMAT.name,
        tables=tuple(
            table([*map(flatten, records)], step="step", time="timestamp", run=run)
            for run, records in runs.items()
        ),
        issues=issues,
    )


def _values(metrics: object) -> dict[str, Any]:
    """The metrics of one row; Trackio writes NaN and infinities as strings."""
    try:
        values: Any = json.loads(str(metrics))
    except ValueError:
        return {}
    return values if isinstance(values, dict) else {}


def _unix(time: str) -> float | None:
    """Unix seconds of a time in ISO 8601, which is UTC where it does not say otherwise."""
    try:
        moment = datetime.fromisoformat(time)
    except (TypeError, ValueError):
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


FORMAT = Format(
    name="trackio_db",
    label="Trackio database",
    sniff=_sniff,
    read=_read,
    sample=(
        "my-project.db",
        sample_database(
            "CREATE TABLE metrics (id INTEGER PRIMARY KEY, run_id TEXT, timestamp TEXT,"
            " run_name TEXT, step INTEGER, metrics TEXT)",
            "INSERT INTO metrics VALUES (1, 'a', '2026-01-01T10:00:00+00:00', 'calm-frog', 0,"
            """ '{"reward": 0.5, "loss": "Infinity"}')""",
        ),
    ),
)
