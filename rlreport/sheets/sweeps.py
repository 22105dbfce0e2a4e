"""Columns of hyperparameters that change only where a training begins anew: a sweep over them."""

from __future__ import annotations

from rlreport.catalogue import describe, phrase
from rlreport.sheets import steps
from rlreport.sheets.sheet import Sheet

NAMES = frozenset(
    {"gamma", "discount", "discount factor", "discount rate", "lambda", "gae lambda", "lam"}
    | {"batch size", "minibatch size", "hidden size", "hidden dim", "hidden units", "n steps"}
    | {"n step", "buffer size", "memory size", "replay size", "num layers", "n layers"}
    | {"target update", "target update freq", "target update interval", "update freq", "dropout"}
)
ROLES = ("learning_rate", "schedule")
"""Roles of hyperparameters."""


def settings(sheet: Sheet) -> tuple[list[str], list[str]]:
    """The hyperparameters by which trainings one after another differ, and what counts in each."""
    able = [name for name in sheet.numbers if phrase(name) in NAMES or describe(name).role in ROLES]
    for name in sheet.numbers if able else ():
        starts = steps.launches(name, sheet.numbers, sure=True)
        told = [
            other
            for other in able
            if starts.size and steps.tell_apart(sheet.numbers[other], starts)
        ]
        # What counts steps may count those of an episode, in which nothing that is scheduled moves.
        if told and (steps.counts_launched(name) or any(phrase(one) in NAMES for one in told)):
            return told, [name]
    return [], []
