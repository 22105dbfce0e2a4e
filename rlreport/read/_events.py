"""The scalars in all records of a block at once: protocol buffers decoded by columns.

Each step of the decoder (its layout stands in `_wire`) is done for all events together: the wall
time, the step, the length of the summary, then one value of each summary after another. An event
whose fields stand in another order than writers put them is left to `_wire`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rlreport.read import _crc, _wire
from rlreport.read._frames import Frames, Places, words
from rlreport.read._tags import Tags
from rlreport.read._varints import varints

_WALL_TIME, _STEP, _SUMMARY, _VALUE, _TAG = 0x09, 0x10, 0x2A, 0x0A, 0x0A
_SIMPLE, _TENSOR = 0x15, 0x42
# Which bytes begin an event's version, graph, log, session or meta data; and an image, a
# histogram or audio: tables of 256 truth values.
_WITHOUT_SUMMARY = np.isin(np.arange(256), (0x1A, 0x22, 0x32, 0x3A, 0x42, 0x4A))
_MEDIA = np.isin(np.arange(256), (0x22, 0x2A, 0x32))
# The first bytes of a float without dimensions: its type, an empty shape, then content or a list.
_FLOATS = (np.uint64(0x0422_0012_0108), np.uint64(0x042A_0012_0108))
_SIX_BYTES = np.uint64((1 << 48) - 1)
_TEXT = 0x07
_CHECKED = 1 << 16  # bytes of the longest payload whose checksum is computed: scalars are shorter


class Scalars(NamedTuple):
    """Scalars `(n,)` in the order of the file, their tags by number."""

    tag: NDArray[np.int64]
    step: NDArray[np.float64]
    wall_time: NDArray[np.float64]
    value: NDArray[np.float64]


@dataclass(frozen=True)
class _Views:
    """A block's bytes, and the numbers that begin at each of them."""

    data: NDArray[np.uint8]
    integers: NDArray[np.uint64]
    floats: NDArray[np.float32]
    doubles: NDArray[np.float64]


class _Found(NamedTuple):
    """Scalars with the row of their record, not yet in order."""

    row: Places
    tag: Places
    step: NDArray[Any]
    wall_time: NDArray[Any]
    value: NDArray[Any]


def scalars(frames: Frames, tags: Tags, *, verify: bool) -> tuple[Scalars, int]:
    """The scalars in some records, and how many records are damaged and were left out.

    Args:
        frames: the records.
        tags: the tags seen so far; new ones are added.
        verify: check the payloads too, not only the lengths that framing has checked.
    """
    starts, sizes = frames.starts, frames.sizes
    damaged = 0
    if verify:
        whole = _verified(frames)
        damaged = int((~whole).sum())
        starts, sizes = starts[whole], sizes[whole]
    regular = (sizes >= 9) & (frames.data[starts] == _WALL_TIME)
    if len(starts) == 1:  # perhaps longer than a block: decoded without a look at its media
        regular[:] = False
    found, left = _regular(frames.data, starts, sizes, np.flatnonzero(regular), tags)
    rest = [*np.flatnonzero(~regular).tolist(), *left]
    others, unreadable = _one_by_one(frames.data, starts, sizes, rest, tags)
    return _ordered([*found, *others]), damaged + unreadable


def _verified(frames: Frames) -> NDArray[np.bool_]:
    """Which records bear the true checksum of their payload."""
    whole = np.ones(frames.sizes.size, dtype=np.bool_)
    short = np.flatnonzero(frames.sizes <= _CHECKED)
    starts, sizes = frames.starts[short], frames.sizes[short]
    stands = words(frames.data, "<u4")[starts + sizes]
    whole[short] = stands == _crc.of_records(frames.data, starts, sizes)
    return whole


def _regular(
    data: NDArray[np.uint8], starts: Places, sizes: Places, rows: Places, tags: Tags
) -> tuple[list[_Found], list[int]]:
    """The scalars of events that begin with their wall time, and the rows that must be left."""
    view = _Views(data, words(data, "<u8"), words(data, "<f4"), words(data, "<f8"))
    starts, ends = starts[rows], (starts + sizes)[rows]
    wall_time = view.doubles[starts + 1]
    place = starts + 9
    stepped = view.data[place] == _STEP
    step, width, whole = varints(view.integers, place + 1)
    if not stepped.all():
        step = np.where(stepped, step, 0)
        width = np.where(stepped, width, -1)
        whole = whole | ~stepped
    place = place + 1 + width
    without = _WITHOUT_SUMMARY[view.data[place]] | (place >= ends)
    summary, width, closed = varints(view.integers, place + 1)
    inside = place + 1 + width
    fits = whole & closed & (view.data[place] == _SUMMARY) & (inside + summary == ends)
    left = rows[~fits & ~(without & whole)]
    keep = fits if not fits.all() else slice(None)
    found, more = _rounds(
        view, rows[keep], inside[keep], ends[keep], step[keep], wall_time[keep], tags
    )
    return found, [*left, *more]


