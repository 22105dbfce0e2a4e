"""Traces of agents, one span a row: OpenTelemetry as Go and Python print it, Langfuse, own loggers.

Rows are brought to `start`, `end` (unix seconds), `trace_id`, `span_id`, `parent_id` and `name`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from rlreport.errors import FormatError
from rlreport.read import Format
from rlreport.read._objects import begins_with_object, columns_of, objects_in
from rlreport.read._records import Record, as_number, flatten
from rlreport.read._schema import LONG_TEXT
from rlreport.read._span_schemas import Schema, attributes, schema_of, unix_seconds
from rlreport.sources import LogFile
from rlreport.texts import many, was
from rlreport.values import Issue, Loose, Table

_ZEROS = re.compile(r"0*")
_WORKERS = ("worker.id", "worker_id", "worker", "thread_id", "pid", "agent_id", "agent")
_KEPT = {"kind", "type", "status", "task_id", "session_id", "run_id"}
"""Texts that stay columns; prompts, answers and other texts are no facts of a span."""


def _sniff(_name: str, head: bytes) -> int:
    return 2 if begins_with_object(head) and schema_of(head) else 0


def _read(file: LogFile) -> Loose:
    schema = schema_of(file.head())
    if schema is None:
        raise FormatError("holds spans of no schema that is known.", "Export them as OTLP JSON.")
    rows = (span(entry, schema) if entry is not None else {} for entry in objects_in(file))
    tables, lost = span_tables(rows)
    return Loose(format=FORMAT.name, tables=tables, issues=left_out(file, lost))


def span_tables(rows: Iterable[Record]) -> tuple[tuple[Table, ...], int]:
    """The table of spans as `span` gave them, and how many have no time and are left out.

    Raises:
        FormatError: none has.
    """
    count = 0

    def timed() -> Iterator[Record]:
        nonlocal count
        for row in rows:
            count += 1
            if "start" in row:
                yield row

    columns = columns_of(timed())
    if not columns.rows:
        raise FormatError("holds no span with a time.", "Check that the file is complete.")
    return columns.tables("spans"), count - columns.rows


def left_out(file: LogFile, count: int) -> tuple[Issue, ...]:
    """The issue of `count` lines or spans without a time; none of 0."""
    if not count:
        return ()
    text = f"{many(count, 'line')} without a whole span and its time {was(count)} left out."
    return (Issue(kind="rows set aside", where=file.name, count=count, text=text),)


def span(entry: Mapping[str, Any], schema: Schema) -> Record:
    """One span as a row; without "start" where it has no time."""
    flat = flatten(entry)
    for name in ("Attributes", "attributes"):
        flat |= {f"attributes/{key}": value for key, value in attributes(entry.get(name)).items()}
    row: dict[str, object] = _times(flat, schema)
    identity = {"trace_id": schema.trace, "span_id": schema.span, "parent_id": schema.parent}
    for name, source in identity.items():
        text = str(flat.get(source) or "")
        if source and not _ZEROS.fullmatch(text):
            row[name] = text
    row["name"] = flat.get(schema.name) or flat.get("name")
    row["worker"] = _first(flat, _WORKERS)
    used = {schema.start, schema.end, schema.name, *identity.values()}
    row |= {name: value for name, value in flat.items() if name not in used and _fact(name, value)}
    return {name: _short(value) for name, value in row.items()}


def _short(value: object) -> object:
    """A name that is as long as an answer is one that only tells spans apart."""
    return value[: LONG_TEXT - 1] if isinstance(value, str) else value


def _times(flat: Mapping[str, object], schema: Schema) -> dict[str, object]:
    end = unix_seconds(flat.get(schema.end)) if schema.end else None
    start = unix_seconds(flat.get(schema.start)) if schema.start else None
    took = as_number(flat.get(schema.latency)) if schema.latency else None
    if start is None and end is not None and took is not None:
        start = end - took
    if start is None:
        return {}
    return {"start": start, "end": start if end is None else end}


def _first(flat: Mapping[str, object], names: Iterable[str]) -> str | None:
    keys = (key for name in names for key in (name, f"attributes/{name}") if key in flat)
    value = flat.get(next(keys, ""))
    return None if value is None else str(value)


def _fact(name: str, value: object) -> bool:
    return as_number(value) is not None or (isinstance(value, str) and name in _KEPT)


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
