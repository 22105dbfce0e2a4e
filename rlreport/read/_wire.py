"""TensorBoard's protocol buffers, field by field: one event's payload -> its scalars.

The slow and plain way, for the few events that the fast way of `_events` leaves over. Layout
(tensorflow/core/util/event.proto, framework/summary.proto, framework/tensor.proto):

    Event        1 wall_time double   2 step int64   5 summary
    Summary      1 value (repeated)
    Value        1 tag   2 simple_value float   8 tensor
    TensorProto  1 dtype   2 shape   4 content
                 5 float   6 double   7 int   10 int64   11 bool   13 half
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

_DTYPES = {1: "<f4", 2: "<f8", 3: "<i4", 4: "u1", 5: "<i2", 6: "i1", 9: "<i8", 10: "?", 19: "<f2"}
"""Numeric `DataType`s of TensorFlow as numpy's; 14 (bfloat16) is the upper half of a float32."""
_BFLOAT16 = 14
_LISTED = {5, 6, 7, 10, 11, 13}
_FIXED = {5: ("<f", 5), 6: ("<d", 1)}
"""Lists of fixed size: how an entry is unpacked, and its wire type where the list is not packed."""
_DIM = 2  # TensorShapeProto.dim
_U64 = (1 << 64) - 1

Buffer = bytes | memoryview


class Scalar(NamedTuple):
    """One logged value."""

    tag: bytes
    step: int
    wall_time: float
    value: float


def scalars(payload: Buffer) -> list[Scalar]:
    """The scalars in the payload of one event, in order.

    Raises:
        ValueError: the payload is no protocol buffer.
    """
    wall_time, step = 0.0, 0
    values: list[tuple[bytes, float]] = []
    for number, kind, value in fields(payload):
        if (number, kind) == (1, 1):
            wall_time = struct.unpack("<d", value)[0]
        elif (number, kind) == (2, 0):
            step = _signed(value)
        elif (number, kind) == (5, 2):
            values.extend(_summary(value))
    return [Scalar(tag, step, wall_time, value) for tag, value in values]


def _summary(payload: Buffer) -> Iterator[tuple[bytes, float]]:
    for number, kind, value in fields(payload):
        if (number, kind) == (1, 2):
            tag, scalar = _value(value)
            if scalar is not None:
                yield tag, scalar


def _value(payload: Buffer) -> tuple[bytes, float | None]:
    tag, scalar = b"", None
    for number, kind, value in fields(payload):
        if (number, kind) == (1, 2):
            tag = bytes(value)
        elif (number, kind) == (2, 5):
            scalar = struct.unpack("<f", value)[0]
        elif (number, kind) == (8, 2):
            scalar = _tensor(value)
    return tag, scalar


def _tensor(payload: Buffer) -> float | None:
    """The number in a tensor without dimensions, or None for any other tensor."""
    dtype, content, listed = 0, b"", None
    for number, kind, value in fields(payload):
        if (number, kind) == (1, 0):
            dtype = value
        elif (number, kind) == (2, 2) and any(field[0] == _DIM for field in fields(value)):
            return None
        elif (number, kind) == (4, 2):
            content = bytes(value[:8]) if len(value) <= 8 else b""
        elif number in _LISTED:
            listed = _first(number, kind, value)
    if dtype == _BFLOAT16:
        content, dtype = b"\0\0" + content, 1
    if dtype in _DTYPES and len(content) == np.dtype(_DTYPES[dtype]).itemsize:
        return float(np.frombuffer(content, _DTYPES[dtype])[0])
    return listed if dtype in _DTYPES else None


def _first(number: int, kind: int, value: Any) -> float:
    """The first entry of a list of values, packed into bytes or not.

    Raises:
        ValueError: the list is empty, or its wire type is that of another list.
    """
    if number in _FIXED:
        form, alone = _FIXED[number]
        if kind not in (2, alone) or len(value) < struct.calcsize(form):
            raise ValueError(f"wire type {kind} in list {number}")
        return float(struct.unpack_from(form, value)[0])
    if kind not in (0, 2):
        raise ValueError(f"wire type {kind} in list {number}")
    bits = value if kind == 0 else _varint(value, 0)[0]
    if number == 13:
        return float(np.uint16(bits & 0xFFFF).view(np.float16))
    return float(_signed(bits))


def fields(payload: Buffer) -> Iterator[tuple[int, int, Any]]:
    """Every field as its number, its wire type and its value: an int, or a part of `payload`.

    Raises:
        ValueError: a field runs over the end, or is of no known type.
    """
    place, end = 0, len(payload)
    while place < end:
        key, place = _varint(payload, place)
        number, kind = key >> 3, key & 7
        if kind == 0:
            value, place = _varint(payload, place)
            yield number, kind, value
            continue
        if kind == 2:
            size, place = _varint(payload, place)
        elif kind in (1, 5):
            size = 8 if kind == 1 else 4
        else:
            raise ValueError(f"wire type {kind}")
        if place + size > end:
            raise ValueError("a field runs over the end of its record")
        yield number, kind, payload[place : place + size]
        place += size


def _varint(payload: Buffer, place: int) -> tuple[int, int]:
    value, shift = 0, 0
    while shift < 70:
        if place >= len(payload):
            break
        byte = payload[place]
        place += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value & _U64, place
        shift += 7
    raise ValueError("an unfinished integer")


def _signed(value: int) -> int:
    return value - (1 << 64) if value >> 63 else value
