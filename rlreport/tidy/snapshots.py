"""Single values, one file for each epoch -> one log of all of them.

AllenNLP writes `metrics_epoch_<n>.json` at the end of each epoch, and `metrics.json` at the end.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from rlreport.catalogue import AXIS_ROLES, describe
from rlreport.sources import LogFile
from rlreport.texts import many
from rlreport.tidy import dumps, grouping
from rlreport.values import Issue, Loose

_FEWEST = 2  # files of one run


def together(logs: dumps.Logs) -> dumps.Logs:
    """The logs, files of single values that count themselves in their name as one for each run.

    What a file says itself must agree with the number in its name: that may be a setting, too.
    """
    found: defaultdict[str, dict[int, float]] = defaultdict(dict)
    for at, (file, loose) in enumerate(logs.readings):
        counted = dumps.counted(file.name)
        if counted is not None and _counts(loose, counted[1]):
            found[f"{counted[0]}.json"][at] = counted[1]
    parts = []
    for name, steps in found.items():
        if len(steps) >= _FEWEST:
            merged = sorted(steps, key=lambda at: steps[at])
            place = grouping.places([LogFile(name=name, content=b"")])[0]
            parts.append((merged, _joined([logs.readings[at] for at in merged]), place))
    return logs.merged(parts)


def _counts(loose: Loose, number: float) -> bool:
    """Whether a reading is of single values, one of which counts to `number`."""
    if len(loose.tables) != 1 or loose.tables[0].kind != "summary":
        return False
    columns = loose.tables[0].columns
    counters = (name for name in columns if describe(name).role in AXIS_ROLES)
    return any(columns[name].tolist() == [number] for name in counters)


def _joined(parts: Sequence[tuple[LogFile, Loose]]) -> Loose:
    """The values of all files, a row for each."""
    file, first = parts[0]
    below = dumps.below([loose.tables[0] for _, loose in parts])
    text = f"The values of {many(len(parts), 'file')} were put together, a row for each."
    merged = Issue(kind="files merged", where=file.name, count=len(parts), text=text)
    issues = [issue for _, loose in parts for issue in loose.issues]
    return replace(first, tables=(replace(below, kind="metrics"),), issues=(*issues, merged))