def _rounds(
    view: _Views,
    rows: Places,
    place: Places,
    ends: Places,
    step: NDArray[np.int64],
    wall_time: NDArray[np.float64],
    tags: Tags,
) -> tuple[list[_Found], list[int]]:
    """One value of each summary after another, and the rows that must be left to `_wire`."""
    found: list[_Found] = []
    left: list[int] = []
    while rows.size:
        size, width, closed = varints(view.integers, place + 1)
        start = place + 1 + width
        stop = start + size
        length, width, ended = varints(view.integers, start + 1)
        tag = start + 1 + width
        after = tag + length
        fits = (view.data[place] == _VALUE) & closed & (stop <= ends)
        fits &= (view.data[start] == _TAG) & ended & (after <= stop)
        left.extend(rows[~fits])
        if not fits.all():
            rows, ends, step, wall_time = rows[fits], ends[fits], step[fits], wall_time[fits]
            tag, length, after, stop = tag[fits], length[fits], after[fits], stop[fits]
        value, scalar, known = _payload(view, after, stop)
        left.extend(rows[~known])
        number = tags.numbers(view.data, tag[scalar], length[scalar])
        found.append(_Found(rows[scalar], number, step[scalar], wall_time[scalar], value))
        going = (stop < ends) & known
        rows, place, ends = rows[going], stop[going], ends[going]
        step, wall_time = step[going], wall_time[going]
    return _without(found, left), left


def _payload(
    view: _Views, place: Places, stop: Places
) -> tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.bool_]]:
    """What follows the tag of each value `(n,)`.

    Returns:
        The numbers `(k,)`; which values they are of `(n,)`; and which values `(n,)` were
        understood, be it as a number or as something else.
    """
    kind = np.where(place < stop, view.data[place], 0)
    simple = (kind == _SIMPLE) & (place + 5 == stop)
    if simple.all():
        with np.errstate(invalid="ignore"):  # a NaN that signals is a NaN
            return view.floats[place + 1].astype(np.float64), simple, simple
    known = simple | (kind == 0) | _MEDIA[kind]
    numbers = np.flatnonzero(simple)
    values = np.zeros(place.size)
    with np.errstate(invalid="ignore"):
        values[numbers] = view.floats[place[numbers] + 1]
    tensors = np.flatnonzero(kind == _TENSOR)
    if tensors.size:
        number, scalar, understood = _tensors(view, place[tensors], stop[tensors])
        values[tensors] = number
        simple[tensors], known[tensors] = scalar, understood
    return values[simple], simple, known


def _tensors(
    view: _Views, place: Places, stop: Places
) -> tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.bool_]]:
    """The number in each tensor `(n,)`, which hold one, and which were understood."""
    size, width, closed = varints(view.integers, place + 1)
    start = place + 1 + width
    end = np.where(closed & (start + size <= stop), start + size, 0)
    meta, width, closed = varints(view.integers, end + 1)
    last = (end == stop) | ((view.data[end] == 0x4A) & closed & (end + 1 + width + meta == stop))
    fits = last & (end > 0)
    first = view.integers[start] & _SIX_BYTES
    scalar = fits & (size == 10) & ((first == _FLOATS[0]) | (first == _FLOATS[1]))
    shaped = (view.data[start] == 0x08) & (view.data[start + 2] == 0x12)
    other = (shaped & (view.data[start + 3] > 0)) | (view.data[start + 1] == _TEXT)
    number = np.where(scalar, view.floats[np.where(scalar, start + 6, 0)], 0.0)
    return number, scalar, scalar | (fits & other)


def _one_by_one(
    data: NDArray[np.uint8], starts: Places, sizes: Places, rows: list[int], tags: Tags
) -> tuple[list[_Found], int]:
    """The scalars of single records, and how many of the records cannot be read."""
    view = data.data
    found: list[tuple[int, int, int, float, float]] = []
    damaged = 0
    for row in rows:
        start = int(starts[row])
        try:
            for scalar in _wire.scalars(view[start : start + int(sizes[row])]):
                number = tags.number(scalar.tag)
                found.append((row, number, scalar.step, scalar.wall_time, scalar.value))
        except ValueError:
            damaged += 1
    if not found:
        return [], damaged
    columns = [np.array(column) for column in zip(*found, strict=True)]
    return [_Found(*columns)], damaged


def _without(found: list[_Found], left: list[int]) -> list[_Found]:
    """What was found, without the records that are to be decoded anew."""
    if not left:
        return found
    kept = [~np.isin(part.row, left) for part in found]
    return [
        _Found(*(column[keep] for column in part)) for part, keep in zip(found, kept, strict=True)
    ]


def _ordered(found: list[_Found]) -> Scalars:
    """All that was found, in the order of the file."""
    found = [part for part in found if part.row.size]
    if not found:
        empty = np.empty(0)
        return Scalars(np.empty(0, dtype=np.int64), empty, empty, empty)
    row, tag, step, wall_time, value = (
        np.concatenate(columns) if len(columns) > 1 else columns[0]
        for columns in zip(*found, strict=True)
    )
    step = step.astype(np.float64)
    if len(found) > 1:
        order = np.argsort(row, kind="stable")
        tag, step, wall_time, value = tag[order], step[order], wall_time[order], value[order]
    return Scalars(tag, step, wall_time, value)
