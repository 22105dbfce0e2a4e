"""Loose tables of all files -> runs: everything is cleaned here, once, each repair an issue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from rlreport import candidates, catalogue, cost, derive, grouping, monitors, splice, steps
from rlreport.catalogue import describe
from rlreport.percent import as_percent
from rlreport.shape import Sheet, sheets
from rlreport.sources import LogFile
from rlreport.spans import unix_seconds
from rlreport.values import FloatArray, IntArray, Issue, Loose, Metric, Run

_PERCENT_ROLES = frozenset({"accuracy", "success"})
_COSTS = frozenset({"flops", "tokens"})


@dataclass(frozen=True, kw_only=True)
class _Part:
    """One sheet of one file, as metrics on their own steps."""

    source: str
    format: str
    place: grouping.Place
    step: str
    metrics: Mapping[str, Metric]
    config: Mapping[str, str | float | bool]
    issues: tuple[Issue, ...]


def runs(readings: Sequence[tuple[LogFile, Loose]]) -> tuple[Run, ...]:
    """What was read from all files -> runs as people mean them, with short, distinct names.

    Restarts are spliced, copies of one curve are one, files of one run are put together; every
    repair is an `Issue` of its run.

    Args:
        readings: each file with what its reader found in it.
    """
    grouped: dict[tuple[str, str], list[_Part]] = {}
    placed = grouping.places([file for file, _ in readings])
    for file, loose, place in _environments_merged(readings, placed):
        for run, part in _parts(file, loose, place):
            grouped.setdefault((place.key, run), []).append(part)
    whole = {key: parts for key, parts in grouped.items() if any(part.metrics for part in parts)}
    named = grouping.names(whole)
    found = [_run(named[key], parts) for key, parts in whole.items()]
    group = grouping.groups({run.name: run.config for run in found})
    return tuple(replace(run, group=group[run.name]) for run in found)


def _environments_merged(
    readings: Sequence[tuple[LogFile, Loose]], placed: Sequence[grouping.Place]
) -> list[tuple[LogFile, Loose, grouping.Place]]:
    """The readings, those of one run's parallel environments as one, in the place of the first."""
    merged: list[tuple[LogFile, Loose, grouping.Place]] = []
    beside: dict[str, list[tuple[LogFile, Loose]]] = {}
    for (file, loose), place in zip(readings, placed, strict=True):
        if monitors.mergeable(loose):
            beside.setdefault(place.key, []).append((file, loose))
            if len(beside[place.key]) > 1:
                continue
        merged.append((file, loose, place))
    return [
        (file, monitors.together(beside[place.key]), place)
        if monitors.mergeable(loose) and len(beside[place.key]) > 1
        else (file, loose, place)
        for file, loose, place in merged
    ]


def as_role(metric: Metric, role: str) -> Metric:
    """The metric, taken as `role` because the user says so.

    Args:
        metric: as the catalogue has it.
        role: one of `catalogue.ROLES`.
    """
    meaning = catalogue.as_role(metric.meaning, role)
    if role not in _PERCENT_ROLES or metric.meaning.unit == "%":
        return replace(metric, meaning=meaning)
    value, scale, _ = as_percent(metric.value, metric.name, where=metric.name)
    return replace(metric, value=value, scale=metric.scale * scale, meaning=meaning)


def _parts(file: LogFile, loose: Loose, place: grouping.Place) -> Iterable[tuple[str, _Part]]:
    """Every sheet of a file, with the name of its run inside the file."""
    issues = loose.issues
    for table in loose.tables:
        for sheet in sheets(table, file.name):
            for implied in derive.sheets(sheet, file.name):
                part = _part(implied, file.name, loose, place)
                yield implied.run, replace(part, issues=(*issues, *part.issues))
                issues = ()
    if not loose.tables:
        yield "", _part(Sheet(numbers={}), file.name, loose, place)


def _part(sheet: Sheet, where: str, loose: Loose, place: grouping.Place) -> _Part:
    config, sheet = _config(sheet)
    step = sheet.step or steps.choose(_counters(sheet))
    metrics, issues = _metrics(sheet, step, where)
    return _Part(
        source=where,
        format=loose.format,
        place=place,
        step=step,
        metrics={place.prefix + name: _prefixed(metric, place) for name, metric in metrics.items()},
        config={**loose.config, **config},
        issues=(*sheet.issues, *issues),
    )


def _prefixed(metric: Metric, place: grouping.Place) -> Metric:
    if not place.prefix:
        return metric
    name = place.prefix + metric.name
    return replace(metric, name=name, meaning=describe(name, metric.logged))


def _config(sheet: Sheet) -> tuple[dict[str, str | float | bool], Sheet]:
    """Columns that echo the configuration, apart from the metrics."""
    echoes = [name for name in sheet.numbers if describe(name).role == "config"]
    values = {name: float(sheet.numbers[name][-1]) for name in echoes if sheet.numbers[name].size}
    kept = {name: column for name, column in sheet.numbers.items() if name not in echoes}
    return dict(values), replace(sheet, numbers=kept)


