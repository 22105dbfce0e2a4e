"""Files that were read, but gave no run anything to plot -> why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rlreport.sheets import datasets, sheets, things
from rlreport.sources import LogFile, is_settings
from rlreport.values import Loose, Refusal, Run

_NAME_LOG = "Name the log that the training wrote."
_NAME_FOLDER = "Name the log of the run, or the folder in which both lie."
_CHECK = "Check that each number stands in a cell of its own, without words."
_YAML = (".yaml", ".yml")
_NO_METRIC = "settings, or single values of which none is of a metric that is known"
_OF_OBJECTS = frozenset({"jsonl", "json_rows", "rollouts"})
"""Formats of objects, which have no cells."""
_NONE = {things.KIND: "holds rows in no order.", datasets.KIND: "holds rows of no training."}
"""Kinds of issues that tell of rows of no training -> how a refusal begins."""


def unused(readings: Sequence[tuple[LogFile, Loose]], runs: Sequence[Run]) -> Iterator[Refusal]:
    """A refusal for each file whose rows are no part of a run.

    Files without rows are settings, and tell about the runs that they lie beside: they are refused
    where there is none.

    Args:
        readings: each file with what its reader found in it.
        runs: what `runs` of this package made of them.
    """
    used = {source for run in runs for source in run.sources}
    for file, loose in readings:
        if file.name in used:
            continue
        if any(table.rows for table in loose.tables):
            of_none = _of_none(loose, file.name)
            if of_none:
                yield Refusal(path=file.name, reason=of_none, advice=_NAME_LOG)
                continue
            lists = [issue.text for issue in loose.issues if issue.kind == "lists left out"]
            objects = loose.format in _OF_OBJECTS
            yield Refusal(
                path=file.name,
                reason=" ".join(["has rows, but no column of numbers to plot.", *lists]),
                advice=_NAME_LOG if objects else _CHECK,
            )
        else:
            settings = is_settings(file.name) or file.name.lower().endswith(_YAML)
            of_no_run = "settings of no run that was read" if runs else "settings, and no metric"
            yield Refusal(
                path=file.name,
                reason=f"holds {of_no_run if settings else _NO_METRIC}.",
                advice=_NAME_LOG if runs else _NAME_FOLDER,
            )


def _of_none(loose: Loose, where: str) -> str:
    """Why the rows of a file are of no training, or ""."""
    parts = [one for table in loose.tables for one in sheets(table, where)]
    issues = (issue for one in parts for issue in one.issues if issue.kind in _NONE)
    return next((f"{_NONE[issue.kind]} {issue.text}" for issue in issues), "")
