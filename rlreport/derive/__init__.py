"""Metrics that a log implies: of rollouts per training step, and of the spans of traces."""

from __future__ import annotations

from rlreport.derive import labels, rollouts, spans, trials
from rlreport.derive._intervals import intervals
from rlreport.sheets import Sheet


def sheets(sheet: Sheet, where: str) -> list[Sheet]:
    """A sheet of rollouts or spans -> sheets of metrics; others as they are.

    Args:
        sheet: as it stands in the log.
        where: the file, for the issues that say how each metric was derived.
    """
    found = intervals(sheet)
    if found is not None:
        told = spans.with_parallelism(sheet, found, where)
        return [labels.without(told, where, rollouts=False)]
    sheet = labels.settled(sheet)
    columns, kept = rollouts.columns(sheet), labels.judges(sheet)
    if columns is None:
        are_rollouts = sheet.kind == "rollouts"
        told = trials.told(sheet, where)
        return [labels.without(told, where, rollouts=are_rollouts, kept=kept)]
    summed = rollouts.per_step(sheet, columns, where)
    return [labels.without(summed, where, rollouts=True, kept=kept)]
