"""Lines that tell the same beside different things -> these as the labels of what they tell.

`train_loss: 0.5, acc: 0.75` and `val_loss: 0.625, acc: 0.5` of an epoch tell two accuracies, and
`Reward: 1.5, min: 0.5` and `Length: 20, min: 9` two minima.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from rlreport.catalogue import AXIS_ROLES, describe
from rlreport.read._owned import Key, labels
from rlreport.read._prose import LineKind, line_kind
from rlreport.read._templates import Sheet
from rlreport.values import BoolArray, FloatArray, IntArray

_MOSTLY = 0.8  # share of the lines that stand beside those of another owner
_DIFFER = 0.5  # share of these at which their values differ
_FEWEST = 2  # times that they do
_MOST = 64  # kinds of lines that tell the same
_CLOCKS = frozenset({*AXIS_ROLES, "timing"})  # roles of what may go on from line to line


@dataclass(frozen=True, kw_only=True)
class _Told:
    """What lines of several kinds tell under one name, in their order.

    Attributes:
        place: `(n,)` the lines.
        owner: `(n,)` which owner each has.
        value: `(n,)` what it tells.
        count: `(n,)` what it counts, NaN where it counts nothing.
    """

    place: IntArray
    owner: IntArray
    value: FloatArray
    count: FloatArray


def labelled(sheets: Sequence[Sheet]) -> list[Sheet]:
    """The lines, with labels for what others of the same step tell beside something else."""
    holders: defaultdict[Key, list[int]] = defaultdict(list)
    for at, sheet in enumerate(sheets):
        for name, value in line_kind(sheet).values:
            holders[name, value.section].append(at)
    counting = [sheet.place for sheet in sheets if line_kind(sheet).counters]
    steps = np.sort(np.concatenate(counting)) if counting else np.empty(0, dtype=np.intp)
    told: defaultdict[int, dict[Key, str]] = defaultdict(dict)
    for key, own in holders.items():
        if 1 < len(own) <= _MOST:
            for at, label in _of(key, own, sheets, steps):
                told[at][key] = label
    return [_labelled(sheet, told[at]) if at in told else sheet for at, sheet in enumerate(sheets)]


def _labelled(sheet: Sheet, told: dict[Key, str]) -> Sheet:
    kind = line_kind(sheet)
    values = tuple(
        (name, replace(value, section=f"{value.section} {label}".strip()) if label else value)
        for name, value in kind.values
        for label in (told.get((name, value.section), ""),)
    )
    return replace(sheet, kind=replace(kind, values=values))


def _of(
    key: Key, own: Sequence[int], sheets: Sequence[Sheet], steps: IntArray
) -> Iterator[tuple[int, str]]:
    """Which lines have a label for a name, and which."""
    kinds = [line_kind(sheets[at]) for at in own]
    everywhere = set.intersection(*({name for name, _ in kind.values} for kind in kinds))
    named = {at: _owner(key, kind, everywhere) for at, kind in zip(own, kinds, strict=True)}
    owners = [*dict.fromkeys(owner for owner in named.values() if owner)]
    if len(owners) < 2:
        return
    lines = [(sheets[at], owners.index(owner)) for at, owner in named.items() if owner]
    together = _together(key, lines)
    if describe(key[0]).role in _CLOCKS and (np.diff(together.value) >= 0).all():
        return
    beside = _beside(together, steps, len(owners))
    kept = [owner for owner, is_beside in zip(owners, beside, strict=True) if is_beside]
    if len(kept) > 1:
        known = dict(zip(kept, labels(kept, key[0]), strict=False))
        yield from ((at, known[owner]) for at, owner in named.items() if owner in known)


def _owner(key: Key, kind: LineKind, everywhere: set[str]) -> str:
    """The last name before one in a line that other lines do not have; "" of none."""
    owner = ""
    for name, value in kind.values:
        if (name, value.section) == key:
            return owner
        if value.section == key[1] and name not in everywhere:
            owner = name
    return ""


def _together(key: Key, lines: Sequence[tuple[Sheet, int]]) -> _Told:
    place, owner, values, counts = [], [], [], []
    for sheet, number in lines:
        kind = line_kind(sheet)
        at = next(value.number for name, value in kind.values if (name, value.section) == key)
        place.append(sheet.place)
        owner.append(np.full(sheet.place.size, number))
        values.append(sheet.numbers[:, at])
        counts.append(sheet.numbers[:, 0] if kind.counters else np.full(sheet.place.size, np.nan))
    order = np.argsort(np.concatenate(place))
    return _Told(
        place=np.concatenate(place)[order],
        owner=np.concatenate(owner)[order],
        value=np.concatenate(values)[order],
        count=np.concatenate(counts)[order],
    )


def _beside(told: _Told, steps: IntArray, owners: int) -> BoolArray:
    """Of which owners lines stand beside those of another one, with other values `(owners,)`."""
    counted = np.searchsorted(steps, told.place, side="right")
    between = np.diff(counted)
    bare = np.isnan(told.count)
    pairs = told.owner[1:] != told.owner[:-1]
    pairs &= np.where(bare[1:], between == 0, (between == 1) & (told.count[1:] == told.count[:-1]))
    differ = int((pairs & (told.value[1:] != told.value[:-1])).sum())
    if differ < max(_FEWEST, _DIFFER * int(pairs.sum())):
        return np.zeros(owners, dtype=np.bool_)
    within = np.append(pairs, False) | np.append(False, pairs)
    size = np.bincount(told.owner, minlength=owners)
    paired = np.bincount(told.owner[within], minlength=owners)
    is_main = (size == size.max()) & (paired >= _FEWEST)
    beside: BoolArray = (paired >= _MOSTLY * size) | is_main
    return beside
