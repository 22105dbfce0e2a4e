"""The console output of Hugging Face Trainer and TRL: Python dicts among progress bars."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rlreport.read import Format
from rlreport.read._console import nothing_to_plot
from rlreport.read._records import Record, table
from rlreport.read._text import decode, end_of_lines, lines, number
from rlreport.sources import LogFile
from rlreport.values import Issue, Loose

_DICT = re.compile(r"\{'[^{}]*'epoch': [^{}]*\}")
_ITEM = re.compile(r"'([^']+)': ('[^']*'|[^,}]+)")
_SUMMARY = "train_runtime"


def _sniff(_name: str, head: bytes) -> int:
    return 2 if _DICT.search(decode(head)) else 0


def records(texts: Iterable[str]) -> list[Record]:
    """The dicts among the lines of a log that have an epoch, as all dicts of a Trainer have.

    Transformers 5 prints each value as a string; numbers in quotes are numbers.
    """
    return [record for line in texts for record in map(_record, _DICT.findall(line)) if record]


def _record(text: str) -> Record:
    items = ((key, number(value.strip("' "))) for key, value in _ITEM.findall(text))
    return {key: value for key, value in items if value is not None}


def without_summary(
    rows: Sequence[Record], file: LogFile
) -> tuple[list[Record], tuple[Issue, ...]]:
    """The rows of training, and an issue for the final ones that repeat names as averages."""
    kept = [row for row in rows if _SUMMARY not in row]
    if len(kept) == len(rows):
        return kept, ()
    issue = Issue(
        kind="rows set aside",
        where=file.name,
        count=len(rows) - len(kept),
        text=(
            f"The final summary (with {_SUMMARY}) repeats names of metrics as averages over the "
            "whole run; it was set aside."
        ),
    )
    return kept, (issue,)


def _read(file: LogFile) -> Loose:
    content = file.bytes()
    rows, issues = without_summary(records(lines(decode(content))), file)
    if not rows:
        raise nothing_to_plot("{'loss': 0.5, 'epoch': 0.1}")
    return Loose(
        format="trl_console",
        tables=(table(rows, step="step"),),
        issues=issues,
        end=end_of_lines(content),
    )


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
)
