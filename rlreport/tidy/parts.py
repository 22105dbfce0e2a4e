"""One sheet of one file -> a part of a run: its metrics on their own steps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from rlreport import derive
from rlreport.catalogue import describe
from rlreport.sheets import Sheet, sheets, steps
from rlreport.sources import LogFile
from rlreport.texts import encodable, many, times
from rlreport.tidy import grouping, metrics, unplaced
from rlreport.tidy.boundless import bounded
from rlreport.values import FloatArray, Issue, Loose, Metric, Setting

Key = tuple[str, str]
"""A run: where it lies, and its name inside the file or ""."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Part:
    """One sheet of one file, as metrics on their own steps."""

    source: str
    format: str
    place: grouping.Place
    kind: str
    step: str
    counted: str
    metrics: Mapping[str, Metric]
    config: Mapping[str, Setting]
    issues: tuple[Issue, ...]
    restarts: tuple[float, ...]


def parts_of(file: LogFile, loose: Loose, place: grouping.Place) -> Iterable[tuple[str, Part]]:
    """Every sheet of a file, with the name of its run inside the file.

    The issues of the file, and of sheets that give no metric, are those of the first that does.
    """
    found = [
        (implied.run, _part(implied, file.name, loose, place))
        for table in loose.tables
        for sheet in sheets(table, file.name)
        for implied in derive.sheets(sheet, file.name)
    ]
    if not loose.tables:
        found = [("", _part(Sheet(numbers={}), file.name, loose, place))]
    first = next((part for _, part in found if part.metrics), found[0][1] if found else None)
    rest = [issue for _, part in found if not part.metrics for issue in part.issues]
    issues = (*loose.issues, *(first.issues if first and first.metrics else ()), *rest)
    return [(run, replace(part, issues=issues) if part is first else part) for run, part in found]


def _part(sheet: Sheet, where: str, loose: Loose, place: grouping.Place) -> Part:
    config, sheet = _config(sheet)
    sheet, huge = bounded(sheet, where)
    if sheet.kind == "metrics" and sheet.step and steps.is_constant(sheet.step, sheet.numbers):
        sheet = _without_step(sheet, where)
    if sheet.kind == "metrics" and steps.begins_anew_inside(sheet.step, _counters(sheet)):
        sheet = replace(sheet, step="")  # of a format's name, but it counts the batches of an epoch
    step = sheet.step or ("" if sheet.kind == "spans" else steps.choose(_counters(sheet)))
    if not sheet.step and sheet.kind != "spans" and not steps.is_count(step, sheet.numbers):
        step, sheet = _counted_on(sheet, step, where)
    if step and sheet.kind == "metrics":
        sheet = unplaced.placed(sheet, step, where)
    found, issues, restarts = metrics.on_steps(sheet, step, where)
    if not step and sheet.kind == "metrics":
        issues = (*_anew(sheet, where), *issues)
    own = {**loose.config, **sheet.config, **config}
    return Part(
        source=where,
        format=loose.format,
        place=place,
        kind=sheet.kind,
        step=step,
        counted=sheet.counted if step == sheet.step else "",
        metrics={_placed(name, place): _prefixed(found[name], place) for name in found},
        config=encodable_settings(own),
        issues=(*sheet.issues, *huge, *issues),
        restarts=restarts,
    )


def _anew(sheet: Sheet, where: str) -> tuple[Issue, ...]:
    """The issue of a counter that is no step, since it begins anew too often."""
    name, often = steps.begun_anew(_counters(sheet))
    if not name:
        return ()
    text = (
        f"{name!r} goes back {times(often)} and is no step: the points follow each other "
        "as their rows do."
    )
    return (Issue(kind="counter that goes back", where=where, count=often, text=text),)


def _without_step(sheet: Sheet, where: str) -> Sheet:
    """The sheet without a step that says nothing, because the trainer never counted it up."""
    numbers = {name: column for name, column in sheet.numbers.items() if name != sheet.step}
    step = sheet.numbers[sheet.step]
    text = (
        f"{', '.join([*numbers][:1])} was logged {many(step.size, 'time')} at the same step "
        f"({step[0]:,.12g}): its values are counted in the order of the log."
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


def _placed(name: str, place: grouping.Place) -> str:
    """The name of a metric with that of its place before it, unless it stands there already."""
    return name if name.startswith(place.prefix) else place.prefix + name


def _prefixed(metric: Metric, place: grouping.Place) -> Metric:
    name = _placed(metric.name, place)
    if name == metric.name:
        return metric
    return replace(metric, name=name, meaning=describe(name, metric.logged / metric.scale))


def _config(sheet: Sheet) -> tuple[dict[str, Setting], Sheet]:
    """Columns that echo the configuration, apart from the metrics."""
    logged = {name: column[sheet.present(name)] for name, column in sheet.numbers.items()}
    told = {name: own for name, own in logged.items() if describe(name, own).role == "config"}
    values: dict[str, Setting] = {
        name: sheet.setting(name, sheet.present(name).nonzero()[0][-1])
        for name, column in told.items()
        if column.size
    }
    for name, column in sheet.text.items():
        said = {*column.tolist()} - {None}
        if len(said) == 1 and describe(name, (0.0,)).role == "config":
            values[name] = str(*said)
    kept = {name: column for name, column in sheet.numbers.items() if name not in told}
    return values, replace(sheet, numbers=kept)


def encodable_settings(config: Mapping[str, Setting]) -> dict[str, Setting]:
    """Settings without what no file of UTF-8 can hold."""
    return {
        encodable(name): encodable(value) if isinstance(value, str) else value
        for name, value in config.items()
    }


def _counters(sheet: Sheet) -> dict[str, FloatArray]:
    """The columns that a step may be chosen from: not those that hold unix times, or dates."""
    times = {sheet.time, *sheet.dates}
    return {name: column for name, column in sheet.numbers.items() if name not in times}


def by_folder(grouped: Mapping[Key, Sequence[Part]]) -> Mapping[PurePosixPath, Sequence[Key]]:
    """The runs of which all files lie in one folder with a name, by that folder."""
    found: defaultdict[PurePosixPath, list[Key]] = defaultdict(list)
    for key, parts in grouped.items():
        folders = {PurePosixPath(part.source).parent for part in parts}
        if len(folders) == 1 and all(folder.name for folder in folders):
            found[folders.pop()].append(key)
    return found
