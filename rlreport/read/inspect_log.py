"""Inspect's evaluation logs as JSON: one sample, as often as it was tried, a rollout."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rlreport.errors import FormatError
from rlreport.read import Format
from rlreport.read._json import cut_issue, objects
from rlreport.read._records import Record, as_number, table
from rlreport.sources import LogFile
from rlreport.values import Loose

_MARKS = (b'"eval"', b'"plan"', b'"version"')
_GRADES = {"C": 1.0, "P": 0.5, "I": 0.0, "N": 0.0}  # correct, partly, incorrect, no answer
_TIMES = ("total_time", "working_time")


def _sniff(_name: str, head: bytes) -> int:
    return 3 if head.lstrip().startswith(b"{") and all(mark in head for mark in _MARKS) else 0


def _read(file: LogFile) -> Loose:
    samples, whole = objects(file, r'"samples"\s*:\s*\[(?=\s*\{)')
    rows = [_row(sample) for sample in samples]
    if not rows:
        raise FormatError(
            "is an Inspect log without samples.", "Write it with its samples: log_samples."
        )
    return Loose(
        format=FORMAT.name,
        tables=(table(rows, kind="rollouts"),),
        issues=cut_issue(file, whole),
    )


def _row(sample: Mapping[str, Any]) -> Record:
    """The outcome of one sample by each scorer; of one scorer alone it is the verdict."""
    scores = sample.get("scores") or {}
    scores = scores if isinstance(scores, dict) else {"score": scores}
    grades = {name: _grade(score) for name, score in scores.items()}
    row: dict[str, object] = {name: as_number(sample.get(name)) for name in _TIMES}
    row |= {"task_id": str(sample.get("id")), "trial": sample.get("epoch")}
    if len(grades) == 1:
        return {"score": next(iter(grades.values())), **row}
    return {**{f"scores/{name}": grade for name, grade in grades.items()}, **row}


def _grade(score: object) -> float | None:
    """A grade as a number; None of what is none."""
    value = score.get("value") if isinstance(score, dict) else score
    return _GRADES.get(value, as_number(value)) if isinstance(value, str) else as_number(value)


_SAMPLE = b"""{"version": 2, "status": "success", "eval": {"task": "sums"}, "plan": {},
 "samples": [{"id": 1, "epoch": 1, "scores": {"match": {"value": "C"}}},
  {"id": 1, "epoch": 2, "scores": {"match": {"value": "I"}}}]}
"""

FORMAT = Format(
    name="inspect_log",
    label="Inspect evaluation log",
    sniff=_sniff,
    read=_read,
    sample=("2025-01-01T10-00-00_sums.json", _SAMPLE),
)
