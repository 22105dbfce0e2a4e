"""W&B's own `.wandb` files, read without the wandb package.

Only the fields that are needed are decoded (wandb/proto/wandb_internal.proto):

    Record         2 history   5 config   17 run
    HistoryRecord  1 item
    HistoryItem    1 key   2 nested_key (repeated)   16 value_json
                   4 boolean   5 integer   6 number   7 text   8 json
    RunRecord      1 run_id   4 config   8 display_name
    ConfigRecord   1 update, with items as above
"""

from __future__ import annotations

import json
import re
import struct
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from rlreport.errors import FormatError
from rlreport.read import Format
from rlreport.read._leveldb import HEADER, records
from rlreport.read._records import as_number, flatten
from rlreport.read._wire import fields
from rlreport.sources import LogFile
from rlreport.values import BoolArray, Issue, Loose, Table

_HISTORY, _CONFIG, _RUN = 2, 5, 17
_NUMBERS = msgspec.json.Decoder(list[float])
_SIZE = rb"(?:[\x00-\x7f]|[\x80-\xff]{1,2}[\x01-\x7f])"
# The usual item: a key, then value_json. JSON has no control characters, and every size is one of
# three bytes at most, so that an item can only end where the next begins.
_KEY = rb"\x0a[\x00-\x7f]([^\x00-\x1f\x82]+)"
_ITEM = rb"\x0a" + _SIZE + _KEY + rb"\x82\x01" + _SIZE + rb"([^\x00-\x1f]*)"
_FRAME = 7  # bytes of an item besides its key and value, as a rule
_ITEMS = re.compile(_ITEM)
_ALL_ITEMS = re.compile(rb"(?:" + _ITEM + rb")*")
_SUMMARY = re.compile(rb"(?:\x08[\x80-\xff]*[\x00-\x7f])?\x1a")  # maybe a number, then field 3


def _sniff(_name: str, head: bytes) -> int:
    return 3 if head.startswith(HEADER) else 0


def _read(file: LogFile) -> Loose:
    found, damaged = records(file.bytes())
    cells = _Cells()
    config: dict[str, Any] = {}
    name = ""
    for record in found:
        kind, body = _body(record)
        if kind == _HISTORY:
            cells.add(_row(body))
        elif kind == _CONFIG:
            config |= _items(body)
        elif kind == _RUN:
            name, own = _run(body)
            config |= own
    if not cells.sizes:
        raise FormatError(
            "is a W&B file without history: the run ended before it logged a metric.",
            "Name another run, or the console log of this one.",
        )
    return Loose(
        format=FORMAT.name,
        tables=(_table(cells, name),),
        config=_plain(config),
        issues=_issues(file, damaged),
    )


def _body(record: bytes) -> tuple[int, bytes]:
    """Number and content of the record's one message; (0, b"") for those of no interest.

    A summary beside each row is two thirds of a file: it is passed over without a closer look.
    """
    if _SUMMARY.match(record):
        return 0, b""
    for number, kind, value in fields(record):
        if kind == 2 and number in {_HISTORY, _CONFIG, _RUN}:
            return number, value
    return 0, b""


class _Numbers(dict[bytes, int]):
    """Keys -> their numbers, given out as they first come."""

    def __missing__(self, key: bytes) -> int:
        self[key] = len(self)
        return self[key]


@dataclass(kw_only=True)
class _Cells:
    """The values of all rows, one after another, still as JSON text.

    Attributes:
        keys: the number of each key.
        key, text: `(n,)` of each value, its key by number, and its text.
        sizes: `(m,)` the number of values of each row.
    """

    keys: _Numbers = field(default_factory=_Numbers)
    key: list[int] = field(default_factory=list)
    text: list[bytes] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)

    def add(self, row: Sequence[tuple[bytes, bytes]]) -> None:
        """Add a row."""
        self.sizes.append(len(row))
        if row:
            keys, texts = zip(*row, strict=True)
            self.key.extend(map(self.keys.__getitem__, keys))
            self.text.extend(texts)

    def columns(self) -> Iterator[tuple[bytes, NDArray[np.intp], list[bytes]]]:
        """Each key, the rows it has a value in, and the values."""
        keys = np.array(self.key, dtype=np.intp)
        order = np.argsort(keys, kind="stable")
        rows = np.repeat(np.arange(len(self.sizes)), self.sizes)[order]
        texts = np.array([*self.text, None], dtype=object)[order]
        ends = np.cumsum(np.bincount(keys, minlength=len(self.keys)))
        for key, begin, end in zip(self.keys, [0, *ends], ends, strict=False):
            yield key, rows[begin:end], texts[begin:end].tolist()


def _row(history: bytes) -> list[tuple[bytes, bytes]]:
    """The keys and values of one row; a usual row is cut up at once, any other item by item."""
    row: list[tuple[bytes, bytes]] = _ITEMS.findall(history)
    size = _FRAME * len(row) + sum(map(len, chain.from_iterable(row)))
    if size == len(history) or _ALL_ITEMS.fullmatch(history):
        return row
    return [_item(item) for number, kind, item in fields(history) if (number, kind) == (1, 2)]


