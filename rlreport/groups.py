"""Runs of one configuration -> groups: which runs belong together, and the curve of each group."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

import numpy as np

from rlreport import stats
from rlreport.errors import ChoiceError
from rlreport.smooth.auto import bounds
from rlreport.stats import seeds
from rlreport.texts import first_of, many, verb
from rlreport.tidy.seeds import without_seed
from rlreport.tidy.settings import differing, settings
from rlreport.tidy.settings import seeds as seeds_of
from rlreport.values import Curve, FloatArray, Group, Issue, Method, Run, Trend

AUTO = "auto"
NAME = "group"
"""The name of the method by which a group's curve is made."""
_MOST_PLACES = 1000
_MOST_TOLD = 6  # names of runs, or of settings, in one sentence
_HOW = 'Write "NAME=run1,run2" (a * stands for anything), or "auto".'


@dataclass(frozen=True, kw_only=True, eq=False)
class Gathered:
    """What a report draws.

    Attributes:
        trends: of single runs and, in the place of their first run, of groups.
        groups: in the order of their trends.
        single: trends of the runs that are in no group.
    """

    trends: tuple[Trend, ...]
    groups: tuple[Group, ...]
    single: tuple[Trend, ...]

    @property
    def units(self) -> tuple[Group, ...]:
        """The groups, and each single run as a group of its own."""
        return (*self.groups, *(alone(trend) for trend in self.single if trend.curve.rows.size))


def gathered(trends: Sequence[Trend], names: Mapping[str, str]) -> Gathered:
    """Trends of single runs -> the same with those of one group taken together.

    Args:
        trends: one per run and metric.
        names: run name -> name of its group, as `assign` gives them.
    """
    parts: dict[tuple[str, ...], list[Trend]] = {}
    for trend in trends:
        curve = trend.curve
        name = names.get(curve.run, "")
        who = ("group", name) if name and curve.rows.size else ("run", curve.run)
        key: tuple[str, ...] = (*who, curve.metric, curve.axis.kind, curve.axis.unit)
        parts.setdefault(key, []).append(trend)
    made: list[Trend | Group] = []
    for key, members in parts.items():
        whole = group(key[1], members) if key[0] == "group" and len(members) > 1 else None
        made += [whole] if whole is not None else members
    return Gathered(
        trends=tuple(part.trend if isinstance(part, Group) else part for part in made),
        groups=tuple(replace(part, among=len(made)) for part in made if isinstance(part, Group)),
        single=tuple(part for part in made if isinstance(part, Trend)),
    )


def assign(runs: Sequence[Run], wanted: Sequence[str]) -> dict[str, str]:
    """Run name -> name of its group, for the runs that are in one.

    Args:
        runs: to choose from.
        wanted: as in `Settings.groups`.

    Raises:
        ChoiceError: a group is not well written, names no run, or shares a run with another.
    """
    chosen: dict[str, str] = {}
    for text in wanted:
        if text != AUTO:
            name, members = _named(text, runs)
            shared = [member for member in members if member in chosen]
            if shared:
                raise ChoiceError(
                    f"The run {shared[0]!r} is in the groups {chosen[shared[0]]!r} and {name!r}.",
                    "Name each run in one group.",
                )
            chosen |= dict.fromkeys(members, name)
    return _by_seed(runs, chosen) | chosen if AUTO in wanted else chosen


def how(runs: Sequence[Run], grouped: Mapping[str, str], wanted: Sequence[str]) -> list[Issue]:
    """On what each group rests: for those found, why; for those chosen, in what their runs differ.

    Args:
        runs: the runs that are reported on.
        grouped: run name -> name of its group, as `assign` gives them.
        wanted: as in `Settings.groups`.
    """
    members: dict[str, list[Run]] = {}
    for run in runs:
        if run.name in grouped:
            members.setdefault(grouped[run.name], []).append(run)
    chosen = {text.partition("=")[0].strip() for text in wanted}
    differ = {name: _differs(name, members[name]) for name in members if name in chosen}
    alike: dict[tuple[str, str], list[str]] = {}
    for name, own in members.items():
        if name not in chosen:
            alike.setdefault((_rests_on(own), "" if _tells(own) else name), []).append(name)
    told = [([name], text) for name, text in differ.items() if text]
    for (why, _), names in alike.items():
        taken = f"{_who(names, members)} taken together as seeds of one configuration"
        told.append((names, f"{taken}: {why}"))
    return [
        Issue(
            kind="grouped",
            where=first_of(names, _MOST_TOLD),
            count=sum(len(members[name]) for name in names),
            text=text,
        )
        for names, text in told
    ]


