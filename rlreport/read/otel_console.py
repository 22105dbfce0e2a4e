"""Spans as OpenTelemetry's console exporters print them among other lines of a program.

JavaScript prints objects as Node shows them, times in microseconds; .NET a line for each fact, all
of which begin with `Activity.`; Python JSON over many lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from rlreport.read import Format
from rlreport.read._objects import begins_with_object
from rlreport.read._span_columns import SpanColumns, batches
from rlreport.read._span_schemas import Schema
from rlreport.read._text import blocks, opening
from rlreport.sources import LogFile
from rlreport.values import Loose

_SCHEMA = Schema(
    start=("start", "start_time"),
    end=("end_time",),
    took=("duration_us", "duration_s"),
    trace=("trace", "context/trace_id"),
    span=("span", "context/span_id"),
    parent=("parent", "parent_id"),
    name=("name",),
)
_IDS = ("traceId", "TraceId", "trace_id")
_NODE = re.compile(r"^ {2}traceId: '[0-9a-f]+',?$(?s:.*?)^ {2}timestamp: \d{16},?$", re.MULTILINE)
_DOTNET = re.compile(r"^Activity\.TraceId: +[0-9a-f]+(?s:.*?)^Activity\.StartTime: ", re.MULTILINE)
_PYTHON = re.compile(
    r'^\{$(?s:.*?)^ +"context": \{$(?s:.*?)^ +"trace_id": (?s:.*?)^ +"start_time": ', re.MULTILINE
)
_LINE = re.compile(
    r"(?P<indent> {2,4})(?P<key>'[^']+'|[\w.]+): (?P<value>.*?),?"
    r"|Activity\.(?P<fact>\w+): *(?P<told>.*)"
)
_FACTS = {
    "traceId": "trace",
    "id": "span",
    "parentId": "parent",
    "name": "name",
    "timestamp": "start",
    "duration": "duration_us",
    "TraceId": "trace",
    "SpanId": "span",
    "ParentSpanId": "parent",
    "DisplayName": "name",
    "StartTime": "start",
    "Duration": "duration_s",
}
_OBJECT = msgspec.json.Decoder(dict[str, Any])
_INSIDE = {"attributes": "attributes/", "Tags": "attributes/", "parentSpanContext": "parent/"}
_CLOCK = re.compile(r"(?:(\d+)\.)?(\d+):(\d\d):(\d\d(?:\.\d+)?)")  # days, hours, minutes, seconds


def _sniff(_name: str, head: bytes) -> int:
    text = opening(head)
    if not any(name in text for name in _IDS):
        return 0
    among = not begins_with_object(head) and _PYTHON.search(text)
    return 3 if among or _DOTNET.search(text) or _NODE.search(text) else 0


def _read(file: LogFile) -> Loose:
    columns = SpanColumns(_SCHEMA)
    for some in batches(_spans(text for block in blocks(file) for text in block.texts)):
        columns.add(some)
    return columns.loose(FORMAT.name, file)


def _spans(lines: Iterator[str]) -> Iterator[dict[str, Any]]:
    """The facts of one span after another."""
    found: dict[str, Any] = {}
    inside, printed = "", ""
    for line in lines:
        if printed:
            printed += line
        match = _LINE.fullmatch(line.rstrip())
        if line[:1] in "{}" or (match and match["fact"] == "TraceId"):
            if told := found or _json(printed):
                yield told
            found, inside, printed = {}, "", line if line[:1] == "{" else ""
        if match is None:
            continue
        if match["fact"]:
            inside = _INSIDE.get(match["fact"], "")
            found |= _fact(match["fact"], match["told"])
        elif len(match["indent"]) == 2:
            inside = _INSIDE.get(match["key"], "")
            found |= _fact(match["key"], match["value"])
        elif inside:
            found |= _inner(inside, match["key"].strip("'"), match["value"])
    if found:
        yield found


def _json(printed: str) -> dict[str, Any]:
    """The object that some lines are in JSON; empty where they are none."""
    try:
        return _OBJECT.decode(printed)
    except msgspec.DecodeError:
        return {}


def _fact(key: str, value: str) -> dict[str, Any]:
    """What a line says of its span; nothing where it is one of no interest, or says nothing."""
    name, plain = _FACTS.get(key), value.strip("' ")
    if name is None or plain in ("undefined", "null", ""):
        return {}
    return {name: _seconds(plain) if name == "duration_s" else plain}


def _inner(inside: str, key: str, value: str) -> dict[str, Any]:
    """One of the attributes, or the span that another is inside of."""
    plain = value.strip("' ")
    if inside == "parent/":
        return {"parent": plain} if key == "spanId" else {}
    return {f"{inside}{key}": plain}


def _seconds(clock: str) -> float:
    match = _CLOCK.fullmatch(clock)
    if match is None:
        return float("nan")
    days, hours, minutes, seconds = (float(part or 0) for part in match.groups())
    return ((days * 24 + hours) * 60 + minutes) * 60 + seconds


_SAMPLE = b"""{
  traceId: 'd4cda95b652f4a1592b449d5929fda1b',
  parentId: undefined,
  name: 'agent',
  id: '41a31e39fd53c8e2',
  timestamp: 1766516446000000,
  duration: 3000000,
  attributes: { },
  status: { code: 0 }
}
"""

FORMAT = Format(
    name="otel_console",
    label="spans on the console (OpenTelemetry)",
    sniff=_sniff,
    read=_read,
    sample=("console.log", _SAMPLE),
)
