"""Traces of agents: OpenTelemetry as Go and Python print it, Langfuse, LangSmith, own loggers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any

from rlreport.errors import FormatError
from rlreport.read import Format
from rlreport.read._objects import begins_with_object, objects_in
from rlreport.read._span_columns import SpanColumns, batches
from rlreport.read._span_schemas import AROUND, Schema, schema_of
from rlreport.sources import LogFile
from rlreport.values import Loose

_ALONE = frozenset({"span", "body"})  # what wraps one span: a line, an event that tells of it
_INSIDE = frozenset(
    {"observations", "child_runs", "spans", "children", "data", "trace", "batch", "traces", "root"}
    | {"subsegments", "subspans", "sub_spans", "child_spans", *_ALONE}
)
"""Where a trace, a span or a line keeps those inside it: Langfuse, LangSmith, Jaeger, X-Ray."""


def _sniff(_name: str, head: bytes) -> int:
    return 2 if begins_with_object(head) and schema_of(head) else 0


def _read(file: LogFile) -> Loose:
    schema = schema_of(file.head())
    if schema is None:
        raise FormatError("holds spans of no schema that is known.", "Export them as OTLP JSON.")
    columns = SpanColumns(schema)
    numbers = count(1)
    found = (span for entry in objects_in(file) for span in _spans(entry, schema, numbers))
    for some in batches(found):
        columns.add(some)
    return columns.loose(FORMAT.name, file)


def _spans(
    entry: dict[str, Any] | None, schema: Schema, numbers: Iterator[int]
) -> Iterator[dict[str, Any]]:
    """A span and those inside it; of what only holds spans, such as a trace, these.

    A span that holds others and says no id gets a number.
    """
    waiting = [entry or {}]
    while waiting:
        one = waiting.pop()
        if "references" in one:
            one = {AROUND[1]: _followed(one["references"]), **one}
        if isinstance(one.get("span_parents"), list):  # Braintrust's
            one = {**one, AROUND[1]: one["span_parents"][0] if one["span_parents"] else None}
        if _INSIDE.isdisjoint(one):
            yield one
            continue
        inside = [part for name in _INSIDE & one.keys() for part in _objects(one, name)]
        if inside and _first(one, schema.start) is not None and _first(one, schema.span) is None:
            one = {**one, AROUND[2]: f"span {next(numbers)}"}
        if not inside or _first(one, schema.start) is not None:
            yield one
        own = _passed_on(one, schema)
        waiting += ({**own, **part} for part in reversed(inside))


def _objects(one: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """The objects in a list; one alone that is a span or holds some stands for a list of it."""
    value = one[name]
    if isinstance(value, dict) and (name in _ALONE or _INSIDE & value.keys()):
        return [value]
    return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []


def _passed_on(one: Mapping[str, Any], schema: Schema) -> dict[str, object]:
    """What is true of the spans inside a trace or a span, unless they say otherwise."""
    identity = _first(one, schema.span)
    is_span = _first(one, schema.start) is not None
    trace = _first(one, (*schema.trace, AROUND[0])) or (None if is_span else identity)
    return {AROUND[0]: trace, **({AROUND[1]: identity} if is_span else {})}


def _first(one: Mapping[str, Any], names: tuple[str, ...]) -> object:
    return next((one[name] for name in names if one.get(name) is not None), None)


def _followed(references: object) -> object:
    """The parent that a span of Jaeger's refers to."""
    for one in references if isinstance(references, list) else []:
        if isinstance(one, dict) and one.get("refType") == "CHILD_OF":
            return one.get("spanID")
    return None


_SAMPLE = (
    b'{"name": "agent", "trace_id": "d4", "span_id": "a", "parent_span_id": null,'
    b' "start_time_ns": 1766516446000000000, "end_time_ns": 1766516449000000000}\n'
    b'{"name": "tool", "trace_id": "d4", "span_id": "b", "parent_span_id": "a",'
    b' "start_time_ns": 1766516447000000000, "end_time_ns": 1766516448000000000}\n'
)

FORMAT = Format(
    name="spans",
    label="spans of a trace",
    sniff=_sniff,
    read=_read,
    sample=("traces.jsonl", _SAMPLE),
)
