"""What SwanLab's dashboard reads: `logs/<metric>/1000.log`, a value of one metric in each line.

The folder is named by the metric, or by its number, which tells no more than that it is another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import unquote

from rlreport.errors import FormatError
from rlreport.read import Format
from rlreport.read._records import as_number
from rlreport.read._series import Scalar, damaged, messages, tables
from rlreport.sources import LogFile
from rlreport.values import Issue, Loose

_BEGIN = re.compile(rb'\{"index": -?\d+, "data": ')
_TIME = b', "create_time": "'
_FOLDER = re.compile(r"(?:.*/)?logs/(?=\D)(?P<metric>[^/]+)/\d+\.log")
_UNNAMED = "data"


def _sniff(_name: str, head: bytes) -> int:
    line = head.partition(b"\n")[0]
    return 3 if _BEGIN.match(line) and _TIME in line else 0


def _read(file: LogFile) -> Loose:
    told = [*messages(file)]
    folder = _FOLDER.fullmatch(file.name)
    found = [*_scalars(told, unquote(folder["metric"]) if folder else _UNNAMED)]
    if not found:
        raise FormatError(
            "is what SwanLab keeps of texts, images or other media, without a number.",
            "Name the folder of the run, or its `.swanlab` file.",
        )
    issues = damaged(file.name, sum(one is None for one in told))
    return Loose(
        format=FORMAT.name, tables=tables(found), issues=(*issues, *_nameless(file.name, folder))
    )


def _nameless(where: str, folder: re.Match[str] | None) -> Iterator[Issue]:
    """The issue of a metric that its folder gives no name."""
    if folder is None:
        text = "SwanLab keeps the metric's name in its index of runs alone; it was called 'data'."
        yield Issue(kind="unnamed metric", where=where, count=1, text=text)


def _scalars(told: list[object], name: str) -> Iterator[Scalar]:
    for one in told:
        value = as_number(one.get("data")) if isinstance(one, dict) else None
        if isinstance(one, dict) and value is not None:
            time = datetime.fromisoformat(one["create_time"]).timestamp()
            yield Scalar(name, float(one["index"]), value, time)


_SAMPLE = b'{"index": 0, "data": 0.5, "create_time": "2027-01-15T08:00:00.000000+00:00"}\n'

FORMAT = Format(
    name="swanlab_series",
    label="series of SwanLab's dashboard",
    sniff=_sniff,
    read=_read,
    sample=("1000.log", _SAMPLE),
)
