"""JSON lines -> tables, for every reader whose format is one JSON object per line.

keys(head)         the names in the first lines, `/` between levels, for a `sniff` to decide by
read_lines(file)   the tables, the issues, and where a later reading can go on
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rlreport.read import _records
from rlreport.sources import LogFile
from rlreport.values import Issue, Table


@dataclass(frozen=True, kw_only=True)
class Lines:
    """The rows of a file of JSON lines."""

    tables: tuple[Table, ...]
    issues: tuple[Issue, ...]
    end: int


def keys(head: bytes) -> frozenset[str]:
    """The names in the first 50 whole lines; empty where they are no JSON objects."""
    found: set[str] = set()
    for line in head.split(b"\n")[:50]:
        try:
            value = json.loads(line)
        except ValueError:
            continue
        if isinstance(value, dict):
            found.update(_records.flatten(value))
    return frozenset(found)


def read_lines(file: LogFile) -> Lines:
    records = []
    for line in file.bytes().split(b"\n"):
        try:
            value = json.loads(line)
        except ValueError:
            continue
        if isinstance(value, dict):
            records.append(_records.flatten(value))
    return Lines(tables=(_records.table(records),), issues=(), end=0)
