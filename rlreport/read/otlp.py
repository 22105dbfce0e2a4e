"""OpenTelemetry's own JSON (OTLP): `resourceSpans` -> `scopeSpans` -> `spans`; Grafana Tempo's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from rlreport.read import Format
from rlreport.read._objects import begins_with_object
from rlreport.read._span_columns import WORKERS, SpanColumns, batches
from rlreport.read._span_schemas import Schema, attributes
from rlreport.read._stream import Stream
from rlreport.sources import LogFile
from rlreport.values import Loose

_SCHEMA = Schema(start=("startTimeUnixNano",), end=("endTimeUnixNano",))
_MARK = re.compile(r'"(?:resource|spans)"\s{0,8}:\s{0,8}(?=([{\[]))')
_SCOPES = re.compile(rb'"(?:scope|instrumentationLibrary)Spans"\s{0,8}:\s{0,8}\[')
"""In `batches` of Grafana Tempo, and as it was called before version 0.16 of the format."""
_BEHIND = ('"resource"', '"spans"')  # of the spans of the next scope or resource


class _Value(msgspec.Struct, gc=False, rename="camel"):
    """The value of an attribute; a whole number is a text in protobuf's JSON."""

    int_value: int | str | None = None
    double_value: float | str | None = None
    bool_value: bool | None = None
    string_value: str | None = None


class _Attribute(msgspec.Struct, gc=False):
    key: str = ""
    value: _Value | None = None


class _Status(msgspec.Struct, gc=False):
    code: int | str | None = None


class _Span(msgspec.Struct, gc=False, rename="camel"):
    """What is read of a span; other names are skipped at little cost."""

    trace_id: str | None = None
    span_id: str | None = None
    parent_span_id: str | None = None
    name: str | None = None
    kind: int | str | None = None
    start_time_unix_nano: int | str | None = None
    end_time_unix_nano: int | str | None = None
    attributes: list[_Attribute] = []
    status: _Status | None = None


_PATHS = ("traceId", "spanId", "parentSpanId", "name", "kind", *_SCHEMA.start, *_SCHEMA.end)
"""Where the first fields of a span stand, in their order."""
_SPANS = msgspec.json.Decoder(list[_Span], strict=False)


def _sniff(_name: str, head: bytes) -> int:
    told = b'"resourceSpans"' in head[:512] or _SCOPES.search(head) is not None
    return 3 if told and begins_with_object(head) else 0


def _read(file: LogFile) -> Loose:
    columns = SpanColumns(_SCHEMA)
    for spans, shared in _spans(file):
        _add(columns, spans, shared)
    return columns.loose(FORMAT.name, file)


def _spans(file: LogFile) -> Iterator[tuple[list[_Span], Mapping[str, object]]]:
    """Some spans after another, with the attributes of their resource; an empty one if one is lost.

    Looked for by the names before them, since a document of many is too large to be held.
    """
    shared: dict[str, object] = {}
    with Stream(file) as stream:
        while mark := stream.find(_MARK):
            if mark.group(1) == "{":
                shared = _resource(stream)
                continue
            stream.enter("[")
            found = stream.objects(_SPANS, until=_BEHIND)
            for some in batches(found):
                yield [span or _Span() for span in some], shared
            if not stream.enter("]"):
                yield [_Span()], {}


def _resource(stream: Stream) -> dict[str, object]:
    """The attributes of the resource that begins here, none where it is cut off."""
    try:
        resource = stream.value()
    except ValueError:
        return {}
    return attributes(resource.get("attributes"))


def _add(columns: SpanColumns, spans: Sequence[_Span], shared: Mapping[str, object]) -> None:
    """Add the spans of one resource, those whose attributes have the same names together."""
    rows = range(columns.rows, columns.rows + len(spans))
    for path, values in zip(
        _PATHS, zip(*map(msgspec.structs.astuple, spans), strict=True), strict=False
    ):
        columns.put(path, rows, values)
    columns.put("status/code", rows, [span.status and span.status.code for span in spans])
    for name, value in shared.items():
        columns.put(name, rows, [value] * len(spans))
    _add_attributes(columns, rows, [span.attributes for span in spans])
    columns.rows += len(spans)


def _add_attributes(
    columns: SpanColumns, rows: Sequence[int], lists: Sequence[list[_Attribute]]
) -> None:
    """Add attributes, of which each span has a list; those of the same names together."""
    alike: dict[tuple[str, ...], list[int]] = {}
    for place, own in enumerate(lists):
        alike.setdefault(tuple([one.key for one in own]), []).append(place)
    for names, places in alike.items():
        some = [rows[place] for place in places]
        for name, column in zip(
            names, zip(*[lists[place] for place in places], strict=True), strict=True
        ):
            path = f"attributes/{name}"
            columns.put(path, some, [_plain(one.value, path in WORKERS) for one in column])


def _plain(value: _Value | None, is_label: bool) -> object:
    """The number that an attribute is, or the text of a label."""
    if value is None:
        return None
    if value.int_value is not None:
        return float(value.int_value)
    if value.double_value is not None:
        return value.double_value
    return value.string_value if is_label else value.bool_value


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
