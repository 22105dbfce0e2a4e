"""Last values as lines of text, `eval_loss = 0.5`: Transformers' `eval_results.txt` and its kin."""

from __future__ import annotations

import re

from rlreport.read import Format, _settings
from rlreport.read._records import table
from rlreport.read._text import decode, number, opening
from rlreport.sources import LogFile
from rlreport.values import Loose

_LINE = re.compile(r"\s*([^\W\d][\w /@.%()-]{0,80}?)\s*[:=]\s*(\S+)\s*")
_TITLE = re.compile(r"[\s*=#-]*+[^\d:=]{0,80}[\s*=#-]*+")  # "***** Eval results *****"
_YAML = re.compile(r"\.(?:ya?ml|toml)$", re.IGNORECASE)  # which has such lines, too
_LONGEST = 1 << 14  # bytes
_LONGEST_LINE = 300


def _sniff(name: str, head: bytes) -> int:
    known = _YAML.search(name) is None and len(head) < _LONGEST
    return 2 if known and _values(opening(head)) else 0


def _values(text: str) -> dict[str, str]:
    """The values by their names; none where a line is another, or a name comes again."""
    found: dict[str, str] = {}
    for line in filter(str.strip, text.splitlines()):
        match = _LINE.fullmatch(line) if len(line) <= _LONGEST_LINE else None
        known = match and number(match[2].rstrip("%")) is not None
        if match and known and match[1] not in found:
            found[match[1]] = match[2]
        elif match or found or not _TITLE.fullmatch(line):
            return {}
    return found if len(found) > 1 and any(map(_settings.is_result, found)) else {}


def _read(file: LogFile) -> Loose:
    found = _values(decode(file.bytes()))
    return Loose(format=FORMAT.name, tables=(table([found], kind="summary"),))


FORMAT = Format(
    name="summary_text",
    label="last values, a line each",
    sniff=_sniff,
    read=_read,
    sample=("eval_results.txt", b"***** Eval results *****\neval_loss = 0.5\neval_acc = 0.75\n"),
)
