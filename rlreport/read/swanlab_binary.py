"""SwanLab's own `.swanlab` files, read without the swanlab package.

Until version 0.7 a record is JSON, `{"model_type": "Scalar", "data": {...}}`; later ones are
protocol buffers, of which only the fields that are needed are decoded:

    Record   10 start   13 scalar
    Start    4 name   10 id
    Scalar   1 key   2 step   4 timestamp   5 value
    Time     1 seconds   2 nanoseconds
    Value    1 number double
"""

from __future__ import annotations

import json
import struct
import zlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from rlreport.errors import FormatError
from rlreport.read import Format, _leveldb
from rlreport.read._records import as_number
from rlreport.read._series import Scalar, of_machine, tables
from rlreport.read._wire import fields
from rlreport.sources import LogFile
from rlreport.values import Loose

_HEADER = b":SWL"
_SYSTEM = "__swanlab__."  # before the names of what is measured of the machine
_BITS = 64  # of a step, which may be below zero


@dataclass(kw_only=True)
class _Reading:
    """What is in a file: the logged values, and the name of the run."""

    scalars: list[Scalar] = field(default_factory=list)
    name: str = ""
    damaged: int = 0
    end: int = 0
    tail: int = 0

    def add(self, record: bytes) -> None:
        """Add a record."""
        found = _of_json(record) if record[:1] == b"{" else _of_protocol(record)
        if isinstance(found, str):
            self.name = found
        elif found is not None:
            self.scalars.append(found)


def _sniff(_name: str, head: bytes) -> int:
    return 3 if head.startswith(_HEADER) else 0


def _read(file: LogFile) -> Loose:
    reading = _reading(file)
    own = [scalar for scalar in reading.scalars if not scalar.key.startswith(_SYSTEM)]
    if not own:
        raise FormatError(
            "is a SwanLab file without a metric: the run ended before it logged one.",
            "Name another run, or the console log of this one.",
        )
    machine = {scalar.key for scalar in reading.scalars} - {scalar.key for scalar in own}
    left = _leveldb.issues(file, damaged=reading.damaged, end=reading.end, tail=reading.tail)
    return Loose(
        format=FORMAT.name,
        tables=tables(own, run=reading.name),
        issues=(*of_machine(file.name, len(machine)), *left),
    )


def _reading(file: LogFile) -> _Reading:
    reading = _Reading()
    with file.open() as stream:
        for found in _leveldb.records(stream):
            for start, stop in zip(found.starts.tolist(), found.stops.tolist(), strict=True):
                try:
                    reading.add(found.raw[start:stop])
                except (ValueError, KeyError, TypeError):
                    reading.damaged += 1
            reading.damaged += found.damaged
            reading.end, reading.tail = found.end, found.tail
    return reading


def _of_json(record: bytes) -> Scalar | str | None:
    """The value, or the name of the run, in a record of version 0.7 or before."""
    told: dict[str, Any] = json.loads(record)
    data = told["data"]
    if told["model_type"] == "Experiment":
        return str(data["name"])
    value = as_number(data["metric"]["data"]) if told["model_type"] == "Scalar" else None
    if value is None:
        return None
    time = datetime.fromisoformat(data["metric"]["create_time"]).timestamp()
    return Scalar(str(data["key"]), float(data["step"]), value, time)


def _of_protocol(record: bytes) -> Scalar | str | None:
    """The value, or the name of the run, in a record of a later version."""
    for number, kind, value in fields(record):
        if (number, kind) == (10, 2):
            start = {at: text for at, form, text in fields(value) if form == 2}
            return bytes(start.get(4) or start.get(10, b"")).decode(errors="replace")
        if (number, kind) == (13, 2):
            return _scalar(value)
    return None


def _scalar(record: bytes) -> Scalar:
    found: dict[int, Any] = {number: value for number, _, value in fields(record)}
    step = found.get(2, 0)
    numbers = [part for number, _, part in fields(found.get(5, b"")) if number == 1]
    when: dict[int, Any] = {number: value for number, _, value in fields(found.get(4, b""))}
    return Scalar(
        key=bytes(found[1]).decode(errors="replace"),
        step=float(step - (1 << _BITS) if step >> (_BITS - 1) else step),
        value=struct.unpack("<d", numbers[0])[0] if numbers else 0.0,  # which is not written
        time=when.get(1, 0) + when.get(2, 0) / 1e9,
    )


def _sample() -> bytes:
    content = _HEADER + b"\xd6\xe1\1"
    for step in (0, 1):
        metric = {"data": step + 0.5, "create_time": "2026-01-01T10:00:00+00:00"}
        scalar = {"metric": metric, "key": "reward", "step": step}
        record = json.dumps({"model_type": "Scalar", "data": scalar}).encode()
        content += struct.pack("<IHB", zlib.crc32(b"\x01" + record), len(record), 1) + record
    return content


FORMAT = Format(
    name="swanlab_binary",
    label="SwanLab run file",
    sniff=_sniff,
    read=_read,
    sample=("backup.swanlab", _sample()),
)
