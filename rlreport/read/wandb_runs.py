"""The table of runs exported from W&B's page: one row a run, its configuration and last values."""

from __future__ import annotations

from rlreport.read import Format
from rlreport.read._csv_format import column_names
from rlreport.read._delimited import read_delimited
from rlreport.sources import LogFile
from rlreport.values import Loose

_FIRST = ("Name", "State")
_OTHERS = {"Runtime", "Created", "User", "Tags", "Notes", "Sweep"}


def _sniff(_name: str, head: bytes) -> int:
    columns = column_names(head) or _first_line(head)
    return 3 if columns[:2] == _FIRST and len(_OTHERS.intersection(columns)) > 1 else 0


def _first_line(head: bytes) -> tuple[str, ...]:
    """The names in a header so wide that hardly a row of it is in the head."""
    line = head.split(b"\n", 1)[0].decode(errors="replace").strip()
    return tuple(name.strip('"') for name in line.split(","))


def _read(file: LogFile) -> Loose:
    rows = read_delimited(file)
    return Loose(
        format=FORMAT.name, tables=(rows.table(kind="summary"),), issues=rows.issues, end=rows.end
    )


FORMAT = Format(
    name="wandb_runs",
    label="W&B table of runs",
    sniff=_sniff,
    read=_read,
    sample=(
        "wandb_export.csv",
        (
            b'"Name","State","Created","Runtime","lr","reward"\n'
            b'"calm-frog-1","finished","2024-10-12","578","0.001","0.5"\n'
            b'"wild-fox-2","crashed","2024-10-13","90","0.01","NaN"\n'
        ),
    ),
)
