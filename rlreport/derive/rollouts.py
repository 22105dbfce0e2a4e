"""Rollouts, one row each, -> metrics per training step: accuracy, pass@k, parallelism, ..."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rlreport.catalogue import words
from rlreport.sheets import Sheet
from rlreport.texts import many, verb, was
from rlreport.values import BoolArray, FloatArray, IntArray, Issue

ACCURACY = "training_accuracy"
STANDARD_ERROR = f"{ACCURACY}_stderr"
WORK_OVER_SPAN = "average_parallelism (work/span)"
RATIO_OF_SUMS = "average_parallelism (total work/total span)"
BRANCHES = "average_parallelism (branches of parallel episodes)"
PARALLEL_SHARE = "share of parallel episodes"

_STEPS = ("step", "global step", "training step", "train step", "iteration", "policy version")
CORRECT = ("correct", "is correct", "acc", "accuracy", "success", "passed", "score binarized")
REWARD = ("reward", "score", "total reward", "return", "episode reward", "final reward")
PROMPT = (
    "prompt id",
    "problem id",
    "question id",
    "task id",
    "example id",
    "instance id",
    "group id",
    "uid",
    "prompt",
    "input",
)
_LENGTH = ("episode length", "length", "num turns", "turns", "response length", "n steps")
_WORK = ("work", "total steps", "work steps", "total work")
_SPAN = ("span", "critical steps", "critical path", "critical path length", "span steps")
_BRANCHES = ("branches", "num branches", "num subagents", "n subagents", "subagents", "num agents")
_TOKENS = ("tokens", "num tokens", "total tokens", "response tokens", "n tokens")
_ROWS_PER_STEP = 1.5  # fewer rows on average are a log of steps, not of rollouts
_MOST_FALLS = 0.05  # of all rows: a step that falls more often is a position inside an episode


@dataclass(frozen=True, kw_only=True)
class Columns:
    """Which columns of a sheet of rollouts hold what; "" where there is none."""

    step: str
    correct: str
    reward: str
    prompt: str
    length: str
    work: str
    span: str
    branches: str
    tokens: str


def columns(sheet: Sheet) -> Columns | None:
    """What the columns of a sheet of rollouts hold, or None where rows are no rollouts of steps."""
    step = _step(sheet)
    found = Columns(
        step=step,
        correct=named(sheet.numbers, CORRECT),
        reward=named(sheet.numbers, REWARD),
        prompt=named({**sheet.numbers, **sheet.text}, PROMPT),
        length=named(sheet.numbers, _LENGTH),
        work=named(sheet.numbers, _WORK),
        span=named(sheet.numbers, _SPAN),
        branches=named(sheet.numbers, _BRANCHES),
        tokens=named(sheet.numbers, _TOKENS),
    )
    told = found.correct or found.reward or (found.work and found.span)
    listed = sheet.kind == "rollouts" or found.prompt or (found.work and found.span)
    return found if step and told and listed else None


def named(columns: Mapping[str, object], names: tuple[str, ...]) -> str:
    """The column that has the first of these names, "" where none has any."""
    by_words = {" ".join(words(name)): name for name in reversed(list(columns))}
    return next((by_words[name] for name in names if name in by_words), "")


def _step(sheet: Sheet) -> str:
    """The column of the training step: it repeats, and hardly ever falls."""
    name = sheet.step or named(sheet.numbers, _STEPS)
    if not name:
        return ""
    values = sheet.numbers[name][sheet.present(name)]
    values = values[np.isfinite(values)]
    distinct = np.unique(values).size
    falls = int((np.diff(values) < 0).sum())
    repeats = bool(distinct) and values.size >= _ROWS_PER_STEP * distinct
    return name if repeats and falls <= _MOST_FALLS * values.size else ""


def per_step(sheet: Sheet, found: Columns, where: str) -> Sheet:
    """The metrics of each training step.

    Args:
        sheet: one row per rollout.
        found: what its columns hold.
        where: the file, for issues.

    Returns:
        One row per step: the number of rollouts, the means of all columns, and what they imply,
        with an issue that says how for each.
    """
    sheet = sheet.at(np.flatnonzero(np.isfinite(sheet.numbers[found.step])))
    steps, group = np.unique(sheet.numbers[found.step], return_inverse=True)
    per = _Groups(group=group.astype(np.intp), count=steps.size)
    implied: dict[str, FloatArray] = {"rollouts": per.size}
    issues: list[Issue] = []
    for derive in (_accuracy, _parallelism, _totals):
        values, hows = derive(sheet, found, per)
        implied.update(values)
        issues += [_how(name, how, where) for name, how in hows.items()]
    means = {
        name: per.mean(column, sheet.present(name))
        for name, column in sheet.numbers.items()
        if name not in (found.step, sheet.time, found.tokens)
    }
    time = {sheet.time: per.last(sheet.numbers[sheet.time])} if sheet.time else {}
    issues.append(_averaged(sheet.size, steps.size, where))
    numbers = {found.step: steps, **time, **implied, **means}
    return replace(
        sheet,
        numbers=numbers,
        blank={name: np.isnan(numbers[name]) for name in [*implied, *means]},
        text={},
        units={STANDARD_ERROR: "percentage points"} if STANDARD_ERROR in implied else {},
        step=found.step,
        kind="metrics",
        issues=(*sheet.issues, *issues),
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class _Groups:
    """Rows `(n,)` in groups: which group each row is in, and how many groups there are."""

    group: IntArray
    count: int

    @property
    def size(self) -> FloatArray:
        return np.bincount(self.group, minlength=self.count).astype(np.float64)

    def sum(self, values: FloatArray) -> FloatArray:
        return np.bincount(self.group, weights=values, minlength=self.count).astype(np.float64)

    def mean(self, values: FloatArray, present: BoolArray) -> FloatArray:
        """The mean of the present values of each group, NaN where there are none."""
        used = present & np.isfinite(values)
        total = self.sum(np.where(used, values, 0.0))
        number = self.sum(used.astype(np.float64))
        return _ratio(total, number)

    def last(self, values: FloatArray) -> FloatArray:
        found = np.full(self.count, np.nan)
        found[self.group] = values
        return found


def _ratio(top: FloatArray, bottom: FloatArray) -> FloatArray:
    ratio = np.full(top.size, np.nan)
    np.divide(top, bottom, out=ratio, where=bottom > 0)
    return ratio


_Derived = tuple[dict[str, FloatArray], dict[str, str]]
_Derive = Callable[[Sheet, Columns, _Groups], _Derived]


def _accuracy(sheet: Sheet, found: Columns, per: _Groups) -> _Derived:
    """Accuracy with its standard error, and pass@k where k rollouts answer one prompt."""
    name = found.correct or found.reward
    if not name:
        return {}, {}
    values, present = sheet.numbers[name], sheet.present(name)
    present = present & np.isfinite(values)
    if not np.isin(values[present], (0.0, 1.0)).all() or not present.any():
        return {}, {}
    mean = per.mean(values, present)
    prompts = _prompts(sheet, found, per)
    error = _clustered(values, present, mean, per, prompts)
    counted = "rollouts of one prompt count as one cluster" if found.prompt else "binomial"
    hows = {
        ACCURACY: f"the share of the rollouts of a step with {name} = 1; "
        f"{_sampling(mean, error, per)} ({counted})",
        STANDARD_ERROR: f"the standard error of that share ({counted})",
    }
    metrics = {ACCURACY: mean, STANDARD_ERROR: 100 * error}
    several = np.bincount(prompts, weights=present).max() > 1 if found.prompt else False
    if several:
        k = round(float(np.median(np.bincount(prompts, weights=present))))
        metrics[f"pass@{k}"] = _solved(values, present, per, prompts)
        hows[f"pass@{k}"] = f"the share of prompts that at least one of their {k} rollouts solves"
    return metrics, hows


def _sampling(mean: FloatArray, error: FloatArray, per: _Groups) -> str:
    """How sure the accuracy of one step is, from how many rollouts."""
    rollouts = int(np.median(per.size))
    known = error[np.isfinite(error) & (mean > 0) & (mean < 1)]
    if not known.size:
        return f"{many(rollouts, 'rollout')} in a typical step"
    half = 100 * 1.96 * float(np.median(known))
    return (
        f"{many(rollouts, 'rollout')} in a typical step {verb(rollouts, 'gives', 'give')} it a 95% "
        f"interval of +/-{half:.2g} percentage points"
    )


def _prompts(sheet: Sheet, found: Columns, per: _Groups) -> IntArray:
    """Which prompt of which step each rollout answers `(n,)`; one of its own where unknown."""
    if not found.prompt:
        return np.arange(sheet.size)
    prompt = numbered({**sheet.numbers, **sheet.text}[found.prompt])
    _, pair = np.unique(prompt + per.group * (prompt.max(initial=0) + 1), return_inverse=True)
    return pair.astype(np.intp)


def numbered(column: NDArray[Any]) -> IntArray:
    """Cells `(n,)` by number: equal ones alike; texts many times as fast as by sorting them."""
    if column.dtype != object:
        return np.unique(column, return_inverse=True)[1].astype(np.intp)
    texts = column.tolist()
    numbers = {text: number for number, text in enumerate(dict.fromkeys(texts))}
    return np.fromiter(map(numbers.__getitem__, texts), np.intp, count=len(texts))


def _clustered(
    values: FloatArray, present: BoolArray, mean: FloatArray, per: _Groups, prompts: IntArray
) -> FloatArray:
    """The standard error of each step's mean, robust to clusters (Liang & Zeger 1986).

    Reference: https://doi.org/10.1093/biomet/73.1.13
    """
    off = np.where(present, values - mean[per.group], 0.0)
    summed = np.bincount(prompts, weights=off)
    step_of = np.zeros(summed.size, dtype=np.intp)
    step_of[prompts] = per.group
    squares = np.bincount(step_of, weights=summed**2, minlength=per.count).astype(np.float64)
    return _ratio(np.sqrt(squares), per.sum(present.astype(np.float64)))


def _solved(values: FloatArray, present: BoolArray, per: _Groups, prompts: IntArray) -> FloatArray:
    """The share of each step's prompts that any rollout solves."""
    best = np.zeros(prompts.max(initial=0) + 1)
    np.maximum.at(best, prompts, np.where(present, values, 0.0))
    step_of = np.zeros(best.size, dtype=np.intp)
    step_of[prompts] = per.group
    solved = np.bincount(step_of, weights=best, minlength=per.count)
    asked = np.bincount(step_of, minlength=per.count)
    return _ratio(solved.astype(np.float64), asked.astype(np.float64))


