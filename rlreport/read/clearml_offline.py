"""What an offline session of ClearML reports: events, an array of them in each line.

They lie in the session's folder or archive as `metrics.jsonl`. A metric there is called by a title
and a series, which make up the name here: `train/reward`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from rlreport.errors import FormatError
from rlreport.read import Format
from rlreport.read._records import as_number
from rlreport.read._series import NO_STEP, Scalar, damaged, messages, tables
from rlreport.sources import LogFile
from rlreport.values import Loose

_SCALAR = "training_stats_scalar"
_SINGLE = -(2**31)  # the iteration of a value that is reported once


def _sniff(_name: str, head: bytes) -> int:
    opened = head.lstrip()[:1] == b"["
    return 3 if opened and b'"type": "training_stats_' in head and b'"variant": ' in head else 0


def _read(file: LogFile) -> Loose:
    told = [*messages(file)]
    events = chain.from_iterable(one for one in told if isinstance(one, list))
    found = [*_scalars(events)]
    if not found:
        raise FormatError(
            "is an offline session of ClearML without a scalar.", "Name another session."
        )
    issues = damaged(file.name, sum(one is None for one in told))
    return Loose(format=FORMAT.name, tables=tables(found), issues=issues)


def _scalars(events: Iterable[Any]) -> Iterator[Scalar]:
    for event in events:
        is_scalar = isinstance(event, dict) and event.get("type") == _SCALAR
        value = as_number(event.get("value")) if is_scalar else None
        if value is not None:
            step = as_number(event.get("iter"))
            names = (str(event.get(part, "")) for part in ("metric", "variant"))
            yield Scalar(
                key="/".join(filter(None, names)),
                step=NO_STEP if step in (None, _SINGLE) else float(step or 0),
                value=value,
                time=(as_number(event.get("timestamp")) or 0.0) / 1000,
            )


_SAMPLE = (
    b'[{"timestamp": 1795895717668, "type": "training_stats_scalar", "task": "a", "iter": 0,'
    b' "metric": "train", "variant": "reward", "value": 0.5}]\n'
)

FORMAT = Format(
    name="clearml_offline",
    label="offline session of ClearML",
    sniff=_sniff,
    read=_read,
    sample=("metrics.jsonl", _SAMPLE),
)
