"""Columns such as `seed1, seed2` or `run_1_reward, run_2_reward` -> a sheet for each run.

They are one metric, measured in several runs of one configuration.
"""

from __future__ import annotations

import re
from dataclasses import replace

from rlreport.catalogue import AXIS_ROLES, describe, files
from rlreport.sheets.sheet import Sheet

_REPETITION = re.compile(
    r"(?<![a-z0-9])(seed|run|rep|repeat|trial)[ _=-]?(\d{1,10})(?![a-z0-9])", re.IGNORECASE
)
_ENDS = " _/:=.-()[]"


def apart(sheet: Sheet, where: str) -> list[Sheet]:
    """A sheet of all that is no repetition, if anything is, and one for each repetition.

    Args:
        sheet: of one run, as far as its rows tell.
        where: the file, which may say what the values are where the columns do not.
    """
    runs = _repetitions(sheet, where)
    if len(runs) < 2 or len({frozenset(called.values()) for called in runs.values()}) > 1:
        return [sheet]
    own = {name for called in runs.values() for name in called}
    others = {name: name for name in sheet.numbers if name not in own}
    shared = {name: name for name in others if describe(name).role in AXIS_ROLES}
    rest = [sheet.only(others)] if len(others) > len(shared) else []
    found = [
        replace(
            sheet.only(shared | called), run=" ".join(filter(None, (sheet.run, run))), issues=()
        )
        for run, called in runs.items()
    ]
    return [*rest, *found] if rest else [replace(found[0], issues=sheet.issues), *found[1:]]


def _repetitions(sheet: Sheet, where: str) -> dict[str, dict[str, str]]:
    """The name of each repetition, with its columns and the metrics that they are."""
    found: dict[str, dict[str, str]] = {}
    for name in sheet.numbers:
        said = _REPETITION.search(name)
        if said and name != sheet.step:
            metric = _REPETITION.sub("", name, count=1).strip(_ENDS)
            run = f"{said[1].lower()} {int(said[2])}"
            found.setdefault(run, {})[name] = metric or files.metric(where) or "value"
    return found
