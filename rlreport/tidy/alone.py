"""Files of one nameless column each, such as `rewards.csv` beside `losses.csv` -> their run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from rlreport.catalogue import files
from rlreport.sources import LogFile
from rlreport.tidy.grouping import Place
from rlreport.values import Loose


def placed(readings: Sequence[tuple[LogFile, Loose]], places: Sequence[Place]) -> list[Place]:
    """The places, one for the columns of as many rows, and of one run, that lie in one folder.

    Args:
        readings: each file with what its reader found in it.
        places: where each belongs.
    """
    beside: defaultdict[tuple[str, int], dict[int, str]] = defaultdict(dict)
    for at, (file, loose) in enumerate(readings):
        metric = files.metric(file.name)
        path = PurePosixPath(file.name)
        if (
            path.parent.name
            and metric
            and [[*table.columns] for table in loose.tables] == [[metric]]
        ):
            run = str(path.parent / files.run(file.name))
            beside[run, loose.tables[0].rows][at] = metric
    found = [*places]
    for (run, _), metrics in beside.items():
        if len({*metrics.values()}) == len(metrics) > 1:
            for at in metrics:
                found[at] = replace(found[at], key=run)
    return found
