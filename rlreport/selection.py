"""Which runs, metrics and axis a report is about, from the user's settings and the catalogue."""

from __future__ import annotations

from collections.abc import Sequence

from rlreport import catalogue
from rlreport.errors import ChoiceError
from rlreport.tidy import as_role
from rlreport.values import Issue, Metric, Run, Settings

SHOWN_METRICS = 2
"""How many metrics a report draws unless they are named: the founding figure's two."""

SHOWN_RUNS = 8
"""How many runs a report draws unless they are named: the palette tells no more apart."""


def runs(loaded: Sequence[Run], wanted: Sequence[str]) -> tuple[tuple[Run, ...], tuple[Issue, ...]]:
    """The `wanted` runs, or the first few of those loaded with an issue that names the rest.

    Raises:
        ChoiceError: no run has a wanted name.
    """
    if wanted:
        by_name = {run.name: run for run in loaded}
        for name in wanted:
            if name not in by_name:
                raise ChoiceError.among("run", name, by_name)
        return tuple(by_name[name] for name in wanted), ()
    left = loaded[SHOWN_RUNS:]
    if not left:
        return tuple(loaded), ()
    names = ", ".join(run.name for run in left[:SHOWN_RUNS])
    more = ", ..." if len(left) > SHOWN_RUNS else ""
    text = (
        f"The report is about the first {SHOWN_RUNS} runs; not in it, unless chosen: {names}{more}."
    )
    return tuple(loaded[:SHOWN_RUNS]), (
        Issue(kind="runs left out", where="all logs", count=len(left), text=text),
    )


def metrics(of: Sequence[Run], settings: Settings) -> dict[str, tuple[Metric, ...]]:
    """Run name -> the metrics to report on, in the order asked for, or the best candidates.

    Raises:
        ChoiceError: no run has a wanted metric.
    """
    if not settings.metrics:
        return {run.name: _best(run) for run in of}
    chosen: dict[str, list[Metric]] = {run.name: [] for run in of}
    for wanted in settings.metrics:
        found = {run.name: _named(run, wanted) for run in of}
        if not any(found.values()):
            known = [name for run in of for name in run.metrics]
            raise ChoiceError.among("metric", wanted.rpartition("=")[2], known)
        for name, metric in found.items():
            if metric is not None and all(metric.name != other.name for other in chosen[name]):
                chosen[name].append(metric)
    return {name: tuple(metrics) for name, metrics in chosen.items()}


def _best(run: Run) -> tuple[Metric, ...]:
    """The best candidates of a run: one of a role, as long as there are other roles."""
    ranked = catalogue.rank(run.metrics.values())
    first_of_role = list({metric.meaning.role: metric for metric in reversed(ranked)}.values())
    first_of_role = [metric for metric in ranked if metric in first_of_role]
    others = [metric for metric in ranked if metric not in first_of_role]
    return tuple((first_of_role + others)[:SHOWN_METRICS])


def _named(run: Run, wanted: str) -> Metric | None:
    """The metric of that name or role; `role=name` takes the metric of that name for the role."""
    if wanted in run.metrics:
        return run.metrics[wanted]
    role, equals, name = wanted.partition("=")
    if equals and name in run.metrics:
        if role not in catalogue.ROLES:
            raise ChoiceError.among("role", role, catalogue.ROLES)
        return as_role(run.metrics[name], role)
    folded = wanted.casefold()
    for metric in catalogue.rank(run.metrics.values()):
        if folded in (metric.meaning.role, metric.name.casefold(), metric.meaning.label.casefold()):
            return metric
    return None
