"""Studies of Optuna -> a run for each study, counted by its trials, and one for each trial.

What a trial reported on its way is its own run, with its parameters as settings.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from rlreport.clocks import moment
from rlreport.read._records import table
from rlreport.read._settings import flat
from rlreport.values import Setting, Table

INTERMEDIATE = "intermediate_values"
"""Under which a trial keeps what it reported, by its steps."""
_VALUE = "value"


@dataclass(kw_only=True)
class Trial:
    """A trial of a study.

    Attributes:
        ended: when it did, as a date, or "".
        values: of each objective; none where it was pruned or failed.
        steps: what it reported on its way, by its own step.
    """

    number: int
    ended: str = ""
    params: dict[str, Setting] = field(default_factory=dict)
    values: list[float] = field(default_factory=list)
    steps: dict[float, float] = field(default_factory=dict)


def param(internal: float, distribution: str) -> Setting:
    """The value of a parameter, which for one of several choices is stored as their number."""
    try:
        choices: Any = json.loads(distribution)["attributes"]["choices"]
        found: object = choices[int(internal)]
    except (ValueError, LookupError, TypeError):
        return internal
    return found if isinstance(found, (str, int, float)) else str(found)


def tables(studies: Mapping[str, Sequence[Trial]]) -> Iterator[Table]:
    """The tables of some studies, by their names."""
    for name, trials in studies.items():
        yield table([*map(_row, trials)], step="trial", time="timestamp", run=name)
    for name, trials in studies.items():
        own = name if len(studies) > 1 else ""
        yield from _reported(own, trials)


def reported(rows: Sequence[Mapping[str, Any]]) -> list[Table]:
    """What each trial reported on its way, of trials as `FrozenTrial` names their parts."""
    found = []
    for place, row in enumerate(rows):
        steps = row.get(INTERMEDIATE)
        if isinstance(steps, dict) and steps and all(map(_is_count, steps)):
            params = row.get("params")
            found.append(
                Trial(
                    number=row["number"] if isinstance(row.get("number"), int) else place,
                    params=flat(params) if isinstance(params, dict) else {},
                    steps={float(step): value for step, value in steps.items()},
                )
            )
    return [*_reported("", found)]


def without_reported(table: Table) -> Table:
    """The rows of trials without what each reported on its way, which are columns in JSON lines."""
    told = {name for name in table.columns if name.startswith(f"{INTERMEDIATE}/")}
    columns = {name: column for name, column in table.columns.items() if name not in told}
    blank = {name: gaps for name, gaps in table.blank.items() if name not in told}
    return replace(table, columns=columns, blank=blank)


def _is_count(step: str) -> bool:
    return step.lstrip("-").isdigit()


def _row(trial: Trial) -> dict[str, object]:
    many = len(trial.values) > 1
    values = {
        f"{_VALUE} {number}" if many else _VALUE: value for number, value in enumerate(trial.values)
    }
    params = {f"params/{name}": value for name, value in trial.params.items()}
    return {"trial": trial.number, **values, **params, "timestamp": moment(trial.ended)}


def _reported(study: str, trials: Iterable[Trial]) -> Iterator[Table]:
    for trial in trials:
        rows = [{"step": step, "reported value": value} for step, value in trial.steps.items()]
        if rows:
            called = f"{study} trial {trial.number}".lstrip()
            made = table(rows, step="step", run=called)
            yield replace(made, config=trial.params)
