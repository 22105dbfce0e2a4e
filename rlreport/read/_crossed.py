"""Tables with a metric on each line and a column for each agent or part of the data -> rows.

Each stands below a line that counts, as Rich prints "Epoch 3" above `Metric | Train | Val`: what
stands there is one row, and its metrics are named `Train/loss`, or `loss` below `Metric | Value`.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator, Sequence

from rlreport.read._counting import counts
from rlreport.read._records import Record
from rlreport.read._text import number

_LEADS = ("metric", "metrics")
_VALUES = ("value", "values")
_ABOVE = 3  # lines above its names among which one may count
_EMPTY = ("", "-", "\N{EM DASH}")
_THOUSANDS = re.compile(r"(?<=\d)_(?=\d{3}(?!\d))")
_INDENT = re.compile(r"\W*")


def records(
    texts: Sequence[str],
    cells: Callable[[str], list[str]],
    is_rule: Callable[[str], object],
) -> tuple[Sequence[Record], frozenset[int]]:
    """The cells of each such table, with what a line above its names counts, and their lines.

    Args:
        texts: the lines of a log.
        cells: a line -> its cells, none where it is no row of a table.
        is_rule: whether a line is drawn between the rows.
    """
    if not any(_LEADS[0] in text.lower() for text in texts):
        return [], frozenset()
    found: list[dict[str, object]] = []
    lines: set[int] = set()
    above: deque[str] = deque(maxlen=_ABOVE)
    names, open_, inner = [""], False, ("", 0)
    for line, text in enumerate(texts):
        ruled = bool(is_rule(text))
        row = [] if ruled else cells(text)
        if not row and not ruled:
            open_ = False
            above.extendleft([text] if text else [])
        elif _are_names(row):
            counted = next(filter(None, map(_counted, above)), {})
            names, open_, inner = row, bool(counted), ("", 0)
            found += [counted] if counted else []
            above.clear()
        elif open_ and len(row) == len(names):
            indent = len(_INDENT.match(text)[0])  # type: ignore[index]
            inner = inner if inner[0] and indent > inner[1] else ("", 0)
            if not any(row[1:]):
                inner = f"{row[0]}/", indent
            found[-1].update(_named(names, row, inner[0]))
        if open_:
            lines.add(line)
    return found, frozenset(lines)


def _are_names(row: Sequence[str]) -> bool:
    """Whether a row is `Metric | Train | Val` or `Metric | Value`."""
    leads = bool(row) and row[0].lower() in _LEADS
    return leads and (len(row) > 2 or row[-1].lower() in _VALUES)


def _counted(title: str) -> dict[str, object]:
    """What a line counts, `{}` where it counts nothing."""
    text = _THOUSANDS.sub("", title)
    told = {word: (text[slice(*span)], by) for word, (span, by) in counts(text).counters.items()}
    return {word: (number(cell) or 0.0) * by for word, (cell, by) in told.items()}


def _named(names: Sequence[str], row: Sequence[str], inner: str) -> Iterator[tuple[str, str]]:
    """The cells of a line that are filled, each under its column and the name of the line."""
    for name, cell in zip(names[1:], row[1:], strict=True):
        if cell not in _EMPTY:
            of = "" if len(names) == 2 else f"{name}/"
            yield f"{of}{inner}{row[0]}", cell
