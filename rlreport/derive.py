"""Metrics that a log implies."""

from __future__ import annotations

from rlreport.shape import Sheet


def sheets(sheet: Sheet) -> list[Sheet]:
    """A sheet of rollouts or spans -> sheets of metrics per step; others as they are."""
    return [sheet]
