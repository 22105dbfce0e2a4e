"""Findings -> CSV of exactly what is drawn: raw and smoothed values, one row per point.

The first lines, each one cell that begins with "#", say where the numbers come from. Text that a
spreadsheet would run as a formula is made inert by an apostrophe before it (CWE-1236).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from rlreport.export import Export
from rlreport.export._provenance import provenance
from rlreport.values import Findings, Trend

if TYPE_CHECKING:
    import pyarrow as pa

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
    import pyarrow as pa
    from pyarrow import csv as pa_csv

    curve = trend.curve
    texts = (curve.run, curve.metric, curve.meaning.unit, curve.axis.label, curve.axis.unit)
    arrays = (curve.x, curve.y, trend.level, trend.low, trend.high)
    columns = [_repeated(inert(text), curve.x.size) for text in texts]
    columns += [pa.array(array, mask=~np.isfinite(array)) for array in arrays]
    sink = pa.BufferOutputStream()
    options = pa_csv.WriteOptions(include_header=False)
    pa_csv.write_csv(pa.table(columns, names=list(COLUMNS)), sink, options)
    return sink.getvalue().to_pybytes()


def _repeated(text: str, times: int) -> pa.Array:
    import pyarrow as pa

    return pa.repeat(text.encode("utf-8", "replace").decode(), times)


EXPORT = Export(name="csv", ending=".csv", media_type="text/csv", render=_render)
