"""The console log of DrQ and its kin: `| train | E: 1 | S: 1000 | R: 12.5 | D: 1.2 s | ...`.

Rows of the training and of evaluations have the same letters; each kind is a table of its own. So
they are without bars, as TD-MPC writes them: ` train   E: 1   I: 1,000   R: 12.5   T: 0:00:21`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rlreport.read import Format, _streams
from rlreport.read._console import Console, named, names_of, table_of, with_rows
from rlreport.read._streams import Told
from rlreport.read._templates import Fields, Sheet
from rlreport.read._text import number_span, opening
from rlreport.sources import LogFile
from rlreport.values import Loose, Table

_BARE = r"(?=.*\b[EI]: \d)(?: +[A-Z]: \S+){3,} *$"
_ROW = re.compile(rf"(?:\| | *)(train|eval|pretrain)(?: +\||(?={_BARE}))(?=.*\b[SFI]: \d)")
_MARKS = re.compile(
    r"\| (?:train|eval) +\| [A-Z]+: [-\d.]+ \| [A-Z]+: [-\d.]+"
    rf"|^ *(?:train|eval|pretrain){_BARE}",
    re.MULTILINE,
)
_CELL = re.compile(r" ([A-Z][A-Za-z_]*): ([-+\w.:,]+)(?: s)? *(?=\||$| [A-Z]: )")
_STEPS = ("F", "I", "S")  # frames of the environment count finer than steps of the agent
_ROLES = {"F": "env_steps", "S": "step", "E": "episodes", "R": "reward", "L": "length"}
_ROLES |= {"D": "timing", "FPS": "throughput", "I": "step"}


def _sniff(_name: str, head: bytes) -> int:
    return 3 if _MARKS.search(opening(head)) else 0


def _rows(texts: Sequence[str]) -> list[str]:
    return [text for text in texts if _ROW.match(text)]


def _find(texts: Sequence[str]) -> Iterator[Fields | None]:
    """The numbers of each row by their letters, behind the word for what it is of."""
    for text in texts:
        row = _ROW.match(text)
        found = []
        for cell in _CELL.finditer(text, row.end() if row else len(text)):
            span = number_span(cell[2])
            if row and span:
                at = cell.start(2)
                found.append((f"{row[1]}/{cell[1]}", (at + span[0], at + span[1])))
        yield named(found, names=[])


def _told(sheets: list[Sheet], _where: str, _last: str) -> Told:
    kinds: dict[str, list[Sheet]] = {}
    for sheet in sheets:
        kinds.setdefault(names_of(sheet)[0].partition("/")[0], []).append(sheet)
    return Told(tables=tuple(_table(kind, lines) for kind, lines in kinds.items()))


def _table(kind: str, lines: Sequence[Sheet]) -> Table:
    (table,) = table_of(lines, step=[f"{kind}/{letter}" for letter in _STEPS])
    step = table.step.rpartition("/")[2]
    roles = _ROLES | ({"S": "success"} if step == "I" else {})  # TD-MPC's S is no step
    return Table(
        columns={step if name == table.step else name: v for name, v in table.columns.items()},
        blank=table.blank,
        step=step,
        roles={f"{kind}/{letter}": role for letter, role in roles.items()} | {step: _ROLES[step]},
    )


def _read(file: LogFile) -> Loose:
    console = Console(rows=_rows, find=_find, tell=_told)
    loose = _streams.read(file, console, format_="drq_console")
    return with_rows(loose, "| train | E: 1 | S: 1000 | R: 12.5 |")


_SAMPLE = b"""workspace: /tmp/drq
| train | E: 1 | S: 1000 | R: 12.5 | D: 1.2 s | BR: 0.5
| train | E: 2 | S: 2000 | R: 14.5 | D: 1.2 s | BR: 0.75
| eval  | E: 2 | S: 2000 | R: 15.5
"""

FORMAT = Format(
    name="drq_console",
    label="DrQ console log",
    sniff=_sniff,
    read=_read,
    sample=("out.log", _SAMPLE),
    resume=_streams.resume,
)
