"""Verdicts on rollouts -> accuracy per training step with its interval, and pass@k."""

from __future__ import annotations

import numpy as np

from rlreport.derive._groups import Derived, Groups, numbered
from rlreport.sheets import Sheet
from rlreport.stats import Shares, clustered_shares
from rlreport.texts import many, verb
from rlreport.values import FloatArray, IntArray


def accuracy(sheet: Sheet, verdict: str, prompt: str, per: Groups, *, name: str) -> Derived:
    """Accuracy with its standard error, and pass@k where several rollouts answer one prompt.

    Args:
        sheet: one row per rollout.
        verdict: the column that says whether it succeeded; nothing is derived of other rewards.
        prompt: the column that says what was asked, or "".
        per: which step each rollout belongs to.
        name: of the accuracy; that of its standard error is `standard_error(name)`.
    """
    values, present = sheet.numbers[verdict], sheet.present(verdict)
    rows = np.flatnonzero(present & np.isfinite(values))
    values = values[rows]
    if not rows.size or not np.isin(values, (0.0, 1.0)).all():
        return {}, {}
    steps, of = np.unique(per.group[rows], return_inverse=True)
    asked = _asked(sheet, prompt, per)[rows]
    _, cluster = np.unique(asked, return_inverse=True)
    shares = clustered_shares(values, cluster.astype(np.intp), of.astype(np.intp))
    counted = "rollouts of one prompt count as one cluster" if prompt else "binomial"
    hows = {
        name: f"the share of the rollouts of a step with {verdict} = 1; "
        f"{_sampling(shares, of.astype(np.intp))} ({counted})",
        standard_error(name): f"the standard error of that share ({counted})",
    }
    found = {
        name: per.placed(steps, shares.value),
        standard_error(name): per.placed(steps, 100 * shares.error),
    }
    tries = np.bincount(cluster)
    k = round(float(np.median(tries)))
    if prompt and k > 1:  # of one rollout it is the accuracy
        passed = pass_at(np.bincount(cluster, weights=values).astype(np.float64), tries, k)
        home = np.zeros(tries.size, dtype=np.intp)
        home[cluster] = per.group[rows]
        found[f"pass@{k}"] = Groups(group=home, count=per.count).mean(passed, tries >= k)
        hows[f"pass@{k}"] = (
            f"the chance that one of {k} rollouts solves a prompt, without bias from all rollouts "
            f"of {many(int((tries >= k).sum()), 'prompt')} with so many"
        )
    return found, hows


def standard_error(name: str) -> str:
    """What the standard error of an accuracy is called."""
    return f"{name}_stderr"


def _asked(sheet: Sheet, prompt: str, per: Groups) -> IntArray:
    """Which prompt of which step each rollout answers `(n,)`; one of its own where unknown."""
    if not prompt:
        return np.arange(sheet.size)
    told = numbered({**sheet.numbers, **sheet.text}[prompt])
    asked: IntArray = told + per.group * (told.max(initial=0) + 1)
    return asked


def _sampling(shares: Shares, of: IntArray) -> str:
    """How sure the accuracy of one step is, from how many rollouts."""
    rollouts = int(np.median(np.bincount(of)))
    half = 50 * float(np.median(shares.high - shares.low))
    return (
        f"{many(rollouts, 'rollout')} in a typical step {verb(rollouts, 'gives', 'give')} it a 95% "
        f"interval of about +/-{half:.2g} percentage points"
    )


def pass_at(solved: FloatArray, tries: IntArray, k: int) -> FloatArray:
    """The chance that one of k rollouts solves each prompt `(p,)`, from all its `tries`.

    1 - C(n - c, k) / C(n, k), unbiased: Chen et al. (2021), arXiv 2107.03374.
    """
    return 1 - all_of(tries - solved, tries, k)


def all_of(chosen: FloatArray, tries: IntArray, k: int) -> FloatArray:
    """C(c, k) / C(n, k): the chance that k of n tries are all among the c chosen `(p,)`."""
    share = np.ones(tries.size)
    for i in range(k):
        share *= (chosen - i).clip(min=0) / np.maximum(tries - i, 1)
    return share
