"""The trace that AWS DeepRacer's simulator prints, `SIM_TRACE_LOG:0,1,-2.3,...`: a row per step."""

from __future__ import annotations

import re
from typing import Any

from numpy.typing import NDArray

from rlreport.clocks import are_unix
from rlreport.errors import FormatError
from rlreport.read import Format, _cells
from rlreport.read._aside import left_beside
from rlreport.read._text import decode, lines
from rlreport.sources import LogFile
from rlreport.values import BoolArray, Loose, Table

_MARK = "SIM_TRACE_LOG:"
_FEWEST = 2  # such lines in the beginning of a log
_NAMES = (
    *("episode", "step in episode", "x", "y", "yaw", "steering", "throttle", "action", "reward"),
    *("done", "all_wheels_on_track", "progress", "closest_waypoint", "track_length", "timestamp"),
    *("episode_status", "pause_duration", "obstacle_crash_counter"),
)
_FEWEST_CELLS = 16  # of older simulators
_PAIR = re.compile(r"\[[^\]]*\]")  # an action that is a steering angle and a speed
_TIME = "timestamp"


def _sniff(_name: str, head: bytes) -> int:
    return 3 if head.count(_MARK.encode()) >= _FEWEST else 0


def _read(file: LogFile) -> Loose:
    texts = lines(decode(file.bytes()))
    traced = [text.partition(_MARK)[2] for text in texts if _MARK in text]
    rows = [_PAIR.sub(lambda pair: pair[0].replace(",", " "), text).split(",") for text in traced]
    rows = [row for row in rows if len(row) >= _FEWEST_CELLS]
    if not rows:
        raise FormatError(
            f"holds no whole row of the simulator behind {_MARK!r}.",
            "Name the log of the simulation itself.",
        )
    columns: dict[str, NDArray[Any]] = {}
    blank: dict[str, BoolArray] = {}
    for place, name in enumerate(_NAMES[: max(map(len, rows))]):
        cells = [row[place] if place < len(row) else "" for row in rows]
        columns[name], gaps = _cells.column(cells)
        if gaps.any():
            blank[name] = gaps
    times = columns[_TIME]  # older simulators tell the seconds since they were started
    has_clock = times.dtype != object and are_unix(times)
    table = Table(columns=columns, blank=blank, time=_TIME if has_clock else "")
    others = [text for text in texts if _MARK not in text]
    issues = tuple(left_beside(others, columns, file.name))
    return Loose(format=FORMAT.name, tables=(table,), issues=issues)


_SAMPLE = b"""\
SIM_TRACE_LOG:0,1,-2.5,-4.5,2.75,0.0,3.8,7,0.5,False,True,0.25,0,89.2,35.5,prepare,0.0
SIM_TRACE_LOG:0,2,-2.5,-4.5,2.75,-2.5,2.5,6,1.5,True,True,0.5,0,89.2,35.6,off_track,0.0
"""

FORMAT = Format(
    name="deepracer",
    label="trace of AWS DeepRacer's simulator",
    sniff=_sniff,
    read=_read,
    sample=("robomaker.log", _SAMPLE),
)
