"""Optuna's SQLite storage: studies, their trials, and what each trial reported."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from rlreport.errors import FormatError
from rlreport.read import Format, _optuna
from rlreport.read._sqlite import MAGIC, database, sample_database, tables
from rlreport.sources import LogFile
from rlreport.values import Loose

TABLES = frozenset({"studies", "trials", "trial_values", "trial_params"})
"""Tables that tell Optuna's databases from those of others."""
_REPORTED = "trial_intermediate_values"
_REPORTS = "SELECT trial_id, step, intermediate_value FROM trial_intermediate_values ORDER BY step"


def _sniff(_name: str, head: bytes) -> int:
    return 3 if head.startswith(MAGIC) and b"TABLE studies" in head and b"trial" in head else 0


def _read(file: LogFile) -> Loose:
    with database(file) as connection:
        known = tables(connection)
        if not known.keys() >= TABLES:
            raise FormatError(
                f"is a SQLite database with the tables {', '.join(sorted(known)) or 'none'}.",
                "Known are those of MLflow, Trackio and Optuna.",
            )
        studies = _studies(connection, known)
    if not any(studies.values()):
        raise FormatError("is an Optuna database without a trial.", "Name another storage.")
    return Loose(format=FORMAT.name, tables=tuple(_optuna.tables(studies)))


def _studies(
    connection: sqlite3.Connection, known: Iterable[str]
) -> dict[str, list[_optuna.Trial]]:
    """The trials of each study, by its name."""
    names = dict(connection.execute("SELECT study_id, study_name FROM studies ORDER BY study_id"))
    studies: dict[str, list[_optuna.Trial]] = {str(name): [] for name in names.values()}
    trials: dict[int, _optuna.Trial] = {}
    query = "SELECT trial_id, study_id, number, datetime_complete FROM trials ORDER BY trial_id"
    for trial, study, number, ended in connection.execute(query):
        own = studies[str(names[study])]
        trials[trial] = _optuna.Trial(
            number=len(own) if number is None else number, ended=str(ended or "")
        )
        own.append(trials[trial])
    query = "SELECT trial_id, param_name, param_value, distribution_json FROM trial_params"
    for trial, name, value, distribution in connection.execute(f"{query} ORDER BY param_id"):
        trials[trial].params[str(name)] = _optuna.param(value, str(distribution))
    query = "SELECT trial_id, value FROM trial_values ORDER BY trial_id, objective"
    for trial, value in connection.execute(query):
        trials[trial].values.append(float("nan") if value is None else value)
    if _REPORTED in known:
        for trial, step, value in connection.execute(_REPORTS):
            trials[trial].steps[step] = float("nan") if value is None else value
    return studies


FORMAT = Format(
    name="optuna_db",
    label="Optuna database",
    sniff=_sniff,
    read=_read,
    sample=(
        "study.db",
        sample_database(
            "CREATE TABLE studies (study_id INTEGER, study_name TEXT)",
            "CREATE TABLE trials (trial_id INTEGER, number INTEGER, study_id INTEGER,"
            " state TEXT, datetime_complete TEXT)",
            "CREATE TABLE trial_values (trial_id INTEGER, objective INTEGER, value REAL)",
            "CREATE TABLE trial_params (param_id INTEGER, trial_id INTEGER, param_name TEXT,"
            " param_value REAL, distribution_json TEXT)",
            "INSERT INTO studies VALUES (1, 'ppo')",
            "INSERT INTO trials VALUES (1, 0, 1, 'COMPLETE', '2026-01-01 10:00:00')",
            "INSERT INTO trial_values VALUES (1, 0, 0.5)",
        ),
    ),
)
