"""TensorBoard's record framing, and the scalars of all records at once."""

from __future__ import annotations

import struct

from rlreport.read import _wire


def is_head(head: bytes) -> bool:
    """Whether a file begins with a record whose length bears its checksum."""
    if len(head) < 12:
        return False
    size, check = struct.unpack_from("<QI", head)
    return size < 1 << 40 and masked_crc(head[:8]) == check


def _table() -> list[int]:
    table = []
    for byte in range(256):
        for _ in range(8):
            byte = (byte >> 1) ^ (0x82F63B78 if byte & 1 else 0)
        table.append(byte)
    return table


_CRC = _table()


def masked_crc(content: bytes) -> int:
    """TensorFlow's masked CRC-32C of `content`."""
    crc = 0xFFFFFFFF
    for byte in content:
        crc = _CRC[(crc ^ byte) & 0xFF] ^ (crc >> 8)
    crc ^= 0xFFFFFFFF
    return (((crc >> 15) | (crc << 17)) + 0xA282EAD8) & 0xFFFFFFFF


def scalars(content: bytes) -> tuple[list[_wire.Scalar], int]:
    place, found = 0, []
    while is_head(content[place : place + 12]):
        size = struct.unpack_from("<Q", content, place)[0]
        if place + 16 + size > len(content):
            break
        found += _wire.scalars(content[place + 12 : place + 12 + size])
        place += 16 + size
    return found, place