def _item(item: bytes) -> tuple[bytes, bytes]:
    """The key, `/` between the parts of a nested one, and the value as JSON text."""
    keys, text = [], b"null"
    for number, kind, value in fields(item):
        if number in {1, 2} and kind == 2:
            keys.append(value)
        elif number in {8, 16} and kind == 2:
            text = value
        elif number == 7 and kind == 2:
            text = msgspec.json.encode(value.decode(errors="replace"))
        elif number == 6 and kind == 1:
            text = repr(struct.unpack("<d", value)[0]).encode()
        elif number in {4, 5} and kind == 0:
            text = str(value - (1 << 64) if value >> 63 else value).encode()
    return b"/".join(keys), text


def _table(cells: _Cells, run: str) -> Table:
    rows = len(cells.sizes)
    columns: dict[str, NDArray[Any]] = {}
    blank: dict[str, BoolArray] = {}
    media = tuple(key.removesuffix(b"_type") for key in cells.keys if key.endswith(b"/_type"))
    for key, places, texts in cells.columns():
        if media and key.startswith(media):
            continue
        for name, (own, values) in _columns(key.decode(errors="replace"), places, texts).items():
            column = _empty(rows, values)
            column[own] = values
            columns[name] = column
            if len(own) < rows:
                blank[name] = np.ones(rows, dtype=bool)
                blank[name][own] = False
    return Table(
        columns=columns,
        blank=blank,
        run=run,
        step="_step" if "_step" in columns else "",
        time="_timestamp" if "_timestamp" in columns else "",
    )


def _empty(rows: int, values: Sequence[object]) -> NDArray[Any]:
    if str in set(map(type, values)):
        return np.full(rows, None, dtype=object)
    return np.full(rows, np.nan)


def _columns(
    name: str, places: NDArray[np.intp], texts: list[bytes]
) -> dict[str, tuple[Sequence[int] | NDArray[np.intp], Sequence[object]]]:
    """The columns of one key: one of numbers, as a rule; several where its values are nested."""
    try:
        return {name: (places, _NUMBERS.decode(b"[" + b",".join(texts) + b"]"))}
    except msgspec.DecodeError:
        pass
    found: dict[str, tuple[list[int], list[object]]] = {}
    for place, text in zip(places, texts, strict=True):
        for leaf, value in _leaves(name, text):
            own, values = found.setdefault(leaf, ([], []))
            own.append(place)
            values.append(value)
    return {
        leaf: (own, [str(v) for v in values] if any(isinstance(v, str) for v in values) else values)
        for leaf, (own, values) in found.items()
    }


def _leaves(name: str, text: bytes) -> Iterator[tuple[str, float | str]]:
    """The numbers and texts in one value; media and histograms hold none."""
    try:
        value = json.loads(text)
    except ValueError:
        return
    if isinstance(value, dict) and "_type" in value:
        return
    nested = flatten({name: value}) if isinstance(value, Mapping) else {name: value}
    for leaf, part in nested.items():
        number = as_number(part)
        if number is not None:
            yield leaf, number
        elif isinstance(part, str):
            yield leaf, part


def _run(run: bytes) -> tuple[str, dict[str, Any]]:
    """The run's name, as the page shows it, and its configuration."""
    texts: dict[int, str] = {}
    config: dict[str, Any] = {}
    for number, kind, value in fields(run):
        if kind == 2 and number in {1, 8}:
            texts[number] = value.decode(errors="replace")
        elif kind == 2 and number == 4:
            config |= _items(value)
    return texts.get(8) or texts.get(1, ""), config


def _items(config: bytes) -> dict[str, Any]:
    found = {}
    for number, kind, value in fields(config):
        if (number, kind) == (1, 2):
            key, text = _item(value)
            if not key.startswith(b"_wandb"):
                found[key.decode(errors="replace")] = json.loads(text)
    return found


def _plain(config: dict[str, Any]) -> dict[str, str | float | bool]:
    values = flatten(config)
    return {name: value for name, value in values.items() if isinstance(value, (str, int, float))}


def _issues(file: LogFile, damaged: int) -> tuple[Issue, ...]:
    if not damaged:
        return ()
    text = "Records were damaged or unfinished, as a killed run leaves them; the others were read."
    return (Issue(kind="damaged records", where=file.name, count=damaged, text=text),)


def _sample() -> bytes:
    def message(number: int, content: bytes) -> bytes:
        key = number << 3 | 2
        tag = bytes([key]) if key < 128 else bytes([key & 0x7F | 0x80, key >> 7])
        return tag + bytes([len(content)]) + content

    content = HEADER + b"\xe1\xbe\0"
    for step in (0, 1):
        pairs = ((b"_step", str(step)), (b"reward", f"{step}.5"))
        items = (message(1, message(1, key) + message(16, text.encode())) for key, text in pairs)
        record = message(_HISTORY, b"".join(items))
        content += struct.pack("<IHB", zlib.crc32(b"\x01" + record), len(record), 1) + record
    return content


FORMAT = Format(
    name="wandb_binary",
    label="W&B run file",
    sniff=_sniff,
    read=_read,
    sample=("run-jnyhr7aj.wandb", _sample()),
)
