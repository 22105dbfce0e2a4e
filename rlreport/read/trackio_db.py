"""Trackio's SQLite store: one row a step, its metrics as a JSON object.

Versions of 2026 write the objects as bytes, and tell runs of one name apart by their ids.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from rlreport.errors import FormatError
from rlreport.read import Format, _settings
from rlreport.read._records import flatten, left_out, lists, table
from rlreport.read._sqlite import MAGIC, database, sample_database, tables
from rlreport.sources import LogFile
from rlreport.values import Loose, Setting

COLUMNS = {"run_name", "timestamp", "step", "metrics"}
"""Columns that tell Trackio's table `metrics` from those of others."""
_ID = "run_id"
_ORDER = "SELECT {id}, run_name, timestamp, step, metrics FROM metrics ORDER BY id"
_SHORT = 8  # characters of an id that tell runs of one name apart
_CONFIGS = "SELECT {id}, config FROM configs"


def _sniff(_name: str, head: bytes) -> int:
    return 3 if head.startswith(MAGIC) and b"run_name" in head and b"metrics TEXT" in head else 0


def _read(file: LogFile) -> Loose:
    with database(file) as connection:
        known = tables(connection)
        if not set(known.get("metrics", ())) >= COLUMNS:
            raise FormatError(
                f"is a SQLite database with the tables {', '.join(sorted(known)) or 'none'}.",
                "Known are those of MLflow, Trackio and Optuna.",
            )
        rows = connection.execute(_by_id(_ORDER, known["metrics"])).fetchall()
        kept = known.get("configs", ())
        told = connection.execute(_by_id(_CONFIGS, kept)).fetchall() if kept else []
    if not rows:
        raise FormatError("is a Trackio database without a metric.", "Name another project.")
    runs: dict[tuple[str, str], list[dict[str, object]]] = {}
    for run, name, time, step, metrics in rows:
        runs.setdefault((str(run), str(name)), []).append(
            {"step": step, "timestamp": _unix(time), **_object(metrics)}
        )
    configs = {str(run): _config(_object(config)) for run, config in told}
    listed = (found for records in runs.values() for row in records for found in lists(row))
    issues = tuple(left_out(listed, file.name))
    twice = Counter(name for _, name in runs)
    found = []
    for (run, name), records in runs.items():
        called = name if twice[name] == 1 else f"{name} {run[:_SHORT]}"
        made = table([*map(flatten, records)], step="step", time="timestamp", run=called)
        found.append(replace(made, config=configs.get(run, {})))
    return Loose(format=FORMAT.name, tables=(*found,), issues=issues)


def _by_id(query: str, columns: Collection[str]) -> str:
    """The query of a table; old versions know runs by their names alone."""
    return query.format(id=_ID if _ID in columns else "run_name")


def _config(told: Mapping[str, Any]) -> dict[str, Setting]:
    return _settings.flat({name: told[name] for name in told if not name.startswith("_")})


def _object(written: object) -> dict[str, Any]:
    """A JSON object as text or bytes; Trackio writes NaN and infinities as strings."""
    try:
        values: Any = json.loads(written if isinstance(written, bytes) else str(written))
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
