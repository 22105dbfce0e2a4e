"""TensorBoard event files: every scalar, in both encodings; texts, histograms, images skipped.

One table per tag. What EventAccumulator would drop after a restart is kept: splicing launches is
`tidy`'s work.
"""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from rlreport.errors import FormatError
from rlreport.read import Format
from rlreport.read._events import Scalars, scalars
from rlreport.read._frames import Gap, begins_with_record, frames
from rlreport.read._hyperparameters import hyperparameters
from rlreport.read._tags import Tags
from rlreport.sources import LogFile
from rlreport.texts import many, verb, was
from rlreport.values import FloatArray, Issue, Loose, Table

_VERSION_ONLY = 100  # bytes: one record with the version, perhaps one with the writer's name

# The version record that every writer but CatBoost puts first, then reward = 0.5 at step 1.
_SAMPLE = (
    b'\x18\0\0\0\0\0\0\0\xa3\x7fK"\t\xcb?\x92\xf5\xc5\xc0\xdaA\x1a\rbrain.Event:2\xc7\x92\xbb\xda'
    b"\x1c\0\0\0\0\0\0\0\xc8\xc1\x95\x1d\t\0\0\0\xc0\x0bZ\xd6A\x10\x01*\x0f\n\r\n\x06reward\x15"
    b"\0\0\0?\x1fM\x86l"
)


def sniff(_name: str, head: bytes) -> int:
    """Certain where the first record's length bears its checksum."""
    return 3 if begins_with_record(head) else 0


def read(file: LogFile) -> Loose:
    """The scalars of an event file.

    Raises:
        FormatError: the file holds no scalar.
    """
    return _loose(file, _scan(file, 0))


def _resume(file: LogFile, before: Loose) -> Loose:
    """The scalars that were written behind a reading; no tables where there are none."""
    return _loose(file, _scan(file, before.end), may_be_empty=True)


@dataclass(kw_only=True)
class _Scan:
    """What one pass over a file finds."""

    tags: Tags = field(default_factory=Tags)
    parts: list[Scalars] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    damaged: int = 0
    end: int = 0


def _scan(file: LogFile, start: int) -> _Scan:
    """All scalars; every checksum is verified on request, and where the file looks damaged."""
    data = _mapped(file)
    scan = _pass(data, start, verify=file.checksums)
    suspect = scan.damaged or any(not gap.cut_off for gap in scan.gaps)
    return _pass(data, start, verify=True) if suspect else scan


def _pass(data: NDArray[np.uint8], start: int, *, verify: bool) -> _Scan:
    scan = _Scan(end=data.size)
    for part in frames(data, start):
        if isinstance(part, Gap):
            scan.gaps.append(part)
            if part.cut_off:
                scan.end = part.start
        else:
            found, damaged = scalars(part, scan.tags, verify=verify)
            scan.parts.append(found)
            scan.damaged += damaged
    return scan


def _mapped(file: LogFile) -> NDArray[np.uint8]:
    """The file's bytes; mapped where it lies on the disk, so that only what is used is read."""
    if file.path is None or not file.size:
        return np.frombuffer(file.bytes(), dtype=np.uint8)
    with file.path.open("rb") as stream:
        mapped = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
    return np.frombuffer(mapped, dtype=np.uint8)


def _loose(file: LogFile, scan: _Scan, *, may_be_empty: bool = False) -> Loose:
    tables = _tables(scan)
    if not tables and not may_be_empty:
        raise _nothing(file.size)
    return Loose(
        format=FORMAT.name,
        tables=tables,
        config=hyperparameters(file.head()),
        issues=tuple(_issues(file.name, scan)),
        end=scan.end,
    )


def _tables(scan: _Scan) -> tuple[Table, ...]:
    """One table for each tag, in the order in which the tags first appear."""
    if not scan.parts:
        return ()
    tag, step, wall_time, value = (np.concatenate(part) for part in zip(*scan.parts, strict=True))
    few = len(scan.tags.names) < 1 << 16
    order = np.argsort(tag.astype(np.uint16) if few else tag, kind="stable")
    step, wall_time, value = step[order], wall_time[order], value[order]
    ends = np.cumsum(np.bincount(tag, minlength=len(scan.tags.names)))
    begins = ends - np.bincount(tag, minlength=len(scan.tags.names))
    return tuple(
        _table(name, step[begin:end], wall_time[begin:end], value[begin:end])
        for name, begin, end in zip(scan.tags.names, begins, ends, strict=True)
        if begin < end
    )


def _table(tag: bytes, step: FloatArray, wall_time: FloatArray, value: FloatArray) -> Table:
    name = tag.decode(errors="replace")
    steps = "step" if name != "step" else "event step"
    times = "wall_time" if name != "wall_time" else "event time"
    return Table(columns={steps: step, times: wall_time, name: value}, step=steps, time=times)


def _issues(where: str, scan: _Scan) -> Iterator[Issue]:
    for gap in scan.gaps:
        bytes_, were = many(gap.size, "byte"), was(gap.size)
        if gap.cut_off:
            text = f"The last record was cut off; its {bytes_} {were} left out."
            yield Issue(kind="cut-off row", where=where, count=1, text=text)
        else:
            text = f"{bytes_} from offset {gap.start:,} on {were} no record and {were} skipped."
            yield Issue(kind="damaged bytes", where=where, count=gap.size, text=text)
    if scan.damaged:
        text = (
            f"{many(scan.damaged, 'record')} {verb(scan.damaged, 'has', 'have')} a wrong checksum "
            f"or content and {was(scan.damaged)} left out."
        )
        yield Issue(kind="damaged records", where=where, count=scan.damaged, text=text)


def _nothing(size: int) -> FormatError:
    if size <= _VERSION_ONLY:
        return FormatError(
            "is an event file that holds only a version record: the run died before its first log.",
            "Name another event file of the run.",
        )
    return FormatError(
        "is a TensorBoard event file without any scalar: only texts, graphs or images.",
        "Name the event file that holds the run's metrics.",
    )


FORMAT = Format(
    name="tensorboard",
    label="TensorBoard event file",
    sniff=sniff,
    read=read,
    sample=("events.out.tfevents.1500000000.host", _SAMPLE),
    resume=_resume,
)
