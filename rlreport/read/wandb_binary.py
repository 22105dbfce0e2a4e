"""W&B's own `.wandb` files, read without the wandb package.

Only the fields that are needed are decoded (wandb/proto/wandb_internal.proto); those of history
records stand in `_history`.

    Record         2 history   5 config   17 run
    RunRecord      1 run_id   4 config   8 display_name
    ConfigRecord   1 update, with items as those of history
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from operator import itemgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rlreport.errors import FormatError
from rlreport.read import Format, _leveldb
from rlreport.read._history import Cells, Text, as_key, history, item
from rlreport.read._leveldb import Records, records
from rlreport.read._records import as_number, flatten, left_out, lists
from rlreport.read._tags import Tags
from rlreport.read._wire import fields
from rlreport.sources import LogFile
from rlreport.values import BoolArray, IntArray, Issue, Loose, Setting, Table

HEADER = b":W&B"
_MOST_KNOWN = 1 << 12  # short texts whose value is kept
_SHORT = 64  # bytes


def _sniff(_name: str, head: bytes) -> int:
    return 3 if head.startswith(HEADER) else 0


def _read(file: LogFile) -> Loose:
    reading = _reading(file, 0)
    if not reading.rows:
        raise FormatError(
            "is a W&B file without history: the run ended before it logged a metric.",
            "Name another run, or the console log of this one.",
        )
    return Loose(
        format=FORMAT.name,
        tables=(_table(reading),),
        config=_plain(reading.config),
        issues=_issues(file, reading),
        end=reading.end,
    )


def _reading(file: LogFile, start: int) -> _Reading:
    """What is in a file from an offset on, which is 0 or behind a record."""
    reading = _Reading(end=start)
    with file.open() as stream:
        for found in records(stream, start):
            reading.add(found)
    return reading


def _resume(file: LogFile, before: Loose) -> Loose | None:
    """The rows behind the records that were read; None where they have more than numbers to add."""
    reading = _reading(file, before.end)
    (table,) = before.tables
    part = _table(reading) if reading.rows else None
    if reading.name or reading.config or (part and not part.columns.keys() <= table.columns.keys()):
        return None
    if any(name.startswith(_media(_names(reading))) for name in table.columns):
        return None
    return Loose(
        format=before.format,
        tables=(_like(table, part, reading.rows),) if part else (),
        issues=_issues(file, reading),
        end=reading.end,
    )


def _like(table: Table, part: Table, rows: int) -> Table:
    """Further rows of a table, in all its columns; of media alone there is nothing in them."""
    columns, blank = {}, {}
    for name, column in table.columns.items():
        there = name in part.columns
        columns[name] = part.columns[name] if there else _empty(rows, column)
        gaps = part.blank.get(name) if there else np.ones(rows, dtype=np.bool_)
        if gaps is not None:
            blank[name] = gaps
    return replace(table, columns=columns, blank=blank)


@dataclass(kw_only=True)
class _Reading:
    """What has been found in a file so far.

    Attributes:
        keys: the keys, as they stand in items.
        cells: numbers.
        texts: texts, each with its row and its key by number.
        known: what short JSON texts mean.
        lists: the names of lists of numbers.
        end: the place in the file behind the last whole record.
        tail: how many fragments stand behind it.
    """

    keys: Tags = field(default_factory=Tags)
    cells: list[Cells] = field(default_factory=list)
    texts: list[tuple[int, int, str]] = field(default_factory=list)
    known: dict[bytes, object] = field(default_factory=dict)
    lists: set[str] = field(default_factory=set)
    rows: int = 0
    name: str = ""
    config: dict[str, Any] = field(default_factory=dict)
    damaged: int = 0
    end: int = 0
    tail: int = 0

    def add(self, found: Records) -> None:
        """Add some records."""
        new = history(found, self.keys)
        self.cells.append(new.cells._replace(row=new.cells.row + self.rows))
        self._add_texts(new.texts)
        self.lists.update(_name(self.keys.names[key]) for key in new.lists)
        self.rows += new.rows
        self.damaged += new.damaged
        self.end, self.tail = found.end, found.tail
        for update in new.config:
            self.config |= _items(update)
        for run in new.runs:
            self.name, own = _run(run)
            self.config |= own

    def _add_texts(self, texts: Iterable[Text]) -> None:
        """Add what is in JSON texts that are not plainly numbers."""
        numbers: list[tuple[int, int, float]] = []
        for row, key, text in texts:
            value = self._value(text)
            leaves = self._leaves(key, value) if isinstance(value, Mapping) else [(key, value)]
            for place, leaf in leaves:
                number = as_number(leaf)
                if number is not None:
                    numbers.append((self.rows + row, place, number))
                elif isinstance(leaf, str):
                    self.texts.append((self.rows + row, place, leaf))
        if numbers:
            self.cells.append(Cells(*map(np.array, zip(*numbers, strict=True))))

    def _value(self, text: bytes) -> object:
        """The value of a JSON text, None of what is none."""
        if text not in self.known:
            try:
                value = json.loads(text)
            except (ValueError, RecursionError):
                value = None
            if len(text) > _SHORT or len(self.known) > _MOST_KNOWN:
                return value
            self.known[text] = value
        return self.known[text]

    def _leaves(self, key: int, value: Mapping[str, Any]) -> list[tuple[int, object]]:
        """The leaves of a value, each with its key by number; media and histograms have none."""
        if "_type" in value:
            return []
        named = {_name(self.keys.names[key]): value}
        self.lists.update(name for name, numbers in lists(named) if numbers)
        leaves = flatten(named)
        return [(self.keys.number(as_key(name.encode())), leaf) for name, leaf in leaves.items()]


def _name(key: bytes) -> str:
    return item(key)[0].decode(errors="replace")


def _names(reading: _Reading) -> list[str]:
    return list(map(_name, reading.keys.names))


def _media(names: Sequence[str]) -> tuple[str, ...]:
    """How the names begin that are those of media."""
    return tuple(name.removesuffix("_type") for name in names if name.endswith("/_type"))


def _table(reading: _Reading) -> Table:
    names = _names(reading)
    media = _media(names)
    columns: dict[str, NDArray[Any]] = {}
    blank: dict[str, BoolArray] = {}
    for name, rows, values in _columns(reading, names):
        if not name.startswith(media):
            columns[name] = _empty(reading.rows, values)
            columns[name][rows] = values
            gaps = np.ones(reading.rows, dtype=np.bool_)
            gaps[rows] = False
            if gaps.any():
                blank[name] = gaps
    return Table(
        columns=columns,
        blank=blank,
        run=reading.name,
        step="_step" if "_step" in columns else "",
        time="_timestamp" if "_timestamp" in columns else "",
    )


def _empty(rows: int, values: NDArray[Any]) -> NDArray[Any]:
    return np.full(rows, None if values.dtype == object else np.nan, dtype=values.dtype)


def _columns(
    reading: _Reading, names: Sequence[str]
) -> Iterator[tuple[str, IntArray, NDArray[Any]]]:
    """Each column's name, the rows that have a value, and these: numbers, or texts if any is one.

    `names` are those of the keys; a nested key may bear the name of a plain one.
    """
    number = {name: place for place, name in enumerate(dict.fromkeys(names))}
    of_key = np.array([number[name] for name in names], dtype=np.int64)
    rows, keys, values = (np.concatenate(part) for part in zip(*reading.cells, strict=True))
    column = of_key[keys]
    order = np.argsort(column, kind="stable")
    ends = np.cumsum(np.bincount(column, minlength=len(number)))
    texts: dict[int, list[tuple[int, str]]] = {}
    for row, key, text in reading.texts:
        texts.setdefault(int(of_key[key]), []).append((row, text))
    for name, place in number.items():
        own = order[ends[place - 1] if place else 0 : ends[place]]
        if place in texts:
            spelled = zip(rows[own].tolist(), map(str, values[own].tolist()), strict=True)
            pairs = sorted([*spelled, *texts[place]], key=itemgetter(0))
            yield name, *_listed(pairs)
        elif own.size:
            yield name, rows[own], values[own]


def _listed(pairs: Sequence[tuple[int, str]]) -> tuple[IntArray, NDArray[Any]]:
    rows, texts = zip(*pairs, strict=True)
    return np.array(rows, dtype=np.intp), np.array(texts, dtype=object)


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
            key, text = item(value)
            if not key.startswith(b"_wandb"):
                found[key.decode(errors="replace")] = json.loads(text)
    return found


def _plain(config: dict[str, Any]) -> dict[str, Setting]:
    values = flatten(config)
    return {name: value for name, value in values.items() if isinstance(value, (str, int, float))}


def _issues(file: LogFile, reading: _Reading) -> tuple[Issue, ...]:
    found = [*_leveldb.issues(file, damaged=reading.damaged, end=reading.end, tail=reading.tail)]
    media = _media(_names(reading))
    listed = ((name, True) for name in reading.lists if not name.startswith(media))
    found += left_out(listed, file.name)
    return tuple(found)


def _sample() -> bytes:
    def message(number: int, content: bytes) -> bytes:
        key = number << 3 | 2
        tag = bytes([key]) if key < 128 else bytes([key & 0x7F | 0x80, key >> 7])
        return tag + bytes([len(content)]) + content

    content = HEADER + b"\xe1\xbe\0"
    for step in (0, 1):
        pairs = ((b"_step", str(step)), (b"reward", f"{step}.5"))
        items = (message(1, message(1, key) + message(16, text.encode())) for key, text in pairs)
        record = message(2, b"".join(items))
        content += struct.pack("<IHB", zlib.crc32(b"\x01" + record), len(record), 1) + record
    return content


FORMAT = Format(
    name="wandb_binary",
    label="W&B run file",
    sniff=_sniff,
    read=_read,
    sample=("run-jnyhr7aj.wandb", _sample()),
    resume=_resume,
)
