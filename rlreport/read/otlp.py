"""OpenTelemetry's own JSON (OTLP): `resourceSpans` -> `scopeSpans` -> `spans`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rlreport.read import Format
from rlreport.read._objects import begins_with_object, objects_in
from rlreport.read._span_schemas import Schema, attributes
from rlreport.read.spans import left_out, span, span_table
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
_SCOPES = ("scopeSpans", "instrumentationLibrarySpans")


def _sniff(_name: str, head: bytes) -> int:
    return 3 if begins_with_object(head) and b'"resourceSpans"' in head[:512] else 0


def _read(file: LogFile) -> Loose:
    documents = list(objects_in(file))
    found = [one for document in documents if document for one in _spans(document)]
    rows = [row for one in found if "start" in (row := span(one, _SCHEMA))]
    lost = documents.count(None) + len(found) - len(rows)
    return Loose(format=FORMAT.name, tables=(span_table(rows),), issues=left_out(file, lost))


def _spans(document: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The spans of a document, each with the attributes of its resource, such as a worker's."""
    for resource in _listed(document, "resourceSpans"):
        shared = resource.get("resource")
        own = attributes(shared.get("attributes")) if isinstance(shared, Mapping) else {}
        for scope in (part for name in _SCOPES for part in _listed(resource, name)):
            yield from ({**own, **one} for one in _listed(scope, "spans"))


def _listed(parent: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    found = parent.get(name)
    return [part for part in found if isinstance(part, dict)] if isinstance(found, list) else []


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
