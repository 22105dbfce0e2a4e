"""A name that comes again beside something else -> what of that tells the two apart.

So the losses tell whose accuracies are those of `train_loss: 0.5, acc: 0.75, val_loss: 0.625,
acc: 0.5`, and what they belong to the minima of `reward=1.5 min=0.5 | length=20 min=9`.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import takewhile

from rlreport.catalogue import split

_STATISTICS = frozenset(
    {"mean", "avg", "average", "median", "std", "stdev", "var", "min", "max", "minimum", "maximum"}
)
_WORD = re.compile(r"[\u3040-\u9fff]|[^\W_\u3040-\u9fff]+")  # or a sign of Chinese
_PART = re.compile(r"[^\W\d_]+?(?=[A-Z_\W\d]|\Z)")

Key = tuple[str, str]
"""A name and its label."""


def labels(owners: Sequence[str], name: str) -> list[str]:
    """What of the owners of a name tells them apart; none where they are of different kinds."""
    parts = [_part(owner) for owner in owners]
    if all(parts) and len({part.lower() for part in parts}) == len(parts):
        return [] if split(name) else parts
    tails = [[found[0].lower() for found in _WORD.finditer(owner)] for owner in owners]
    same = sum(1 for _ in takewhile(_is_same, zip(*(tail[::-1] for tail in tails), strict=False)))
    if same:
        return [_without(owner, same) for owner in owners]
    is_alike = len({tail[0] for tail in tails if tail}) == 1 and all(tails)
    return [*owners] if is_alike or name.lower() in _STATISTICS else []


def _is_same(column: tuple[str, ...]) -> bool:
    return len({*column}) == 1


def _part(owner: str) -> str:
    """The word that says of which part of the data something is, as it is written."""
    found = (word[0] for word in _PART.finditer(owner))
    return next((word for word in found if split(word)), "")


def _without(owner: str, count: int) -> str:
    """A name without some of its last words."""
    kept = [*_WORD.finditer(owner)][:-count]
    return owner[: kept[-1].end()] if kept else ""


def told_apart(names: Sequence[Key]) -> list[Key]:
    """The names of a line and their labels, with other labels where a name comes again."""
    times = Counter(names)
    if len(times) == len(names):
        return [*names]
    places: defaultdict[Key, list[int]] = defaultdict(list)
    owner, owners = "", list[str]()
    for at, key in enumerate(names):
        owners.append(owner)
        if times[key] > 1:
            places[key].append(at)
        else:
            owner = key[0]
    found = [*names]
    for (name, section), own in places.items():
        known = [owners[at] for at in own]
        if all(known) and len({*known}) == len(known):
            for at, label in zip(own, labels(known, name), strict=False):
                found[at] = (name, f"{section} {label}".strip())
    return found
