"""Records of a `.wandb` file, many at once -> the keys and values of their history.

    Record         2 history   5 config   17 run
    HistoryRecord  1 item
    HistoryItem    1 key   2 nested_key (repeated)   16 value_json
                   4 boolean   5 integer   6 number   7 text   8 json

A message is a chain of fields. Here one field of every message is read at a time, for all messages
of some megabytes together. An item that is not its keys and then `value_json` is read by itself.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from rlreport.read._frames import Places, words
from rlreport.read._leveldb import Records
from rlreport.read._tags import Tags
from rlreport.read._varints import varints
from rlreport.read._wire import fields
from rlreport.values import FloatArray

_HISTORY, _CONFIG, _RUN = 2 << 3 | 2, 5 << 3 | 2, 17 << 3 | 2
_ITEM, _KEY, _NESTED_KEY, _VALUE = 1 << 3 | 2, 1 << 3 | 2, 2 << 3 | 2, 16 << 3 | 2
_SIZES = np.array([0, 8, 0, 0, 0, 4, 0, 0])  # of the fields of each wire type, where it is fixed
_KNOWN = np.isin(np.arange(8), (0, 1, 2, 5))
_MOST_FIELDS = 20_000  # of one message; what is behind them is not read: twice the widest log
_DIGIT = (np.arange(256) >= ord("0")) & (np.arange(256) <= ord("9"))
_NUMBER = _DIGIT | np.isin(np.arange(256), tuple(b"-["))  # what a list of numbers goes on with
_MINUS, _COMMA = b"-,"
_CELL = 24  # bytes: JSON writes doubles with 24 at most, and all but tiny and huge ones with less
# For 0 to 8 bytes, counted from the lowest: a word with these bytes set, and one that has blanks in
# all others.
_BYTES = np.array([(1 << 8 * count) - 1 for count in range(9)], dtype=np.uint64)
_BLANKS = ~_BYTES & np.uint64(0x2020202020202020)
_NOTHING = np.isin(np.arange(256), tuple(b"[n"))  # lists and nulls hold neither number nor text
_FLOATS = msgspec.json.Decoder(list[float])


class Cells(NamedTuple):
    """Numbers `(n,)` in the order of the file: the row and the key of each, by number."""

    row: Places
    key: Places
    value: FloatArray


class Text(NamedTuple):
    """A value that is not plainly a number, still as JSON text."""

    row: int
    key: int
    text: bytes


@dataclass(frozen=True, kw_only=True)
class History:
    """What some records hold.

    Attributes:
        rows: how many rows of history.
        cells, texts: their values.
        lists: the keys, by number, whose values are lists that begin with a number.
        config, runs: the contents of other records of interest.
        damaged: how many records are no whole messages.
    """

    rows: int
    cells: Cells
    texts: list[Text]
    lists: frozenset[int]
    config: list[bytes]
    runs: list[bytes]
    damaged: int


class _Block(NamedTuple):
    """Bytes with `PAD` zeros behind them, also as an array, and the eight from each of them on."""

    raw: bytes
    data: NDArray[np.uint8]
    words: NDArray[np.uint64]


class _Fields(NamedTuple):
    """Fields `(n,)`: the message each is of, by number, and where it and its content stand."""

    message: Places
    place: Places
    key: Places
    start: Places
    stop: Places


def history(records: Records, keys: Tags) -> History:
    """The history in some records.

    Args:
        records: as the file has them.
        keys: the keys seen so far, as they stand in an item; new ones are added.
    """
    data = np.frombuffer(records.raw, dtype=np.uint8)
    block = _Block(records.raw, data, words(data, "<u8"))
    messages, damaged = _fields(block, records.starts, records.stops)
    rows = _of(messages, _HISTORY)
    parts, unfinished = _fields(block, rows.start, rows.stop)
    cells, texts, lists, unreadable = _items(block, _of(parts, _ITEM), keys)
    return History(
        rows=rows.start.size,
        cells=cells,
        texts=texts,
        lists=lists,
        config=_contents(block, _of(messages, _CONFIG)),
        runs=_contents(block, _of(messages, _RUN)),
        damaged=records.damaged + damaged + unfinished + unreadable,
    )


def _fields(block: _Block, starts: Places, stops: Places) -> tuple[_Fields, int]:
    """All fields of some messages, and how many of the messages are not whole."""
    rounds = list(_rounds(block, starts, stops))
    found = _Fields(*(np.concatenate(column) for column in zip(*rounds, strict=True)))
    read = np.bincount(found.message, weights=found.stop - found.place, minlength=starts.size)
    return found, int((read != stops - starts).sum())


def _rounds(block: _Block, starts: Places, stops: Places) -> Iterator[_Fields]:
    """The first field of every message, then the second of those that have one, and so on."""
    message, place = np.arange(starts.size), starts
    for _ in range(_MOST_FIELDS):
        key, width, closed = varints(block.words, place)
        number, size, ended = varints(block.words, place + width)
        kind = key & 7
        sized = kind == 2
        start = place + width + np.where(sized, size, 0)
        stop = start + np.where(sized, number, np.where(kind == 0, size, _SIZES[kind]))
        whole = closed & (ended | (_SIZES[kind] > 0)) & _KNOWN[kind] & (stop <= stops[message])
        found = _Fields(message, place, key, start, stop)
        yield found if whole.all() else _Fields(*(column[whole] for column in found))
        going = whole & (stop < stops[message])
        message, place = message[going], stop[going]
        if not message.size:
            return


def _of(fields: _Fields, key: int) -> _Fields:
    """The fields of one key, in the order of the file."""
    found = np.flatnonzero(fields.key == key)
    message = fields.message[found]
    few = fields.message.max(initial=0) < 1 << 16  # which numpy sorts several times as fast
    order = np.argsort(message.astype(np.uint16) if few else message, kind="stable")
    found = found[order]
    return _Fields(*(column[found] for column in fields))


def _contents(block: _Block, fields: _Fields) -> list[bytes]:
    return _parts(block, fields.start, fields.stop)


def _parts(block: _Block, starts: Places, stops: Places) -> list[bytes]:
    spans = zip(starts.tolist(), stops.tolist(), strict=True)
    return [block.raw[start:stop] for start, stop in spans]


def _items(
    block: _Block, items: _Fields, keys: Tags
) -> tuple[Cells, list[Text], frozenset[int], int]:
    """The values of some items, the keys of lists, and how many items are no whole messages."""
    named, start, stop = _cut(block, items)
    usual = np.flatnonzero(start)
    key = np.zeros(start.size, dtype=np.int64)
    key[usual] = keys.numbers(block.data, items.start[usual], (named - items.start)[usual])
    plain, values = _numbers(block, start, stop)
    rest = np.flatnonzero(~plain & (start > 0) & ~_NOTHING[block.data[start]])
    rows, places = items.message[rest].tolist(), key[rest].tolist()
    lists = key[(block.data[start] == ord("[")) & _NUMBER[block.data[start + 1]] & (start > 0)]
    texts = list(map(Text, rows, places, _parts(block, start[rest], stop[rest])))
    unusual, unreadable = _unusual(block, _Fields(*(part[start == 0] for part in items)), keys)
    cells = Cells(items.message[plain], key[plain], values)
    return cells, texts + unusual, frozenset(np.unique(lists).tolist()), unreadable


def _unusual(block: _Block, items: _Fields, keys: Tags) -> tuple[list[Text], int]:
    """The values of items that are read one by one, and how many of these cannot be."""
    texts: list[Text] = []
    for row, content in zip(items.message.tolist(), _contents(block, items), strict=True):
        with suppress(ValueError):
            name, text = item(content)
            texts.append(Text(row, keys.number(as_key(name)), text))
    return texts, items.message.size - len(texts)


def _cut(block: _Block, items: _Fields) -> tuple[Places, Places, Places]:
    """Where the keys of each item end, where its value begins and ends; 0 where it is unusual."""
    named = items.start.copy()
    start, stop = np.zeros_like(named), np.zeros_like(named)
    for found in _rounds(block, items.start, items.stop):
        keys = (found.key == _KEY) | (found.key == _NESTED_KEY)
        named[found.message[keys]] = found.stop[keys]
        last = (found.key == _VALUE) & (found.stop == items.stop[found.message])
        last &= found.place == named[found.message]
        start[found.message[last]], stop[found.message[last]] = found.start[last], found.stop[last]
    return named, start, stop


def _numbers(block: _Block, starts: Places, stops: Places) -> tuple[NDArray[np.bool_], FloatArray]:
    """Which values `(n,)` are plainly numbers, and these numbers.

    They are copied into cells of one width, blanks behind them and then a comma, which is a list
    of JSON.
    """
    first, sizes = block.data[starts], stops - starts
    digit = _DIGIT[np.where(first == _MINUS, block.data[starts + 1], first)]
    plain = digit & (sizes > 0) & (sizes < _CELL)
    cells = np.empty((int(plain.sum()), _CELL // 8), dtype="<u8")
    begins, sizes = starts[plain], sizes[plain]
    for place in range(cells.shape[1]):
        kept = np.clip(sizes - 8 * place, 0, 8)
        cells[:, place] = (block.words[begins + 8 * place] & _BYTES[kept]) | _BLANKS[kept]
    cells.view(np.uint8)[:, -1] = _COMMA
    listed = b"[" + cells.tobytes()[:-1] + b"]"
    try:
        values = np.array(_FLOATS.decode(listed), dtype=np.float64)
    except msgspec.DecodeError:
        values = np.empty(0)
    return (plain, values) if values.size == len(cells) else (np.zeros_like(plain), np.empty(0))


def as_key(name: bytes) -> bytes:
    """A key as it stands in an item."""
    size, head = len(name), b""
    while size > 127:
        head, size = head + bytes([size & 127 | 128]), size >> 7
    return bytes([_KEY]) + head + bytes([size]) + name


def item(content: bytes) -> tuple[bytes, bytes]:
    """The key, `/` between the parts of a nested one, and the value as JSON text."""
    keys, text = [], b"null"
    for number, kind, value in fields(content):
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
