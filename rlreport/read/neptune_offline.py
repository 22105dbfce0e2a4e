"""What a run of Neptune keeps on the disk until it is sent: operations, one in each line.

They lie in `.neptune/offline/<run>/data-1.log` or in `.neptune/async/<run>/exec-0-.../data-1.log`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from rlreport.errors import FormatError
from rlreport.read import Format
from rlreport.read._records import as_number
from rlreport.read._series import NO_STEP, Scalar, damaged, messages, of_machine, tables
from rlreport.sources import LogFile
from rlreport.values import Loose, Setting

_MARKS = (b'{"obj": ', b'"type": ', b'"path": [')
_MACHINE = "monitoring"
_NAME = ["sys", "name"]
_OWN = frozenset({_MACHINE, "sys", "source_code"})


def _sniff(_name: str, head: bytes) -> int:
    line = head.lstrip()[:4096].partition(b"\n")[0]
    return 3 if line.startswith(_MARKS[0]) and all(mark in line for mark in _MARKS) else 0


def _read(file: LogFile) -> Loose:
    told = [*messages(file)]
    operations = [one["obj"] for one in told if _is_operation(one)]
    scalars = [*_scalars(operations)]
    own = [scalar for scalar in scalars if not scalar.key.startswith(f"{_MACHINE}/")]
    if not own:
        raise FormatError("is a run of Neptune without a series.", "Name another run.")
    machine = {scalar.key for scalar in scalars} - {scalar.key for scalar in own}
    return Loose(
        format=FORMAT.name,
        tables=tables(own, run=_name(operations)),
        config=dict(_settings(operations)),
        issues=(
            *damaged(file.name, sum(one is None for one in told)),
            *of_machine(file.name, len(machine)),
        ),
    )


def _name(operations: Iterable[Mapping[str, Any]]) -> str:
    """What the run is called, or ""."""
    names = (one.get("value") for one in operations if one["path"] == _NAME)
    return str(next(names, "") or "")


def _is_operation(message: object) -> bool:
    operation = message.get("obj") if isinstance(message, dict) else None
    return isinstance(operation, dict) and isinstance(operation.get("path"), list)


def _scalars(operations: Iterable[Mapping[str, Any]]) -> Iterator[Scalar]:
    for operation in operations:
        is_series = operation.get("type") == "LogFloats"
        for one in operation.get("values", []) if is_series else ():
            value = as_number(one.get("value"))
            step = as_number(one.get("step"))
            if value is not None:
                name = "/".join(map(str, operation["path"]))
                time = as_number(one.get("ts")) or 0.0
                yield Scalar(name, NO_STEP if step is None else step, value, time)


def _settings(operations: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, Setting]]:
    for operation in operations:
        value = operation.get("value")
        assigned = str(operation.get("type")).startswith("Assign")
        if assigned and isinstance(value, (str, int, float)) and operation["path"][0] not in _OWN:
            yield "/".join(map(str, operation["path"])), value


_SAMPLE = (
    b'{"obj": {"type": "AssignFloat", "path": ["params", "lr"], "value": 0.1}, "version": 1}\n'
    b'{"obj": {"type": "LogFloats", "path": ["train", "reward"], "values": [{"value": 0.5,'
    b' "step": 10, "ts": 1795895736.9}]}, "version": 2, "at": 1795895736.9}\n'
)

FORMAT = Format(
    name="neptune_offline",
    label="run of Neptune on the disk",
    sniff=_sniff,
    read=_read,
    sample=("data-1.log", _SAMPLE),
)
