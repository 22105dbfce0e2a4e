"""What observations on groups of runs are built from: their levels, with intervals between runs."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from rlreport.observe._facts import difference_unit, exact, interval, relative_to
from rlreport.stats import Tested
from rlreport.stats.seeds import FEWEST_RUNS, paired_change
from rlreport.values import Estimate, Group, Observation

_LEVEL = 0.05  # of the one test that a group's change rests on


def group_observation(group: Group, kind: str, column: int, **facts: Any) -> Observation:
    """An observation on a group; its `n` is the number of runs that reach that column."""
    return Observation(
        kind=kind,
        run=group.name,
        metric=group.trend.curve.metric,
        n=int(group.count[column]),
        **facts,
    )


def group_level(group: Group, column: int) -> Estimate:
    """The centre of the runs at a column, with the interval between them where there are enough."""
    trend = group.trend
    value, low, high = (float(part[column]) for part in (trend.level, trend.low, trend.high))
    if not (math.isfinite(low) and math.isfinite(high)):
        low = high = value
    return interval(value, low, high, unit=trend.curve.meaning.unit, method=trend.method.band)


def levels_of_group(group: Group) -> list[Observation]:
    """Two observations "level": the centre of the runs at the start and at the end."""
    x = group.trend.curve.x
    return [
        group_observation(
            group,
            "level",
            column,
            direction=which,
            x=float(x[column]),
            estimates={"level": group_level(group, column)},
            rows=(column, column),
        )
        for which, column in (("start", 0), ("end", x.size - 1))
    ]


def change_of_group(group: Group) -> list[Observation]:
    """The change of a group's centre, tested against the differences between its runs.

    With fewer than three runs `outcome` is "cannot tell" and `words["runs"]` is "few".
    """
    x, last = group.trend.curve.x, group.trend.curve.x.size - 1
    start, end = (group_level(group, column) for column in (0, last))
    test, unit = _change(group), difference_unit(group.trend.curve.meaning)
    facts: dict[str, Any] = {"span": (float(x[0]), float(x[-1])), "rows": (0, last)}
    levels = {"start": start, "end": end}
    if test is None:
        absolute = exact(end.value - start.value, unit)
        facts |= {"outcome": "cannot tell", "words": {"runs": "few"}}
        return [
            group_observation(
                group, "change", last, estimates={"absolute": absolute, **levels}, **facts
            )
        ]
    method = "difference of trimmed means over runs (Yuen)"
    absolute = interval(test.value, test.low, test.high, unit=unit, method=method)
    ratio = relative_to(start, end)
    known = isinstance(ratio, Estimate)
    found = test.p_value <= _LEVEL
    return [
        group_observation(
            group,
            "change",
            last,
            direction=("up" if test.value > 0 else "down") if found else "",
            strength=_share_of_reach(group, test.value) if found else 0.0,
            outcome="found" if found else "not found",
            significant=found,
            p_value=test.p_value,
            estimates={"absolute": absolute, **levels, **({"relative": ratio} if known else {})},
            words={} if known else {"relative": ratio},
            **facts,
        )
    ]


def _change(group: Group) -> Tested | None:
    """The change of the centre from start to end; None below three runs that have both."""
    first, last = group.levels[:, 0], group.levels[:, -1]
    both = np.isfinite(first) & np.isfinite(last)
    return paired_change(first[both], last[both]) if both.sum() >= FEWEST_RUNS else None


def _share_of_reach(group: Group, size: float) -> float:
    """A size as a share 0..1 of what the group's level ranges over."""
    reach = float(np.ptp(group.trend.level))
    return min(1.0, abs(size) / reach) if reach > 0 else 0.0
