"""scikit-learn's reports on each class, among lines that count -> their numbers behind names.

`cat  0.50  0.25  0.33  4` becomes `cat/precision: 0.50, cat/recall: 0.25, cat/f1-score: 0.33`; how
many samples there were is left out, as these stay the same.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rlreport.read._prose import LineKind, fields

_COLUMNS = ("precision", "recall", "f1-score")
_HEADER = re.compile(rf"[ \t]*{' +'.join(_COLUMNS)} +support[ \t]*")
_SHARE = r"(?:\d{1,3}(?:\.\d+)?|nan)"
_ROW = re.compile(
    rf"[ \t]*(?P<name>\S(?:[^\n]{{0,80}}?\S)?) +(?P<numbers>(?:{_SHARE} +){{3}})\d+(?:\.0)?[ \t]*"
)
_ALONE = re.compile(rf"[ \t]*(?P<name>accuracy) +(?P<number>{_SHARE}) +\d+(?:\.0)?[ \t]*")
_FEWEST = 2  # reports, and lines that count


def told(begun: Sequence[str]) -> bool:
    """Whether reports come again and again, and lines that count, too."""
    if sum(bool(_HEADER.fullmatch(text)) for text in begun) < _FEWEST:
        return False
    kinds = (line.kind for line in fields(begun) if line)
    return sum(isinstance(kind, LineKind) and kind.strong for kind in kinds) >= _FEWEST


def in_pairs(text: str) -> str:
    """Lines with the numbers of those of a report behind their names."""
    return "\n".join(map(_named, text.split("\n")))


def _named(line: str) -> str:
    """A line of a report in pairs, and any other as it is."""
    alone = _ALONE.fullmatch(line)
    if alone:
        return f"{alone['name']}: {alone['number']}"
    row = _ROW.fullmatch(line) if line.rstrip()[-1:].isdigit() else None
    if not row:
        return line
    name = row["name"] if row["name"][0].isalpha() else f"class_{row['name']}"
    numbers = zip(_COLUMNS, row["numbers"].split(), strict=True)
    return ", ".join(f"{name}/{column}: {number}" for column, number in numbers)
