"""verl's console log: `step:3 - critic/score/mean:0.5 - ...` behind Ray's coloured prefixes."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rlreport.read import Format
from rlreport.read._console import finished, nothing_to_plot
from rlreport.read._records import Record, table
from rlreport.read._text import decode, end_of_lines, lines, number
from rlreport.sources import LogFile
from rlreport.values import Loose

_ROW = re.compile(r"(?:^|[\s)])step:(\d+) - (\S.*)$")
_MARKS = re.compile(r"(?:^|[\s)])step:\d+ - [\w/@.()-]+:|verl\.trainer\.|trainer/main_ppo")


def _sniff(_name: str, head: bytes) -> int:
    text = decode(head)
    return 2 if any(_MARKS.search(line) for line in lines(text)) else 0


def records(texts: Iterable[str]) -> list[Record]:
    """The rows among the lines of a log: `{"step": n, key: value, ...}`.

    A key goes up to the *last* colon: keys hold slashes, at signs and, in 2024, a unit in
    parentheses (`actor/lr(1e-4)`). Values that are no numbers are passed over.
    """
    found = (_record(match) for line in texts if (match := _ROW.search(line)))
    return [record for record in found if len(record) > 1]


def _record(match: re.Match[str]) -> Record:
    record: dict[str, object] = {"step": float(match.group(1))}
    for field in match.group(2).split(" - "):
        key, _, value = field.strip().rpartition(":")
        parsed = number(value)
        if key and parsed is not None:
            record[key] = parsed
    return record


def _read(file: LogFile) -> Loose:
    content = file.bytes()
    text = decode(content)
    texts = lines(text)
    rows, issues = finished(records(texts), where=file.name, text=text, last=records(texts[-1:]))
    if not rows:
        raise nothing_to_plot("step:7 - reward:0.5")
    return Loose(
        format="verl_console",
        tables=(table(rows, step="step"),),
        issues=issues,
        end=end_of_lines(content),
    )


_SAMPLE = (
    b"\x1b[36m(TaskRunner pid=9)\x1b[0m step:1 - critic/score/mean:0.5 - actor/lr(1e-4):0.1\n"
    b"\x1b[36m(TaskRunner pid=9)\x1b[0m step:2 - critic/score/mean:0.6 - val/acc:np.float64(1)\n"
)

FORMAT = Format(
    name="verl_console",
    label="verl console log",
    sniff=_sniff,
    read=_read,
    sample=("verl.log", _SAMPLE),
)
