"""Decoded rows, block after block -> columns: numbers as arrays from the start, texts as lists."""

from __future__ import annotations

import hashlib
import re
import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from operator import attrgetter, itemgetter
from typing import Any, Literal

import msgspec
import numpy as np
from numpy.typing import NDArray

from rlreport.read import _records
from rlreport.read._schema import LONG_TEXT, NUMBERS, PROMPTS, TOTALS, Schema, are_parts
from rlreport.values import BoolArray, FloatArray, Issue, Table

_WASTE = 4 << 20  # cells, above which columns with few values go to tables of their own
_FEW = 0.1
_MOST_SHARED = 1 << 12  # texts of one column
_LISTED = re.compile(rb"[\[\s]*-?\d")
_STEPS = ("_step", "step", "global_step", "train/global_step", "training_iteration", "iteration")


@dataclass(frozen=True)
class _Part:
    """Values of one name: the rows they stand in, and numbers or other values."""

    rows: NDArray[np.int64]
    values: FloatArray | Sequence[Any]


@dataclass(kw_only=True)
class Columns:
    """Values by name, as they come in.

    Attributes:
        known: the names of columns of which an earlier reading of the file has values.
        nulls: the names that had null for a value.
        long_texts: the names whose texts are not kept.
        lists: the names of lists that are not empty, and whether they hold numbers.
        lengths: keep the length of each list, named `list/n`, and the sum of a score's parts.
        totals: the names of such scores.
    """

    known: frozenset[str] = frozenset()
    parts: dict[str, list[_Part]] = field(default_factory=dict)
    rows: int = 0
    nulls: dict[str, None] = field(default_factory=dict)
    long_texts: set[str] = field(default_factory=set)
    lists: dict[str, bool] = field(default_factory=dict)
    shared: dict[str, dict[Any, Any]] = field(default_factory=dict)
    lengths: bool = False
    totals: set[str] = field(default_factory=set)

    @property
    def names(self) -> set[str]:
        """The names of all columns, those of long texts among them."""
        return self.parts.keys() | self.long_texts

    def add_rows(self, rows: Sequence[msgspec.Struct], schema: Schema) -> None:
        """Add typed rows, as the decoder of `schema` gives them."""
        places = np.arange(self.rows, self.rows + len(rows))
        self._add_structs(rows, places, schema, "")
        self.rows += len(rows)

    def _add_structs(
        self, rows: Sequence[Any], places: NDArray[np.int64], schema: Schema, prefix: str
    ) -> None:
        """Add the fields of structs, which are those of `schema` or the kept ones among them."""
        if not rows:
            return
        kept = [name for name in schema.names if schema.is_kept(name)]
        names = kept if len(kept) == len(rows[0].__struct_fields__) else schema.names
        self.long_texts.update(
            prefix + name for name, kinds in schema.kinds.items() if "long" in kinds
        )
        plain = sum(map(schema.is_plain, names))
        for name, column in zip(names, _fields(rows, plain), strict=True):
            empty = "list" in schema.kinds[name] and prefix + name not in self.lists
            if empty and any(map(_begins_with_number, column)):
                self.lists[prefix + name] = True
            if schema.kinds[name] <= NUMBERS:
                self._add_numbers(prefix + name, places, _packed(column))
            elif schema.is_kept(name):
                rows_of, values = _present(places, column)
                if name in schema.nested:
                    inner = schema.nested[name]
                    self._add_structs(values, rows_of, inner, f"{prefix}{name}/")
                elif values and schema.kinds[name] & {"list", "parts"}:
                    counts = np.array(list(map(len, values)), dtype=np.float64)
                    self._add_numbers(f"{prefix}{name}/n", rows_of, counts)
                    if "parts" in schema.kinds[name]:
                        self.totals.add(name)
                        self._add_numbers(name, rows_of, np.array([*map(sum, values)], dtype=float))
                elif values:
                    self._add(prefix + name, rows_of, values)

    def _add_numbers(self, name: str, places: NDArray[np.int64], column: FloatArray) -> None:
        """Add a block's numbers; JSON has no NaN, so that NaN is where there was no value."""
        gaps = np.isnan(column)
        if gaps.any():
            places, column = places[~gaps], column[~gaps]
        if column.size:
            self.parts.setdefault(name, []).append(_Part(places, column))

    def add_records(self, records: Iterable[Mapping[str, Any]]) -> None:
        """Add rows that were decoded one by one."""
        found: dict[str, tuple[list[int], list[Any]]] = {}
        for record in records:
            for name, numbers in _records.lists(record):
                self.lists[name] = numbers or self.lists.get(name, False)
            listed = {**_records.lengths(record), **self._sums(record)} if self.lengths else {}
            for name, value in {**_records.flatten(record), **listed}.items():
                if value is None:
                    self.nulls[name] = None
                else:
                    rows, values = found.setdefault(name, ([], []))
                    rows.append(self.rows)
                    values.append(value)
            self.rows += 1
        for name, (rows, values) in found.items():
            self._add(name, np.array(rows, dtype=np.int64), values)

    def _sums(self, record: Mapping[str, Any]) -> dict[str, float]:
        """The sums of scores that a record holds in parts."""
        parts = {name: record[name] for name in TOTALS & record.keys()}
        sums = {
            name: float(sum(own))
            for name, own in parts.items()
            if isinstance(own, list) and are_parts(name, own)
        }
        self.totals |= sums.keys()
        return sums

    def _add(self, name: str, places: NDArray[np.int64], values: Sequence[Any]) -> None:
        if _longest(values) >= LONG_TEXT:
            self.long_texts.add(name)
        if name in self.long_texts:
            if name.rsplit("/", 1)[-1] not in PROMPTS:
                self.parts.pop(name, None)
                return
            digests = {value: _digest(str(value)) for value in dict.fromkeys(values)}
            values = list(map(digests.__getitem__, values))
        numbers = _numbers(values)
        column = self._shared(name, values) if numbers is None else numbers
        self.parts.setdefault(name, []).append(_Part(places, column))

    def _shared(self, name: str, values: Sequence[Any]) -> Sequence[Any]:
        """The values as texts, equal ones kept once, as far as there are not too many."""
        if set(map(type, values)) != {str}:
            values = list(map(_text, values))  # 0 equals -0.0 and False, "0.0" does not
        known = self.shared.setdefault(name, {})
        if len(known) > _MOST_SHARED:
            return values
        return list(map(known.setdefault, values, values))

    def issues(self, where: str) -> Iterator[Issue]:
        """What of the rows is in no column."""
        if self.long_texts:
            names = ", ".join(sorted(self.long_texts)[:8])
            count = len(self.long_texts)
            text = f"Long texts are no metrics and were not kept: {names}."
            yield Issue(kind="columns left out", where=where, count=count, text=text)
        yield from _records.empty(self._empty(), where)
        if self.totals:
            names = ", ".join(sorted(self.totals))
            text = f"Each {names} is the sum of a list, as of the rewards of single tokens."
            yield Issue(kind="lists summed", where=where, count=len(self.totals), text=text)
        read = "at most their length was" if self.lengths else "they were not"
        rest = [(name, numbers) for name, numbers in self.lists.items() if name not in self.totals]
        yield from _records.left_out(rest, where, read=read)

    def _empty(self) -> list[str]:
        """The names that never had a value, nor an object or a list in its place."""
        known = self.known.union(self.names, self.lists) if self.nulls else self.known
        objects = {name[:at] for name in known for at, mark in enumerate(name) if mark == "/"}
        return [name for name in self.nulls if name not in known | objects]

    def tables(self, kind: Literal["metrics", "rollouts", "spans"]) -> tuple[Table, ...]:
        """One table of all columns, several where most cells would be empty; none without rows."""
        if not self.rows:
            return ()
        counts = {name: sum(part.rows.size for part in parts) for name, parts in self.parts.items()}
        step = next((name for name in _STEPS if counts.get(name) == self.rows), "")
        sparse: list[str] = []
        if step and len(counts) * self.rows - sum(counts.values()) > _WASTE:
            sparse = [name for name, count in counts.items() if count < _FEW * self.rows]
        every = np.arange(self.rows, dtype=np.int64)
        dense = [name for name in self.parts if name not in sparse]
        groups: dict[bytes, list[str]] = {}
        for name in sparse:
            groups.setdefault(_digest_of(self._rows(name)), []).append(name)
        tables = [self._table(dense, every, kind)]
        for names in groups.values():
            rows = self._rows(names[0])
            few = self._table(names, rows, kind)
            columns = {step: tables[0].columns[step][rows], **few.columns}
            tables.append(replace(few, columns=columns, step=step))
        return tuple(tables)

    def _rows(self, name: str) -> NDArray[np.int64]:
        return np.concatenate([part.rows for part in self.parts[name]])

    def _table(
        self,
        names: Sequence[str],
        rows: NDArray[np.int64],
        kind: Literal["metrics", "rollouts", "spans"],
    ) -> Table:
        columns: dict[str, NDArray[Any]] = {}
        blank: dict[str, BoolArray] = {}
        for name in names:
            columns[name], gaps = self._column(name, rows)
            if gaps.any():
                blank[name] = gaps
        return Table(columns=columns, blank=blank, kind=kind)

    def _column(self, name: str, rows: NDArray[np.int64]) -> tuple[NDArray[Any], BoolArray]:
        """The values of one name `(n,)` in the given rows, and where there is none."""
        parts = self.parts[name]
        if all(isinstance(part.values, np.ndarray) for part in parts):
            values = np.concatenate([part.values for part in parts])
            empty: Any = np.nan
        else:
            texts = list(chain.from_iterable(part.values for part in parts))
            if set(map(type, texts)) != {str}:
                texts = list(map(_text, texts))
            values, empty = np.array(texts, dtype=object), None
        places = self._rows(name)
        if np.array_equal(places, rows):
            return values, np.zeros(rows.size, dtype=np.bool_)
        column = np.full(rows.size, empty, dtype=values.dtype)
        among = places if rows.size == self.rows else np.searchsorted(rows, places)
        column[among] = values
        gaps = np.ones(rows.size, dtype=np.bool_)
        gaps[among] = False
        return column, gaps


