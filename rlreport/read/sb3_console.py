"""Boxes that Stable-Baselines3 (with sections), baselines and Spinning Up print.

Boxes drawn with lines, such as Rich's, are read as if they were drawn with dashes and bars.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from rlreport.read import Format
from rlreport.read._console import nothing_to_plot
from rlreport.read._records import Record, table
from rlreport.read._text import decode, end_of_lines, lines, number
from rlreport.sources import LogFile
from rlreport.values import Issue, Loose

_RULE = re.compile(r"\s*(?:-{8,}|-{3,} [^|]{1,60} -{3,})\s*")
_CELLS = re.compile(r"\s*\| (\s*)(\S[^|]*?)(?:\s*\||\s{2,})\s*([^|]*?)\s*\|\s*")
_BOX = re.compile(
    r"(?:^|[\r\n])-{3,}(?: [^|\r\n]{1,60} )?-{3,}\r?\n"
    r"\| [^|\r\n]+(?:\|[^|\r\n]*|\s{2,}\S+\s*)\|\r?\n"
)
_BARS, _LINES = "│┃║", "─━═╌┄╭╮╰╯┌┐└┘┏┓┗┛├┤┝┥┞┡┢┩┣┫┬┴┼┯┷┿┳┻╇╈╪╞╡"
_PLAIN = str.maketrans(_BARS + _LINES, "|" * len(_BARS) + "-" * len(_LINES))
STEPS = ("time/total_timesteps", "total_timesteps", "total timesteps", "timesteps_so_far")


def _sniff(_name: str, head: bytes) -> int:
    return 2 if _BOX.search(decode(head).translate(_PLAIN)) else 0


def records(texts: Iterable[str]) -> tuple[list[Record], int]:
    """The closed boxes among the lines of a log as rows, and the number of boxes cut off.

    A line without a value opens a section; the indented keys below it are named `section/key`.
    Keys longer than the box stay as they were printed, cut with `...`.
    """
    found: list[Record] = []
    cut = 0
    box: dict[str, object] | None = None
    section = ""
    for drawn in texts:
        line = drawn if drawn.isascii() else drawn.translate(_PLAIN)
        cells = _CELLS.fullmatch(line) if box is not None else None
        if cells and box is not None:
            section = _fill(box, section, cells)
        elif _RULE.fullmatch(line):
            if box:
                found.append(box)
            box, section = ({}, "") if not box else (None, "")
        elif box:
            cut, box = cut + 1, None
    return found, cut + bool(box)


def _fill(box: dict[str, object], section: str, cells: re.Match[str]) -> str:
    indent, key, value = cells.groups()
    if not value:
        return key if key.endswith("/") else f"{key}/"
    parsed = number(value)
    if parsed is not None:
        box[f"{section}{key}" if indent else key] = parsed
    return section


def cut_issue(file: LogFile, cut: int) -> tuple[Issue, ...]:
    """The issue for `cut` boxes that were never closed; none for 0."""
    if not cut:
        return ()
    text = "A printed box of metrics was never closed; it was left out."
    return (Issue(kind="cut-off row", where=file.name, count=cut, text=text),)


def _read(file: LogFile) -> Loose:
    content = file.bytes()
    rows, cut = records(lines(decode(content)))
    if not rows:
        raise nothing_to_plot("| ep_rew_mean | 1.43 |")
    return Loose(
        format="sb3_console",
        tables=(table(rows, step=STEPS),),
        issues=cut_issue(file, cut),
        end=end_of_lines(content) if not cut else 0,
    )


_SAMPLE = (
    b"Using cpu device\n"
    b"------------------------------------\n"
    b"| rollout/             |           |\n"
    b"|    ep_rew_mean       | 1.43      |\n"
    b"| time/                |           |\n"
    b"|    total_timesteps   | 2048      |\n"
    b"------------------------------------\n"
)

FORMAT = Format(
    name="sb3_console",
    label="Stable-Baselines console log",
    sniff=_sniff,
    read=_read,
    sample=("train.log", _SAMPLE),
)
