"""verl's file logger: JSON lines `{"step": 1, "data": {"critic/score/mean": 0.5}}`."""

from __future__ import annotations

from dataclasses import replace

from rlreport.read import Format
from rlreport.read._lines import keys, read_lines
from rlreport.sources import LogFile
from rlreport.values import Loose, Table

_PREFIX = "data/"


def _sniff(_name: str, head: bytes) -> int:
    names = keys(head)
    nested = all(name == "step" or name.startswith(_PREFIX) for name in names)
    return 2 if "step" in names and len(names) > 1 and nested else 0


def _read(file: LogFile) -> Loose:
    lines = read_lines(file)
    tables = tuple(_without_prefix(part) for part in lines.tables)
    return Loose(format=FORMAT.name, tables=tables, issues=lines.issues, end=lines.end)


def _without_prefix(found: Table) -> Table:
    return replace(
        found,
        columns={name.removeprefix(_PREFIX): column for name, column in found.columns.items()},
        blank={name.removeprefix(_PREFIX): blank for name, blank in found.blank.items()},
        step="step",
    )


FORMAT = Format(
    name="verl_jsonl",
    label="verl file log",
    sniff=_sniff,
    read=_read,
    sample=(
        "gsm8k.jsonl",
        b'{"step": 1, "data": {"critic/score/mean": 0.5}}\n{"step": 2, "data": {"val/acc": 1}}\n',
    ),
)
