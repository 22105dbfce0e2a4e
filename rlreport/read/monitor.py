"""Stable-Baselines `monitor.csv`: `#{"t_start": ...}`, then one row an episode.

Some are saved without their first line. Before, `monitor.json` had the same as JSON lines:
`{"t_start": ...}`, then `{"r": ..., "l": ...}`.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from itertools import chain

import numpy as np

from rlreport.read import Format
from rlreport.read._csv_format import column_names
from rlreport.read._delimited import read_delimited
from rlreport.read._json import items
from rlreport.read._records import flatten, left_out, lists, table
from rlreport.read._text import decode
from rlreport.sources import LogFile
from rlreport.values import Issue, Loose, Setting, Table

TIMESTEPS = "timesteps"
"""The column that is added: the running sum of the episodes' lengths `l`."""
_EPISODE = {"r", "l", "t"}
"""The first columns, in any order and behind an index: return, length and time of an episode."""
_HEAD = re.compile(rb'(?:\xef\xbb\xbf)?#? ?\{"t_start"[^\n]*\n?')


def _sniff(_name: str, head: bytes) -> int:
    found = _HEAD.match(head)
    alike = found and (head.lstrip(b"\xef\xbb\xbf")[:1] == b"#" or b'"r"' in head[found.end() :])
    return 3 if alike or _EPISODE.issubset(column_names(head)[:4]) else 0


def _read(file: LogFile) -> Loose:
    if file.head(1) == b"{" and not column_names(file.head()):
        return _from_json(file)
    rows = read_delimited(file)
    found, derived = _with_timesteps(rows.table(), file)
    config = _config(rows.preamble[0]) if rows.preamble and found.rows else {}
    return Loose(
        format=FORMAT.name, tables=(found,), config=config, issues=(*rows.issues, *derived)
    )


def _from_json(file: LogFile) -> Loose:
    text = decode(file.bytes())
    header, _, lines = text.partition("\n")
    rows = [row for row in items(lines, 0) if isinstance(row, dict)]
    found, derived = _with_timesteps(table([*map(flatten, rows)]), file)
    left = left_out(chain.from_iterable(map(lists, rows)), file.name)
    issues = (*derived, *left)
    config = _config(header) if rows else {}
    return Loose(format=FORMAT.name, tables=(found,), config=config, issues=issues)


def _with_timesteps(found: Table, file: LogFile) -> tuple[Table, tuple[Issue, ...]]:
    length = found.columns.get("l")
    if length is None or length.dtype == object:
        return found, ()
    timesteps = np.cumsum(np.nan_to_num(length))
    issue = Issue(
        kind="derived column",
        where=file.name,
        count=timesteps.size,
        text=f"The column {TIMESTEPS} is the running sum of the episodes' lengths l.",
    )
    columns = {TIMESTEPS: timesteps, **found.columns}
    counted = "the running sum of the episodes' lengths l"
    return replace(found, columns=columns, step=TIMESTEPS, counted=counted), (issue,)


def _config(comment: str) -> dict[str, Setting]:
    """What the header says of the environment; nothing where it is damaged."""
    try:
        header = json.loads(comment[comment.index("{") :])
    except ValueError:
        return {}
    return {name: value for name, value in header.items() if isinstance(value, (str, int, float))}


FORMAT = Format(
    name="monitor",
    label="Stable-Baselines monitor.csv",
    sniff=_sniff,
    read=_read,
    sample=(
        "0.monitor.csv",
        (
            b'#{"t_start": 1736507118.5, "env_id": "LunarLander-v3"}\r\nr,l,t\r\n-98.5,110,2.5\r\n'
            b"-109.5,96,2.75\r\n"
        ),
    ),
)
