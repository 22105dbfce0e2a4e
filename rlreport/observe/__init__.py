"""Evidence -> observations. A new phenomenon is one new file that exports `RULE`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, combinations
from typing import Literal

import numpy as np

from rlreport.compare import Comparison
from rlreport.plugins import discover
from rlreport.values import Curve, Evidence, Group, Observation
from rlreport.wording import Subject

_BESIDE = frozenset({"volatility", "periodicity", "relation"})
"""Kinds that rest on a test of their own, one a curve or pair, beside the tests of the course."""
_LEVEL = 0.01  # of all tests of such a kind in a report


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One phenomenon.

    Attributes:
        kinds: the kinds of the observations that it makes.
        scope: what `detect` looks at: one curve, two curves of one run on one axis, a group of
            runs, or all comparisons of two runs or groups.
        detect: evidence of one curve, or of two, a group, or comparisons -> observations. Finds
            only what the evidence holds; silent (or "cannot tell") on constant, empty and too
            short curves.
        say: an observation and its subject -> one sentence. Sees no data, and states no number
            that is not in the observation.
        plant: a random generator -> curves in which the phenomenon is.
        of_group: a group -> the same phenomenon on its curve, with intervals between runs; None
            for rules of other scopes and where a group's curve alone cannot show it.
        on_groups: whether `detect` holds for the moves and the band of a group's curve too, which
            are those that its runs agree on (`_runs.evidence_of`).
    """

    kinds: tuple[str, ...]
    scope: Literal["curve", "pair", "group", "comparison"]
    detect: Callable[..., list[Observation]]
    say: Callable[[Observation, Subject], str]
    plant: Callable[[np.random.Generator], tuple[Curve, ...]]
    of_group: Callable[[Group], list[Observation]] | None = None
    on_groups: bool = False


def rules() -> dict[str, Rule]:
    """The rule of every kind of observation."""
    found: tuple[Rule, ...] = discover("rlreport.observe", "RULE")
    return {kind: rule for rule in found for kind in rule.kinds}


def observe_all(
    evidences: Sequence[Evidence],
    groups: Sequence[Group] = (),
    comparisons: Sequence[Comparison] = (),
) -> tuple[Observation, ...]:
    """Everything that the rules find: on curves, pairs of curves, groups and comparisons.

    Ids count the observations of one kind: "trend-1", "dip-1", "dip-2", ...
    """
    counts: Counter[str] = Counter()
    observations = []
    for found in chain(_detected(evidences), _beyond_one_run(groups, comparisons)):
        counts[found.kind] += 1
        observations.append(replace(found, id=f"{found.kind}-{counts[found.kind]}"))
    return tuple(observations)


def _detected(evidences: Sequence[Evidence]) -> Iterator[Observation]:
    found: tuple[Rule, ...] = discover("rlreport.observe", "RULE")
    pairs = [
        pair for pair in combinations(evidences, 2) if _comparable(*(e.trend.curve for e in pair))
    ]
    for evidence in evidences:
        for rule in found:
            if rule.scope == "curve":
                yield from _lasting(rule.detect(evidence), len(evidences))
    for first, second in pairs:
        for rule in found:
            if rule.scope == "pair":
                yield from _lasting(rule.detect(first, second), len(pairs))


def _lasting(found: Sequence[Observation], tests: int) -> Iterator[Observation]:
    """Those that hold their level over all the `tests` of their kind in a report (Bonferroni)."""
    for observation in found:
        p_value = observation.p_value or 0.0
        if observation.kind not in _BESIDE or tests == 1 or p_value * tests <= _LEVEL:
            yield observation


def _beyond_one_run(
    groups: Sequence[Group], comparisons: Sequence[Comparison]
) -> Iterator[Observation]:
    found: tuple[Rule, ...] = discover("rlreport.observe", "RULE")
    for group in groups:
        for rule in found:
            yield from _on_group(rule, group)
    for rule in found:
        if rule.scope == "comparison":
            yield from rule.detect(*comparisons)


def _on_group(rule: Rule, group: Group) -> Iterator[Observation]:
    """What a rule finds on a group; an observation's `n` is how many runs it rests on."""
    from rlreport.observe._runs import evidence_of

    if rule.of_group is not None:
        yield from rule.of_group(group)
    elif rule.scope == "group":
        yield from rule.detect(group)
    elif rule.on_groups and evidence_of(group).verdict == "found":
        for found in rule.detect(evidence_of(group)):
            first, last = found.rows or (0, group.count.size - 1)
            yield replace(found, n=int(group.count[first : last + 1].min()))


def _comparable(first: Curve, second: Curve) -> bool:
    """Whether two curves are metrics of one run on one axis."""
    same_run = first.run == second.run and first.metric != second.metric
    return same_run and first.axis == second.axis


def say(observation: Observation, subject: Subject) -> str:
    """The sentence that the observation's own rule makes of it."""
    return rules()[observation.kind].say(observation, subject)


__all__ = ["Evidence", "Rule", "observe_all", "rules", "say"]
