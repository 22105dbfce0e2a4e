"""The `<n>.monitor.csv` of parallel environments -> one log of all their episodes.

OpenAI baselines calls them `<rank>.<n>.monitor.csv`, by the process and its environment.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from rlreport.sources import LogFile
from rlreport.values import FloatArray, Issue, Loose, Table

FORMAT = "monitor"
_TIMESTEPS = "timesteps"


def mergeable(loose: Loose) -> bool:
    """Whether a reading is of one environment's episodes, with lengths and times."""
    return loose.format == FORMAT and all(
        name in table.columns and table.columns[name].dtype != object
        for table in loose.tables
        for name in ("l", "t")
    )


def together(readings: Sequence[tuple[LogFile, Loose]]) -> Loose:
    """The episodes of several environments of one run, in the order in which they ended.

    As Stable-Baselines3's own loader does: times are put on one clock by each file's `t_start`,
    and x is the running sum of all episodes' lengths.

    Args:
        readings: what was read from each environment's file.
    """
    tables = [(loose, table) for _, loose in readings for table in loose.tables]
    clock = np.concatenate([_ended(loose, table) for loose, table in tables])
    order = np.argsort(clock, kind="stable")
    names = [name for name in tables[0][1].columns if all(name in t.columns for _, t in tables)]
    columns = {
        name: np.concatenate([table.columns[name] for _, table in tables])[order] for name in names
    }
    columns["t"] = clock[order] - min(_began(loose) for loose, _ in tables)
    columns[_TIMESTEPS] = np.cumsum(np.nan_to_num(columns["l"]))
    first = readings[0][1]
    return Loose(
        format=first.format,
        tables=(Table(columns=columns, step=_TIMESTEPS, counted=tables[0][1].counted),),
        config={**first.config, "num_envs": len(readings)},
        issues=(*_of_the_files(readings), _how(readings)),
    )


def _of_the_files(readings: Sequence[tuple[LogFile, Loose]]) -> Iterator[Issue]:
    """What was said of single files, but for the sums of their lengths: they are not kept."""
    for _, loose in readings:
        yield from (issue for issue in loose.issues if issue.kind != "derived column")


def _began(loose: Loose) -> float:
    began = loose.config.get("t_start", 0.0)
    return float(began) if isinstance(began, float | int) else 0.0


def _ended(loose: Loose, table: Table) -> FloatArray:
    """When each episode ended `(n,)`, in unix seconds."""
    ended: FloatArray = table.columns["t"] + _began(loose)
    return ended


def _how(readings: Sequence[tuple[LogFile, Loose]]) -> Issue:
    count = len(readings)
    text = (
        f"The episodes of {count} environments were put in the order in which they ended; x is "
        "the running sum of their lengths."
    )
    return Issue(kind="environments merged", where=readings[0][0].name, count=count, text=text)
