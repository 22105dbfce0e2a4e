"""Traces of paired events, `llm_start` and `llm_end`, with a time and no id of the span."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import count
from typing import Any, NamedTuple

from rlreport import clocks
from rlreport.read import Format
from rlreport.read._objects import begins_with_object, objects_in
from rlreport.read._records import flatten
from rlreport.read._span_columns import SpanColumns, batches
from rlreport.read._span_schemas import Schema, schema_of
from rlreport.sources import LogFile
from rlreport.texts import many, verb, was
from rlreport.values import Issue, Loose

_SCHEMA = Schema(start=("start",), end=("end",))
_STARTS = r"start|started|begin|began"
_ENDS = r"end|ended|finish|finished|stop|stopped|complete|completed|done"
_EVENT = re.compile(
    rf'"(event|type|kind|name|phase)"\s*:\s*"((?:\w+[_.])?(?:{_STARTS}|{_ENDS}))"'.encode(),
    re.IGNORECASE,
)
_MOSTLY = 0.3  # share of the events that begin or end something: others tell what goes on between
_PARTS = re.compile(rf"(?:(\w+)[_.])?(?:({_STARTS})|{_ENDS})", re.IGNORECASE)
_NAMES = ("event", "type", "kind", "phase", "name")
_TIMES = ("time", "timestamp", "ts", "t")
_TIME = re.compile(rb'"(?:time|timestamp|ts|t)"\s*:')
_RESULT = re.compile(rb'"(?:\w+_)?(?:reward|return|loss)"\s*:')  # which a log of a training has
_TRACES = ("trace_id", "traceId", "session_id", "run_id", "episode", "task_id")
_TOOLS = ("tool", "tool_name", "id", "call_id")
_SPANS = ("span_id", "spanId")
_PARENTS = ("parent_span_id", "parentSpanId", "parent_id")
_WHOLES = frozenset({"agent", "run", "session", "trace", "workflow", "chain", "graph", "crew"})
_WHOLES |= {"episode", "rollout", "task", "turn", "conversation", "trajectory", "pipeline"}
"""Kinds of what is made of others: of those that begin while it goes on, it is the parent."""
_KNOWN = frozenset({*_NAMES, *_TIMES, *_TRACES, *_TOOLS, *_SPANS, *_PARENTS})


def _sniff(_name: str, head: bytes) -> int:
    own = begins_with_object(head) and _TIME.search(head) and _are_pairs(head)
    schema = schema_of(head) if own else None
    ended = schema is not None and (schema.end or schema.took)  # such events are inside of spans
    return 3 if own and not ended and not _RESULT.search(head) else 0


def _are_pairs(head: bytes) -> bool:
    """Whether many events are starts and ends of one kind; a training that has begun is a row."""
    found = [*_EVENT.finditer(head)]
    parts = [_PARTS.fullmatch(event[2].decode()) for event in found]
    told = Counter((event[1], bool(event[2])) for event in parts if event)
    paired = sum(count for (kind, first), count in told.items() if (kind, not first) in told)
    named = rb'"%b"\s*:\s*"' % found[0][1] if found else b""
    return bool(paired) and paired >= _MOSTLY * len(re.findall(named, head))


def _read(file: LogFile) -> Loose:
    pairs = _Pairs(map(flatten, _events(filter(None, objects_in(file)))))
    columns = SpanColumns(_SCHEMA)
    for some in batches(pairs):
        columns.add(some)
    loose = columns.loose(FORMAT.name, file)
    return replace(loose, issues=(*loose.issues, *_issues(file, pairs)))


def _events(entries: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The events that are the objects of a file, or stand in a list in them."""
    for entry in entries:
        listed = next((value for value in entry.values() if _are_events(value)), [entry])
        yield from listed


def _are_events(value: object) -> bool:
    first = value[0] if isinstance(value, list) and value else None
    return isinstance(first, dict) and bool(_first(first, _NAMES) and _first(first, _TIMES))


class _Start(NamedTuple):
    tool: str
    time: float
    span: str
    parent: str
    facts: Mapping[str, Any]


