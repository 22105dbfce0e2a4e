"""A sheet -> the same without columns that name what a row is about: ids, seeds, answers, indices.

Those that stay the same name what the run is about: they are settings.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from rlreport.catalogue import describe, phrase, words
from rlreport.derive.rollouts import PROMPT
from rlreport.sheets import Sheet, steps
from rlreport.texts import many, verb
from rlreport.values import Issue

_LISTED = 5  # names in an issue
_ANSWERS = frozenset(
    {"gts", "gt", "ground truth", "target", "answer", "gold", "gold answer", "correct answer"}
    | {"expected", "expected answer", "reference", "reference answer", "label", "solution"}
    | {"pred", "prediction", "predicted", "predicted answer", "extracted answer", "final answer"}
    | {"model answer", "completion", "response", "output", "generation", "index", "idx"}
    | {"sample", "trial", "repeat", "repetition", "replicate", "attempt"}
    | {f"{of} {number}" for of in ("run", "trial", "attempt") for number in ("index", "idx")}
)
"""What a rollout was about and what it said: numbers of which a mean says nothing."""
_PLACES = frozenset({"index", "idx"})
_VERDICT = "correct answer"
"""Whether an answer is correct, where another column is the answer."""
_MEASURE = "tokens"  # of `tokens/completion`, which is how long that is


def settled(sheet: Sheet) -> Sheet:
    """The sheet with ids and seeds that stay the same among its settings, but for prompts."""
    settings = {
        name: sheet.setting(name, 0)
        for name in sheet.numbers
        if name not in (sheet.step, sheet.time)
        and describe(name).role == "label"
        and phrase(name) not in PROMPT
        and _stays(sheet, name)
    }
    return replace(sheet.without(*settings), config={**settings, **sheet.config})


def without(
    sheet: Sheet, where: str, *, rollouts: bool, kept: frozenset[str] = frozenset()
) -> Sheet:
    """The sheet without its labels; one that counts the rows stays, as their step.

    Args:
        sheet: of metrics, or of rollouts.
        where: the file, for the issue.
        rollouts: whether its rows are rollouts, or sum them up.
        kept: columns that are none, whatever they are called.
    """
    found = [
        name
        for name in sheet.numbers
        if name not in kept and _is_label(sheet, name, rollouts=rollouts)
    ]
    step = sheet.step or (steps.choose(sheet.numbers) if found and sheet.kind != "spans" else "")
    labels = [name for name in found if name != step]
    if not labels:
        return sheet
    names = ", ".join(labels[:_LISTED]) + ", ..." * (len(labels) > _LISTED)
    text = (
        f"{many(len(labels), 'column')} {verb(len(labels), 'names', 'name')} what a row is about "
        f"and {verb(len(labels), 'is no metric', 'are no metrics')}: {names}."
    )
    issue = Issue(kind="labels left out", where=where, count=len(labels), text=text)
    return replace(sheet.without(*labels), issues=(*sheet.issues, issue))


def judges(sheet: Sheet) -> frozenset[str]:
    """The columns that say by 0 or 1 whether an answer is correct that stands in another one."""
    said = {phrase(name) for name in (*sheet.numbers, *sheet.text)} & _ANSWERS
    return frozenset(
        name
        for name, values in sheet.numbers.items()
        if phrase(name) == _VERDICT
        and said - {_VERDICT}
        and np.isin(values[sheet.present(name)], (0.0, 1.0)).all()
    )


def _stays(sheet: Sheet, name: str) -> bool:
    """Whether a column says the same in every row."""
    values = sheet.numbers[name]
    return values.size > 0 and bool((values == values[0]).all())


def _is_label(sheet: Sheet, name: str, *, rollouts: bool) -> bool:
    last = phrase(name.rsplit("/", 1)[-1])
    named = describe(name, sheet.numbers[name]).role == "label"
    answer = rollouts and last in _ANSWERS and _MEASURE not in words(name)
    return named or answer or (last in _PLACES and _is_again(sheet, name))


def _is_again(sheet: Sheet, name: str) -> bool:
    """Whether a column says what one of a shorter name says, as `output/index` beside `index`."""
    return any(
        np.array_equal(sheet.numbers[name], values, equal_nan=True)
        for other, values in sheet.numbers.items()
        if name.endswith(f"/{other}")
    )
