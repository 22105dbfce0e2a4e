"""The rows of a chart as text: a short table for a reader, and CSV of the points drawn."""

from __future__ import annotations

import csv
import io
import math
from html import escape
from typing import Any

import numpy as np

from rlreport import wording
from rlreport.chart import Plate
from rlreport.export.csv import inert
from rlreport.values import Axis

_ROWS = 11
"""Places along a curve that a table states: its ends and every tenth between."""


def drawn_csv(plate: Plate) -> str:
    """The points that a chart draws: run, x, raw and smoothed value, under their titles."""
    titles = [inert(title) for title in plate.columns.values()]
    sink = io.StringIO()
    writer = csv.writer(sink, lineterminator="\n")
    writer.writerow(["run", *titles])
    rows = plate.points[["series", *plate.columns]].itertuples(index=False)
    writer.writerows((inert(run), *numbers) for run, *numbers in rows)
    return sink.getvalue()


def level_table(plate: Plate) -> str:
    """An HTML table of each curve at places evenly spread among its points, or of single values."""
    several = plate.lines["series"].nunique() > 1
    if "x" in plate.columns:
        title = "The smoothed curve along the axis"
        head = [plate.columns["x"], f"{plate.columns['y']}, smoothed", "95% band"]
    else:
        title = "The value of each"
        head = [plate.columns["y"], "95% interval"]
    rows = []
    for run, curve in plate.lines.groupby("series", sort=False):
        chosen = np.unique(np.linspace(0, len(curve) - 1, _ROWS).round().astype(int))
        for row in curve.iloc[chosen].itertuples(index=False):
            cells = _cells(row, plate.axis)[-len(head) :]
            rows.append(_row([str(run), *cells] if several else cells, "td"))
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(plate.title)}, table">'
        f"<table><caption>{title}</caption>"
        f"<thead>{_row(['Run', *head] if several else head, 'th')}</thead>"
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


def _cells(row: Any, axis: Axis) -> list[str]:
    timed = axis.kind == "wall_time"
    x = wording.place(row.x / 1e3, axis) if timed else wording.number(row.x)
    half = (row.high - row.low) / 2
    known = math.isfinite(half)
    error = half or None
    band = f"{wording.number(row.low, error)} to {wording.number(row.high, error)}"
    return [x, wording.number(row.smooth, error if known else None), band if known else "none"]


def _row(cells: list[str], tag: str) -> str:
    scope = ' scope="col"' if tag == "th" else ""
    return "<tr>" + "".join(f"<{tag}{scope}>{escape(cell)}</{tag}>" for cell in cells) + "</tr>"
