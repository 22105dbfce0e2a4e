"""tau2-bench: one simulation a file, or `simulations` in one document, with its time and reward."""

from __future__ import annotations

from itertools import chain
from typing import Any

from rlreport import clocks
from rlreport.errors import FormatError
from rlreport.read import Format
from rlreport.read._json import cut_issue, document, objects
from rlreport.read._records import Record, flatten, left_out, lists, table
from rlreport.sources import LogFile
from rlreport.values import Loose

_LISTS = ("ticks", "messages")
_TIMES = ("start_time", "end_time", "timestamp")


def _sniff(_name: str, head: bytes) -> int:
    if not head.lstrip().startswith(b"{"):
        return 0
    together = b'"simulations"' in head and b'"tasks"' in head
    keys = (b'"start_time"', b'"end_time"', b'"duration"', b'"task_id"')
    return 3 if together or all(key in head for key in keys) else 0


def _read(file: LogFile) -> Loose:
    whole, text = document(file)
    if isinstance(whole, dict):
        found = whole.get("simulations", [whole])
    else:
        found = objects(file, r'"simulations"\s*:\s*\[')[0] if '"simulations"' in text else []
    simulations = [one for one in found if isinstance(one, dict)]
    rows = [_row(one) for one in simulations]
    if not rows:
        raise FormatError("holds no whole simulation.", "Copy it again from where it was written.")
    return Loose(
        format=FORMAT.name,
        tables=(table(rows, kind="rollouts"),),
        issues=(
            *left_out(
                chain.from_iterable(map(lists, simulations)),
                file.name,
                read="at most their length was",
            ),
            *cut_issue(file, isinstance(whole, dict)),
        ),
    )


def _row(simulation: dict[str, Any]) -> Record:
    """The leaves of one simulation, its times in unix seconds, the lengths of its lists."""
    row = flatten(simulation)
    row |= {name: clocks.moment(row[name]) for name in _TIMES if name in row}
    row |= {f"{name}/n": len(simulation[name]) for name in _LISTS if _is_list(simulation, name)}
    if "reward_info/reward" in row:
        row["reward"] = row["reward_info/reward"]
    return row


def _is_list(simulation: dict[str, Any], name: str) -> bool:
    return isinstance(simulation.get(name), list)


_SAMPLE = b"""{"id": "s1", "task_id": "3", "start_time": "2026-01-01T10:00:00.5",
 "end_time": "2026-01-01T10:01:00.5", "duration": 60.0, "reward_info": {"reward": 1.0},
 "ticks": [{"tick": 0}, {"tick": 1}]}
"""

FORMAT = Format(
    name="tau2",
    label="tau2-bench simulation",
    sniff=_sniff,
    read=_read,
    sample=("simulation.json", _SAMPLE),
)
