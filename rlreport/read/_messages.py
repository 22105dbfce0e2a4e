"""Messages of a program that a logger wrote into JSON -> the log that they are in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from rlreport.errors import FormatError
from rlreport.read import Format, format_of
from rlreport.sources import LogFile
from rlreport.values import Loose

_HEAD = 1 << 16


def log_of(file: LogFile, lines: Iterable[str], written: Format) -> Loose | None:
    """What the lines say, in the format of the file; None where they are no log of metrics."""
    content = "\n".join([*lines, ""]).encode(errors="replace")
    known = format_of(file.name, content[:_HEAD])
    if known is None or known.name == written.name:
        return None
    try:
        loose = known.read(LogFile(name=file.name, content=content))
    except FormatError:
        return None
    return replace(loose, format=written.name, end=0, state=None)
