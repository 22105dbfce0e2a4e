"""Tables with a metric on each line and a column for each agent or part of the data -> rows.

Each stands below a line that counts, as Rich prints "Epoch 3" above `Metric | Train | Val`: what
stands there is one row, and its metrics are named `Train/loss`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from rlreport.read._counting import counts
from rlreport.read._records import Record
from rlreport.read._text import number

_LEADS = ("metric", "metrics")
_EMPTY = ("", "-", "\N{EM DASH}")
_THOUSANDS = re.compile(r"(?<=\d)_(?=\d{3}(?!\d))")
_INDENT = re.compile(r"\W*")


def records(
    texts: Sequence[str],
    cells: Callable[[str], list[str]],
    is_rule: Callable[[str], object],
) -> tuple[Sequence[Record], frozenset[int]]:
    """The cells of each such table, with what the line above its names counts, and their lines.

    Args:
        texts: the lines of a log.
        cells: a line -> its cells, none where it is no row of a table.
        is_rule: whether a line is drawn between the rows.
    """
    found: list[dict[str, object]] = []
    lines: set[int] = set()
    title, names, open_, inner = "", [""], False, ("", 0)
    for line, text in enumerate(texts):
        row = cells(text)
        if not row and not is_rule(text):
            title, open_ = text, False
        elif len(row) > 2 and row[0].lower() in _LEADS:
            counted = _counted(title)
            names, open_, inner = row, bool(counted), ("", 0)
            found += [counted] if counted else []
        elif open_ and len(row) == len(names):
            indent = len(_INDENT.match(text)[0])  # type: ignore[index]
            inner = inner if inner[0] and indent > inner[1] else ("", 0)
            if not any(row[1:]):
                inner = f"{row[0]}/", indent
            found[-1].update(_named(names, row, inner[0]))
        if open_:
            lines.add(line)
    return found, frozenset(lines)


def _counted(title: str) -> dict[str, object]:
    """What a line counts, `{}` where it counts nothing."""
    text = _THOUSANDS.sub("", title)
    told = {word: (text[slice(*span)], by) for word, (span, by) in counts(text).counters.items()}
    return {word: (number(cell) or 0.0) * by for word, (cell, by) in told.items()}


def _named(names: Sequence[str], row: Sequence[str], inner: str) -> Iterator[tuple[str, str]]:
    """The cells of a line that are filled, each under its column and the name of the line."""
    for name, cell in zip(names[1:], row[1:], strict=True):
        if cell not in _EMPTY:
            yield f"{name}/{inner}{row[0]}", cell
