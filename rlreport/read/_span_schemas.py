"""How trackers of agents write spans: schemas, told apart by their keys."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np

from rlreport.values import FloatArray


@dataclass(frozen=True, kw_only=True)
class Schema:
    """Where a span's facts stand; names are paths with `/` between levels.

    Attributes:
        start, end: the times; `end` is "" where each line is one moment.
        latency: seconds from start to `end`, where only the end was written.
        trace, span, parent, name: whose span it is; "" where the schema has none.
        marks: keys that all stand near the beginning of a file of this schema.
    """

    start: str
    end: str
    latency: str = ""
    trace: str = ""
    span: str = ""
    parent: str = ""
    name: str = "name"
    marks: tuple[str, ...]

    @property
    def paths(self) -> frozenset[str]:
        """Where the facts stand that every span has."""
        facts = (self.start, self.end, self.latency, self.trace, self.span, self.parent, self.name)
        return frozenset(filter(None, facts))


SCHEMAS = (
    Schema(
        start="StartTime",
        end="EndTime",
        trace="SpanContext/TraceID",
        span="SpanContext/SpanID",
        parent="Parent/SpanID",
        name="Name",
        marks=("SpanContext", "StartTime", "EndTime"),
    ),
    Schema(
        start="start_time_ns",
        end="end_time_ns",
        trace="trace_id",
        span="span_id",
        parent="parent_span_id",
        marks=("start_time_ns", "end_time_ns"),
    ),
    Schema(
        start="start_time",
        end="end_time",
        trace="trace_id",
        span="id",
        parent="parent_run_id",
        marks=("start_time", "run_type"),
    ),
    Schema(
        start="start_time",
        end="end_time",
        trace="context/trace_id",
        span="context/span_id",
        parent="parent_id",
        marks=("context", "start_time", "end_time", "trace_id"),
    ),
    Schema(
        start="start_time",
        end="end_time",
        trace="trace_id",
        span="span_id",
        parent="parent_span_id",
        marks=("start_time", "end_time", "trace_id"),
    ),
    Schema(
        start="startTime",
        end="endTime",
        trace="traceId",
        span="id",
        parent="parentObservationId",
        marks=("startTime", "endTime", "traceId"),
    ),
    Schema(start="", end="ts", latency="latency_s", name="kind", marks=("ts", "latency_s")),
    Schema(
        start="timestamp", end="", trace="traceId", name="event", marks=("traceId", "timestamp")
    ),
    Schema(start="time", end="", trace="traceId", name="event", marks=("traceId", "time")),
    Schema(start="ts", end="", trace="traceId", name="event", marks=("traceId", "ts")),
)
"""The schemas, most particular first."""


def schema_of(head: bytes) -> Schema | None:
    """The schema of a file that begins with `head`, or None."""
    keys = set(re.findall(rb'"(\w+)"\s*:', head[:8192]))
    return next(
        (schema for schema in SCHEMAS if all(mark.encode() in keys for mark in schema.marks)), None
    )


def unix_seconds(value: object) -> float | None:
    """Unix seconds of a time that is ISO 8601, or a number of s, ms, us or ns; None of others.

    The unit of a number is told by its size: today is 1.8e9 s, and 1.8e18 ns.
    """
    if isinstance(value, str) and not value.isdigit():
        try:
            return datetime.fromisoformat(value).timestamp()
        except ValueError:
            return None
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    number = float(value)
    for factor in (1e9, 1e6, 1e3):
        if number > 1e8 * factor:
            return number / factor
    return number


def unix_times(values: Sequence[Any]) -> FloatArray:
    """The same of many times `(n,)`, NaN where one is none."""
    try:
        numbers = np.array([*map(float, values)], dtype=np.float64)
    except (TypeError, ValueError, OverflowError):
        found = map(unix_seconds, values)
        return np.array([np.nan if one is None else one for one in found], dtype=np.float64)
    limits = [numbers > limit for limit in (1e17, 1e14, 1e11)]
    seconds: FloatArray = numbers / np.select(limits, [1e9, 1e6, 1e3], 1.0)
    return seconds


def attributes(value: object) -> dict[str, object]:
    """OpenTelemetry's list of `{key, value: {type: value}}` as a mapping."""
    if not isinstance(value, list):
        return {}
    found = {}
    for entry in value:
        if isinstance(entry, Mapping):
            lower = {str(key).lower(): part for key, part in entry.items()}
            found[str(lower.get("key"))] = _attribute(lower.get("value"))
    return found


def _attribute(value: object) -> object:
    """The value in `{"Type": "INT64", "Value": 3}` or `{"intValue": "3"}`."""
    if not isinstance(value, Mapping):
        return value
    if "Value" in value:
        return value["Value"]
    name, inner = next(iter(value.items()), ("", None))
    return float(str(inner)) if name in {"intValue", "doubleValue"} else inner
