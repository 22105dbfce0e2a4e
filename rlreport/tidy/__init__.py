"""Loose tables of all files -> runs: everything is cleaned here, once, each repair an issue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from rlreport import catalogue, derive
from rlreport.axes import candidates
from rlreport.axes.counted import counted_in
from rlreport.catalogue import describe
from rlreport.derive import cost
from rlreport.sheets import Sheet, sheets, steps
from rlreport.sources import LogFile
from rlreport.texts import by_numbers, encodable, many
from rlreport.tidy import (
    alone,
    beside,
    dumps,
    grouping,
    jobs,
    metrics,
    monitors,
    resumed,
    seeds,
    snapshots,
    splice,
    subfolders,
)
from rlreport.tidy.percent import as_percent
from rlreport.tidy.unused import unused
from rlreport.values import Axis, FloatArray, Issue, Loose, Metric, Run

__all__ = ["as_role", "runs", "unused"]

_EVENTS = "tensorboard"  # in which one run's steps may be those of Keras, epochs and batches
_CONSOLE = "text_log"  # what programs print, whose steps are those of the training itself
_PLAIN = frozenset({"step", "steps", "global", "train", "training"})
_ALIKE = {"step", "env_steps"}  # kinds of steps that may be the same in two files
_CALLED = "tags/mlflow.runName"


@dataclass(frozen=True, kw_only=True, eq=False)
class _Part:
    """One sheet of one file, as metrics on their own steps."""

    source: str
    format: str
    place: grouping.Place
    kind: str
    step: str
    counted: str
    metrics: Mapping[str, Metric]
    config: Mapping[str, str | float | bool]
    issues: tuple[Issue, ...]
    restarts: tuple[float, ...]


def runs(readings: Sequence[tuple[LogFile, Loose]]) -> tuple[Run, ...]:
    """What was read from all files -> runs as people mean them, with short, distinct names.

    Restarts are spliced, copies of one curve are one, files of one run are put together; every
    repair is an `Issue` of its run.

    Args:
        readings: each file with what its reader found in it.
    """
    grouped: dict[tuple[str, str], list[_Part]] = {}
    logs, settings = beside.apart(readings)
    files = [file for file, _ in logs]
    placed = jobs.placed(files, alone.placed(logs, grouping.places(files)), settings)
    dumped = snapshots.together(dumps.together(logs, placed))
    dumped = resumed.together(subfolders.together(dumped))
    logs, placed = dumped.readings, dumped.places
    for file, loose, place in _environments_merged(logs, placed):
        for run, part in _parts(file, loose, place):
            grouped.setdefault((place.key, run), []).append(part)
    grouped = _nameless_joined(grouped)
    whole = {key: parts for key, parts in grouped.items() if any(part.metrics for part in parts)}
    named = grouping.names(whole, {key: _called(parts) for key, parts in whole.items()})
    lie = {file.name: beside.folder(file) for file, _ in logs}
    folders = {key: [lie[part.source] for part in parts] for key, parts in whole.items()}
    own = beside.of_runs(settings, folders)
    merged = {**_environments(logs, placed), **dumped.files}
    found = {
        named[key]: _with_settings(
            _run(named[key], parts), merged.get(key[0], ()), own.get(key, ())
        )
        for key, parts in whole.items()
    }
    group = seeds.groups({name: run.config for name, run in found.items()})
    return tuple(replace(found[name], group=group[name]) for name in by_numbers([*found]))


def _with_settings(run: Run, merged: Sequence[str], found: Sequence[beside.Beside]) -> Run:
    """The run with all its files: those merged into one, and the settings beside it.

    What its own logs say of its settings stands.
    """
    config: dict[str, str | float | bool] = {}
    for one in found:
        config.update({encodable(name): _encodable(value) for name, value in one.config.items()})
    sources = dict.fromkeys([*run.sources, *merged, *(one.source for one in found)])
    return replace(run, sources=tuple(sources), config={**config, **run.config})


def _called(parts: Sequence[_Part]) -> str:
    """What the user called a run whose own name is a hash, or ""."""
    return next((str(part.config[_CALLED]) for part in parts if part.config.get(_CALLED)), "")


def _nameless_joined(
    grouped: Mapping[tuple[str, str], list[_Part]],
) -> dict[tuple[str, str], list[_Part]]:
    """Files that do not name their run, put to the one run in their place that is named."""
    inner: dict[str, list[str]] = {}
    for key, run in grouped:
        inner.setdefault(key, []).extend([run] if run else [])
    joined: dict[tuple[str, str], list[_Part]] = {}
    for (key, run), parts in grouped.items():
        named = inner[key][0] if len(inner[key]) == 1 else run
        joined.setdefault((key, named), []).extend(parts)
    return joined


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


def _environments(
    readings: Sequence[tuple[LogFile, Loose]], placed: Sequence[grouping.Place]
) -> dict[str, list[str]]:
    """The files of one run's parallel environments, by the run's place."""
    names: dict[str, list[str]] = {}
    for (file, loose), place in zip(readings, placed, strict=True):
        if monitors.mergeable(loose):
            names.setdefault(place.key, []).append(file.name)
    return names


def as_role(metric: Metric, role: str) -> Metric:
    """The metric, taken as `role` because the user says so.

    Args:
        metric: as the catalogue has it.
        role: one of `catalogue.ROLES`.
    """
    meaning = catalogue.as_role(metric.meaning, role)
    if role not in metrics.PERCENT_ROLES or metric.meaning.unit == "%":
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
    if sheet.kind == "metrics" and sheet.step and steps.is_constant(sheet.step, sheet.numbers):
        sheet = _without_step(sheet, where)
    if sheet.kind == "metrics" and steps.begins_anew_inside(sheet.step, _counters(sheet)):
        sheet = replace(sheet, step="")  # of a format's name, but it counts the batches of an epoch
    step = sheet.step or ("" if sheet.kind == "spans" else steps.choose(_counters(sheet)))
    if not sheet.step and sheet.kind != "spans" and not steps.is_count(step, sheet.numbers):
        step, sheet = _counted_on(sheet, step, where)
    found, issues, restarts = metrics.on_steps(sheet, step, where)
    if not step and sheet.kind == "metrics":
        issues = (*_anew(sheet, where), *issues)
    own = {**loose.config, **sheet.config, **config}
    return _Part(
        source=where,
        format=loose.format,
        place=place,
        kind=sheet.kind,
        step=step,
        counted=sheet.counted if step == sheet.step else "",
        metrics={place.prefix + name: _prefixed(metric, place) for name, metric in found.items()},
        config={encodable(key): _encodable(value) for key, value in own.items()},
        issues=(*sheet.issues, *issues),
        restarts=restarts,
    )


def _anew(sheet: Sheet, where: str) -> tuple[Issue, ...]:
    """The issue of a counter that is no step, since it begins anew too often."""
    name, times = steps.begun_anew(_counters(sheet))
    if not name:
        return ()
    text = (
        f"{name!r} goes back {many(times, 'time')} and is no step: the points follow each other "
        "as their rows do."
    )
    return (Issue(kind="counter that goes back", where=where, count=times, text=text),)


def _without_step(sheet: Sheet, where: str) -> Sheet:
    """The sheet without a step that says nothing, because the trainer never counted it up."""
    numbers = {name: column for name, column in sheet.numbers.items() if name != sheet.step}
    step = sheet.numbers[sheet.step]
    text = (
        f"{', '.join([*numbers][:1])} was logged {many(step.size, 'time')} at the same step "
        f"({step[0]:g}): its values are counted in the order of the log."
    )
    issue = Issue(kind="constant step", where=where, count=step.size, text=text)
    blank = {name: mask for name, mask in sheet.blank.items() if name in numbers}
    return replace(
        sheet,
        numbers=numbers,
        blank=blank,
        step="",
        time=sheet.time if sheet.time in numbers else "",
        issues=(*sheet.issues, issue),
    )


def _counted_on(sheet: Sheet, step: str, where: str) -> tuple[str, Sheet]:
    """The step, and the sheet in which two counters that are one inside the other count as one."""
    found = steps.counted_on(_counters(sheet))
    if found is None:
        return step, sheet
    outer, inner, values = found
    text = f"{outer!r} stays the same while {inner!r} runs through: the step counts both as one."
    issue = Issue(kind="steps counted on", where=where, count=values.size, text=text)
    numbers = {**sheet.numbers, outer: values}
    counted = f"counted on from {outer} and {inner}"
    issues = (*sheet.issues, issue)
    return outer, replace(sheet, numbers=numbers, step=outer, counted=counted, issues=issues)


def _prefixed(metric: Metric, place: grouping.Place) -> Metric:
    if not place.prefix:
        return metric
    name = place.prefix + metric.name
    return replace(metric, name=name, meaning=describe(name, metric.logged))


def _config(sheet: Sheet) -> tuple[dict[str, str | float | bool], Sheet]:
    """Columns that echo the configuration, apart from the metrics."""
    echoes = [name for name in sheet.numbers if describe(name).role == "config"]
    told = {name: sheet.numbers[name][sheet.present(name)] for name in echoes}
    values: dict[str, str | float | bool] = {
        name: float(column[-1]) for name, column in told.items() if column.size
    }
    for name, column in sheet.text.items():
        said = {*column.tolist()} - {None} if describe(name).role == "config" else ()
        if len(said) == 1:
            values[name] = str(*said)
    kept = {name: column for name, column in sheet.numbers.items() if name not in echoes}
    return values, replace(sheet, numbers=kept)


def _encodable(value: str | float | bool) -> str | float | bool:
    return encodable(value) if isinstance(value, str) else value


def _counters(sheet: Sheet) -> dict[str, FloatArray]:
    """The columns that a step may be chosen from: not those that hold unix times, or dates."""
    times = {sheet.time, *sheet.dates}
    return {name: column for name, column in sheet.numbers.items() if name not in times}


def _run(name: str, parts: Sequence[_Part]) -> Run:
    """The parts of one run, put together."""
    series = [part for part in parts if part.kind != "summary"]
    ordered = sorted(_aligned(series or parts), key=lambda part: part.place.launch)
    joined, issues, restarts = splice.joined(
        [(part.source, part.format, part.metrics) for part in ordered]
    )
    costs = cost.counted_up(joined)
    joined.update({metric.name: metric for metric, _ in costs})
    main = _main(ordered)
    _without_echo(joined, main)
    config: dict[str, str | float | bool] = {}
    for part in sorted(parts, key=lambda part: part.place.launch):
        config.update(part.config)
    aside = [splice.set_aside(part.source) for part in parts if series and part not in series]
    repairs = [issue for part in ordered for issue in part.issues]
    counted = _counted(ordered, main, joined)
    axes = candidates.axes(
        joined,
        main.step,
        counted=main.counted,
        derived=[axis for _, axis in costs],
        timed=main.kind == "spans",
        apart=counted,
    )
    rest = candidates.own(main.step, main.metrics).label if joined.keys() - counted else ""
    return Run(
        name=name,
        sources=tuple(dict.fromkeys(part.source for part in parts)),
        format=main.format,
        metrics=_labelled(joined),
        axes=axes,
        counted=counted,
        config=config,
        issues=splice.condensed(
            [
                *repairs,
                *issues,
                *aside,
                *_counts(name, counted, rest),
            ],
            {part.source for part in parts},
        ),
        restarts=tuple(sorted({*main.restarts, *restarts})),
    )


def _main(parts: Sequence[_Part]) -> _Part:
    """The largest part of those that hold most: of one file with one step."""
    sizes: Counter[tuple[str, str]] = Counter()
    for part in parts:
        sizes[part.source, part.step] += _size(part)
    return max(parts, key=lambda part: (sizes[part.source, part.step], _size(part)))


def _without_echo(found: dict[str, Metric], main: _Part) -> None:
    """Leave the step out where another file has it as a metric: it says nothing more."""
    echo = found.get(main.step)
    if echo is not None and any(
        np.isin(echo.logged, metric.step).all() for metric in main.metrics.values()
    ):
        del found[main.step]


def _size(part: _Part) -> int:
    return sum(metric.step.size for metric in part.metrics.values())


def _aligned(parts: Sequence[_Part]) -> list[_Part]:
    """The parts, those that count in another way on the steps of what was printed beside them.

    A program may print at each iteration and log to W&B at its evaluations, which W&B counts by
    itself: where it logs the iteration, too, that is the step of both.
    """
    printed = {part.step for part in parts if part.format == _CONSOLE and part.step}
    return [
        part if part.format == _CONSOLE else _restepped(part, printed - {part.step})
        for part in parts
    ]


def _restepped(part: _Part, names: Iterable[str]) -> _Part:
    """The part on the steps of its first metric with one of the names; as it was without one."""
    known = (part.metrics[name] for name in names if name in part.metrics)
    count = next((metric for metric in known if metrics.is_count(metric)), None)
    if count is None:
        return part
    moved = {
        name: metrics.on_count(metric, count)
        for name, metric in part.metrics.items()
        if metric is not count
    }
    text = f"The step is {count.name!r}, as in what the program printed, in place of {part.step!r}."
    issue = Issue(kind="step", where=part.source, count=count.step.size, text=text)
    return replace(part, step=count.name, counted="", metrics=moved, issues=(*part.issues, issue))


def _counted(parts: Sequence[_Part], main: _Part, found: Mapping[str, Metric]) -> dict[str, Axis]:
    """What the steps of metrics count, where a log counts these by something else than most."""
    mine = candidates.own(main.step, main.metrics)
    counted: dict[str, Axis] = {}
    others = found.keys() - main.metrics.keys()
    for part in parts:
        own = candidates.own(part.step, part.metrics)
        other = part.source != main.source and _may_be_same(part.step, main.step)
        same = own.label == mine.label or (other and {own.kind, mine.kind} <= _ALIKE)
        if part.kind == main.kind == "metrics" and not same:
            counted.update({name: own for name in part.metrics if name in others})
    if main.format == _EVENTS:
        counted.update(counted_in(found))
    return counted


def _may_be_same(step: str, other: str) -> bool:
    """Whether two files may count the same, as one of them does not say what its steps are of."""
    return any(_PLAIN.issuperset(catalogue.words(name)) for name in (step, other))


def _counts(name: str, counted: Mapping[str, Axis], rest: str) -> list[Issue]:
    """That the steps of the metrics count different things, where they do.

    Args:
        name: of the run.
        counted: what those of some metrics count.
        rest: what those of other metrics count, "" where there is none.
    """
    of: dict[str, list[str]] = {}
    for metric, axis in counted.items():
        of.setdefault(axis.label.lower(), []).append(metric)
    told = [f"{label} for {', '.join(names[:4])}" for label, names in of.items()]
    told += [f"{rest.lower()} for other metrics"] if rest else []
    text = (
        f"Steps count {'; '.join(told)}: each metric is drawn on its own axis, and those of "
        "different axes are not compared step by step."
    )
    issue = Issue(kind="steps of two kinds", where=name, count=len(counted), text=text)
    return [issue] if counted else []


def _labelled(found: Mapping[str, Metric]) -> dict[str, Metric]:
    """The metrics with labels that tell them apart."""
    labels = Counter(metric.meaning.label for metric in found.values())
    return {
        name: metric
        if labels[metric.meaning.label] == 1
        else replace(metric, meaning=replace(metric.meaning, label=_full_label(metric)))
        for name, metric in found.items()
    }


def _full_label(metric: Metric) -> str:
    label = metric.meaning.label
    return label if label == metric.name else f"{label} ({metric.name})"
