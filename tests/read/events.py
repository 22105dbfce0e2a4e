"""Event files for tests and benchmarks, written field by field after TensorFlow's definitions."""

from __future__ import annotations

import struct

import numpy as np

from rlreport.read import _crc


def varint(value: int) -> bytes:
    value &= (1 << 64) - 1
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def block(number: int, content: bytes) -> bytes:
    """A field of bytes."""
    return varint(number << 3 | 2) + varint(len(content)) + content


def scalar(tag: str, value: float) -> bytes:
    return block(1, block(1, tag.encode()) + b"\x15" + struct.pack("<f", value))


def tensor(tag: str, dtype: int, field: int, content: bytes, shape: bytes = b"") -> bytes:
    proto = b"\x08" + varint(dtype) + block(2, shape) + block(field, content)
    return block(1, block(1, tag.encode()) + block(8, proto))


def event(values: list[bytes], *, step: int, wall_time: float = 1.7e9) -> bytes:
    head = b"\x09" + struct.pack("<d", wall_time)
    return head + (b"\x10" + varint(step) if step else b"") + block(5, b"".join(values))


def records(*payloads: bytes, version: bool = True) -> bytes:
    """The payloads as an event file, each with its two checksums."""
    first = b"\x09" + struct.pack("<d", 1.7e9) + block(3, b"brain.Event:2")
    written = [first, *payloads] if version else list(payloads)
    sizes = np.array([len(payload) for payload in written], dtype=np.int64)
    data = np.frombuffer(b"".join(written), dtype=np.uint8)
    checks = _crc.of_records(data, np.cumsum(sizes) - sizes, sizes).tolist()
    heads = _crc.of_lengths(sizes).tolist()
    return b"".join(
        struct.pack("<QI", len(payload), head) + payload + struct.pack("<I", check)
        for payload, head, check in zip(written, heads, checks, strict=True)
    )
