"""The answer of Prometheus to a query over a range: times, and values as texts, of each metric."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from rlreport.errors import FormatError
from rlreport.read import Format
from rlreport.read._json import document
from rlreport.read._records import as_number
from rlreport.read._series import NO_STEP, Scalar, tables
from rlreport.read._text import number
from rlreport.sources import LogFile
from rlreport.values import Loose

_NAME = "__name__"
_KEYS = (b'"resultType"', b'"matrix"', b'"result"')


def _sniff(_name: str, head: bytes) -> int:
    first = head.lstrip()[:400]
    return 3 if first.startswith(b"{") and all(key in first for key in _KEYS) else 0


def _read(file: LogFile) -> Loose:
    answer, _ = document(file)
    data = answer.get("data", answer) if isinstance(answer, dict) else {}
    result = data.get("result") if isinstance(data, dict) else None
    series = [one for one in result or () if isinstance(one, dict)]
    labels = [{**own} if isinstance(own := one.get("metric"), dict) else {} for one in series]
    runs: defaultdict[str, list[Scalar]] = defaultdict(list)
    for one, run in zip(series, runs_of(labels), strict=True):
        runs[run] += _scalars(one)
    found = [table for run, scalars in runs.items() for table in tables(scalars, run=run)]
    if not found:
        raise FormatError(
            "is an answer of Prometheus without a series.", "Ask for a range in which the run was."
        )
    return Loose(format=FORMAT.name, tables=tuple(found))


def runs_of(labels: Sequence[dict[str, Any]]) -> Iterator[str]:
    """What tells each series from others: its labels that are not those of all."""
    names = dict.fromkeys(name for own in labels for name in own if name != _NAME)
    apart = [name for name in names if len({str(own.get(name)) for own in labels}) > 1]
    for own in labels:
        yield ", ".join(f"{name}={own[name]}" for name in apart if name in own)


def _scalars(series: dict[str, Any]) -> Iterator[Scalar]:
    metric = series.get("metric")
    name = str(metric.get(_NAME, "value")) if isinstance(metric, dict) else "value"
    values = series.get("values")
    for pair in values if isinstance(values, list) else ():
        time, value = pair if isinstance(pair, list) and len(pair) == 2 else (None, None)
        known = as_number(time), _number(value)
        if known[0] is not None and known[1] is not None:
            yield Scalar(name, NO_STEP, known[1], known[0])


def _number(value: Any) -> float | None:
    return number(value) if isinstance(value, str) else as_number(value)


_SAMPLE = b"""{"status": "success", "data": {"resultType": "matrix", "result": [{"metric":
{"__name__": "reward"}, "values": [[1800000000, "0.5"], [1800000015, "0.75"]]}]}}"""

FORMAT = Format(
    name="prometheus",
    label="Prometheus range query",
    sniff=_sniff,
    read=_read,
    sample=("query_range.json", _SAMPLE),
)
