"""Sample Factory's console: how fast it is, and the rewards of each policy on the line below."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rlreport.read import Format
from rlreport.read._records import table
from rlreport.read._text import decode, number, opening
from rlreport.sources import LogFile
from rlreport.values import Loose

_REPORT = re.compile(
    r"Fps is \((?P<fps>[^()\n]*)\)\. Total num frames: (?P<frames>\d+)\. "
    r"Throughput: (?P<throughput>[^\n]*?)\. Samples: (?P<samples>\d+)\. "
    r"Policy #0 lag: \((?P<lag>[^()\n]*)\)"
    r"(?:[^\n]*\n[^\n]*Avg episode reward: \[(?P<rewards>[^\[\]\n]*)\])?"
)
_PAIR = re.compile(r"([\w ]{1,80}): ([-+.\w]+)")
_REWARD = re.compile(r"\((\d+), '([^']*)'\)")
_STEP = "Total num frames"
_FIRST = "0"  # the policy that there is, where there is one


def _sniff(_name: str, head: bytes) -> int:
    return 3 if "Fps is (" in (text := opening(head)) and _REPORT.search(text) else 0


def _read(file: LogFile) -> Loose:
    rows = [dict(_values(found)) for found in _REPORT.finditer(decode(file.bytes()))]
    return Loose(format=FORMAT.name, tables=(table(rows, step=_STEP),))


def _values(report: re.Match[str]) -> Iterator[tuple[str, float | None]]:
    """The names and numbers of a report, those of further policies with theirs behind."""
    yield _STEP, number(report["frames"])
    for span, value in _PAIR.findall(report["fps"]):
        yield f"Fps {span.strip()}", number(value)
    for policy, value in _PAIR.findall(report["throughput"]):
        yield _of("Throughput", policy.strip()), number(value)
    yield "Samples", number(report["samples"])
    for bound, value in _PAIR.findall(report["lag"]):
        yield f"Policy #0 lag {bound.strip()}", number(value)
    for policy, value in _REWARD.findall(report["rewards"] or ""):
        yield _of("Avg episode reward", policy), number(value)


def _of(name: str, policy: str) -> str:
    return name if policy == _FIRST else f"{name} {policy}"


_SAMPLE = (
    b"[2025-01-02 03:04:05,632][07596] Fps is (10 sec: 127.9, 60 sec: 191.9, 300 sec: nan). "
    b"Total num frames: 6656. Throughput: 0: 324.5. Samples: 6494. "
    b"Policy #0 lag: (min: 0.0, avg: 0.5, max: 1.0)\n"
    b"[2025-01-02 03:04:05,633][07596] Avg episode reward: [(0, '79.662')]\n"
)

FORMAT = Format(
    name="sample_factory",
    label="Sample Factory log",
    sniff=_sniff,
    read=_read,
    sample=("sf_log.txt", _SAMPLE),
)
