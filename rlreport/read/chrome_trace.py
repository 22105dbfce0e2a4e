"""Chrome's trace events, which Perfetto, torch.profiler, Ray and VizTracer write -> spans.

Times are microseconds. What is drawn inside another span of the same thread is a child of it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from rlreport.errors import FormatError
from rlreport.read import Format
from rlreport.read._json import cut_issue
from rlreport.read._objects import begins_with_object
from rlreport.read._stream import Stream
from rlreport.sources import LogFile
from rlreport.texts import many, was
from rlreport.values import FloatArray, IntArray, Issue, Loose, Table

_MICROSECONDS = 1e6  # in a second
_EVENTS_OF = re.compile(rb'"traceEvents"\s{0,8}:')
_LIST = re.compile(r'"traceEvents"\s{0,8}:\s{0,8}(?=\[)')
_KEYS = (rb'"ph"\s*:\s*"', rb'"pid"\s*:', rb'"(?:ts|tid)"\s*:')
_WINDOW = "Trace"  # category of the profiler's own time, which is no work

_Id = int | float | str | None


class _Event(msgspec.Struct, gc=False):
    """What is read of an event; its arguments are skipped."""

    ph: str = ""
    name: str = ""
    cat: str = ""
    ts: float | None = None
    dur: float | None = None
    pid: _Id = None
    tid: _Id = None
    id: _Id = None


_EVENTS = msgspec.json.Decoder(list[_Event])


def _sniff(_name: str, head: bytes) -> int:
    if not begins_with_object(head):
        return 0
    array = head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"[")
    told = all(re.search(key, head[:8192]) for key in _KEYS) if array else _EVENTS_OF.search(head)
    return 3 if told else 0


def _read(file: LogFile) -> Loose:
    spans = _Spans()
    with Stream(file) as stream:
        array = stream.enter("[")
        if not array:
            stream.find(_LIST)
            stream.enter("[")
        for event in stream.objects(_EVENTS):
            spans.add(event or _Event(ph="?"))
        whole = stream.enter("]") or (array and not stream.rest())  # an array may stay open
    table, lost = spans.table()
    issues = (*cut_issue(file, whole), *_left_out(file, lost))
    return Loose(format=FORMAT.name, tables=(table,), issues=issues)


class _Spans:
    """Events, one after another -> spans, each begun by one event and maybe ended by another."""

    def __init__(self) -> None:
        self._start: list[float] = []
        self._end: list[float] = []
        self._names: list[str] = []
        self._threads: list[int] = []
        self._numbers: dict[tuple[_Id, ...], int] = {}
        self._open: dict[int, list[int]] = defaultdict(list)
        self._lost = 0

    def add(self, event: _Event) -> None:
        """Take in one event; those that are no part of a span are passed over."""
        if event.ph not in "XBEbe?" or event.cat == _WINDOW:
            return
        if event.ts is None or event.ph == "?" or (event.ph == "X" and event.dur is None):
            self._lost += 1
            return
        own = (event.cat, event.id) if event.ph in "be" else (event.tid,)
        thread = self._numbers.setdefault((event.pid, *own), len(self._numbers))
        if event.ph in "Ee":
            self._close(thread, event.ts)
            return
        if event.ph in "Bb":
            self._open[thread].append(len(self._start))
        self._start.append(event.ts)
        self._end.append(event.ts + event.dur if event.dur is not None else np.nan)
        self._names.append(event.name)
        self._threads.append(thread)

    def _close(self, thread: int, time: float) -> None:
        """End the span of a thread that began last and is still open."""
        if self._open[thread]:
            self._end[self._open[thread].pop()] = time
        else:
            self._lost += 1

    def table(self) -> tuple[Table, int]:
        """The spans, and how many events are of none.

        Raises:
            FormatError: there is no span.
        """
        if not self._start:
            raise FormatError(
                "holds no span, only moments and names.", "Record complete events (phase X)."
            )
        start, end = (np.array(times) / _MICROSECONDS for times in (self._start, self._end))
        threads = np.array(self._threads, dtype=np.intp)
        parents = _parents(start, end, threads)
        workers = ["/".join(map(str, thread)) for thread in self._numbers]
        columns: dict[str, NDArray[Any]] = {
            "start": start,
            "end": end,
            "trace_id": np.zeros(start.size),
            "name": np.array(self._names, dtype=object),
            "worker": np.array(workers, dtype=object)[threads],
            "span_id": np.arange(start.size, dtype=np.float64),
            "parent_id": parents,
        }
        blank = {name: np.isnan(columns[name]) for name in ("end", "parent_id")}
        blank = {name: mask for name, mask in blank.items() if mask.any()}
        return Table(columns=columns, blank=blank, kind="spans"), self._lost


def _parents(start: FloatArray, end: FloatArray, threads: IntArray) -> FloatArray:
    """The shortest span of its thread that each span stands in `(n,)`, NaN where in none."""
    ends = np.where(np.isnan(end), np.inf, end)
    parents = np.full(start.size, np.nan)
    around: list[int] = []
    last, until = -1, ends.tolist()
    order = np.lexsort((-ends, start, threads))
    for row, thread in zip(order.tolist(), threads[order].tolist(), strict=True):
        if thread != last:
            around, last = [], thread
        while around and until[around[-1]] < until[row]:
            around.pop()
        if around:
            parents[row] = around[-1]
        around.append(row)
    return parents


def _left_out(file: LogFile, count: int) -> Iterator[Issue]:
    if count:
        text = f"{many(count, 'event')} without a start, end or length {was(count)} left out."
        yield Issue(kind="rows set aside", where=file.name, count=count, text=text)


_SAMPLE = b"""{"traceEvents": [
 {"ph": "X", "name": "rollout", "pid": 1, "tid": 1, "ts": 0, "dur": 900, "args": {}},
 {"ph": "X", "name": "generate", "pid": 1, "tid": 1, "ts": 100, "dur": 500},
 {"ph": "X", "name": "tool", "pid": 1, "tid": 2, "ts": 200, "dur": 300}]}
"""

FORMAT = Format(
    name="chrome_trace",
    label="trace in Chrome's format",
    sniff=_sniff,
    read=_read,
    sample=("trace.json", _SAMPLE),
)
