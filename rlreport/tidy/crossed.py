"""Files of one metric each whose names tell the run and the metric -> their runs.

So scripts write what they take out of TensorBoard's logs: `ppo__loss_critic.csv` beside
`dqn__reward_episode.csv`, each with a column called `value`.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from rlreport.catalogue import AXIS_ROLES, describe
from rlreport.sources import LogFile
from rlreport.tidy import grouping
from rlreport.values import Loose, Table

_Reading = tuple[LogFile, Loose]
_CUT = re.compile(r"(?<=[^_])__(?=[^_])")
_VALUE = "value"


def together(
    readings: Sequence[_Reading], places: Sequence[grouping.Place]
) -> tuple[list[_Reading], list[grouping.Place]]:
    """The readings and places, those of one run with its key, and their values named by metric.

    Args:
        readings: each file with what its reader found in it.
        places: where each belongs.
    """
    read, found = [*readings], [*places]
    folders: defaultdict[PurePosixPath, dict[int, tuple[str, str]]] = defaultdict(dict)
    for at, (file, loose) in enumerate(readings):
        path = PurePosixPath(file.name)
        called = _CUT.split(grouping.stem(path.name))
        if len(called) == 2 and _values(loose):
            folders[path.parent][at] = called[0], called[1]
    for folder, those in folders.items():
        for at, (run, metric) in those.items() if _cross(those) else ():
            file, loose = readings[at]
            (table,) = loose.tables
            read[at] = file, replace(loose, tables=(_named(table, _values(loose), metric),))
            found[at] = replace(found[at], key=str(folder / run))
    return read, found


def _values(loose: Loose) -> str:
    """The column of values in the one table of a file that has no other but counters; or ""."""
    (table, *more) = loose.tables or (None,)
    if table is None or more or table.run:
        return ""
    names = [name for name in table.columns if name.lower() == _VALUE]
    others = {describe(name).role for name in table.columns if name.lower() != _VALUE}
    return names[0] if len(names) == 1 and others <= {*AXIS_ROLES} else ""


def _cross(called: Mapping[int, tuple[str, str]]) -> bool:
    """Whether names are of runs by metrics: some run has several, and runs share some."""
    runs = Counter(run for run, _ in called.values())
    metrics = Counter(metric for _, metric in called.values())
    several = max(runs.values()) > 1 and (len(runs) == 1 or max(metrics.values()) > 1)
    return several and len({*called.values()}) == len(called)


def _named(table: Table, values: str, metric: str) -> Table:
    """The table with its values under the name of the metric."""
    return replace(
        table,
        columns={metric if name == values else name: c for name, c in table.columns.items()},
        blank={metric if name == values else name: b for name, b in table.blank.items()},
    )
