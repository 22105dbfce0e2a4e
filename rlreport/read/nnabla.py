"""nnabla-rl's TSV files: `iteration mean std_dev ...`, or all returns of an evaluation in a row."""

from __future__ import annotations

import re
from dataclasses import replace

from rlreport.errors import FormatError
from rlreport.read import Format
from rlreport.read._csv_format import column_names
from rlreport.read._delimited import read_delimited
from rlreport.read._records import Record, table
from rlreport.read._text import decode, end_of_lines, lines, number
from rlreport.sources import LogFile
from rlreport.values import Loose

_SUMMARY = ("iteration", "mean", "std_dev")
_ROLES = {"mean": "reward", "median": "reward"}
_HISTOGRAM = "iteration(key)"
_KEY = re.compile(r"(\d+)\s*\(([^()]*)\)")


def _sniff(_name: str, head: bytes) -> int:
    if decode(head[:64]).startswith(_HISTOGRAM):
        return 3
    return 2 if column_names(head)[:3] == _SUMMARY else 0


def _read(file: LogFile) -> Loose:
    if decode(file.head(64)).startswith(_HISTOGRAM):
        return _histogram(file)
    rows = read_delimited(file)
    found = replace(rows.table(step="iteration"), roles=_ROLES)
    return Loose(format=FORMAT.name, tables=(found,), issues=rows.issues, end=rows.end)


def _histogram(file: LogFile) -> Loose:
    """The mean and the number of the values in each row, which has as many as there were."""
    content = file.bytes()
    rows = [row for line in lines(decode(content))[1:] if (row := _row(line))]
    if not rows:
        raise FormatError("holds no row of values.", "Check that the file is complete.")
    found = table(rows, step="iteration")
    return Loose(format=FORMAT.name, tables=(found,), end=end_of_lines(content))


def _row(line: str) -> Record:
    key, *cells = line.split("\t")
    match = _KEY.match(key)
    values = [value for cell in cells if (value := number(cell)) is not None]
    if not match or not values:
        return {}
    name = match[2]
    return {
        "iteration": float(match[1]),
        name: sum(values) / len(values),
        f"{name}/n": float(len(values)),
    }


FORMAT = Format(
    name="nnabla",
    label="nnabla-rl evaluation",
    sniff=_sniff,
    read=_read,
    sample=(
        "evaluation_result_scalar.tsv",
        (
            b"iteration\tmean\tstd_dev\tmin\tmax\tmedian\n250000\t450.0\t10.5\t300.0\t500.0\t460.0\n"
            b"500000\t475.5\t9.5\t310.0\t500.0\t480.0\n"
        ),
    ),
)