class _Pairs:
    """Events -> spans, from each start to the first end of its kind.

    Ends may leave out the tool that their starts name: the one that was called first ends first.
    Where events name their span, it starts and ends once, whatever its tool; where none does, what
    goes on meanwhile is inside of a whole, such as a run. What a start and an end tell beside is
    told of the span.

    Attributes:
        others: events so far that neither start nor end anything.
    """

    def __init__(self, entries: Iterable[Mapping[str, Any]]) -> None:
        self._entries = entries
        self._waiting: dict[tuple[str, ...], list[_Start]] = defaultdict(list)
        self._wholes: dict[str, dict[str, str]] = defaultdict(dict)
        self._numbers = count(1)
        self._ends = 0
        self.others = 0

    @property
    def unpaired(self) -> int:
        """How many of the events so far stay alone."""
        return self._ends + sum(map(len, self._waiting.values()))

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for entry in self._entries:
            event = _PARTS.fullmatch(_text(entry, _NAMES))
            time = clocks.moment(next((entry[name] for name in _TIMES if name in entry), None))
            if event is None or time is None:
                self.others += 1
                continue
            kind = event[1] or ""
            trace = _text(entry, [name for name in _TRACES if name != f"{kind}_id"])
            span = _text(entry, (*_SPANS, f"{kind}_id"))
            tool = _text(entry, _TOOLS if _first(entry, _NAMES) == "name" else (*_TOOLS, "name"))
            waiting = self._waiting[kind, trace, span]
            facts = {name: value for name, value in entry.items() if name not in _KNOWN}
            if event[2]:
                own, parent = (span, _text(entry, _PARENTS)) if span else self._inside(trace, kind)
                waiting.append(_Start(tool, time, own, parent, facts))
                continue
            fits = [at for at, start in enumerate(waiting) if not tool or start.tool in ("", tool)]
            if not fits:
                self._ends += 1
                continue
            start = waiting.pop(fits[0])
            named = {"name": start.tool or tool or kind, "kind": kind or None}
            self._wholes[trace].pop(start.span, None)
            ids = {"span_id": start.span or None, "parent_span_id": start.parent or None}
            yield {
                **start.facts,
                **facts,
                "start": start.time,
                "end": time,
                **named,
                "trace_id": trace or None,
                **(ids if start.span or start.parent else {}),
            }

    def _inside(self, trace: str, kind: str) -> tuple[str, str]:
        """The id of what starts now, if it is a whole, and that of the whole around it."""
        wholes = self._wholes[trace]
        parent = next((span for span, of in reversed(wholes.items()) if of != kind), "")
        own = f"{kind} {next(self._numbers)}" if kind in _WHOLES else ""
        wholes.update({own: kind} if own else {})
        return own, parent


def _text(entry: Mapping[str, Any], names: Iterable[str]) -> str:
    return str(entry.get(_first(entry, names), ""))


def _first(entry: Mapping[str, Any], names: Iterable[str]) -> str:
    return next((name for name in names if entry.get(name) is not None), "")


def _issues(file: LogFile, pairs: _Pairs) -> Iterator[Issue]:
    if count := pairs.unpaired:
        text = f"{many(count, 'event')} whose start or end is missing {was(count)} left out."
        yield Issue(kind="rows set aside", where=file.name, count=count, text=text)
    if count := pairs.others:
        text = (
            f"{many(count, 'event')} that neither {verb(count, 'starts nor ends', 'start nor end')}"
            f" anything {was(count)} left out."
        )
        yield Issue(kind="other events", where=file.name, count=count, text=text)


_SAMPLE = (
    b'{"event": "llm_start", "time": 1766516446}\n{"event": "llm_end", "time": 1766516449}\n'
    b'{"event": "tool_start", "time": 1766516449, "tool": "search"}\n'
    b'{"event": "tool_end", "time": 1766516450, "tool": "search"}\n'
)

FORMAT = Format(
    name="event_pairs",
    label="trace of start and end events",
    sniff=_sniff,
    read=_read,
    sample=("trace.jsonl", _SAMPLE),
)
