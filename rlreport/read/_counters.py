"""What counts in the rows of a free text log, from epoch to epoch, and which of it is the step."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from rlreport.read import _loops
from rlreport.read._begins import Column
from rlreport.read._counting import COUNTERS, OF_EPISODES, OF_STEPS, STAGES, STEP, folded
from rlreport.read._rounded import Even, evened
from rlreport.read._rows import Rows
from rlreport.read._tallies import Cells, Counted
from rlreport.read._turns import opens
from rlreport.texts import a
from rlreport.values import BoolArray, FloatArray, IntArray

_RESETS = 0.1  # share of rows at which a counter of restarts may fall
_WITHIN = 0.9  # share of epochs at whose begin a counter without a total begins anew
_OF_OPTIMIZER = frozenset({"step", "steps"})
_ITERATIONS = frozenset({"iter", "iters", "iteration", "iterations", "it", "batch", "batch i"})
_RANK = {word: rank for rank, word in enumerate(COUNTERS)}


def counters_of(found: Rows) -> tuple[dict[str, Cells], dict[str, Counted]]:
    """The counters of all rows, which count on from epoch to epoch, and how some of them do.

    How they do is told by the name of the counter.
    """
    begins = np.searchsorted(found.block, np.arange(found.block.max(initial=-1) + 2))
    blocks = np.flatnonzero(np.diff(begins))
    spelled: dict[str, str] = {}
    even = evened(found)
    counters = gathered(_unrounded(_counted(found, blocks, 0, spelled), even))
    counters |= _over(found, blocks, counters)
    counted = _count_on(counters, gathered(_counted(found, blocks, 1, spelled)))
    counted |= {
        spelled[name]: Counted(
            f"counted up by {own.by:g} as in its first rows; later ones are rounded"
        )
        for name, own in even.items()
    }
    counted |= {STEP: Counted(_loops.HOW)} if found.of_loops and STEP in counters else {}
    of_rows = np.searchsorted(blocks, found.block)
    return {name: _spread(cells, of_rows) for name, cells in counters.items()}, counted


def totals_of(found: Rows) -> dict[str, Cells]:
    """How far counters are to come, by the names of these, in each block of rows."""
    begins = np.searchsorted(found.block, np.arange(found.block.max(initial=-1) + 2))
    blocks = np.flatnonzero(np.diff(begins))
    spelled: dict[str, str] = {}
    for part in found.parts:
        for name in part.kind.words:
            spelled.setdefault(folded(name), name)
    return gathered(_counted(found, blocks, 1, spelled))


def _counted(found: Rows, blocks: IntArray, which: int, spelled: dict[str, str]) -> Iterator[Cells]:
    """The counters (0) or their totals (1) of each block that has rows, by one spelling each."""
    last = max((int(part.block.max(initial=-1)) for part in found.parts), default=-1)
    used = np.zeros(last + 2, dtype=np.bool_)
    used[blocks] = True  # the last, of lines in no block, is not
    for part in found.parts:
        taken = np.flatnonzero(used[part.block]) if not part.joined else np.empty(0, np.intp)
        totals = tuple((word, 1.0) for word in part.kind.totals)
        counted = (part.kind.counters, totals)[which] if taken.size else ()
        for order, (name, scale) in enumerate(counted):
            number = order + which * len(part.kind.counters)
            yield Cells(
                name=spelled.setdefault(folded(name), name),
                row=np.searchsorted(blocks, part.block[taken]),
                values=part.sheet.numbers[taken, number] * scale,
                place=part.sheet.place[taken],
                order=order,
                is_rounded=scale != 1,
            )


def _unrounded(parts: Iterable[Cells], even: Mapping[str, Even]) -> Iterator[Cells]:
    """The counters, in the place of rounded ones what they count where that is known."""
    for cells in parts:
        known = even.get(folded(cells.name))
        if known is None:
            yield cells
        else:
            at = np.searchsorted(known.place, cells.place).clip(max=known.place.size - 1)
            values = np.where(known.place[at] == cells.place, known.values[at], cells.values)
            yield replace(cells, values=values, is_rounded=False)


def _over(found: Rows, blocks: IntArray, counters: Mapping[str, Cells]) -> dict[str, Cells]:
    """Coarser counters of headings alone, such as "Epoch 3", for each block up to the next one.

    Which word is coarser is known, or told by another counter that begins anew below each.
    """
    finest = min((_rank(name) for name in counters), default=0)
    fullest = max(counters.values(), key=lambda cells: cells.row.size, default=None)
    headings = gathered(
        Cells(
            name=name,
            row=part.block,
            values=part.sheet.numbers[:, order] * scale,
            place=part.sheet.place,
            order=order,
        )
        for part in found.parts
        if part.kind.strong and not part.kind.values
        for order, (name, scale) in enumerate(part.kind.counters)
        if folded(name) not in map(folded, counters)
    )
    over: dict[str, Cells] = {}
    for name, cells in headings.items():
        if cells.row.size == 1 and (name.endswith("s") or cells.values[0] > 1):
            continue  # "steps: 4000" and "epoch: 300" among settings: how many there are to be
        behind = np.searchsorted(blocks, cells.row)
        if _rank(name) <= finest and not (fullest and _is_around(fullest, behind, blocks.size)):
            continue
        at = np.searchsorted(cells.row, blocks, side="right") - 1
        over[name] = cells.picked(at[at >= 0], np.flatnonzero(at >= 0))
    return {name: cells for name, cells in over.items() if cells.row.size}


def _is_around(inner: Cells, behind: IntArray, size: int) -> bool:
    """Whether what stands before some of the blocks `behind` goes around an inner counter.

    Where that begins anew below each, or stands still as values come behind its last count alone.
    """
    if inner.values.size and (inner.values == inner.values[0]).all():
        return np.array_equal(np.minimum(behind, size - 1), np.arange(size))
    return opens(inner, np.searchsorted(inner.row, behind))


def _count_on(counters: Mapping[str, Cells], totals: Mapping[str, Cells]) -> dict[str, Counted]:
    """Steps that begin anew in each epoch go on counting: `(epoch - first) * steps + step`.

    Where the steps of an epoch are not told, the largest number stands for them.
    """
    counted: dict[str, Counted] = {}
    for name, cells in counters.items():
        told = totals.get(name)
        beside = {
            other: known for other, known in counters.items() if np.isin(known.row, cells.row).any()
        }
        epoch = _epoch_of(name, beside, has_total=told is not None)
        if epoch is None:
            continue
        both = (told or cells).row
        both = both[np.isin(both, epoch.row, assume_unique=True)]
        at = np.searchsorted(cells.row, both)
        number = _begun(cells.values[at], epoch.values[np.searchsorted(epoch.row, both)])
        before, after = cells.values[at][:-1], cells.values[at][1:]
        rises = number[1:] > number[:-1]
        falls = after < before
        if told is not None and (after != before).any():  # "[0/10][0/110]", "[1/10][0/110]"
            falls |= rises & (after == before)
        if not falls.any():
            continue
        first = min(float(epoch.values.min()), 1)
        over = epoch.name.lower()
        how = f"counted on from {over} to {over}"
        lasted = rises.all() and folded(epoch.name) in OF_EPISODES  # of how many each was
        if told is not None and rises[falls].all() and not lasted:
            sizes = told.values[np.searchsorted(told.row, both)]
            from_none_to_all = cells.values.min() == 0 and (cells.values[at] == sizes).any()
            cells.values[at] += (number - first) * (sizes + from_none_to_all)
            counted[name] = Counted(how)
        elif told is None and _is_within(cells.values[at], falls, rises):
            size = float(cells.values.max() + (cells.values.min() == 0))
            cells.values[at] += (number - first) * size
            assumed = (
                f"{name} begins anew in each {over}, and how many there are in one is not logged; "
                f"it was counted on by {size:,.0f} {a(over)}, the most that were seen."
            )
            counted[name] = Counted(how, assumed)
    return counted


def _begun(values: Column, number: Column) -> Column:
    """The epochs `(n,)`; a bar that Lightning sets to 0 before it names the next is of that."""
    ahead = np.append(number[1:], number[-1:])
    anew = np.append(False, (values[1:] == 0) & (values[:-1] > 0))
    return np.where(anew, ahead, number)


def _epoch_of(name: str, counters: Mapping[str, Cells], *, has_total: bool) -> Cells | None:
    """The epochs that a counter may begin anew in; of one with a total they may be episodes.

    They may be stages of the training, too.
    """
    words: tuple[str, ...] = ("epoch", "ep") if folded(name) == "batch" else ("epoch",)
    if not any(folded(other) in words for other in counters):
        words = STAGES
    if has_total and not any(folded(other) in words for other in counters):
        words = ("episode",)
    epochs = [cells for other, cells in counters.items() if folded(other) in words]
    return _together(epochs) if epochs and folded(name) not in words else None


def _is_within(values: Column, falls: BoolArray, rises: BoolArray) -> bool:
    """Whether values begin anew with each epoch, and go up in between more often than that."""
    ups = int(((values[1:] > values[:-1]) & ~rises).sum())
    with_epochs = int((falls & rises).sum())
    return ups >= with_epochs >= max(_WITHIN * int(rises.sum()), _WITHIN * int(falls.sum()))


def _spread(cells: Cells, of_rows: IntArray) -> Cells:
    """The cells of blocks, in each of their rows."""
    at = np.searchsorted(cells.row, of_rows, side="right") - 1
    row = np.flatnonzero((at >= 0) & (cells.row[at] == of_rows))
    return cells.picked(at[row], row)


def step_of(counters: Mapping[str, Cells]) -> str:
    """The counter that is the step: the finest that hardly ever falls; "" where all do.

    One that begins anew while another goes on is not, nor is a rounded one that stands still, nor
    a stage, nor the length of an episode.
    """
    counted = [
        name
        for name, cells in counters.items()
        if folded(name) not in STAGES and not is_length(cells, counters.values())
    ]
    most = sorted(counted, key=lambda name: -counters[name].row.size)
    common = [name for name in most if 2 * counters[name].row.size >= counters[most[0]].row.size]
    ranked = sorted(common, key=_rank)
    going = [name for name in ranked if _goes_on(counters[name], counters.values())]
    for name in going:
        cells = counters[name]
        others = [counters[other] for other in going if other != name]
        stands = cells.is_rounded and any(_moves(other) > _moves(cells) for other in others)
        if not stands and not any(_is_finer(other, cells) for other in others):
            return name
    return ""


def _is_finer(other: Cells, step: Cells) -> bool:
    """Whether iterations go up in each row of steps, which several iterations make up."""
    if folded(step.name) not in _OF_OPTIMIZER or folded(other.name) not in _ITERATIONS:
        return False
    rises = np.diff(_found(other, step.row)) > 0  # an evaluation may name the iteration alone
    return 2 * _moves(step) <= step.row.size and bool(rises.all())


def _rank(name: str) -> int:
    """The smaller, the finer a counter is."""
    return _RANK.get(folded(name), len(COUNTERS))


def _goes_on(cells: Cells, others: Iterable[Cells]) -> bool:
    """Whether a counter counts, and falls as after a restart, if ever."""
    values = cells.values
    falls = np.flatnonzero(values[1:] < values[:-1])
    if not _hardly_falls(cells) or (values.size > 1 and (values == values[0]).all()):
        return False
    inner = np.zeros(falls.size, dtype=np.bool_)
    for other in filter(_hardly_falls, others):
        before, after = (_found(other, cells.row[falls + more]) for more in (0, 1))
        inner |= after > before
    return not falls.size or 2 * int(inner.sum()) < falls.size


def _hardly_falls(cells: Cells) -> bool:
    """Whether a counter falls as seldom as after restarts, unlike the length of each episode.

    At the end, it may say where the best one was.
    """
    values = cells.values
    falls = values[1:] < values[:-1]
    if values[-1:] > values[:1]:
        falls = falls[:-1]
    return int(falls.sum()) <= _RESETS * values.size


def is_length(cells: Cells, others: Iterable[Cells]) -> bool:
    """Whether steps go up by fewer than the episodes before them: they are those of an episode."""
    if folded(cells.name) not in OF_STEPS or cells.is_rounded:
        return False
    for other in others:
        if folded(other.name) in OF_EPISODES and other.first < cells.first:
            with np.errstate(invalid="ignore"):  # between infinite ones
                up, episodes = np.diff(cells.values), np.diff(_found(other, cells.row))
            if ((up >= 0) & (up < episodes)).any():
                return True
    return False


def _found(cells: Cells, rows: IntArray) -> FloatArray:
    """The values in some rows, NaN where there are none."""
    at = np.minimum(np.searchsorted(cells.row, rows), cells.row.size - 1)
    return np.where(cells.row[at] == rows, cells.values[at], np.nan)


def _moves(cells: Cells) -> int:
    return np.unique(cells.values).size


def gathered(cells: Iterable[Cells]) -> dict[str, Cells]:
    """The cells of each name together, in the order in which the names first appear."""
    parts: defaultdict[str, list[Cells]] = defaultdict(list)
    for part in cells:
        parts[part.name].append(part)
    found = [_together(same) for same in parts.values()]
    return {cell.name: cell for cell in sorted(found, key=lambda cell: cell.first)}


def _together(parts: Sequence[Cells]) -> Cells:
    """The cells of one name, one in a row: the last that is written there."""
    if len(parts) == 1:
        return parts[0]
    texts = any(part.values.dtype == object for part in parts)
    columns = [as_texts(part.values) if texts else part.values for part in parts]
    row = np.concatenate([part.row for part in parts])
    place = np.concatenate([part.place for part in parts])
    order = np.lexsort((place, row))
    order = order[np.append(np.diff(row[order]) > 0, True)]
    return Cells(
        name=parts[0].name,
        row=row[order],
        values=np.concatenate(columns)[order],
        place=place[order],
        order=min(parts, key=lambda part: part.first).order,
        is_rounded=any(part.is_rounded for part in parts),
    )


def as_texts(values: Column) -> Column:
    return np.array([str(value) for value in values.tolist()], dtype=object)