def not_finite(groups: Sequence[Group]) -> list[Issue]:
    """On the logged values of each group's runs that its curve passes over, not being finite."""
    issues: list[Issue] = []
    for group in groups:
        lost = [trend.curve.nonfinite.size for trend in group.members]
        odd, count = sum(map(bool, lost)), sum(lost)
        if count:
            text = (
                f"{many(count, 'logged value')} of {group.trend.curve.metric}, in {odd} of the "
                f"{many(len(lost), 'run')} of {group.name}, {verb(count, 'is', 'are')} NaN or "
                f"infinite; the smooth of a run passes over {verb(count, 'it', 'them')}."
            )
            issues.append(Issue(kind="values not finite", where=group.name, count=count, text=text))
    return issues


def _rests_on(members: Sequence[Run]) -> str:
    """Why runs were found to be seeds of one configuration."""
    known = [settings(run.config) for run in members]
    differ = "their names differ in a number of the seed or run alone"
    recorded = [*filter(None, (seeds_of(run.config) for run in members))]
    if not all(known):
        some = "some of the" if any(known) else "the"
        return (
            f"{differ}. That their settings agree is assumed, since {some} logs do not give them."
        )
    agree = f"{many(len(known[0]), 'recorded setting')} {verb(len(known[0]), 'agrees', 'agree')}"
    if len(recorded) == len(members) == len(set(recorded)):
        return f"their {agree}, and each records another seed."
    return f"{differ}, and their {agree}."


def _tells(members: Sequence[Run]) -> bool:
    """Whether the name of a group tells its runs: they are called alike but for the seed."""
    return len({without_seed(run.name) for run in members}) == 1


def _who(names: Sequence[str], members: Mapping[str, Sequence[Run]]) -> str:
    """The runs of some groups by their number, or by name where that of the group tells none."""
    if len(names) > 1:
        return f"The runs of each of {len(names)} groups ({first_of(names, _MOST_TOLD)}) are"
    (name,) = names
    if _tells(members[name]):
        return f"The {many(len(members[name]), 'run')} of {name} are"
    return f"The group {name} is {first_of([run.name for run in members[name]], _MOST_TOLD)},"


def _differs(name: str, members: Sequence[Run]) -> str:
    """In which recorded settings the runs of a chosen group differ; "" where in none."""
    known = [*filter(None, (settings(run.config) for run in members))]
    names = dict.fromkeys(odd for other in known[1:] for odd in differing(known[0], other))
    if not names:
        return ""
    return (
        f"The runs of the chosen group {name} are not of one configuration: they differ in "
        f"{first_of([*names], _MOST_TOLD)}."
    )


def _named(text: str, runs: Sequence[Run]) -> tuple[str, list[str]]:
    """The group's name and its runs, of a text such as "SAC=run1,run2" or "SAC=sac*"."""
    name, equals, listed = (part.strip() for part in text.partition("="))
    if not (name and equals and listed):
        raise ChoiceError(f"No group can be read from {text!r}.", _HOW)
    names = [run.name for run in runs]
    members: list[str] = []
    for pattern in (part.strip() for part in listed.split(",")):
        found = [pattern] if pattern in names else [n for n in names if fnmatchcase(n, pattern)]
        if not found:
            raise ChoiceError.among("run", pattern, names)
        members += [member for member in found if member not in members]
    if name in set(names) - set(members):
        raise ChoiceError(f"The group {name!r} has the name of another run.", "Name it otherwise.")
    return name, members


def _by_seed(runs: Sequence[Run], taken: dict[str, str]) -> dict[str, str]:
    """The runs that differ in their seed alone, where that leaves enough of them to a group."""
    free = [run for run in runs if run.group and run.name not in taken]
    counts = Counter(run.group for run in free)
    others = {run.name for run in runs} | set(taken.values())
    return {
        run.name: f"{run.group} (seeds)" if run.group in others else run.group
        for run in free
        if counts[run.group] >= seeds.FEWEST_RUNS
    }


