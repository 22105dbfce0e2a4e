"""pycma's `outcmaes/fit.dat` and its kin: numbers below `% # columns="iteration, evaluation, ..."`.

The last column named may hold a list, such as the mean of all parameters, which is left out.
"""

from __future__ import annotations

import re
from collections import Counter

import numpy as np

from rlreport.errors import FormatError
from rlreport.read import Format
from rlreport.read._text import decode, number
from rlreport.sources import LogFile
from rlreport.texts import lists_left_out, many, was
from rlreport.values import Issue, Loose, Table

_HEAD = re.compile(r'% # columns="([^"]*)"')
_AS_ONE = "%tile 75%tile"  # in a name of four columns; behind it the names are no longer in step
_VOID = ("void", "0")
_STEPS = ("iteration", "iter")
_ROLES = dict.fromkeys(
    ("bestever", "best", "median", "worst objective function value", "fitness"), "loss"
)


def _sniff(_name: str, head: bytes) -> int:
    return 3 if _HEAD.match(decode(head[:1024])) else 0


def _read(file: LogFile) -> Loose:
    text = decode(file.bytes())
    head = _HEAD.match(text)
    names = [name.strip() for name in head[1].split(",")] if head else []
    several = [at for at, name in enumerate(names) if _AS_ONE in name]
    names = names[: several[0] + 1] if several else names
    end = text.rfind("\n") + 1
    lines = [line.split() for line in text[:end].splitlines()[1:]]
    rows = [cells for cells in lines if cells and not cells[0].startswith("%")]
    width = Counter(map(len, rows)).most_common(1)[0][0] if rows else 0
    read = [[number(cell) for cell in cells] for cells in rows if len(cells) == width]
    whole = [cells for cells in read if None not in cells]
    if not whole:
        raise FormatError("has no row: the search ended before its first.", "Name another log.")
    known = names[:width] if width <= len(names) else names[:-1]
    values = np.array(whole, dtype=np.float64)
    columns = {name: values[:, at] for at, name in enumerate(known) if name not in _VOID}
    roles = {name: role for name, role in _ROLES.items() if name in columns}
    step = next((name for name in _STEPS if name in columns), "")
    lost = len(rows) - len(whole) + bool(text[end:].strip())  # the last may be half-written
    left_out = () if width <= len(names) else (_list_left_out(file.name, names[-1], len(whole)),)
    return Loose(
        format=FORMAT.name,
        tables=(Table(columns=columns, step=step, roles=roles),),
        issues=(*_set_aside(file.name, lost), *left_out),
    )


def _set_aside(where: str, count: int) -> tuple[Issue, ...]:
    """The issue of rows that are cut off or hold something else than numbers, if there are any."""
    text = f"{many(count, 'row')} cut off, or not of numbers alone, {was(count)} set aside."
    issue = Issue(kind="rows set aside", where=where, count=count, text=text)
    return (issue,) if count else ()


def _list_left_out(where: str, name: str, count: int) -> Issue:
    return Issue(kind="lists left out", where=where, count=count, text=lists_left_out([name]))


FORMAT = Format(
    name="pycma",
    label="pycma log",
    sniff=_sniff,
    read=_read,
    sample=(
        "outcmaes/fit.dat",
        (
            b'% # columns="iteration, evaluation, sigma, axis ratio, bestever, best", seed=3\n'
            b"1 8 0.48 1.0 4.5 4.5e+00\n2 16 0.51 1.25 3.25 3.5e+00\n"
        ),
    ),
)
