"""What Polyaxon keeps of a run: `events/metric/<name>.plx` with rows of `timestamp|step|metric`.

What it measured of the machine lies in `resources/metric`, and texts, images and other media in
folders of their kinds.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from rlreport.errors import FormatError
from rlreport.read import Format
from rlreport.read._delimited import read_delimited
from rlreport.sources import LogFile
from rlreport.values import Loose, Table

_HEADER = re.compile(rb"timestamp\|step\|(?P<kind>\w+)\r?\n")
_METRIC = "metric"
_OF_MACHINE = "resources"


def _sniff(_name: str, head: bytes) -> int:
    return 3 if _HEADER.match(head) else 0


def _read(file: LogFile) -> Loose:
    header = _HEADER.match(file.head())
    kind = header["kind"].decode() if header else _METRIC
    if kind != _METRIC:
        raise FormatError(
            f"is what Polyaxon keeps of a run's {kind}, without a number.",
            "Name the folder of the run, or a file in its folder `events/metric`.",
        )
    rows = read_delimited(file)
    path = PurePosixPath(file.name)
    name = path.stem if path.suffix == ".plx" else kind
    called = {kind: f"{_OF_MACHINE}/{name}" if _OF_MACHINE in path.parts[:-1] else name}
    found = Table(
        columns={called.get(name, name): column for name, column in rows.columns.items()},
        blank={called.get(name, name): blank for name, blank in rows.blank.items()},
        step="step",
    )
    return Loose(format=FORMAT.name, tables=(found,), issues=rows.issues, end=rows.end)


_SAMPLE = b"""timestamp|step|metric
2026-01-01T10:00:00.123456+00:00|0|0.5
2026-01-01T10:00:01.123456+00:00|1|0.75
"""

FORMAT = Format(
    name="polyaxon",
    label="metric of Polyaxon",
    sniff=_sniff,
    read=_read,
    sample=("loss.plx", _SAMPLE),
)
