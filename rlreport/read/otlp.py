"""OpenTelemetry's own JSON (OTLP): `resourceSpans` -> `scopeSpans` -> `spans`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from rlreport.read import Format
from rlreport.read._objects import begins_with_object
from rlreport.read._span_schemas import Schema, attributes
from rlreport.read._stream import Stream
from rlreport.read.spans import left_out, span, span_tables
from rlreport.sources import LogFile
from rlreport.values import Loose

_SCHEMA = Schema(
    start="startTimeUnixNano",
    end="endTimeUnixNano",
    trace="traceId",
    span="spanId",
    parent="parentSpanId",
    marks=("resourceSpans",),
)
_MARK = re.compile(r'"(?:resource|spans)"\s{0,8}:\s{0,8}(?=([{\[]))')


def _sniff(_name: str, head: bytes) -> int:
    return 3 if begins_with_object(head) and b'"resourceSpans"' in head[:512] else 0


def _read(file: LogFile) -> Loose:
    tables, lost = span_tables(span(one, _SCHEMA) for one in _spans(file))
    return Loose(format=FORMAT.name, tables=tables, issues=left_out(file, lost))


def _spans(file: LogFile) -> Iterator[dict[str, Any]]:
    """The spans, each with the attributes of its resource, such as a worker's; {} for a lost one.

    Looked for by the names before them, since a document of many is too large to be held.
    """
    shared: dict[str, object] = {}
    with Stream(file) as stream:
        while mark := stream.find(_MARK):
            if mark.group(1) == "{":
                shared = _resource(stream)
                continue
            stream.enter("[")
            yield from ({**shared, **one} for one in stream.values() if isinstance(one, dict))
            if not stream.enter("]"):
                yield {}


def _resource(stream: Stream) -> dict[str, object]:
    """The attributes of the resource that begins here, none where it is cut off."""
    try:
        resource = stream.value()
    except ValueError:
        return {}
    return attributes(resource.get("attributes"))


_SAMPLE = b"""{"resourceSpans": [{"resource": {"attributes": []}, "scopeSpans": [{"spans": [
 {"traceId": "d4", "spanId": "a", "name": "agent", "startTimeUnixNano": "1766516446000000000",
  "endTimeUnixNano": "1766516449000000000",
  "attributes": [{"key": "worker.id", "value": {"intValue": "2"}}]}]}]}]}
"""

FORMAT = Format(
    name="otlp",
    label="OpenTelemetry trace (OTLP JSON)",
    sniff=_sniff,
    read=_read,
    sample=("traces.json", _SAMPLE),
)
