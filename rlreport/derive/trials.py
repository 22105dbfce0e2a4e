"""Rollouts of an evaluation, tasks tried again and again, -> pass^k, which reports then state."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from rlreport.derive._accuracy import all_of
from rlreport.derive.rollouts import CORRECT, PROMPT, REWARD, named
from rlreport.sheets import Sheet
from rlreport.values import Issue


def told(sheet: Sheet, where: str) -> Sheet:
    """The sheet of rollouts without a training step, with pass^k where tasks were tried again.

    pass^k is the chance that all of k trials of a task succeed, estimated without bias from its n
    trials by C(c, k) / C(n, k), c of them successful (Yao et al. 2024, arXiv 2406.12045).
    """
    task = named({**sheet.numbers, **sheet.text}, PROMPT)
    verdict = named(sheet.numbers, CORRECT) or named(sheet.numbers, REWARD)
    if sheet.kind != "rollouts" or not task or not verdict:
        return sheet
    solved = sheet.numbers[verdict]
    if not np.isin(solved, (0.0, 1.0)).all():
        return sheet
    cells = sheet.text[task].astype(str) if task in sheet.text else sheet.numbers[task]
    _, of = np.unique(cells, return_inverse=True)
    trials = np.bincount(of)
    if trials.size < 2 or trials.min() < 2:
        return sheet
    successes = np.bincount(of, weights=solved).astype(np.float64)
    shares = [
        f"pass^{k} {100 * np.mean(all_of(successes, trials, k)):.3g}%"
        for k in range(1, int(trials.min()) + 1)
    ]
    text = (
        f"{trials.size:,} tasks were tried {int(trials.min())} times or more: {', '.join(shares)} "
        "(pass^k: all of k trials of a task succeed)."
    )
    issue = Issue(kind="repeated trials", where=where, count=int(trials.size), text=text)
    return replace(sheet, issues=(*sheet.issues, issue))
