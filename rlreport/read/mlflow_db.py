"""MLflow's SQLite store: the table `metrics`, where NaN is stored as 0 with `is_nan`."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rlreport.errors import FormatError
from rlreport.read import Format, optuna_db, sqlite_tables, trackio_db
from rlreport.read._sqlite import MAGIC, database, sample_database, tables
from rlreport.read._text import number
from rlreport.sources import LogFile
from rlreport.values import Loose, Setting, Table

_METRICS = {"key", "value", "timestamp", "run_uuid", "step", "is_nan"}
_PARAMS = {"key", "value", "run_uuid"}
_ORDER = "SELECT run_uuid, key, step, value, is_nan, timestamp FROM metrics ORDER BY rowid"


def _sniff(_name: str, head: bytes) -> int:
    """Any SQLite database: MLflow's schema need not lie in its first pages."""
    return 2 if head.startswith(MAGIC) else 0


def _read(file: LogFile) -> Loose:
    with database(file) as connection:
        known = tables(connection)
        if set(known.get("metrics", ())) >= trackio_db.COLUMNS:
            return trackio_db.FORMAT.read(file)
        if known.keys() >= optuna_db.TABLES:
            return optuna_db.FORMAT.read(file)
        if not set(known.get("metrics", ())) >= _METRICS:
            return sqlite_tables.FORMAT.read(file)
        names = _names(connection) if "runs" in known else {}
        rows = connection.execute(_ORDER).fetchall()
        configs = _configs(connection) if set(known.get("params", ())) >= _PARAMS else {}
    if not rows:
        raise FormatError("is an MLflow database without a metric.", "Name another store.")
    return Loose(format=FORMAT.name, tables=tuple(_series(rows, names, configs)))


def _names(connection: sqlite3.Connection) -> dict[str, str]:
    """Run id -> its name; old stores have runs without one."""
    return {
        str(run): str(name or run)
        for run, name in connection.execute("SELECT run_uuid, name FROM runs")
    }


def _series(
    rows: list[Any],
    names: Mapping[str, str],
    configs: Mapping[str, Mapping[str, Setting]],
) -> Iterator[Table]:
    """One table for each metric of each run: they have steps and times of their own."""
    series: dict[tuple[str, str], list[Any]] = {}
    for run, key, *values in rows:
        series.setdefault((str(run), str(key)), []).append(values)
    twice = len(set(names.values())) < len(names)
    for (run, key), values in series.items():
        step, value, is_nan, time = (_numbers(column) for column in zip(*values, strict=True))
        columns = {
            "step": step,
            key: np.where(is_nan != 0, np.nan, value),
            "timestamp": time / 1000,
        }
        name = names.get(run, run)
        yield Table(
            columns=columns,
            run=f"{name} {run[:8]}" if twice else name,
            step="step",
            time="timestamp",
            config=configs.get(run, {}),
        )


def _numbers(column: tuple[object, ...]) -> NDArray[np.float64]:
    return np.array([np.nan if value is None else value for value in column], dtype=np.float64)


def _configs(connection: sqlite3.Connection) -> dict[str, dict[str, Setting]]:
    """Run id -> its parameters."""
    found: dict[str, dict[str, Setting]] = {}
    for run, key, value in connection.execute("SELECT run_uuid, key, value FROM params"):
        text = str(value)
        plain = number(text)
        found.setdefault(str(run), {})[str(key)] = text if plain is None else plain
    return found


FORMAT = Format(
    name="mlflow_db",
    label="MLflow database",
    sniff=_sniff,
    read=_read,
    sample=(
        "mlflow.db",
        sample_database(
            "CREATE TABLE metrics (key TEXT, value REAL, timestamp INTEGER, run_uuid TEXT,"
            " step INTEGER, is_nan BOOLEAN)",
            "INSERT INTO metrics VALUES ('reward', 0.5, 1748167942387, 'e945', 0, 0),"
            " ('reward', 0.0, 1748167942390, 'e945', 1, 1)",
        ),
    ),
)
