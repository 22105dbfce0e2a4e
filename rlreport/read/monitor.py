"""Stable-Baselines `monitor.csv`: `#{"t_start": ...}`, then one row an episode."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np

from rlreport.read import Format
from rlreport.read._delimited import read_delimited
from rlreport.sources import LogFile
from rlreport.values import Issue, Loose, Setting, Table

TIMESTEPS = "timesteps"
"""The column that is added: the running sum of the episodes' lengths `l`."""


def _sniff(_name: str, head: bytes) -> int:
    return (
        3 if head.startswith((b'#{"t_start"', b'\xef\xbb\xbf#{"t_start"', b'# {"t_start"')) else 0
    )


def _read(file: LogFile) -> Loose:
    rows = read_delimited(file)
    found, derived = _with_timesteps(rows.table(), file)
    config = _config(rows.preamble[0]) if rows.preamble else {}
    return Loose(
        format=FORMAT.name, tables=(found,), config=config, issues=(*rows.issues, *derived)
    )


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
    return replace(found, columns=columns, step=TIMESTEPS), (issue,)


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
