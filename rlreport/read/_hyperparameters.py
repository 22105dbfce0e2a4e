"""What the head of an event file says of how the run trained -> settings.

CleanRL and its kin write a table in Markdown as a text; `add_hparams`, and what else feeds
TensorBoard's page of hyperparameters, writes a protocol buffer of its plugin
(tensorboard/plugins/hparams/plugin_data.proto, google/protobuf/struct.proto):

    Value              9 metadata, of which 1 plugin, of which 2 content: HParamsPluginData
    HParamsPluginData  3 session_start_info, of which 1 hparams: a map entry (repeated)
    Entry              1 key   2 value: 2 number double, 3 string, 4 bool
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from typing import Any

import numpy as np

from rlreport.read._frames import Frames, frames
from rlreport.read._wire import Buffer, fields
from rlreport.values import Setting

_TABLE = re.compile(rb"\|param\|value\|\r?\n\|-+\|-+\|((?:\r?\n\|[^|\r\n]*\|[^|\r\n]*\|)+)")
_ROW = re.compile(r"\|([^|\r\n]*)\|([^|\r\n]*)\|")
_NUMBER = re.compile(r"[-+]?(?:\d++(?:\.\d*+)?|\.\d+)(?:[eE][-+]?\d+)?")
_TRUTHS = {"True": True, "False": False}
_SESSION = b"\x0a\x1c_hparams_/session_start_info"  # the tag, as the first field of its value
_ENTRIES = (9, 1, 2, 3, 1)  # the fields that lead from a value to the hyperparameters in it


def hyperparameters(head: bytes) -> dict[str, Setting]:
    """The settings that stand in the first bytes of an event file."""
    found = _TABLE.search(head)
    rows = _ROW.findall(found[1].decode(errors="replace")) if found else []
    told = {name: _setting(value) for name, value in rows if name and value != "None"}
    return told | _of_plugin(head)


def _setting(value: str) -> Setting:
    return float(value) if _NUMBER.fullmatch(value) else _TRUTHS.get(value, value)


def _of_plugin(head: bytes) -> dict[str, Setting]:
    """The hyperparameters of the plugin's record; none where it is cut off or damaged."""
    if _SESSION not in head:
        return {}
    try:
        values = [value for payload in _payloads(head) for value in _at(payload, 5, 1)]
        entries = [
            {number: part for number, _, part in fields(entry)}
            for value in values
            if bytes(value[: len(_SESSION)]) == _SESSION
            for entry in _at(value, *_ENTRIES)
        ]
        told = {_text(entry.get(1, b"")): _value(entry.get(2, b"")) for entry in entries}
    except (ValueError, TypeError, struct.error):
        return {}
    return {name: value for name, value in told.items() if value is not None}


def _payloads(head: bytes) -> Iterator[Buffer]:
    """The payload of each whole record in the head of an event file."""
    for part in frames(np.frombuffer(head, dtype=np.uint8)):
        if isinstance(part, Frames):
            for start, size in zip(part.starts.tolist(), part.sizes.tolist(), strict=True):
                yield part.data.data[start : start + size]


def _at(payload: Buffer, *path: int) -> list[Any]:
    """The messages that lie at a path of fields in a message."""
    found: list[Any] = [payload]
    for number in path:
        found = [
            part for one in found for at, kind, part in fields(one) if (at, kind) == (number, 2)
        ]
    return found


def _value(payload: Buffer) -> Setting | None:
    for number, kind, part in fields(payload):
        if (number, kind) == (2, 1):
            return float(struct.unpack("<d", part)[0])
        if (number, kind) == (3, 2):
            return _text(part)
        if (number, kind) == (4, 0):
            return bool(part)
    return None


def _text(part: Buffer) -> str:
    return bytes(part).decode(errors="replace")
