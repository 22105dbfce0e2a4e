"""Metrics of several files of one run -> one metric each; and the sentences for every repair."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from rlreport.sheets import launches
from rlreport.texts import many, verb, was
from rlreport.tidy import copies
from rlreport.values import BoolArray, FloatArray, IntArray, Issue, Metric

_MOST_PLACES = 3  # of issues of one kind that are told apart
_NOWHERE = float("-inf")  # where a launch takes over that leaves nothing of the one before


class _Replaced(NamedTuple):
    """What the later launch of one file took the place of: of its metrics, the most.

    Attributes:
        lost: points of launches before that were replaced.
        at: the step from which on, `_NOWHERE` where nothing is left of them.
        size: points that the later launch has itself.
    """

    lost: int
    at: float
    size: int


def joined(
    parts: Sequence[tuple[str, str, Mapping[str, Metric]]],
) -> tuple[dict[str, Metric], tuple[Issue, ...], tuple[float, ...]]:
    """The metrics of all parts of a run, in the order of their launches.

    A curve that is there twice is taken once; a later launch takes over from its first step on.
    Where files of different formats disagree, the one with more points is taken, or the first.

    Args:
        parts: for each its file, its format and its metrics.

    Returns:
        The metrics by name, what had to be done, and the steps at which a launch took over.
    """
    found: dict[str, Metric] = {}
    taken_once: Counter[str] = Counter()
    versions: Counter[tuple[str, bool]] = Counter()
    false_starts: dict[str, int] = {}
    replaced: dict[str, _Replaced] = {}
    formats: dict[str, str] = {}
    leaves: defaultdict[str, list[str]] = defaultdict(list)
    for source, written, metrics in copies.respelled(parts):
        for name, metric in metrics.items():
            earlier = found.get(name)
            goes_on = earlier is not None and _last(earlier) < metric.step[0]
            written_apart = [
                found[one] for one in leaves[copies.leaf(name)] if formats[one] != written
            ]
            others = (one for one in found.values() if formats[one.name] != written)
            twin = None if earlier else copies.twin(metric, written_apart)
            twin = twin or (None if earlier else copies.counted_by(metric, others))
            if twin is not None:
                taken_once[source] += 1
                if metric.step.size > twin.step.size:
                    found[twin.name] = replace(metric, name=twin.name, meaning=twin.meaning)
            elif earlier is None:
                found[name] = metric
                formats[name] = written
                leaves[copies.leaf(name)].append(name)
            elif formats[name] != written and not (goes_on or copies.is_copy(earlier, metric)):
                versions[source, earlier.logged.size == metric.logged.size] += 1
                found[name] = max(earlier, metric, key=lambda one: one.logged.size)
            elif not goes_on and copies.is_copy(earlier, metric):
                taken_once[source] += 1
                found[name] = copies.fuller(earlier, metric)
            elif _is_false_start(earlier, metric):
                false_starts[source] = max(false_starts.get(source, 0), metric.step.size)
            else:
                found[name], lost = _taken_over(earlier, metric)
                at = float(metric.step[0]) if metric.step[0] > earlier.step[0] else _NOWHERE
                before = replaced.get(source, _Replaced(0, at, 0))
                size = max(before.size, metric.step.size)
                if lost:
                    replaced[source] = _Replaced(max(before.lost, lost), min(before.at, at), size)
    issues = (
        *(_copy_issue(source, count) for source, count in taken_once.items()),
        *(_version_issue(*version, count) for version, count in versions.items()),
        *(_false_start_issue(source, count) for source, count in false_starts.items()),
        *_launch_issues(replaced),
    )
    return found, issues, tuple(sorted({what.at for what in replaced.values()} - {_NOWHERE}))


def _taken_over(earlier: Metric, later: Metric) -> tuple[Metric, int]:
    """The curve of two launches, and how many points of it were logged twice."""
    kept = earlier.step < later.step[0]
    both = replace(
        later,
        step=np.concatenate([earlier.step[kept], later.step]),
        value=np.concatenate([earlier.value[kept], later.value]),
        time=_both(earlier.time, later.time, kept),
        missing=_both_missing(earlier, later, kept),
    )
    return both, int((~kept & ~_missing(earlier)).sum())


def _last(metric: Metric) -> float:
    """The last step at which a metric was logged."""
    return float(metric.step[~_missing(metric)][-1])


def _is_false_start(earlier: Metric, later: Metric) -> bool:
    """Whether `later` went back and died soon, long before `earlier` did."""
    replaced = int((earlier.step >= later.step[0]).sum())
    again = later.step[-1] < earlier.step[-1]
    return bool(again) and later.step.size < launches.FALSE_START * replaced


def _both(
    earlier: FloatArray | None, later: FloatArray | None, kept: BoolArray
) -> FloatArray | None:
    if earlier is None or later is None:
        return None
    return np.concatenate([earlier[kept], later])


def _both_missing(earlier: Metric, later: Metric, kept: BoolArray) -> BoolArray | None:
    if earlier.missing is None and later.missing is None:
        return None
    masks = [_missing(earlier)[kept], _missing(later)]
    return np.concatenate(masks)


def _missing(metric: Metric) -> BoolArray:
    none = np.zeros(metric.step.size, dtype=np.bool_)
    return none if metric.missing is None else metric.missing


def _copy_issue(source: str, count: int) -> Issue:
    text = (
        f"{many(count, 'metric')} stood in another file of this run too and "
        f"{was(count)} taken once."
    )
    return Issue(kind="copies", where=source, count=count, text=text)


def _version_issue(source: str, as_long: bool, count: int) -> Issue:
    which = "read first, of two with equally many points," if as_long else "with more points"
    text = (
        f"{many(count, 'metric')} {was(count)} logged with other values in another file of this "
        f"run; the version {which} was taken."
    )
    return Issue(kind="differing copies", where=source, count=count, text=text)


def _false_start_issue(source: str, count: int) -> Issue:
    text = (
        f"This launch went back and ended after {many(count, 'point')}: a false start, "
        "left out in favour of the longer launch before it."
    )
    return Issue(kind="false start", where=source, count=count, text=text)


def _launch_issues(replaced: Mapping[str, _Replaced]) -> Iterable[Issue]:
    """An issue for each launch that took over, and one for all that began the run anew."""
    anew = [source for source, what in replaced.items() if what.at == _NOWHERE]
    if len(anew) > 1:
        lost = sum(replaced[source].lost for source in anew)
        text = (
            f"{many(len(anew), 'launch')} began the run anew, each in place of those before it: "
            f"{many(lost, 'point')} of these {was(lost)} left out, and the last is taken."
        )
        yield Issue(kind="restart", where=anew[-1], count=lost, text=text)
        replaced = {source: what for source, what in replaced.items() if source not in anew}
    for source, what in replaced.items():
        yield _launch_issue(source, what)


def _launch_issue(source: str, what: _Replaced) -> Issue:
    points = f"{many(what.lost, 'point')} of"
    if what.at != _NOWHERE:
        text = (
            f"A later launch took over at step {what.at:g}: {points} the launch before "
            f"{was(what.lost)} replaced by its own."
        )
        return Issue(kind="restart", where=source, count=what.lost, text=text)
    few = what.lost < launches.FALSE_START * what.size
    text = (
        f"This launch began the run anew: {points} {'a false start' if few else 'the launch'} "
        f"before {was(what.lost)} left out."
    )
    kind = "false start" if few else "restart"
    return Issue(kind=kind, where=source, count=what.lost, text=text)


def overwritten(values: FloatArray, present: BoolArray, last: IntArray) -> int:
    """How many values `(m,)` another value of the same step replaces.

    Args:
        values: in the order of the steps.
        present: where there is a value.
        last: `(k,)`, the place of the value that stays for each step, or -1.
    """
    extra = int(present.sum() - (last >= 0).sum())
    if not extra:
        return 0
    lost = present.copy()
    lost[last[last >= 0]] = False
    rows = np.flatnonzero(lost)
    winners = last[last >= 0]
    winner = winners[np.searchsorted(winners, rows)]
    same = (values[rows] == values[winner]) | (np.isnan(values[rows]) & np.isnan(values[winner]))
    return int((~same).sum())


def order_issues(order: launches.Order, step: FloatArray, where: str) -> Iterable[Issue]:
    """What had to be done to put the rows in the order of their distinct steps `(k,)`."""
    if order.unplaced:
        text = (
            f"{many(order.unplaced, 'row')} without a finite step {was(order.unplaced)} left out."
        )
        yield Issue(kind="rows without a step", where=where, count=order.unplaced, text=text)
    if order.later and order.anew:
        yield _longest_issue(order, step, where)
    elif order.later:
        text = (
            f"The step goes back {many(order.launches, 'time')}. What was logged at the end, "
            f"{many(order.later, 'row')} from an earlier step on, is a false start beside what "
            f"it would replace: {many(order.replaced, 'row')} {was(order.replaced)} left out."
        )
        yield Issue(kind="false start", where=where, count=order.replaced, text=text)
    elif order.anew:
        yield _anew_issue(order, step, where)
    elif order.launches:
        text = (
            f"The step goes back {many(order.launches, 'time')}, as after a restart: "
            f"{many(order.replaced, 'row')} logged before {was(order.replaced)} replaced by "
            "what the later launch logged from its first step on."
        )
        yield Issue(kind="restart", where=where, count=order.replaced, text=text)
    if order.jumbled:
        text = "The rows were out of order and were sorted by their step, or by time."
        yield Issue(kind="rows out of order", where=where, count=order.rows.size, text=text)


def time_issues(lost: int, where: str) -> Iterable[Issue]:
    """What had to be done to the times of the rows."""
    if lost:
        text = f"{many(lost, 'time')} that can be none {was(lost)} left out."
        yield Issue(kind="unreadable times", where=where, count=lost, text=text)


def _anew_issue(order: launches.Order, step: FloatArray, where: str) -> Issue:
    """For a log in which a later launch continued nothing, but began at the first step again."""
    left, later = many(order.replaced, "row"), order.restarts.size
    few = order.replaced < launches.FALSE_START * order.rows.size
    of = f" of {'a false start' if order.launches == 1 else 'false starts'}" if few else ""
    on = f", from which others took over {many(later, 'time')}" if later else ""
    text = (
        f"The step goes back {many(order.launches, 'time')}: the last launch to begin anew at "
        f"step {step[0]:g} is taken{on}. {left}{of} logged before {was(order.replaced)} left out."
    )
    kind = "false start" if few else "restart"
    return Issue(kind=kind, where=where, count=order.replaced, text=text)


def _longest_issue(order: launches.Order, step: FloatArray, where: str) -> Issue:
    """For a log in which the last launch to begin anew died soon, after a much longer one."""
    text = (
        f"The step goes back {many(order.launches, 'time')}: the longest of "
        f"{many(order.anew + 1, 'launch')} that begin anew is taken, from step {step[0]:g} to "
        f"{step[-1]:g}. What began anew behind it logged {many(order.later, 'row')} only: a false "
        f"start. {many(order.replaced, 'row')} of the others {was(order.replaced)} left out."
    )
    return Issue(kind="false start", where=where, count=order.replaced, text=text)


def repeat_issues(places: IntArray, step: FloatArray, where: str) -> Iterable[Issue]:
    """For rows that repeat another row in every value, by their places among the steps."""
    if not places.size:
        return
    count = places.size
    at = "" if count == 1 else "the first "
    text = (
        f"{many(count, 'row')} {verb(count, 'repeats', 'repeat')} another row of the same step in "
        f"every value ({at}at step {step[places[0]]:g}) and {was(count)} taken once; nothing "
        "conflicts."
    )
    yield Issue(kind="repeated rows", where=where, count=count, text=text)


def column_issues(
    empty: Sequence[str], gone: Sequence[str], replaced: int, where: str
) -> Iterable[Issue]:
    """What had to be done to the columns of a table.

    Args:
        empty: those without any value.
        gone: those whose values all stand in rows that were left out.
        replaced: how many values of one step were replaced by a later one.
        where: the file, for issues.
    """
    if empty:
        text = (
            f"{many(len(empty), 'column')} without any value {was(len(empty))} left out: "
            f"{_first_of(empty)}."
        )
        yield Issue(kind="empty columns", where=where, count=len(empty), text=text)
    if gone:
        text = (
            f"{many(len(gone), 'column')} {verb(len(gone), 'has', 'have')} values in rows that "
            f"were left out, and in no other: {_first_of(gone)}."
        )
        yield Issue(kind="columns left out", where=where, count=len(gone), text=text)
    if replaced:
        text = (
            f"{many(replaced, 'value')} logged again at the same step {was(replaced)} replaced "
            "by the last one logged."
        )
        yield Issue(kind="repeated steps", where=where, count=replaced, text=text)


def _first_of(names: Sequence[str]) -> str:
    more = f" and {len(names) - 5} more" if len(names) > 5 else ""
    return ", ".join(names[:5]) + more


def set_aside(source: str) -> Issue:
    """For a file of last values beside the series that they are the last values of."""
    text = "The file holds last values only; the run's other files have the series, and were taken."
    return Issue(kind="summary set aside", where=source, count=1, text=text)


def condensed(issues: Iterable[Issue], files: Collection[str]) -> tuple[Issue, ...]:
    """The issues of a run, those of one kind and place as one, and those of one kind in many files.

    Event files have a table for every tag, and a run may have a file for every launch.

    Args:
        issues: of one run.
        files: of that run, with whose names the places of issues begin.
    """
    found: dict[tuple[str, str], list[Issue]] = {}
    for issue in issues:
        found.setdefault((issue.kind, issue.where), []).append(issue)
    spread: dict[tuple[str, str], list[Issue]] = {}
    for (kind, where), same in found.items():
        file, _, metric = where.partition(": ")
        inside = metric if file.partition(", line ")[0] in files else where
        spread.setdefault((kind, inside), []).append(_as_one(same, "more"))
    return tuple(
        issue
        for same in spread.values()
        for issue in (same if len(same) <= _MOST_PLACES else [_as_one(same, "more files")])
    )


def _as_one(same: Sequence[Issue], of: str) -> Issue:
    """The worst of some issues, for all of them; where they differ, it says how many `of` what."""
    worst = max(same, key=lambda issue: issue.count)
    alike = len({(issue.text, issue.where) for issue in same}) == 1
    text = worst.text if alike else f"{worst.text} Likewise with {len(same) - 1:,} {of}."
    return replace(worst, count=sum(issue.count for issue in same), text=text)


def never_measured(name: str, count: int, where: str) -> Issue:
    """For a cost that is zero throughout."""
    text = (
        f"{name!r} is zero throughout ({many(count, 'row')}): it was not measured and is taken as "
        "absent."
    )
    return Issue(kind="cost not measured", where=where, count=count, text=text)


def unknown(name: str, count: int, where: str) -> Issue:
    """For a utilisation below zero, which programs write before they know it."""
    text = (
        f"{many(count, 'value')} of {name!r} below zero {was(count)} left out: "
        "it is what is written where the utilisation is not known yet."
    )
    return Issue(kind="unknown utilisation", where=where, count=count, text=text)
