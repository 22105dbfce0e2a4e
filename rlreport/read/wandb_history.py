"""W&B's `wandb-history.jsonl` and saved histories: JSON lines with `_step` in each."""

from __future__ import annotations

from dataclasses import replace

from rlreport.columns import Columns
from rlreport.read import Format
from rlreport.read._lines import keys, read_lines
from rlreport.read._records import without_media
from rlreport.sources import LogFile
from rlreport.values import Loose, Table


def _sniff(_name: str, head: bytes) -> int:
    names = keys(head)
    several = head.count(b"\n{") > 0 or not head.rstrip().endswith(b"}")
    own = "_step" in names and bool(names & {"_runtime", "_timestamp"})
    return 2 if own and several else 0


def _read(file: LogFile) -> Loose:
    lines = read_lines(file)
    tables = tuple(_with_axis(found) for found in lines.tables)
    return Loose(format=FORMAT.name, tables=tables, issues=lines.issues, end=lines.end)


def _with_axis(found: Table) -> Table:
    time = "_timestamp" if "_timestamp" in found.columns else ""
    packed = Columns(found.columns).packed
    kept = without_media(packed)
    return replace(
        found,
        columns=Columns({name: packed[name] for name in kept}),
        blank={name: found.blank[name] for name in kept if name in found.blank},
        step="_step" if "_step" in found.columns else "",
        time=time,
    )


FORMAT = Format(
    name="wandb_history",
    label="W&B history",
    sniff=_sniff,
    read=_read,
    sample=(
        "wandb-history.jsonl",
        (
            b'{"loss": 0.5, "_runtime": 1.5, "_timestamp": 1728772945.5, "_step": 0}\n'
            b'{"loss": "NaN", "_runtime": 2.5, "_timestamp": 1728772946.5, "_step": 1}\n'
        ),
    ),
)
