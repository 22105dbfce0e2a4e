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
    """The name of each repetition, with its columns and the metrics that they are.

    Where several names stand beside the seeds and none is known for a metric, they are those of
    methods, as `ppo_seed1, dqn_seed1` are.
    """
    said = {
        name: match
        for name in sheet.numbers
        if name != sheet.step and (match := _REPETITION.search(name))
    }
    rest = {name: _REPETITION.sub("", name, count=1).strip(_ENDS) for name in said}
    unnamed = files.metric(where) or "value"
    methods = len({*rest.values()}) > 1 and all(
        describe(name).role == "other" for name in rest.values()
    )
    found: dict[str, dict[str, str]] = {}
    for name, match in said.items():
        run = f"{match[1].lower()} {int(match[2])}"
        if methods:
            found.setdefault(f"{rest[name]} {run}".strip(), {})[name] = unnamed
        else:
            found.setdefault(run, {})[name] = rest[name] or unnamed
    return found
