"""slime's console log: a word, its number and a dict, as `rollout 3: {'rollout/raw_reward': 0.5}`.

`step` numbers the steps of the optimizer; `perf`, `rollout`, `eval` and their kin number rollouts,
each of which is followed by as many steps as it has batches.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

import numpy as np

from rlreport.read import Format, _streams
from rlreport.read._console import (
    Console,
    cut_row,
    named,
    names_of,
    table_of,
    with_rows,
    without_last,
)
from rlreport.read._streams import Told
from rlreport.read._templates import Fields, Sheet
from rlreport.read._text import number_span, opening
from rlreport.sources import LogFile
from rlreport.values import Loose, Table

_ROW = re.compile(r"(?<![\w/])([a-z_]+) (\d+): \{('.*)")
_ITEM = re.compile(r"'([^']+)': ([^,{}]+)(?=[,}])")
_MARKS = re.compile(
    r"(?<![\w/])(?:perf|rollout|step|eval) \d+: \{'(?:perf|rollout|train|eval)[/-][^']*': [-\d.n]"
)
_STEP, _ROLLOUT = "step", "rollout"


def _sniff(_name: str, head: bytes) -> int:
    text = opening(head)
    return 3 if ": {'" in text and _MARKS.search(text) else 0


def _rows(texts: Sequence[str]) -> list[str]:
    return [text for text in texts if ": {'" in text]


def _find(texts: Sequence[str]) -> Iterator[Fields | None]:
    """The number of each line, named by its word, and the numbers of its dict."""
    for text in texts:
        row = _ROW.search(text)
        if row is None:
            yield None
            continue
        found, names = [(row[1], row.span(2))], []
        for item in _ITEM.finditer(text, row.start(3)):
            span = number_span(item[2])
            if span:
                names.append(item.span(1))
                found.append((item[1], (item.start(2) + span[0], item.start(2) + span[1])))
        yield named(found, names=names, counts=1) if names else None


def _told(sheets: list[Sheet], where: str, last: str) -> Told:
    if not _ROW.search(last) or last.rstrip().endswith("}"):
        return Told(tables=tuple(_tables(sheets)))
    whole = without_last(sheets) if any(_find([last])) else sheets
    return Told(tables=tuple(_tables(whole)), issues=(cut_row(where),))


def _tables(sheets: Sequence[Sheet]) -> Iterator[Table]:
    """One table for each kind of line: those of one rollout are written as its parts end."""
    kinds: dict[tuple[str, ...], list[Sheet]] = {}
    for sheet in sheets:
        kinds.setdefault(names_of(sheet)[:2], []).append(sheet)
    first = _first_steps(sheets)
    is_new = True
    for (word, *_), lines in kinds.items():
        (table,) = table_of(lines, step=word)
        columns = {name: column for name, column in table.columns.items() if name != word}
        number = table.columns[word]
        steps = [_step_of(count, first) for count in number.tolist()]
        if word == _STEP:
            columns = {_STEP: number, **columns}
        elif is_new:
            columns, is_new = {_STEP: np.array(steps), _ROLLOUT: number, **columns}, False
        else:
            columns = {_STEP: np.array(steps), **columns}
        yield Table(columns=columns, blank=table.blank, step=_STEP)


def _first_steps(sheets: Sequence[Sheet]) -> dict[float, float]:
    """The rollouts whose lines are directly before those of a step, and these steps."""
    words = {names_of(sheet)[0] for sheet in sheets}
    begins = {_ROLLOUT} & words or words - {_STEP}
    lines = sorted(
        (place, names_of(sheet)[0] == _STEP, number)
        for sheet in sheets
        if names_of(sheet)[0] in begins | {_STEP}
        for place, number in zip(sheet.place.tolist(), sheet.numbers[:, 0].tolist(), strict=True)
    )
    return {
        rollout: step
        for (_, before, rollout), (_, after, step) in pairwise(lines)
        if after and not before
    }


def _step_of(rollout: float, first: Mapping[float, float]) -> float:
    """The first step behind a rollout, be it counted on from the known ones."""
    if not first or rollout in first:
        return first.get(rollout, rollout)
    last, begin = max(first), min(first)
    each = (first[last] - first[begin]) / (last - begin) if last > begin else 1.0
    return first[last] + (rollout - last) * each


def _read(file: LogFile) -> Loose:
    console = Console(rows=_rows, find=_find, tell=_told)
    loose = _streams.read(file, console, format_="slime_console")
    return with_rows(loose, "rollout 7: {'rollout/raw_reward': 0.5}")


_SAMPLE = (
    b"[2026-01-01 12:00:00] rollout.py:9 - perf 0: {'perf/rollout_time': 98.5}\n"
    b"[2026-01-01 12:00:01] data.py:9 - rollout 0: {'rollout/raw_reward': 0.25}\n"
    b"[2026-01-01 12:00:09] model.py:9 - step 0: {'train/loss': 0.5, 'train/grad_norm': 1.5}\n"
)

FORMAT = Format(
    name="slime_console",
    label="slime console log",
    sniff=_sniff,
    read=_read,
    sample=("train.log", _SAMPLE),
    resume=_streams.resume,
)
