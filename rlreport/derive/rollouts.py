"""Rollouts, one row each, -> metrics per training step: accuracy, pass@k, parallelism, ..."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import PurePosixPath

import numpy as np

from rlreport.catalogue import phrase, split
from rlreport.derive._accuracy import accuracy, standard_error
from rlreport.derive._groups import Derived, Groups, numbered, ratio
from rlreport.sheets import Sheet
from rlreport.texts import many, was
from rlreport.values import BoolArray, FloatArray, Issue

WORK_OVER_SPAN = "average_parallelism (work/span)"
RATIO_OF_SUMS = "average_parallelism (total work/total span)"
BRANCHES = "average_parallelism (branches of parallel episodes)"
PARALLEL_SHARE = "share of parallel episodes"

STEPS = (
    *("step", "global step", "training step", "train step", "iteration", "policy version"),
    *("checkpoint step", "ckpt step"),
)
CORRECT = (
    *("correct", "is correct", "acc", "accuracy", "success", "pass", "passed"),
    "score binarized",
    *("canonical correct", "accuracy reward", "correctness", "solved", "is solved", "resolved"),
    *("is resolved", "verified", "is verified", "is success", "exact match", "em"),
)
REWARD = (
    *("reward", "score", "total reward", "return", "episode reward", "final reward"),
    "scalar reward",
)
PROMPT = (
    "prompt id",
    "problem id",
    "question id",
    "task id",
    "example id",
    "instance id",
    "puzzle id",
    "case id",
    "sample id",
    "group id",
    "doc id",
    "uid",
    "prompt",
    "input prompt",
    "input",
    "question",
    "problem",
)
_LENGTH = ("episode length", "length", "num turns", "turns", "response length", "n steps")
_WORK = ("work", "total work", "total steps")
_SPAN = ("span", "total span", "critical path", "critical path length", "critical steps")
_MEASURES = ("", "steps", "tokens", "time", "s", "sec", "secs", "seconds", "time s", "ms")
"""What work and span are counted in, which both of their names may say."""
_BRANCHES = ("branches", "num branches", "num subagents", "n subagents", "subagents", "num agents")
_SOURCE = ("data source", "dataset", "data set", "domain", "benchmark", "env name")
_ASIDE = ("Validation", "Evaluation")  # a folder called "test" may be one of trials
_MOST_SOURCES = 20  # different ones: more are no sources of data
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
    work, span = _work_and_span(sheet.numbers)
    found = Columns(
        step=step,
        correct=named(sheet.numbers, CORRECT),
        reward=named(sheet.numbers, REWARD),
        prompt=named({**sheet.numbers, **sheet.text}, PROMPT),
        length=named(sheet.numbers, _LENGTH),
        work=work,
        span=span,
        branches=named(sheet.numbers, _BRANCHES),
        tokens=named(sheet.numbers, _TOKENS),
    )
    are_rollouts = sheet.kind == "rollouts"
    told = found.correct or found.reward or found.work
    listed = are_rollouts or found.prompt or found.work
    return found if step and listed and (told or (are_rollouts and found.prompt)) else None


def _work_and_span(numbers: Mapping[str, object]) -> tuple[str, str]:
    """The columns of both in one measure, "" and "" where there are none."""
    for measure in _MEASURES:
        work, span = (
            named(numbers, tuple(f"{name} {measure}".rstrip() for name in names))
            for names in (_WORK, _SPAN)
        )
        if work and span:
            return work, span
    return "", ""


def named(columns: Mapping[str, object], names: tuple[str, ...]) -> str:
    """The column that has the first of these names, "" where none has any.

    One alone may have it behind a slash, as `report/resolved`.
    """
    by_words = _by_words(tuple(columns))
    return next((by_words[name] for name in names if name in by_words), "")


@lru_cache(maxsize=2)
def _by_words(names: tuple[str, ...]) -> dict[str, str]:
    """Names by their words, the first of several: asked again and again of one table."""
    leaves = Counter(phrase(name.rpartition("/")[2]) for name in names)
    below = {phrase(name.rpartition("/")[2]): name for name in names}
    alone = {leaf: name for leaf, name in below.items() if leaves[leaf] == 1}
    return alone | {phrase(name): name for name in reversed(names)}


def _step(sheet: Sheet) -> str:
    """The column of the training step: it repeats, and hardly ever falls."""
    name = sheet.step or named(sheet.numbers, STEPS)
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
    per = Groups(group=group.astype(np.intp), count=steps.size)
    implied: dict[str, FloatArray] = {"rollouts": per.size}
    issues: list[Issue] = []
    called = _called(where)
    told = (
        _accuracy(sheet, found, per, called),
        _parallelism(sheet, found, per),
        _totals(sheet, found, per),
    )
    for values, hows in told:
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
        units=dict.fromkeys({standard_error(called)} & implied.keys(), "percentage points"),
        step=found.step,
        kind="metrics",
        issues=(*sheet.issues, *issues),
    )


def _called(where: str) -> str:
    """What the accuracy is called: of the evaluation that the path of the file names, if any."""
    parts = reversed(PurePosixPath(where).parts)
    named = next((part for part in map(split, parts) if part in _ASIDE), "Training")
    return f"{named.lower()}_accuracy"


def _accuracy(sheet: Sheet, found: Columns, per: Groups, called: str) -> Derived:
    """The accuracy of all rollouts, and of those of each source of data."""
    verdict = found.correct or found.reward
    if not verdict:
        return {}, {}
    metrics, hows = accuracy(sheet, verdict, found.prompt, per, name=called)
    source = named(sheet.text, _SOURCE)
    labels = numbered(sheet.text[source]) if source and metrics else np.zeros(0, dtype=np.intp)
    for label in range(labels.max(initial=0) + 1 if labels.max(initial=0) < _MOST_SOURCES else 0):
        rows = np.flatnonzero(labels == label)
        own = Groups(group=per.group[rows], count=per.count)
        values, told = accuracy(sheet.at(rows), verdict, found.prompt, own, name=called)
        name = f"{sheet.text[source][rows[0]]}/{called}" if rows.size else ""
        if rows.size < sheet.size and called in values:
            metrics[name] = values[called]
            hows[name] = f"of the rollouts with that {source}, {told[called]}"
    return metrics, hows


def _parallelism(sheet: Sheet, found: Columns, per: Groups) -> Derived:
    """Average parallelism by its definitions, from work and span, and critical steps."""
    metrics: dict[str, FloatArray] = {}
    hows: dict[str, str] = {}
    if found.work:
        work, span = sheet.numbers[found.work], sheet.numbers[found.span]
        present = np.isfinite(work) & np.isfinite(span) & (span > 0)
        metrics[WORK_OVER_SPAN] = per.mean(ratio(work, span), present)
        odd = _odd(work, span, present)
        hows[WORK_OVER_SPAN] = (
            f"the mean over the rollouts of a step of {found.work}/{found.span}{odd}"
        )
        metrics[RATIO_OF_SUMS] = ratio(
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


def _odd(work: FloatArray, span: FloatArray, present: BoolArray) -> str:
    """What a reader should know about rollouts whose work and span cannot be right."""
    left, less = int((~present).sum()), int((work[present] < span[present]).sum())
    told = [f"; {many(left, 'rollout')} without both {was(left)} left out"] if left else []
    told += [f"; {many(less, 'rollout')} had less work than span, which none can"] if less else []
    return "".join(told)


def _totals(sheet: Sheet, found: Columns, per: Groups) -> Derived:
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
