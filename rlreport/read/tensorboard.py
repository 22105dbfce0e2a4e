"""TensorBoard event files: every scalar, in both encodings; texts, histograms, images skipped.

One table per tag. What EventAccumulator would drop after a restart is kept: splicing launches is
`tidy`'s work.
"""

from __future__ import annotations

import numpy as np

from rlreport.errors import FormatError
from rlreport.read import Format, _events
from rlreport.sources import LogFile
from rlreport.values import Loose, Table

# The version record that every writer but CatBoost puts first, then reward = 0.5 at step 1.
_SAMPLE = (
    b'\x18\0\0\0\0\0\0\0\xa3\x7fK"\t\xcb?\x92\xf5\xc5\xc0\xdaA\x1a\rbrain.Event:2\xc7\x92\xbb\xda'
    b"\x1c\0\0\0\0\0\0\0\xc8\xc1\x95\x1d\t\0\0\0\xc0\x0bZ\xd6A\x10\x01*\x0f\n\r\n\x06reward\x15"
    b"\0\0\0?\x1fM\x86l"
)


def sniff(_name: str, head: bytes) -> int:
    """Certain where the first record's length bears its checksum."""
    return 3 if _events.is_head(head) else 0


def read(file: LogFile) -> Loose:
    """The scalars of an event file.

    Raises:
        FormatError: the file holds no scalar.
    """
    found, end = _events.scalars(file.bytes())
    if not found:
        raise FormatError(
            "is a TensorBoard event file without any scalar.",
            "The run may have died before its first log, or logged texts and images only.",
        )
    tags: dict[bytes, list[tuple[int, float, float]]] = {}
    for tag, step, wall, value in found:
        tags.setdefault(tag, []).append((step, wall, value))
    tables = []
    for tag, rows in tags.items():
        step, wall, value = np.array(rows, dtype=np.float64).T
        name = tag.decode(errors="replace")
        columns = {"step": step, "wall_time": wall, name: value}
        tables.append(Table(columns=columns, step="step", time="wall_time"))
    return Loose(format=FORMAT.name, tables=tuple(tables), end=end)


FORMAT = Format(
    name="tensorboard",
    label="TensorBoard event file",
    sniff=sniff,
    read=read,
    sample=("events.out.tfevents.1500000000.host", _SAMPLE),
)
