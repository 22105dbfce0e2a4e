"""Findings -> CSV of exactly what is drawn: raw and smoothed values, one row per point.

The first lines, each one cell that begins with "#", say where the numbers come from. Text that a
spreadsheet would run as a formula is made inert by an apostrophe before it (CWE-1236).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import numpy as np

from rlreport.export import Export
from rlreport.export._provenance import provenance
from rlreport.values import Findings, FloatArray, Trend

COLUMNS = ("run", "metric", "unit", "axis", "axis_unit", "x", "y", "level", "low", "high")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def inert(text: str) -> str:
    """The text on one line, without a start that a spreadsheet takes for a formula."""
    line = " ".join(text.replace("\x00", "").splitlines())
    return "'" + line if line.lstrip(" '\"").startswith(FORMULA_STARTS) else line


def _render(findings: Findings) -> bytes:
    head = io.StringIO()
    writer = csv.writer(head, lineterminator="\n")
    writer.writerows(_notes(findings))
    writer.writerow(COLUMNS)
    rows = b"".join(_rows(trend) for trend in findings.trends)
    return head.getvalue().encode("utf-8", "replace") + rows


def _notes(findings: Findings) -> Iterator[tuple[str]]:
    for name, text in provenance(findings):
        yield (f"# {name}: {inert(text)}",)
    yield ("# y is the logged value, level its smooth, low and high the band of the level",)


def _rows(trend: Trend) -> bytes:
    """The points of one curve as CSV lines; an empty cell where there is no number."""
    curve = trend.curve
    texts = (curve.run, curve.metric, curve.meaning.unit, curve.axis.label, curve.axis.unit)
    line = io.StringIO()
    csv.writer(line, lineterminator=",").writerow([inert(text) for text in texts])
    names = line.getvalue().encode("utf-8", "replace")
    numbers = _numbers(curve.x, curve.y, trend.level, trend.low, trend.high)
    return b"".join((names, numbers.replace(b"\n", b"\n" + names)))[: -len(names)]


def _numbers(*arrays: FloatArray) -> bytes:
    """Columns `(n,)` of numbers as CSV lines."""
    import pyarrow as pa
    from pyarrow import csv as pa_csv

    columns = [pa.array(array, mask=~np.isfinite(array)) for array in arrays]
    table = pa.table(columns, names=[str(index) for index in range(len(columns))])
    sink = pa.BufferOutputStream()
    pa_csv.write_csv(table, sink, pa_csv.WriteOptions(include_header=False))
    return bytes(sink.getvalue().to_pybytes())


EXPORT = Export(
    name="csv", label="CSV", kind="data", ending=".csv", media_type="text/csv", render=_render
)