def _fields(rows: Sequence[msgspec.Struct], plain: int) -> Iterator[Any]:
    """The values of each field of some rows; the first `plain` are of nothing but numbers."""
    matrix = _matrix(rows, plain) if plain else ()
    yield from matrix
    for name in rows[0].__struct_fields__[len(matrix) :]:
        yield list(map(attrgetter(name), rows))


def _matrix(rows: Sequence[msgspec.Struct], width: int) -> Sequence[FloatArray]:
    """The first fields of rows, numbers, in half the time; none where one is null after all."""
    tuples = map(itemgetter(slice(width)), map(msgspec.structs.astuple, rows))
    try:
        packed = struct.pack(f"{len(rows) * width}d", *chain.from_iterable(tuples))
    except struct.error:
        return ()
    return list(np.frombuffer(packed).reshape(-1, width).T.copy())


def _packed(column: Sequence[float | None] | FloatArray) -> FloatArray:
    """Numbers as an array, NaN for None: where there is none, in a fourth of numpy's time."""
    if isinstance(column, np.ndarray):
        return column
    try:
        return np.frombuffer(struct.pack(f"{len(column)}d", *column))
    except struct.error:
        return np.array(column, dtype=np.float64)


def _present(
    places: NDArray[np.int64], column: Sequence[Any]
) -> tuple[NDArray[np.int64], Sequence[Any]]:
    """The values that are there, and the rows they stand in."""
    if None not in column:
        return places, column
    there = [place for place, value in enumerate(column) if value is not None]
    return places[there], [column[place] for place in there]


def _begins_with_number(listed: Any) -> bool:
    """Whether the text of a list, or the first text of a list of them, begins with a number."""
    text = listed[0] if isinstance(listed, list) and listed else listed
    return isinstance(text, msgspec.Raw) and bool(_LISTED.match(text))


def _longest(values: Sequence[Any]) -> int:
    """The length of the longest text among some values."""
    if set(map(type, values)) != {str}:
        values = [value for value in values if type(value) is str]
    return max(map(len, values), default=0)


def _numbers(values: Sequence[Any]) -> FloatArray | None:
    """The values as numbers, or None where one is none."""
    numbers: list[float] = []
    for value in values:
        number = _records.as_number(value)
        if number is None:
            return None
        numbers.append(number)
    return np.array(numbers, dtype=np.float64)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else repr(float(value))


def _digest(text: str) -> str:
    """A short name of a long text; it begins with letters, since its digits may make a number."""
    return "id " + hashlib.blake2b(text.encode(errors="replace"), digest_size=8).hexdigest()


def _digest_of(rows: NDArray[np.int64]) -> bytes:
    return hashlib.blake2b(rows.tobytes(), digest_size=16).digest()
