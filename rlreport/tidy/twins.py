"""Logs of one run in folders of their own, as of TensorBoard beside a CSV -> one run.

A curve that stands in both tells: `logs/PPO_1` has the evaluations that
`logs/eval/evaluations.npz` holds, and `tb_logs/qmix_seed1` the returns of `sacred/1/info.json`.
So are the runs in a file that gathers those of other files, as `all_results.json` does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import PurePosixPath

import numpy as np

from rlreport.catalogue import OUTCOMES
from rlreport.tidy import copies, grouping
from rlreport.tidy.parts import Key, Part
from rlreport.values import Metric

_TELLING = frozenset({*OUTCOMES, "loss"})
_FEWEST = 5  # different values, from which on no two runs have the same curve
_BESIDE = 3  # of these in one folder


def together(grouped: Mapping[Key, Sequence[Part]]) -> dict[Key, list[Part]]:
    """The parts of each run, those of two with formats of their own that share a curve as one.

    It is called like the one whose folder says more, or which has more curves.
    """
    grouped = _without_gathered(grouped)
    joined = {key: [*parts] for key, parts in grouped.items()}
    of = {key: key for key in grouped}
    for pair in _sharing(grouped):
        one, other = sorted((of[key] for key in pair), key=lambda key: _rank(key, grouped[key]))
        if _formats(joined[one]).isdisjoint(_formats(joined[other])):
            joined[other] += joined.pop(one)
            of = {key: other if whole == one else whole for key, whole in of.items()}
    return joined


def _without_gathered(grouped: Mapping[Key, Sequence[Part]]) -> Mapping[Key, Sequence[Part]]:
    """The runs, those of a file that all have a file of their own as parts of these."""
    held: defaultdict[str, list[Key]] = defaultdict(list)
    for key, parts in grouped.items():
        for source in {part.source for part in parts}:
            held[source].append(key)
    alone = {own[0] for own in held.values() if len(own) == 1}
    curves: defaultdict[tuple[object, ...], list[tuple[Key, Metric]]] = defaultdict(list)
    for key in alone if len(alone) > 1 and len(held) > len(alone) else ():
        for metric in _telling(grouped[key]):
            curves[metric.meaning.role, *_sketch(metric)[1:]].append((key, metric))
    joined = {key: [*parts] for key, parts in grouped.items()}
    for gathered in held.values() if curves else ():
        own = {key: _again(grouped[key], curves) for key in gathered} if len(gathered) > 1 else {}
        if own and all(own.values()) and len({*own.values()}) == len(own):
            for key, other in own.items():
                known = [*_telling(grouped[other or key])]
                joined[other or key] += [respelled(part, known) for part in joined.pop(key)]
    return joined


def respelled(part: Part, known: Sequence[Metric]) -> Part:
    """The part, its copies of other curves in their roles under the names of these."""
    found = {
        name: next((one for one in known if _are_copies(metric, one)), metric)
        for name, metric in part.metrics.items()
    }
    renamed = {
        one.name: replace(part.metrics[name], name=one.name, meaning=one.meaning)
        for name, one in found.items()
    }
    return replace(part, metrics=renamed) if len(renamed) == len(found) else part


def _are_copies(one: Metric, other: Metric) -> bool:
    return one.meaning.role == other.meaning.role and copies.is_copy(one, other)


def _again(
    parts: Sequence[Part], curves: Mapping[tuple[object, ...], Sequence[tuple[Key, Metric]]]
) -> Key | None:
    """The run that has a curve of some parts, too, whatever its name."""
    return next(
        (
            key
            for metric in _telling(parts)
            for key, other in curves.get((metric.meaning.role, *_sketch(metric)[1:]), ())
            if copies.is_copy(metric, other)
        ),
        None,
    )


def _telling(parts: Sequence[Part]) -> Iterator[Metric]:
    """The curves of some parts that no other run has."""
    for metric in (metric for part in parts for metric in part.metrics.values()):
        if metric.meaning.role in _TELLING and np.unique(metric.logged).size >= _FEWEST:
            yield metric


def _sharing(grouped: Mapping[Key, Sequence[Part]]) -> Iterator[tuple[Key, Key]]:
    """The runs that have a curve in common, two by two."""
    if len(set[str]().union(*map(_formats, grouped.values()))) < 2:
        return
    curves: defaultdict[tuple[object, ...], list[tuple[Key, Metric]]] = defaultdict(list)
    for key, parts in grouped.items():
        for metric in (metric for part in parts for metric in part.metrics.values()):
            if metric.meaning.role in _TELLING and metric.logged.size >= _BESIDE:
                curves[_sketch(metric)].append((key, metric))
    for found in curves.values():
        for (one, curve), (other, again) in combinations(found, 2):
            pair = grouped[one], grouped[other]
            apart = _formats(pair[0]).isdisjoint(_formats(pair[1]))
            enough = _FEWEST if _folders(pair[0]).isdisjoint(_folders(pair[1])) else _BESIDE
            if apart and copies.is_copy(curve, again) and np.unique(curve.logged).size >= enough:
                yield one, other


def _sketch(metric: Metric) -> tuple[object, ...]:
    """What two copies of a curve have in common, whatever their digits."""
    logged = metric.logged
    ends = (f"{value:.3g}" for value in (logged[0], logged[-1]))
    return copies.leaf(metric.name), logged.size, *ends


def _rank(key: Key, parts: Sequence[Part]) -> tuple[bool, int]:
    """How much the name of a run says, and how much it holds."""
    name = PurePosixPath(key[0]).name
    says = bool(key[1]) or (grouping.tells(name) and not name.isdecimal())
    return says, sum(len(part.metrics) for part in parts)


def _folders(parts: Sequence[Part]) -> set[PurePosixPath]:
    return {PurePosixPath(part.source).parent for part in parts}


def _formats(parts: Sequence[Part]) -> set[str]:
    return {part.format for part in parts}
