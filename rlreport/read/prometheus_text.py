"""Metrics as an exporter of Prometheus tells them, lines of names, labels, values and times.

A scrape has each metric once, and mostly without a time: only what was dumped with several times,
as OpenMetrics, is a log.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from rlreport.errors import FormatError
from rlreport.read import Format
from rlreport.read._series import NO_STEP, Scalar, tables
from rlreport.read._text import decode, number
from rlreport.read.prometheus import runs_of
from rlreport.sources import LogFile
from rlreport.texts import many, was
from rlreport.values import Issue, Loose

_KIND = re.compile(rb"(?:[ \t]*(?:# (?:HELP|UNIT)\b[^\n]*)?\n)*# TYPE [A-Za-z_:][\w:]* \w+\s*\n")
_LINE = re.compile(r"([A-Za-z_:][\w:]*)(?:\{(.*)\})?\s+(\S+)(?:\s+(-?\d\S*))?(?:\s+#.*)?\s*")
_LABEL = re.compile(r'([A-Za-z_]\w*)="((?:[^"\\]|\\.)*)"')
_PARTS = frozenset({"le", "quantile"})  # of a distribution, told by a label
_MILLISECONDS = 1e11  # above which a time is told in these


def _sniff(_name: str, head: bytes) -> int:
    return 3 * bool(_KIND.match(head))


def _read(file: LogFile) -> Loose:
    found = [*_values(decode(file.bytes()))]
    timed = [(labels, one) for labels, one in found if one.time == one.time]
    if len({one.time for _, one in timed}) < 2:
        raise FormatError(
            "is one scrape of Prometheus: each metric has a single value in it.",
            "Ask Prometheus for the range of times in which the run was (query_range).",
        )
    runs: defaultdict[str, list[Scalar]] = defaultdict(list)
    for run, (_, one) in zip(runs_of([labels for labels, _ in timed]), timed, strict=True):
        runs[run].append(one)
    return Loose(
        format=FORMAT.name,
        tables=tuple(table for run, own in runs.items() for table in tables(own, run=run)),
        issues=tuple(_untimed(file, len(found) - len(timed))),
    )


def _values(text: str) -> Iterator[tuple[dict[str, str], Scalar]]:
    """The labels of each value, and itself; those of the parts of distributions are passed over."""
    for line in text.splitlines():
        match = _LINE.fullmatch(line)
        value = number(match[3]) if match else None
        labels = dict(_LABEL.findall(match[2] or "")) if match else {}
        if match and value is not None and _PARTS.isdisjoint(labels):
            time = float(match[4] or NO_STEP)
            unix = time / 1000 if time > _MILLISECONDS else time
            yield labels, Scalar(match[1], NO_STEP, value, unix)


def _untimed(file: LogFile, count: int) -> Iterator[Issue]:
    if count:
        text = f"{many(count, 'value')} without a time {was(count)} left out."
        yield Issue(kind="values without a time", where=file.name, count=count, text=text)


_SAMPLE = b"""# TYPE reward gauge
reward{run="a"} 0.5 1800000000
reward{run="a"} 0.75 1800000015
# EOF
"""

FORMAT = Format(
    name="prometheus_text",
    label="metrics of an exporter of Prometheus",
    sniff=_sniff,
    read=_read,
    sample=("metrics.prom", _SAMPLE),
)
