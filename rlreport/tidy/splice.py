"""Metrics of several files of one run -> one metric each."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np

from rlreport.catalogue import AXIS_ROLES
from rlreport.sheets import launches
from rlreport.texts import many, was
from rlreport.tidy import copies
from rlreport.values import BoolArray, FloatArray, Issue, Metric

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
    of_format: defaultdict[str, list[tuple[str, Mapping[str, Metric]]]] = defaultdict(list)
    for source, written, metrics in copies.respelled(parts):
        of_format[written].append((source, metrics))
    done = _Done()
    found: dict[str, Metric] = {}
    for launched in of_format.values():  # first, as a file may hold the last launch alone
        _add(found, *_launches(launched, done), done)
    return found, tuple(done.issues()), done.restarts()


@dataclass(kw_only=True)
class _Done:
    """What had to be done, by file."""

    taken_once: Counter[str] = field(default_factory=Counter)
    told_again: Counter[str] = field(default_factory=Counter)
    versions: Counter[tuple[str, bool]] = field(default_factory=Counter)
    false_starts: dict[str, int] = field(default_factory=dict)
    replaced: dict[str, _Replaced] = field(default_factory=dict)

    def taken_over(self, source: str, earlier: Metric, later: Metric) -> Metric:
        """The curve of two launches, the second of them in the file."""
        both, lost = _taken_over(earlier, later)
        at = float(later.step[0]) if later.step[0] > earlier.step[0] else _NOWHERE
        known = self.replaced.get(source, _Replaced(0, at, 0))
        size = max(known.size, later.step.size)
        if lost:
            self.replaced[source] = _Replaced(max(known.lost, lost), min(known.at, at), size)
        return both

    def issues(self) -> Iterable[Issue]:
        """An issue for everything that was done."""
        yield from (_copy_issue(source, count) for source, count in self.taken_once.items())
        yield from (_again_issue(source, count) for source, count in self.told_again.items())
        yield from (_version_issue(*version, count) for version, count in self.versions.items())
        yield from (_false_start_issue(*start) for start in self.false_starts.items())
        yield from _launch_issues(self.replaced)

    def restarts(self) -> tuple[float, ...]:
        """The steps at which a launch took over."""
        return tuple(sorted({what.at for what in self.replaced.values()} - {_NOWHERE}))


def _launches(
    parts: Iterable[tuple[str, Mapping[str, Metric]]], done: _Done
) -> tuple[dict[str, Metric], dict[str, str]]:
    """The metrics of all files of one format, and for each the last file that it stands in."""
    found: dict[str, Metric] = {}
    last_in: dict[str, str] = {}
    for source, metrics in parts:
        for name, metric in metrics.items():
            within = last_in.get(name) == source
            last_in[name] = source
            earlier = found.get(name)
            if earlier is None:
                found[name] = metric
            elif _last(earlier) >= metric.step[0] and copies.is_copy(earlier, metric):
                if not within:
                    done.taken_once[source] += 1
                elif metric.meaning.role not in AXIS_ROLES:  # which each list of rows may hold
                    done.told_again[source] += 1
                found[name] = copies.fuller(earlier, metric)
            elif (counter := copies.counted_in_both(earlier, metric)) is not None:
                done.taken_once[source] += 1
                found[name] = counter
            elif _is_false_start(earlier, metric):
                longest = max(done.false_starts.get(source, 0), metric.step.size)
                done.false_starts[source] = longest
            else:
                found[name] = done.taken_over(source, earlier, metric)
    return found, last_in


def _add(
    found: dict[str, Metric], metrics: Mapping[str, Metric], last_in: Mapping[str, str], done: _Done
) -> None:
    """Put the metrics of a format to those `found` in others."""
    before = [*found.values()]
    leaves: defaultdict[str, list[str]] = defaultdict(list)
    for name in found:
        leaves[copies.leaf(name)].append(name)
    is_again = copies.is_again(metrics, before)
    for name, metric in metrics.items():
        source, earlier = last_in[name], found.get(name)
        written_apart = [found[one] for one in leaves[copies.leaf(name)]]
        twin = earlier is None and (
            copies.twin(metric, written_apart) or copies.counted_by(metric, before)
        )
        if twin:
            done.taken_once[source] += 1
            if metric.logged.size > twin.logged.size:
                found[twin.name] = replace(metric, name=twin.name, meaning=twin.meaning)
        elif earlier is None:
            found[name] = metric
        elif not is_again and _last(earlier) < metric.step[0]:
            found[name] = done.taken_over(source, earlier, metric)
        elif copies.is_copy(earlier, metric):
            done.taken_once[source] += 1
            found[name] = copies.fuller(earlier, metric)
        elif copies.overlap(*(pair := sorted((earlier, metric), key=_first))):
            done.taken_once[source] += 1
            found[name] = _taken_over(*pair)[0]
        else:
            done.versions[source, earlier.logged.size == metric.logged.size] += 1
            found[name] = max(earlier, metric, key=lambda one: one.logged.size)


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


def _first(metric: Metric) -> float:
    return float(metric.step[0])


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


def _again_issue(source: str, count: int) -> Issue:
    text = f"{many(count, 'metric')} stood twice in this file and {was(count)} taken once."
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
            f"A later launch took over at step {what.at:,.12g}: {points} the launch before "
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
