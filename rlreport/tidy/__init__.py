"""Loose tables of all files -> runs: everything is cleaned here, once, each repair an issue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

import numpy as np

from rlreport import catalogue
from rlreport.sources import LogFile
from rlreport.texts import by_numbers
from rlreport.tidy import (
    alone,
    beside,
    complements,
    continued,
    crossed,
    dumps,
    grouping,
    jobs,
    launch_folders,
    metrics,
    monitors,
    resumed,
    seeds,
    snapshots,
    splits,
    subfolders,
    totals,
    trials,
    twins,
)
from rlreport.tidy.one_run import run_of
from rlreport.tidy.parts import Part, encodable_settings, parts_of
from rlreport.tidy.percent import as_percent
from rlreport.tidy.unused import unused
from rlreport.values import Loose, Metric, Run, Setting

__all__ = ["as_role", "runs", "unused"]

_CALLED = ("tags/mlflow.runName", "task/name")  # as MLflow and ClearML have it


@np.errstate(over="ignore")  # the difference of two numbers may be beyond all
def runs(readings: Sequence[tuple[LogFile, Loose]]) -> tuple[Run, ...]:
    """What was read from all files -> runs as people mean them, with short, distinct names.

    Restarts are spliced, copies of one curve are one, files of one run are put together; every
    repair is an `Issue` of its run.

    Args:
        readings: each file with what its reader found in it.
    """
    grouped: dict[tuple[str, str], list[Part]] = {}
    logs, settings = beside.apart(readings)
    files = [file for file, _ in logs]
    logs, placed = crossed.together(*alone.together(logs, grouping.places(files)))
    placed = jobs.placed(files, placed, settings)
    dumped = snapshots.together(trials.together(dumps.together(logs, placed)))
    dumped = continued.together(resumed.together(subfolders.together(dumped)))
    dumped = continued.with_copies(splits.together(dumped))
    logs, placed = dumped.readings, dumped.places
    for file, loose, place in _environments_merged(logs, placed):
        for run, part in parts_of(file, loose, place):
            grouped.setdefault((place.key, run), []).append(part)
    grouped = launch_folders.together(twins.together(_nameless_joined(grouped)))
    grouped = totals.together(complements.together(grouped))
    whole = {key: parts for key, parts in grouped.items() if any(part.metrics for part in parts)}
    lie = {file.name: beside.folder(file) for file, _ in readings}
    merged = {**_environments(logs, placed), **dumped.files}
    lies_in = {key: {part.place.key: None for part in parts} for key, parts in whole.items()}
    others = {
        key: [name for place in places for name in merged.get(place, ())]
        for key, places in lies_in.items()
    }
    folders = {
        key: [lie[name] for name in (*(part.source for part in parts), *others[key])]
        for key, parts in whole.items()
    }
    own = beside.of_runs(settings, folders)
    of_job = jobs.called(own)
    called = {key: _called(parts) or of_job.get(key, "") for key, parts in whole.items()}
    named = grouping.names(whole, called, _stems(whole))
    found = {
        named[key]: _with_settings(run_of(named[key], parts), others[key], own.get(key, ()))
        for key, parts in whole.items()
    }
    group = seeds.groups({name: run.config for name, run in found.items()})
    return tuple(replace(found[name], group=group[name]) for name in by_numbers([*found]))


def _with_settings(run: Run, merged: Sequence[str], found: Sequence[beside.Beside]) -> Run:
    """The run with all its files: those merged into one, and the settings beside it.

    What its own logs say of its settings stands.
    """
    config: dict[str, Setting] = {}
    for one in beside.agreed(found):
        config.update(encodable_settings(one.config))
    sources = dict.fromkeys([*run.sources, *merged, *(one.source for one in found)])
    return replace(run, sources=tuple(sources), config={**config, **run.config})


def _called(parts: Sequence[Part]) -> str:
    """What the user called a run whose own name is a hash, or ""."""
    names = (part.config.get(name) for part in parts for name in _CALLED)
    return next((str(name) for name in names if name), "")


def _stems(runs: Mapping[tuple[str, str], Sequence[Part]]) -> dict[str, str]:
    """What the one file of the runs that lie in one place is called, by that; not event files."""
    sources: dict[str, set[str]] = {}
    for (place, _), parts in runs.items():
        sources.setdefault(place, set()).update(part.source for part in parts)
    return {
        place: grouping.stem(PurePosixPath(*own).name)
        for place, own in sources.items()
        if len(own) == 1 and "tfevents" not in PurePosixPath(*own).name
    }


def _nameless_joined(
    grouped: Mapping[tuple[str, str], list[Part]],
) -> dict[tuple[str, str], list[Part]]:
    """Files that do not name their run, put to the one run in their place that is named."""
    inner: dict[str, list[str]] = {}
    for key, run in grouped:
        inner.setdefault(key, []).extend([run] if run else [])
    joined: dict[tuple[str, str], list[Part]] = {}
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