def _parallelism(sheet: Sheet, found: Columns, per: _Groups) -> _Derived:
    """Average parallelism by its definitions, from work and span, and critical steps."""
    metrics: dict[str, FloatArray] = {}
    hows: dict[str, str] = {}
    if found.work and found.span:
        work, span = sheet.numbers[found.work], sheet.numbers[found.span]
        present = np.isfinite(work) & np.isfinite(span) & (span > 0)
        metrics[WORK_OVER_SPAN] = per.mean(_ratio(work, span), present)
        hows[WORK_OVER_SPAN] = f"the mean over the rollouts of a step of {found.work}/{found.span}"
        metrics[RATIO_OF_SUMS] = _ratio(
            per.sum(np.where(present, work, 0.0)), per.sum(np.where(present, span, 0.0))
        )
        hows[RATIO_OF_SUMS] = f"the sum of {found.work} over the sum of {found.span} of a step"
    if found.branches:
        branches, present = sheet.numbers[found.branches], sheet.present(found.branches)
        metrics[PARALLEL_SHARE] = per.mean((branches > 1).astype(np.float64), present)
        metrics[BRANCHES] = per.mean(branches, present & (branches > 1))
        hows[BRANCHES] = (
            f"the mean of {found.branches} over the rollouts of a step with more than 1"
        )
        hows[PARALLEL_SHARE] = f"the share of the rollouts of a step with {found.branches} > 1"
    return metrics, hows


def _totals(sheet: Sheet, found: Columns, per: _Groups) -> _Derived:
    """Tokens so far."""
    if not found.tokens:
        return {}, {}
    tokens = np.nan_to_num(sheet.numbers[found.tokens])
    how = f"the running sum of {found.tokens} over all rollouts"
    return {"num_tokens": np.cumsum(per.sum(tokens))}, {"num_tokens": how}


def _how(name: str, how: str, where: str) -> Issue:
    text = f"{name!r} was derived: {how}."
    return Issue(kind="derived metric", where=f"{where}: {name}", count=1, text=text)


def _averaged(rows: int, steps: int, where: str) -> Issue:
    text = (
        f"{many(rows, 'rollout')} {was(rows)} summed up in "
        f"{many(steps, 'training step')}; columns are their means."
    )
    return Issue(kind="rollouts summed up", where=where, count=rows, text=text)
