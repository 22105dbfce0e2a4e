"""Rollouts of an evaluation -> the share that succeeded, and pass^k of tasks tried again."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rlreport.catalogue import describe, phrase, words
from rlreport.derive._accuracy import all_of, pass_at
from rlreport.derive.rollouts import CORRECT, PROMPT, REWARD, named
from rlreport.sheets import Sheet, steps
from rlreport.stats import clustered_shares
from rlreport.texts import many
from rlreport.values import BoolArray, FloatArray, IntArray, Issue

_ID = "id"  # of a task, which nothing else names
_TASKS = ("task", "task name")  # which may be what was measured, but where each is tried again
_ENDS = frozenset({"done", "is done", "terminal", "is terminal", "terminated"})
_PARTS = frozenset({"precision", "recall", "f1", "iou", "jaccard"})
"""Words of names of shares in each row, which are no verdicts though all are 1 or 0."""
_TRIALS = ("trial", "trial id", "trial idx", "trial name", "attempt", "attempt id", "attempt idx")


def told(sheet: Sheet, where: str) -> Sheet:
    """The sheet of rollouts without a training step, with the share that succeeded, and pass^k.

    pass^k is the chance that all of k trials of a task succeed, estimated without bias from its n
    trials by C(c, k) / C(n, k), c of them successful (Yao et al. 2024, arXiv 2406.12045).
    """
    cells = {**sheet.numbers, **sheet.text}
    task = named(cells, (*PROMPT, *(_TASKS if named(cells, _TRIALS) else ()), _ID))
    verdict = _verdict(sheet)
    if sheet.kind != "rollouts" or not verdict or _are_steps(sheet):
        return sheet
    rows = np.flatnonzero(_is_judged(sheet, verdict))
    judged = sheet.at(rows)
    solved = judged.numbers[verdict]
    about = {**judged.numbers, **judged.text}[task].astype(str) if task else rows
    _, of = np.unique(about, return_inverse=True)
    issues = [_share(verdict, solved, of, where)]
    if task and np.isin(np.flatnonzero(_are_told(cells[task])), rows).all():
        issues += _repeated(solved, of, where)
    return replace(sheet, issues=(*sheet.issues, *issues))


def _are_steps(sheet: Sheet) -> bool:
    """Whether rows are the steps of one episode, which say whether it is done, and no rollouts."""
    ends = any(phrase(name) in _ENDS for name in sheet.numbers)
    counted = (
        describe(name).role == "step" and steps.counts(values)
        for name, values in sheet.numbers.items()
    )
    return ends and any(counted)


def _verdict(sheet: Sheet) -> str:
    """The first column of verdicts, or else of rewards, that are all yes or no; "" without one.

    Beside whether a rollout is right may stand how many tests it passed. The only accuracy of
    another name is a verdict, too.
    """
    called = (named(sheet.numbers, (one,)) for one in (*CORRECT, *REWARD))
    found = next((name for name in called if name and _is_yes_or_no(sheet, name)), "")
    others = [] if found else [*filter(partial(_is_share, sheet), sheet.numbers)]
    return others[0] if len(others) == 1 else found


def _is_share(sheet: Sheet, name: str) -> bool:
    yes_or_no = _is_yes_or_no(sheet, name) and _PARTS.isdisjoint(words(name))
    return yes_or_no and describe(name, sheet.numbers[name]).role in ("accuracy", "success")


def _is_yes_or_no(sheet: Sheet, name: str) -> bool:
    told = sheet.numbers[name][_is_judged(sheet, name)]
    return bool(told.size) and bool(np.isin(told, (0.0, 1.0)).all())


def _is_judged(sheet: Sheet, verdict: str) -> BoolArray:
    told: BoolArray = sheet.present(verdict) & np.isfinite(sheet.numbers[verdict])
    return told


def _are_told(cells: NDArray[Any]) -> BoolArray:
    """Which cells `(n,)` name something: what tells of all rollouts names no task."""
    told: BoolArray = cells != np.array(None) if cells.dtype == object else np.isfinite(cells)
    return told


def _share(verdict: str, solved: FloatArray, of: IntArray, where: str) -> Issue:
    """How many rollouts succeeded; those of one task, one cluster, tell less than as many tasks."""
    alone = of.max() + 1 == of.size
    found = clustered_shares(solved, of, np.zeros(of.size, dtype=np.intp))
    low, high = 100 * found.low[0], 100 * found.high[0]
    counted = "binomial" if alone else "rollouts of one task count as one cluster"
    text = (
        f"{verdict!r} is 1 in {int(solved.sum()):,} of {many(of.size, 'rollout')}: "
        f"{100 * found.value[0]:.3g}%, 95% interval {low:.3g} to {high:.3g}% ({counted})."
    )
    return Issue(kind="share of rollouts", where=f"{where}: {verdict}", count=of.size, text=text)


def _repeated(solved: FloatArray, of: IntArray, where: str) -> list[Issue]:
    """pass^k where all tasks were tried again."""
    trials = np.bincount(of)
    if trials.size < 2 or trials.min() < 2:
        return []
    successes, least = np.bincount(of, weights=solved).astype(np.float64), int(trials.min())
    shares = [
        f"pass^{k} {100 * np.mean(all_of(successes, trials, k)):.3g}%" for k in range(1, least + 1)
    ]
    passed = 100 * np.mean(pass_at(successes, trials, least))
    text = (
        f"{trials.size:,} tasks were tried {least} times or more: {', '.join(shares)} "
        f"(pass^k: all of k trials of a task succeed), pass@{least} {passed:.3g}% (one does)."
    )
    return [Issue(kind="repeated trials", where=where, count=int(trials.size), text=text)]
