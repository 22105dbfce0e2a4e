"""Answers to programming tasks and whether they passed, as EvalPlus and bigcode's harness write.

`{"eval": {"HumanEval/0": [{"base_status": "pass", "plus_status": "fail", ...}, ...], ...}}` and
`{"0": [[0, {"task_id": 0, "passed": true, ...}], ...], ...}`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from rlreport.errors import FormatError
from rlreport.read import Format
from rlreport.read._json import begun, cut_issue, document
from rlreport.read._records import table
from rlreport.sources import LogFile
from rlreport.values import Loose

_EVALPLUS = re.compile(rb'\s*\{[^\0]*?"eval"\s*:\s*\{[^\0]*?"base_status"\s*:')
_BIGCODE = re.compile(rb'\s*\{\s*"\w+"\s*:\s*\[\s*\[\s*\d+\s*,\s*\{[^{}]*?"passed"\s*:')
_SUFFIX = "_status"
_PASSED = {"pass": 1.0, "fail": 0.0, "timeout": 0.0}


def _sniff(_name: str, head: bytes) -> int:
    return 3 if _EVALPLUS.match(head) or _BIGCODE.match(head) else 0


def _read(file: LogFile) -> Loose:
    value, text = document(file)
    found = begun(text) if value is None else value
    rows = [*_answers(found)]
    if not rows:
        raise FormatError(
            "is a JSON object without answers to tasks.",
            'Expected is such as {"eval": {"HumanEval/0": [{"base_status": "pass"}]}}.',
        )
    return Loose(
        format=FORMAT.name,
        tables=(table(rows, kind="rollouts"),),
        issues=cut_issue(file, value is not None),
    )


def _answers(value: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """A row for each answer: its task, and whether it passed each set of tests."""
    tasks = value.get("eval", value)
    for task, answers in tasks.items() if isinstance(tasks, dict) else ():
        for answer in answers if isinstance(answers, list) else ():
            own = answer[-1] if isinstance(answer, list) and answer else answer
            if isinstance(own, dict) and (verdicts := _verdicts(own)):
                yield {"task_id": task, **verdicts}


def _verdicts(answer: Mapping[str, Any]) -> dict[str, float]:
    """Whether an answer passed each set of tests that is told, and all of them."""
    said = {
        f"{name.removesuffix(_SUFFIX)}_passed": _PASSED[status]
        for name, status in answer.items()
        if name.endswith(_SUFFIX) and status in _PASSED
    }
    if isinstance(answer.get("passed"), bool):
        said["passed"] = float(answer["passed"])
    elif said:
        said["passed"] = min(said.values())
    return said


_SAMPLE = (
    b'{"date": "2026-01-01", "eval": {"HumanEval/0": [\n'
    b' {"task_id": "HumanEval/0", "base_status": "pass", "plus_status": "fail"}]}}'
)

FORMAT = Format(
    name="code_evaluation",
    label="evaluation of answers to programming tasks",
    sniff=_sniff,
    read=_read,
    sample=("eval_results.json", _SAMPLE),
)
