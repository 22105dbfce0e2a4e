"""Kaldi's logs: `LOG (nnet3-train[5.5]:...) Average objective function for 'output' ... is -0.5`.

What is told of minibatches is placed at the first of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rlreport.read import Format, _streams
from rlreport.read._console import Console, named, names_of, table_of, with_rows
from rlreport.read._streams import Told
from rlreport.read._templates import Fields, Sheet
from rlreport.read._text import opening
from rlreport.sources import LogFile
from rlreport.texts import many, verb, was
from rlreport.values import Issue, Loose

_LOG = re.compile(r"^LOG \([\w.-]+(?:\[[^\]]*\])?:\w+\(\):[\w.-]+:\d+\) ", re.MULTILINE)
_NUMBER = r"-?(?:\d+(?:\.\d+)?(?:e[-+]?\d+)?|nan|inf)"
_TOLD = re.compile(
    rf"(?:(?P<name>objective function|log-likelihood|accuracy) for '(?P<of>[^']+)'"
    rf"(?: for minibatches (?P<first>\d+)-\d+)? is(?: {_NUMBER} \+ {_NUMBER} =)? (?P<is>{_NUMBER})"
    rf"|(?P<like>avg like per frame)[^=]* = (?P<equals>{_NUMBER}))"
)
_STEP = "minibatch"


def _sniff(_name: str, head: bytes) -> int:
    text = opening(head)
    return 3 if "LOG (" in text and _LOG.search(text) else 0


def _rows(texts: Sequence[str]) -> list[str]:
    return [text for text in texts if text.startswith("LOG ") and _TOLD.search(text)]


def _find(texts: Sequence[str]) -> Iterator[Fields | None]:
    for text in texts:
        told = _TOLD.search(text)
        if told is None:
            yield None
            continue
        value = "equals" if told["like"] else "is"
        name = told["like"] or f"{told['name']}/{told['of']}"
        if told["first"]:
            found = [(_STEP, told.span("first")), (name, told.span(value))]
            yield named(found, names=[told.span("of")], counts=1)
        else:
            overall = f"overall {name}" if "Overall" in text else name
            yield named([(overall, told.span(value))], names=[])


def _told(sheets: list[Sheet], where: str, _last: str) -> Told:
    """The rows; of minibatches alone where there are any, as the others sum them up."""
    stepped = [sheet for sheet in sheets if _STEP in names_of(sheet)]
    if not stepped:
        return Told(tables=table_of(sheets, step=_STEP))
    aside = sum(sheet.place.size for sheet in sheets) - sum(sheet.place.size for sheet in stepped)
    lines = f"{many(aside, 'line')} that {verb(aside, 'sums', 'sum')} up the whole"
    text = f"{lines} {was(aside)} set aside."
    issue = Issue(kind="rows set aside", where=where, count=aside, text=text)
    return Told(tables=table_of(stepped, step=_STEP), issues=(issue,) if aside else ())


def _read(file: LogFile) -> Loose:
    console = Console(rows=_rows, find=_find, tell=_told)
    loose = _streams.read(file, console, format_="kaldi_log")
    return with_rows(loose, "Average objective function for 'output' ... is -0.5")


_SAMPLE = b"""# Running on a
LOG (nnet3-train[5.5]:PrintStatsForThisPhase():nnet-training.cc:356) Average objective function \
for 'output' for minibatches 0-9 is -2.5 over 1280 frames.
""".replace(b"\\\n", b"")

FORMAT = Format(
    name="kaldi_log",
    label="Kaldi log",
    sniff=_sniff,
    read=_read,
    sample=("train.0.1.log", _SAMPLE),
    resume=_streams.resume,
)
