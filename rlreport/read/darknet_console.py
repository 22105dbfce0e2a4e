"""darknet's console log: `7: 1.5, 2.25 avg loss, 0.001 rate, 3.5 seconds, 448 images`.

Loss and mean loss stand before their names, if any; accuracies are of the iteration above.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from rlreport.read import Format, _streams
from rlreport.read._console import Console, named, table_of, with_rows
from rlreport.read._streams import Told
from rlreport.read._templates import Fields, Sheet, Span
from rlreport.read._text import opening
from rlreport.sources import LogFile
from rlreport.values import Loose, Table

_NUMBER = r"-?(?:\d+(?:\.\d+)?(?:e[-+]?\d+)?|nan|inf)"
_ROW = re.compile(
    rf"^\s*(\d+): ({_NUMBER}), ({_NUMBER}) avg(?: loss)?, ({_NUMBER}) rate, ({_NUMBER}) seconds,"
    r" (\d+) images",
    re.MULTILINE,
)
_NAMES = ("iteration", "loss", "avg loss", "rate", "seconds", "images")
_ROLES = {"rate": "learning_rate", "seconds": "timing"}
_ACCURACY = re.compile(rf"mean average precision \((mAP@[\d.]+)\) = ({_NUMBER})")


def _sniff(_name: str, head: bytes) -> int:
    text = opening(head)
    return 3 if " images" in text and _ROW.search(text) else 0


def _rows(texts: Sequence[str]) -> list[str]:
    return [text for text in texts if " images" in text or "mAP@" in text]


def _find(texts: Sequence[str]) -> Iterator[Fields | None]:
    for text in texts:
        row, accuracy = _ROW.match(text), _ACCURACY.search(text)
        if row:
            yield named(zip(_NAMES, map(row.span, range(1, 7)), strict=True), names=(), counts=1)
        elif accuracy:
            found: list[tuple[str, Span]] = [(accuracy[1], accuracy.span(2))]
            yield named(found, names=[accuracy.span(1)])
        else:
            yield None


def _told(sheets: list[Sheet], _where: str, _last: str) -> Told:
    return Told(tables=tuple(map(_filled, table_of(sheets, step=_NAMES[0]))))


def _filled(table: Table) -> Table:
    """The table with the iteration of each accuracy, where one was told before."""
    columns, blank = dict(table.columns), dict(table.blank)
    if table.step in blank:
        has = ~blank[table.step]
        last = np.maximum.accumulate(np.where(has, np.arange(table.rows), -1))
        columns[table.step], blank[table.step] = columns[table.step][last], last < 0
    return replace(table, columns=columns, blank=blank, roles=_ROLES)


def _read(file: LogFile) -> Loose:
    console = Console(rows=_rows, find=_find, tell=_told)
    loose = _streams.read(file, console, format_="darknet_console")
    return with_rows(loose, "7: 1.5, 2.25 avg loss, 0.001 rate, 3.5 seconds, 448 images")


_SAMPLE = b"""Loaded: 0.000050 seconds
 1: 722.500000, 722.500000 avg loss, 0.000000 rate, 3.125000 seconds, 64 images, 9.5 hours left
 2: 721.500000, 722.400000 avg loss, 0.000000 rate, 3.125000 seconds, 128 images, 9.5 hours left
"""

FORMAT = Format(
    name="darknet_console",
    label="darknet console log",
    sniff=_sniff,
    read=_read,
    sample=("train.log", _SAMPLE),
    resume=_streams.resume,
)
