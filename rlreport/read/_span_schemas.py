"""How trackers of agents write spans: under which names the facts of a span stand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from rlreport.read._lines import keys

AROUND = ("around/trace", "around/parent", "around/span")
"""Where a span gets the trace and the parent that it stands in, and a number where it holds others.

Its own names go before them.
"""

_START_NS = ("start_time_ns", "start_time_unix_nano", "startTimeUnixNano")
_END_NS = ("end_time_ns", "end_time_unix_nano", "endTimeUnixNano")
_STARTS = (
    *_START_NS,
    *("StartTime", "startTimeUnixMs", "start_time_ms", "startTime", "start_time"),
    *("start_timestamp", "started_at", "startedAt", "start", "start_ms", "startMs", "t_start"),
    *("start_ts", "begin", "begin_time"),
)
_ENDS = (
    *_END_NS,
    *("EndTime", "endTimeUnixMs", "end_time_ms", "endTime", "end_time"),
    *("end_timestamp", "ended_at", "endedAt", "end", "end_ms", "endMs", "t_end"),
    *("end_ts", "finish", "finish_time", "finished_at", "finishedAt"),
    *("completed_at", "completedAt"),
)
_LATENCIES = ("latency_s", "latency_seconds", "latency_ms", "latency")
_DURATIONS = (
    *("duration_ns", "duration_us", "duration_ms", "durationMs", "duration_s", "duration"),
    *("dur_ns", "dur_us", "dur_ms", "dur_s"),
    *_LATENCIES,
    *("total_ms", "total_s", "elapsed_ms", "elapsed_s"),
)
_TRACES = (
    *("SpanContext/TraceID", "context/trace_id", "context/traceId", "spanContext/traceId"),
    "_spanContext/traceId",
    *("trace_id", "traceId", "traceID", "context.trace_id", "root_span_id"),
)
_SPANS = (
    *("SpanContext/SpanID", "context/span_id", "context/spanId", "spanContext/spanId"),
    "_spanContext/spanId",
    *("span_id", "spanId", "spanID", "context.span_id", "id"),
    AROUND[2],
)
_PARENTS = (
    *(
        "Parent/SpanID",
        "parentSpanContext/spanId",
        "parent_span_id",
        "parentSpanId",
        "parentSpanID",
        "parent_run_id",
    ),
    *("parentObservationId", "parent_observation_id", "parent_id", "parentId"),
)
_NAMES = ("Name", "name", "operationName", "op_name", "operation", "event", "kind")
_CHILDREN = ("children", "subspans", "sub_spans", "child_spans", "subsegments")
_WORKERS = ("worker", "worker_id", "thread", "thread_id", "process", "node", "actor", "gpu")
_STOPS = (*_ENDS, "stop", "stop_time")
_RESULTS = frozenset({"reward", "return", "score", "loss", "episode", "episode_reward", "accuracy"})
_MOMENTS = ("timestamp", "time", "ts", "hrTime")
_ZIPKIN = (("timestamp",), ("duration",), ("traceId",))


@dataclass(frozen=True, kw_only=True)
class Schema:
    """Where a span's facts stand; of several paths with `/` between levels the first counts.

    Attributes:
        start, end: the times; no `end` and no `took` where each line is one moment.
        took: the time from start to end, where only one of them was written.
        trace, span, parent, name: whose span it is.
        needs: a file of this schema has one of each of these near its beginning.
        never: names that no file of this schema has there.
    """

    start: tuple[str, ...]
    end: tuple[str, ...] = ()
    took: tuple[str, ...] = ()
    trace: tuple[str, ...] = _TRACES
    span: tuple[str, ...] = _SPANS
    parent: tuple[str, ...] = _PARENTS
    name: tuple[str, ...] = _NAMES
    needs: tuple[tuple[str, ...], ...] = ()
    never: frozenset[str] = frozenset()

    @property
    def paths(self) -> frozenset[str]:
        """Where the facts stand that every span has."""
        facts = (self.start, self.end, self.took, self.trace, self.span, self.parent, self.name)
        return frozenset(AROUND).union(*facts)


SCHEMAS = (
    Schema(  # Braintrust's
        start=("metrics/start",),
        end=("metrics/end",),
        trace=("root_span_id",),
        name=("span_attributes/name", *_NAMES),
        needs=(("metrics/start",), ("metrics/end",), ("root_span_id",)),
    ),
    Schema(
        start=_STARTS,
        end=_ENDS,
        took=_DURATIONS,
        needs=(_STARTS, (*_ENDS, *_DURATIONS, "run_type"), (*_TRACES, *_PARENTS, "run_type")),
    ),
    Schema(start=_START_NS, end=_END_NS, needs=(_START_NS, _END_NS)),
    Schema(
        start=_STARTS,
        end=_ENDS,
        took=_DURATIONS,
        needs=(_STARTS, (*_ENDS, *_DURATIONS), _CHILDREN, _NAMES),
    ),
    Schema(  # Sentry's
        start=("start_timestamp",),
        end=("timestamp",),
        trace=("contexts/trace/trace_id", "trace_id"),
        span=("contexts/trace/span_id", "span_id"),
        needs=(("start_timestamp",), ("timestamp",), ("span_id",)),
    ),
    Schema(
        start=_STARTS,
        end=_STOPS,
        took=_DURATIONS,
        trace=(*_TRACES, "trace"),
        name=("task", "task_name", "stage", "span", "key", *_NAMES),
        needs=(_STARTS, (*_STOPS, *_DURATIONS), (*_WORKERS, "trace")),
        never=_RESULTS,
    ),
    Schema(start=(), end=("ts",), took=("latency_s",), needs=(("ts",), ("latency_s",))),
    Schema(
        start=(),
        end=("timestamp", "ts"),
        took=_LATENCIES,
        trace=("request_id", *_TRACES),
        needs=(("timestamp", "ts"), _LATENCIES, ("request_id", *_TRACES)),
    ),
    Schema(start=("timestamp",), took=("duration",), needs=_ZIPKIN),
    Schema(start=_MOMENTS, needs=(_MOMENTS, ("traceId",))),
)
"""The schemas, most particular first."""


def schema_of(head: bytes) -> Schema | None:
    """The schema of a file that begins with `head`, or None."""
    names = {key.decode() for key in re.findall(rb'"(\w+)"\s*:', head[:8192])}
    return next((one for one in SCHEMAS if _fits(one, names) and _is_whole(one, head)), None)


def _fits(schema: Schema, names: set[str]) -> bool:
    return not names & schema.never and all(
        any(names.issuperset(path.split("/")) for path in paths) for paths in schema.needs
    )


def _is_whole(schema: Schema, head: bytes) -> bool:
    """Whether a line that tells its end alone tells there how long it took, and not of a part."""
    together: dict[str, set[str]] = {}
    for path in () if schema.start else keys(head):
        around, _, name = path.rpartition("/")
        together.setdefault(around, set()).add(name)
    return not together or any(_fits(schema, names) for names in together.values())


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
