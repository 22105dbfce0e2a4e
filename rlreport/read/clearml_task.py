"""What an offline session of ClearML is called, and was set to: `task.json` beside its events."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from rlreport.read import Format, _yaml
from rlreport.sources import LogFile
from rlreport.values import Loose, Setting, Table

_MARKS = (b'"hyperparams":', b'"offline_folder":', b'"project_name":')
_OWN = frozenset({"name", "project_name", "type"})
_GENERAL = "General"  # the section of what a program gives without naming one


def _sniff(_name: str, head: bytes) -> int:
    return 3 if head.lstrip()[:1] == b"{" and all(mark in head for mark in _MARKS) else 0


def _read(file: LogFile) -> Loose:
    task = json.loads(file.bytes())
    told = {f"task/{name}": str(task[name]) for name in sorted(_OWN & {*task})}
    given = dict(_settings(task.get("hyperparams") or {}))
    return Loose(format=FORMAT.name, tables=(Table(columns={}),), config=told | given)


def _settings(sections: Mapping[str, Any]) -> Iterator[tuple[str, Setting]]:
    for section, given in sections.items():
        for name, one in given.items():
            value = _yaml.parse(str(one.get("value", "")))
            if isinstance(value, (str, int, float)):
                yield name if section == _GENERAL else f"{section}/{name}", value


_SAMPLE = (
    b'{"hyperparams": {"General": {"lr": {"name": "lr", "value": "0.1"}}}, "name": "ppo",'
    b' "offline_folder": "offline-1", "project_name": "rl"}'
)

FORMAT = Format(
    name="clearml_task",
    label="description of an offline session of ClearML",
    sniff=_sniff,
    read=_read,
    sample=("task.json", _SAMPLE),
)
