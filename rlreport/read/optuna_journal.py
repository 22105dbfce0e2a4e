"""Optuna's journal: what was done to a storage, one operation in each line, by its number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from rlreport.errors import FormatError
from rlreport.read import Format, _optuna
from rlreport.read._records import as_number
from rlreport.read._series import damaged, messages
from rlreport.sources import LogFile
from rlreport.values import Loose

_STUDY, _TRIAL, _PARAM, _ENDED, _REPORTED = 0, 4, 5, 6, 7
"""Numbers of operations: a study or a trial begins, and what is told of a trial."""
_MARKS = (b'"op_code":', b'"worker_id":')


def _sniff(_name: str, head: bytes) -> int:
    line = head.lstrip()[:4096].partition(b"\n")[0]
    return 3 if line.startswith(b"{") and all(mark in line for mark in _MARKS) else 0


@dataclass(kw_only=True)
class _Journal:
    """The studies and all trials of a journal, each in the order in which it began."""

    names: list[str] = field(default_factory=list)
    studies: list[list[_optuna.Trial]] = field(default_factory=list)
    trials: list[_optuna.Trial] = field(default_factory=list)

    def add(self, operation: dict[str, Any]) -> None:
        """Do what an operation says; those that say nothing of trials are passed over."""
        code = operation["op_code"]
        if code == _STUDY:
            self.names.append(str(operation["study_name"]))
            self.studies.append([])
        elif code == _TRIAL:
            own = self.studies[operation["study_id"]]
            own.append(_optuna.Trial(number=len(own)))
            self.trials.append(own[-1])
        elif code in (_PARAM, _ENDED, _REPORTED):
            _tell(self.trials[operation["trial_id"]], operation)


def _tell(trial: _optuna.Trial, operation: dict[str, Any]) -> None:
    """Add what an operation says of a trial."""
    if operation["op_code"] == _PARAM:
        chosen = _optuna.param(operation["param_value_internal"], operation["distribution"])
        trial.params[str(operation["param_name"])] = chosen
    elif operation["op_code"] == _REPORTED:
        value = as_number(operation["intermediate_value"])
        trial.steps[float(operation["step"])] = float("nan") if value is None else value
    else:
        trial.ended = str(operation.get("datetime_complete") or trial.ended)
        trial.values = [*map(float, operation.get("values") or trial.values)]


def _read(file: LogFile) -> Loose:
    journal, lost = _journal(messages(file))
    studies = dict(zip(journal.names, journal.studies, strict=True))
    if not journal.trials:
        raise FormatError("is an Optuna journal without a trial.", "Name another storage.")
    return Loose(
        format=FORMAT.name,
        tables=tuple(_optuna.tables(studies)),
        issues=damaged(file.name, lost),
    )


def _journal(operations: Iterable[Any]) -> tuple[_Journal, int]:
    """What the operations make up, and how many of them say nothing that can be done."""
    journal, lost = _Journal(), 0
    for operation in operations:
        try:
            journal.add(operation)
        except (LookupError, TypeError, ValueError):
            lost += 1
    return journal, lost


_SAMPLE = (
    b'{"op_code":0,"worker_id":"a","study_name":"ppo","directions":[2]}\n'
    b'{"op_code":4,"worker_id":"a","study_id":0,"datetime_start":"2026-01-01T10:00:00"}\n'
    b'{"op_code":6,"worker_id":"a","trial_id":0,"state":1,"values":[0.5],'
    b'"datetime_complete":"2026-01-01T11:00:00"}\n'
)

FORMAT = Format(
    name="optuna_journal",
    label="Optuna journal",
    sniff=_sniff,
    read=_read,
    sample=("journal.log", _SAMPLE),
)
