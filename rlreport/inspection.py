"""Logs -> what is in them, before any report: as plain data for JSON, and as text for a person.

The schema is `rlreport.inspect/1` (docs/schemas.md).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from rlreport import axes, catalogue, wording
from rlreport.texts import NAME_A_LOG, NO_LOG
from rlreport.values import Axis, FloatArray, Issue, Logs, Metric, Refusal, Run, Setting

SCHEMA = "rlreport.inspect/1"
GAP = "  "
COLUMNS = ("metric", "role", "unit", "n", "missing", "NaN/inf", "first", "last", "min", "max")
NUMBERS_FROM = 3  # the columns from here on are numbers, aligned to the right
NAME_WIDTH = 48
SHOWN = 60  # metrics of one run, in text
SETTINGS = 8  # settings of one run, in text


def inspect_dict(logs: Logs) -> dict[str, Any]:
    """What was read, as plain data without NaN: each run's metrics, axes and issues; refusals."""
    return {
        "schema": SCHEMA,
        "runs": [_run(run) for run in logs.runs],
        "refused": [asdict(refusal) for refusal in logs.refused],
    }


def inspect_text(logs: Logs) -> str:
    """What was read, for a person: one block for each run, then the files that were refused."""
    blocks = [_run_text(run) for run in logs.runs]
    if logs.refused:
        blocks.append("\n".join(["Not read:", *map(_refusal_text, wording.alike(logs.refused))]))
    return "\n\n".join(blocks) or f"{NO_LOG} {NAME_A_LOG}"


# --- plain data ---------------------------------------------------------------------------------


def _run(run: Run) -> dict[str, Any]:
    return {
        "name": run.name,
        "sources": list(run.sources),
        "format": run.format,
        "group": run.group,
        "config": {name: _plain(value) for name, value in run.config.items()},
        "metrics": [_metric(metric, run) for metric in run.metrics.values()],
        "axes": [_axis(axis) for axis in run.axes],
        "issues": [asdict(issue) for issue in run.issues],
    }


def _plain(value: Setting) -> Setting | None:
    return _number(value) if isinstance(value, float) else value


def _axis(axis: Axis) -> dict[str, str]:
    """An axis under the name by which `--x` takes it."""
    return {**asdict(axis), "name": axis.asked_by}


def _metric(metric: Metric, run: Run) -> dict[str, Any]:
    logged = metric.logged
    finite = logged[np.isfinite(logged)]
    axis_first, axis_last = _reach(metric, run)
    return {
        "name": metric.name,
        "label": metric.meaning.label,
        "role": metric.meaning.role,
        "unit": metric.meaning.unit,
        "scale": _number(metric.scale),
        "n": int(logged.size),
        "missing": int(metric.value.size - logged.size),
        "nonfinite": int(logged.size - finite.size),
        "first": _number(logged[0]) if logged.size else None,
        "last": _number(logged[-1]) if logged.size else None,
        "min": _number(finite.min()) if finite.size else None,
        "max": _number(finite.max()) if finite.size else None,
        "axis_first": axis_first,
        "axis_last": axis_last,
    }


def _reach(metric: Metric, run: Run) -> tuple[float | None, float | None]:
    """Where on the default axis the first and the last logged value lie."""
    curve, _ = axes.place(metric, run.axes[0], run)
    logged = np.isfinite(curve.y)
    logged[curve.nonfinite] = True
    x: FloatArray = curve.x[logged]
    return (_number(x[0]), _number(x[-1])) if x.size else (None, None)


def _number(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


# --- text ---------------------------------------------------------------------------------------


def _run_text(run: Run) -> str:
    parts = [
        f"{wording.name(run.name)} ({wording.name(run.format)}: {_sources(run.sources)})",
        _axes_text(run),
        *_metrics_text(run),
        *_settings_text(run.config),
        *(_issue_text(issue) for issue in run.issues),
    ]
    return "\n".join(parts)


def _metrics_text(run: Run) -> list[str]:
    """The metrics as a table, those that a report would be about first; of very many the first."""
    ranked = catalogue.rank(run.metrics.values())
    lines = _table([COLUMNS, *(_cells(metric, run) for metric in ranked[:SHOWN])])
    left = len(ranked) - SHOWN
    return lines if left <= 0 else [*lines, f"{GAP}... and {left:,} more; --json lists them all"]


def _sources(sources: Sequence[str]) -> str:
    shown = ", ".join(wording.name(source, length=120) for source in sources[:3])
    return shown if len(sources) <= 3 else f"{shown} and {len(sources) - 3} more"


def _axes_text(run: Run) -> str:
    """The default axis with the column it is read from and its reach, and the others."""
    default, *others = [f"{_axis(axis)['name']} ({_described(axis)})" for axis in run.axes]
    own = [metric for name, metric in run.metrics.items() if name not in run.counted]
    places = [place for metric in own or run.metrics.values() for place in _reach(metric, run)]
    known = [place for place in places if place is not None]
    reach = f", {wording.number(min(known))} to {wording.number(max(known))}" if known else ""
    return f"{GAP}axis: {default}{reach}" + (f"; or {', '.join(others)}" if others else "")


def _described(axis: Axis) -> str:
    parts = (wording.name(axis.label), axis.unit, wording.name(axis.how, length=200))
    return ", ".join(part for part in parts if part)


def _settings_text(config: Mapping[str, Setting]) -> list[str]:
    """A line with the first settings of the run, and how many more there are."""
    shown = [f"{wording.name(name)}={wording.name(str(value))}" for name, value in config.items()]
    left = len(shown) - SETTINGS
    more = f", ... and {left:,} more; --json lists them all" if left > 0 else ""
    return [f"{GAP}settings: {', '.join(shown[:SETTINGS])}{more}"] if shown else []


def _cells(logged: Metric, run: Run) -> tuple[str, ...]:
    metric = _metric(logged, run)
    counts = (f"{metric[name]:,}" for name in ("n", "missing", "nonfinite"))
    ends = logged.logged[[0, -1]].tolist() if metric["n"] else [None, None]
    return (
        wording.name(metric["name"], length=NAME_WIDTH),
        "" if metric["role"] == "other" else metric["role"],
        wording.name(metric["unit"]) if metric["unit"] else "",
        *counts,
        *map(_cell, (*ends, metric["min"], metric["max"])),
    )


def _cell(value: float | None) -> str:
    if value is None:
        return "-"
    return wording.number(value) if math.isfinite(value) else str(value).replace("nan", "NaN")


def _table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows as lines whose columns are aligned: text to the left, numbers to the right."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [
        GAP
        + GAP.join(
            cell.ljust(width) if column < NUMBERS_FROM else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def _issue_text(issue: Issue) -> str:
    told = not issue.where or issue.where in issue.text
    where = "" if told else f" ({wording.name(issue.where)})"
    return f"{GAP}! {wording.name(issue.text, length=400)}{where}"


def _refusal_text(alike: Sequence[Refusal]) -> str:
    why = wording.refused_why(alike)
    text = f"{wording.refused_paths(alike)}: {why} {alike[0].advice}".strip()
    return GAP + wording.name(text, length=500)
