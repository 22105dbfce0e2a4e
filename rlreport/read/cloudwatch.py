"""What CloudWatch exports: CSV below the settings of each metric, and the answers of its API.

MetricName,reward,loss
Stat,Average,Average
2026/01/05 10:00:00,0.5,0.25
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from rlreport.errors import FormatError
from rlreport.read import Format
from rlreport.read._json import document
from rlreport.read._records import table
from rlreport.read._text import decode, number
from rlreport.sources import LogFile
from rlreport.values import Loose, Setting, Table

_TIME = "timestamp"
_NAMES = ("Full label", "Label", "MetricName", "Id")
_DATE = re.compile(r"\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d.*")
_ROW = re.compile(
    rb"^(?:\xef\xbb\xbf)?\"?(?:Full label|Id|Label|Namespace|MetricName)\"?,", re.MULTILINE
)
_STATISTICS = ("Average", "Sum", "Minimum", "Maximum", "SampleCount")
_KEYS = (b'"MetricDataResults"', b'"Datapoints"')


def _sniff(_name: str, head: bytes) -> int:
    if head.lstrip()[:1] == b"{":
        return 3 * (_KEYS[0] in head or (_KEYS[1] in head and b'"Timestamp"' in head))
    return 3 * (len(_ROW.findall(head[:4096])) > 1 and b"MetricName" in head)


def _read(file: LogFile) -> Loose:
    text = decode(file.bytes())
    answer = document(file)[0] if text.lstrip()[:1] == "{" else None
    config: dict[str, Setting] = {}
    if isinstance(answer, dict):
        found = [*_of_results(answer.get("MetricDataResults") or ()), *_of_points(answer)]
    else:
        found, config = _of_rows([row for row in csv.reader(text.splitlines()) if row])
    if not found:
        raise FormatError(
            "is an export of CloudWatch without a value.", "Ask for the time in which the run was."
        )
    return Loose(format=FORMAT.name, tables=tuple(found), config=config)


def _of_rows(rows: Sequence[Sequence[str]]) -> tuple[list[Table], dict[str, Setting]]:
    """The table of all metrics, and what is told of all of them alike."""
    dated = [row for row in rows if _DATE.fullmatch(row[0])]
    told = {row[0]: [*row[1:]] for row in rows if not _DATE.fullmatch(row[0])}
    names = _called([told[name] for name in _NAMES if name in told])
    records = [
        {_TIME: time.replace("/", "-"), **dict(zip(names, map(number, cells), strict=False))}
        for time, *cells in dated
    ]
    config: dict[str, Setting] = {}
    config |= {
        name: own[0] for name, own in told.items() if len({*own}) == 1 and name not in _NAMES
    }
    return ([table(records, time=_TIME)] if records else []), config


def _called(levels: Iterable[Sequence[str]]) -> Sequence[str]:
    """The first row of names that tells all metrics apart."""
    rows = [*levels]
    return next((row for row in rows if all(row) and len({*row}) == len(row)), rows[-1])


def _of_results(results: Iterable[Mapping[str, Any]]) -> Iterator[Table]:
    """A table of each metric; a further page of one has its label again."""
    pages: dict[str, list[Mapping[str, Any]]] = {}
    for one in results:
        name = str(one.get("Label") or one.get("Id"))
        rows = zip(one.get("Timestamps") or (), one.get("Values") or (), strict=False)
        pages.setdefault(name, []).extend({_TIME: time, name: value} for time, value in rows)
    yield from (table(rows, time=_TIME) for rows in pages.values() if rows)


def _of_points(answer: Mapping[str, Any]) -> Iterator[Table]:
    """The table of the points of one metric, of each statistic that was asked for."""
    points = answer.get("Datapoints") or []
    asked = [name for name in _STATISTICS if any(name in point for point in points)]
    name = str(answer.get("Label") or "value")
    called = {one: name if len(asked) == 1 else f"{name}/{one}" for one in asked}
    rows = [
        {_TIME: point.get("Timestamp"), **{called[one]: point.get(one) for one in asked}}
        for point in points
    ]
    yield from (table(own, time=_TIME) for own in [rows] if rows)


_SAMPLE = b"""Id,m1
MetricName,reward
Stat,Average
2026/01/05 10:00:00,0.5
2026/01/05 10:01:00,0.75
"""

FORMAT = Format(
    name="cloudwatch",
    label="export of CloudWatch",
    sniff=_sniff,
    read=_read,
    sample=("metrics.csv", _SAMPLE),
)
