"""The runs behind a group's curve: a thin line for each, and how many there are at each place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from rlreport.groups import NAME
from rlreport.thin import line_rows
from rlreport.values import FloatArray, Group, IntArray, Method, Trend

if TYPE_CHECKING:
    import pandas as pd

_LINE = 120
"""Rows of a run's thin line."""


def is_group(trend: Trend) -> bool:
    """Whether the trend is the centre of several runs."""
    return trend.method.name == NAME


def short_label(method: Method) -> str:
    """What the legend calls the curve of a group: "Interquartile mean of 5 runs"."""
    return method.label.partition(",")[0]


def behind(trend: Trend, groups: tuple[Group, ...]) -> Group | None:
    """The group whose curve the trend is, or None for a run's own."""
    return next((group for group in groups if group.trend is trend), None)


def runs_at(trend: Trend, groups: tuple[Group, ...], rows: IntArray) -> IntArray:
    """How many runs the curve rests on at its rows `(m,)`."""
    group = behind(trend, groups)
    return np.ones(rows.size, dtype=np.intp) if group is None else group.count[rows]


def member_levels(groups: tuple[Group, ...]) -> list[FloatArray]:
    """The levels of all runs, so that the vertical axis holds them."""
    return [member.level[member.curve.rows] for group in groups for member in group.members]


def member_lines(
    groups: tuple[Group, ...], names: Mapping[str, str], *, x: float, y: float
) -> pd.DataFrame:
    """Thin lines: x, smooth, series (the group) and member (the run).

    Args:
        groups: those of one chart.
        names: what the runs and groups are called.
        x: what places are divided by.
        y: what values are divided by.
    """
    import pandas as pd

    xs: list[FloatArray] = [np.empty(0)]
    levels: list[FloatArray] = [np.empty(0)]
    series: list[str] = []
    of: list[str] = []
    for group in groups:
        for member in group.members:
            rows = member.curve.rows
            rows = rows[line_rows(member.level[rows], _LINE)]
            xs.append(member.curve.x[rows] / x)
            levels.append(member.level[rows] / y)
            series += [names[group.trend.curve.run]] * rows.size
            of += [names[member.curve.run]] * rows.size
    return pd.DataFrame(
        {"x": np.concatenate(xs), "smooth": np.concatenate(levels), "series": series, "member": of}
    )
