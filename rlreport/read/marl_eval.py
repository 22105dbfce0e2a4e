"""Evaluations as marl-eval has them, from BenchMARL, Mava, Stoix and their kin: JSON, by run.

`{environment: {task: {method: {seed: {"step_0": {"step_count": 0, "return": [..]}}}}}}`: a list has
a value of each episode of an evaluation, whose mean is the metric.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from rlreport.errors import FormatError
from rlreport.read import Format
from rlreport.read._json import begun, cut_issue, document
from rlreport.read._nested import names
from rlreport.read._records import as_number, table
from rlreport.read._text import opening
from rlreport.sources import LogFile
from rlreport.texts import many, was
from rlreport.values import Issue, Loose

_COUNT = "step_count"
_STEP = re.compile(r"step_\d+")
_FINAL = "absolute_metrics"  # of the best policy, over ten times the episodes
_OPENING = re.compile(r'"step_\d+"\s*:\s*\{[^{}]*"step_count"\s*:\s*-?\d')
_DEEPEST = 6

_Path = tuple[str, ...]


def _sniff(_name: str, head: bytes) -> int:
    text = opening(head)
    return 4 if text.lstrip()[:1] == "{" and _OPENING.search(text) else 0


def _read(file: LogFile) -> Loose:
    value, text = document(file)
    runs = dict(_runs(value if isinstance(value, dict) else begun(text)))
    if not runs:
        raise FormatError(
            f"has no run whose evaluations tell their {_COUNT!r}.",
            'Expected is {"seed_0": {"step_0": {"step_count": 0, "return": [0.5]}}}.',
        )
    called = names([*runs]) if len(runs) > 1 else dict.fromkeys(runs, "")
    rows = {path: _rows(run) for path, run in runs.items()}
    if value is None and sum(map(len, rows.values())) > 1:
        rows[[*rows][-1]].pop()  # its lists may be cut, and their means others
    tables = [
        replace(table(of_run, step=_COUNT), run=called[path])
        for path, of_run in rows.items()
        if of_run
    ]
    return Loose(
        format=FORMAT.name,
        tables=tuple(tables),
        issues=(*_averaged(runs, file), *_final(runs, file), *cut_issue(file, value is not None)),
    )


def _runs(value: Mapping[str, Any], path: _Path = ()) -> Iterator[tuple[_Path, Mapping[str, Any]]]:
    """What has evaluations, by its path."""
    if any(_evaluations(value)):
        yield path, value
    elif len(path) < _DEEPEST:
        for name, below in value.items():
            if isinstance(below, dict):
                yield from _runs(below, (*path, name))


def _evaluations(run: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """What each evaluation of a run tells."""
    for name, told in run.items():
        if _STEP.fullmatch(name) and isinstance(told, dict) and _COUNT in told:
            yield told


def _rows(run: Mapping[str, Any]) -> list[dict[str, object]]:
    """A row for each evaluation, with the means of what lists have of its episodes."""
    return [
        {name: _mean(value) if isinstance(value, list) else value for name, value in told.items()}
        for told in _evaluations(run)
    ]


def _mean(values: Sequence[object]) -> float | None:
    """The mean of numbers, None without any."""
    found = [number for value in values if (number := as_number(value)) is not None]
    return sum(found) / len(found) if found else None


def _averaged(runs: Mapping[_Path, Mapping[str, Any]], file: LogFile) -> Iterator[Issue]:
    """What is told of the lists of several values."""
    sizes = [
        len(value)
        for run in runs.values()
        for told in _evaluations(run)
        for value in told.values()
        if isinstance(value, list) and len(value) > 1
    ]
    if sizes:
        least, most = min(sizes), max(sizes)
        shown = str(most) if least == most else f"{least} to {most}"
        text = f"Each evaluation has values of {shown} episodes: their means were taken."
        yield Issue(kind="lists averaged", where=file.name, count=len(sizes), text=text)


def _final(runs: Mapping[_Path, Mapping[str, Any]], file: LogFile) -> Iterator[Issue]:
    """What is told of the results at the end, which belong to no step."""
    count = sum(bool(run.get(_FINAL)) for run in runs.values())
    if count:
        text = (
            f"{many(count, 'summary')} under {_FINAL!r} {was(count)} set aside: "
            "they are of the best policy, and of no step."
        )
        yield Issue(kind="summary set aside", where=file.name, count=count, text=text)


_SAMPLE = b"""{"vmas": {"balance": {"mappo": {"seed_0": {
"step_0": {"step_count": 0, "return": [0.5, 1.5]},
"step_1": {"step_count": 6000, "return": [2.5, 3.5]},
"absolute_metrics": {"return": [3.0]}}}}}}"""

FORMAT = Format(
    name="marl_eval",
    label="marl-eval's evaluations, by BenchMARL, Mava or Stoix",
    sniff=_sniff,
    read=_read,
    sample=("evaluation.json", _SAMPLE),
)