def _counters(sheet: Sheet) -> dict[str, FloatArray]:
    """The columns that a step may be chosen from: not those that hold unix times."""
    return {name: column for name, column in sheet.numbers.items() if name != sheet.time}


def _metrics(sheet: Sheet, step: str, where: str) -> tuple[dict[str, Metric], tuple[Issue, ...]]:
    """The metrics of a sheet on its step, one entry per distinct step, and the repairs."""
    time_name = sheet.time or _time_column(sheet, step)
    time = unix_seconds(sheet.numbers[time_name]) if time_name else None
    count = sheet.numbers[step] if step else _row_numbers(sheet.size, time)
    order = steps.order(count, time)
    at = count[order.rows][order.first]
    issues = [*splice.order_issues(order, where)]
    found: dict[str, Metric] = {}
    empty: list[str] = []
    overwritten = 0
    for name, column in sheet.numbers.items():
        if name in (step, time_name):
            continue
        values = column[order.rows]
        present = sheet.present(name)[order.rows]
        if not present.any():
            empty.append(name)
            continue
        last = steps.last_in_step(present, order.first)
        overwritten = max(overwritten, splice.overwritten(values, present, last))
        metric, own = _metric(
            name, at, values, last, written=name in sheet.percent, where=f"{where}: {name}"
        )
        issues += own
        if metric is not None:
            found[name] = replace(metric, time=_time(time, order))
    issues += splice.column_issues(empty, overwritten, where)
    return found, tuple(issues)


def _time_column(sheet: Sheet, step: str) -> str:
    """The column of unix times: dates, or a name and a size that can be nothing else."""
    for name in [*sheet.dates, *sheet.numbers]:
        if name != step and describe(name).role in {"wall_time", "relative_time"}:
            finite = sheet.numbers[name][np.isfinite(sheet.numbers[name])]
            if finite.size and finite.min() >= steps.UNIX_TIMES:
                return name
    return ""


def _row_numbers(size: int, time: FloatArray | None) -> FloatArray:
    """The rows' places in the log `(n,)`, or in time where all rows have one."""
    numbers = np.arange(size, dtype=np.float64)
    if time is not None and np.isfinite(time).all():
        numbers[np.argsort(time, kind="stable")] = np.arange(size)
    return numbers


def _time(time: FloatArray | None, order: steps.Order) -> FloatArray | None:
    if time is None or not order.first.size:
        return None
    last = np.append(order.first[1:], order.rows.size) - 1
    ends: FloatArray = time[order.rows][last]
    return ends


def _metric(
    name: str,
    at: FloatArray,
    values: FloatArray,
    last: IntArray,
    *,
    written: bool,
    where: str,
) -> tuple[Metric | None, list[Issue]]:
    """One metric, an entry per step; None where it is a cost that was never measured."""
    missing = last < 0
    value = np.where(missing, np.nan, values[last])
    logged = value[~missing]
    meaning = describe(name, logged)
    if meaning.role in _COSTS and logged.size and not logged.any():
        return None, [splice.never_measured(name, logged.size, where)]
    scale = 1.0
    if meaning.role == "wall_time":
        value = unix_seconds(value)
    issues: tuple[Issue, ...] = ()
    if meaning.role in _PERCENT_ROLES:
        value, scale, issues = as_percent(value, name, where=where, written=written)
    metric = Metric(
        name=name,
        step=at,
        value=value,
        meaning=replace(meaning, unit="%") if written else meaning,
        missing=missing if missing.any() else None,
        scale=scale,
    )
    return metric, list(issues)


def _run(name: str, parts: Sequence[_Part]) -> Run:
    """The parts of one run, put together."""
    ordered = sorted(parts, key=lambda part: part.place.launch)
    metrics, issues = splice.joined([(part.source, part.metrics) for part in ordered])
    costs = cost.counted_up(metrics)
    metrics.update({metric.name: metric for metric, _ in costs})
    main = max(ordered, key=lambda part: sum(metric.step.size for metric in part.metrics.values()))
    config: dict[str, str | float | bool] = {}
    for part in ordered:
        config.update(part.config)
    return Run(
        name=name,
        sources=tuple(dict.fromkeys(part.source for part in parts)),
        format=main.format,
        metrics=_labelled(metrics),
        axes=candidates.axes(metrics, main.step, derived=[axis for _, axis in costs]),
        config=config,
        issues=splice.condensed([*(issue for part in parts for issue in part.issues), *issues]),
    )


def _labelled(metrics: Mapping[str, Metric]) -> dict[str, Metric]:
    """The metrics with labels that tell them apart."""
    labels = [metric.meaning.label for metric in metrics.values()]
    return {
        name: metric
        if labels.count(metric.meaning.label) == 1
        else replace(metric, meaning=replace(metric.meaning, label=_full_label(metric)))
        for name, metric in metrics.items()
    }


def _full_label(metric: Metric) -> str:
    label = metric.meaning.label
    return label if label == metric.name else f"{label} ({metric.name})"
