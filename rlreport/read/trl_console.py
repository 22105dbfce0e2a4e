"""The console output of Hugging Face Trainer and TRL: Python dicts among progress bars."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rlreport.read import Format, _streams
from rlreport.read._console import Console, named, table_of, with_rows, without
from rlreport.read._records import Record
from rlreport.read._streams import Told
from rlreport.read._templates import Fields, Sheet, Span
from rlreport.read._text import number_span, opening
from rlreport.sources import LogFile
from rlreport.values import Issue, Loose, Table

_DICT = re.compile(r"\{'(?=[^{}]*'epoch': )[^{}]*\}")
_ITEM = re.compile(r"'([^']+)': ('[^']*'|[^,}]+)")
_EPOCH = "'epoch': "
_SUMMARY = "train_runtime"
_OF_ALL = re.compile(r"'(\d+)/\d+'")
_STEP = "global_step"  # ms-swift writes it as `'global_step/max_steps': '3/1052'`


def _sniff(_name: str, head: bytes) -> int:
    return 2 if _DICT.search(opening(head)) else 0


def console() -> Console:
    """A reader of the dicts among the lines of a log that have an epoch, as all of a Trainer's."""
    return Console(rows=_rows, find=fields, tell=_told)


def _rows(texts: Sequence[str]) -> list[str]:
    return [found for text in texts if _EPOCH in text for found in _DICT.findall(text)]


def fields(texts: Sequence[str]) -> Iterator[Fields | None]:
    """The named numbers of each dict; Transformers 5 prints each as a string in quotes."""
    for text in texts:
        items = [(*_number(item), item.span(1)) for item in _ITEM.finditer(text)]
        known = [(name, value, place) for name, value, place in items if value]
        found = ((name, value) for name, value, _ in known)
        yield named(found, names=[place for _, _, place in known])


def _number(item: re.Match[str]) -> tuple[str, Span | None]:
    """The name of an entry, and where its number stands, if it is one."""
    of_all = _OF_ALL.fullmatch(item[2])
    if of_all and item[1].startswith(_STEP):
        return _STEP, _in_text(item, of_all.span(1))
    span = number_span(item[2], around="'")
    return item[1], _in_text(item, span) if span else None


def _in_text(item: re.Match[str], span: Span) -> Span:
    """A place in the value of an entry -> in the text."""
    return item.start(2) + span[0], item.start(2) + span[1]


def _told(sheets: list[Sheet], where: str, _last: str) -> Told:
    kept, aside = without(sheets, _SUMMARY)
    return Told(tables=table_of(kept, step=("step", _STEP)), issues=_set_aside(where, aside))


def without_summary(
    rows: Sequence[Record], file: LogFile
) -> tuple[list[Record], tuple[Issue, ...]]:
    """The rows of training, and an issue for the final ones that repeat names as averages."""
    kept = [row for row in rows if _SUMMARY not in row]
    return kept, _set_aside(file.name, len(rows) - len(kept))


def rows_of_training(found: Table, where: str) -> tuple[Table, tuple[Issue, ...]]:
    """The same of a table; one that has nothing but a summary stays as it is."""
    rows = found.blank.get(_SUMMARY)
    if rows is None:
        return found, ()
    columns = {
        name: column[rows]
        for name, column in found.columns.items()
        if name not in found.blank or not found.blank[name][rows].all()
    }
    blank = {name: gaps[rows] for name, gaps in found.blank.items() if name in columns}
    return replace(found, columns=columns, blank=blank), _set_aside(where, int((~rows).sum()))


def _set_aside(where: str, count: int) -> tuple[Issue, ...]:
    text = (
        f"The final summary (with {_SUMMARY}) repeats names of metrics as averages over the "
        "whole run; it was set aside."
    )
    return (Issue(kind="rows set aside", where=where, count=count, text=text),) if count else ()


def may_be_in(text: str) -> bool:
    """Whether some lines may hold rows: False only where they do not."""
    return _EPOCH in text


def read_rows(file: LogFile, *, start: int = 0) -> Loose:
    """The rows of a log from an offset on; no table where there are none."""
    return _streams.read(file, console(), format_="trl_console", start=start)


def _read(file: LogFile) -> Loose:
    return with_rows(read_rows(file), "{'loss': 0.5, 'epoch': 0.1}")


_SAMPLE = (
    b" 50%|##   | 1/2 [00:01<00:01]\r{'loss': '-0.1081', 'reward': '0.5', 'epoch': '0.01'}\n"
    b"{'loss': '0.2', 'reward': '0.75', 'epoch': '0.02'}\n"
    b"{'train_runtime': '9.1', 'reward': '0.625', 'epoch': '0.02'}\n"
)

FORMAT = Format(
    name="trl_console",
    label="Hugging Face Trainer or TRL console log",
    sniff=_sniff,
    read=_read,
    sample=("train.log", _SAMPLE),
    resume=_streams.resume,
)