def alone(trend: Trend) -> Group:
    """One run as the group that it is by itself."""
    return Group(trend=trend, members=(trend,), levels=trend.level[None].copy())


def group(name: str, members: Sequence[Trend]) -> Group | None:
    """The group of `members`, trends of one metric on axes of one kind and unit.

    Each run is interpolated within its own range on the x of all of them; the curve covers what
    more than half of the runs cover, and at least three where there are as many. None where
    nothing is shared, or one place alone by runs that have more.
    """
    x = _places(members)
    levels = np.array([_on(x, t.curve.x[t.curve.rows], t.level[t.curve.rows]) for t in members])
    needed = min(len(members), max(seeds.FEWEST_RUNS, len(members) // 2 + 1))
    kept = np.isfinite(levels).sum(axis=0) >= needed
    single = all(t.curve.rows.size <= 1 for t in members)
    if kept.sum() < (1 if single else 2):
        return None
    x, levels = x[kept], levels[:, kept]
    logged = np.array([_on(x, t.curve.x[t.curve.rows], t.curve.y[t.curve.rows]) for t in members])
    own = _over_runs(levels)
    ends = bounds(
        np.concatenate([t.curve.y[t.curve.rows] for t in members]), members[0].curve.meaning
    )
    y = _over_runs(logged, seeds.unbounded).value
    curve = Curve(
        run=name,
        metric=members[0].curve.metric,
        meaning=members[0].curve.meaning,
        axis=members[0].curve.axis,
        x=x,
        y=y,
    )
    trend = Trend(
        curve=curve,
        level=own.value,
        low=np.clip(own.low, *ends),
        high=np.clip(own.high, *ends),
        noise=stats.noise_of(y - own.value),
        method=_method(members, fewest=int(np.isfinite(levels).sum(axis=0).min())),
    )
    return Group(trend=trend, members=tuple(members), levels=levels)


def _places(members: Sequence[Trend]) -> FloatArray:
    """The x of all members, in order; evenly chosen among them where they are many."""
    x = np.unique(np.concatenate([t.curve.x[t.curve.rows] for t in members]))
    if x.size <= _MOST_PLACES:
        return x
    return np.asarray(x[np.linspace(0, x.size - 1, _MOST_PLACES).round().astype(np.intp)])


def _on(x: FloatArray, at: FloatArray, values: FloatArray) -> FloatArray:
    """`values` `(m,)` known at `at`, on `x` `(n,)`: NaN outside of their range."""
    if not at.size:
        return np.full(x.size, np.nan)
    return np.interp(x, at, values, left=np.nan, right=np.nan)


def _over_runs(
    levels: FloatArray, centres: Callable[[FloatArray], seeds.Centres] = seeds.centres
) -> seeds.Centres:
    """Interquartile means over the runs that have a value, for `levels` `(runs, n)`."""
    known = np.isfinite(levels)
    value, low, high = np.full((3, levels.shape[1]), np.nan)
    patterns, of = np.unique(known, axis=1, return_inverse=True)
    for place, pattern in enumerate(patterns.T):
        if pattern.any():
            columns = np.flatnonzero(of == place)
            found = centres(levels[np.ix_(pattern, columns)])
            value[columns], low[columns], high[columns] = found.value, found.low, found.high
    return seeds.Centres(value=value, low=low, high=high)


def _method(members: Sequence[Trend], *, fewest: int) -> Method:
    """How the curve of a group is made, with how many of its runs each place has at least."""
    runs = len(members)
    own = members[0].method
    centre = "Interquartile mean" if seeds.trimmed(runs) else "Mean"
    how = "Yuen's t" if runs < seeds.BOOTSTRAP_FROM else "bootstrap"
    smooth = own.label[:1].lower() + own.label[1:] if own.name == "auto" else own.label
    smoothed = sum(not member.method.unsmoothed for member in members)
    each = f", each smoothed by itself ({smooth})" if smoothed else ""
    pointwise = "" if all(member.curve.x.size == 1 for member in members) else "pointwise "
    return replace(
        own,
        name=NAME,
        label=f"{centre} of {runs} runs{each}",
        parameters={"runs": float(runs), "fewest": float(fewest), "smoothed": float(smoothed)},
        band=""
        if runs < seeds.FEWEST_RUNS
        else f"{pointwise}95% interval of the {centre.lower()} between runs ({how})",
    )
