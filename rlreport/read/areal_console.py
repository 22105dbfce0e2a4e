"""AReaL's console log: the line of a step, then boxes in which names and values take turns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from rlreport.read import Format, _streams
from rlreport.read._console import named, table_of, with_rows
from rlreport.read._streams import CUT, Told
from rlreport.read._templates import Fields, Harvest
from rlreport.read._text import number_span, opening
from rlreport.sources import LogFile
from rlreport.texts import many, was
from rlreport.values import Issue, Loose

_STEP = re.compile(r"\bTrain step (\d+)/\d+")
_CELLS = re.compile(r"│[ \t]*+([^│\s][^│\r\n]*?)[ \t]*│[ \t]*+([^│\s]++)[ \t]*(?=│)")
_BAR, _END = "│", ("└", "╘", "╰", "┗")
_LINE_END = "\r"  # inside a row: no line of a log holds one


def _sniff(_name: str, head: bytes) -> int:
    if b"Train step" not in head:
        return 0
    text = opening(head)
    return 3 if _STEP.search(text) and _CELLS.search(text) else 0


def _find(texts: Sequence[str]) -> Iterator[Fields | None]:
    """The step and the named numbers of each box, which stand in one text with its step's line."""
    for text in texts:
        step = _STEP.search(text)
        found = [("step", step.span(1))] if step else []
        names = []
        for cells in _CELLS.finditer(text):
            span = number_span(cells[2])
            if span:
                names.append(cells.span(1))
                found.append((cells[1], (cells.start(2) + span[0], cells.start(2) + span[1])))
        yield named(found, names=names, counts=len(found) - len(names)) if names else None


@dataclass(kw_only=True)
class _Boxes:
    """Reads the lines of a log.

    Attributes:
        step: the line of the step that boxes are of.
        box: the lines of a box that has not ended.
        size: boxes that have.
    """

    harvest: Harvest = field(default_factory=lambda: Harvest(find=_find))
    step: str = ""
    box: list[str] = field(default_factory=list)
    size: int = 0

    def copy(self) -> _Boxes:
        """A reader that goes on from here."""
        return replace(self, harvest=self.harvest.copy(), box=[*self.box])

    def add(self, texts: Sequence[str]) -> None:
        """Read lines."""
        found = [*self._boxes(texts)]
        self.harvest.add(found, start=self.size)
        self.size += len(found)

    def _boxes(self, texts: Sequence[str]) -> Iterator[str]:
        for text in texts:
            if _BAR in text:
                self.box.append(text)
            elif self.box and text.lstrip().startswith(_END):
                yield _LINE_END.join([self.step, *self.box])
                self.box = []
            elif _STEP.search(text):
                self.step = text

    def told(self, where: str, *, last: str) -> Told:  # noqa: ARG002
        """The rows of the boxes that have ended."""
        text = f"{many(1, 'printed box')} of metrics {was(1)} never closed and left out."
        issue = Issue(kind=CUT, where=where, count=1, text=text)
        tables = table_of(self.harvest.sheets(), step="step")
        return Told(tables=tables, issues=(issue,) if self.box else ())


def _read(file: LogFile) -> Loose:
    loose = _streams.read(file, _Boxes(), format_="areal_console")
    return with_rows(loose, "│ ppo_actor/task_reward/avg │ 1.2500e-01 │")


_SAMPLE = """20250417-07:43:28.123 INFO: Epoch 1/10 Step 1/99 Train step 1/990 done.
┌──────────┬────────────┬───────────┬────────────┐
│ reward   │ 1.2500e-01 │ grad_norm │ 5.0000e-01 │
│ seq_len  │ 8.0000e+02 │           │            │
└──────────┴────────────┴───────────┴────────────┘
"""

FORMAT = Format(
    name="areal_console",
    label="AReaL console log",
    sniff=_sniff,
    read=_read,
    sample=("trainer.log", _SAMPLE.encode()),
    resume=_streams.resume,
)
