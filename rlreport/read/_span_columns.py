"""Spans, many at once -> the columns of their table.

Rows are brought to `start`, `end` (unix seconds), `trace_id`, `span_id`, `parent_id`, `name` and
`worker`; beside these stay numbers and a few labels. A trace has hundreds of thousands of spans, of
which most have the same names: these are turned into columns together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import compress, islice
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from rlreport import clocks
from rlreport.errors import FormatError
from rlreport.read._records import as_number
from rlreport.read._schema import LONG_TEXT
from rlreport.read._span_schemas import AROUND, Schema, attributes
from rlreport.sources import LogFile
from rlreport.texts import many, was
from rlreport.values import BoolArray, FloatArray, Issue, Loose, Table

_T = TypeVar("_T")

_TOGETHER = 1024  # spans
_LISTED = ("Attributes", "attributes", "tags")  # of `{key, value}`: OpenTelemetry, Jaeger
_WORKERS = ("worker.id", "worker_id", "worker", "thread_id", "pid", "agent_id", "agent")
WORKERS = tuple(path for name in _WORKERS for path in (name, f"attributes/{name}"))
_KEPT = frozenset({"kind", "type", "status", "task_id", "session_id", "run_id", "name"})
"""Texts that stay columns; prompts, answers and other texts are no facts of a span."""
_IDENTITY = frozenset({"trace_id", "span_id", "parent_id", "worker", "name"})
_NUMBERS = frozenset({int, float, bool})
_LONGEST = 24  # characters of a number
_LAST = frozenset("0123456789.nNfFyY")  # of a number, NaN or infinity


def batches(spans: Iterable[_T]) -> Iterator[list[_T]]:
    """Some hundred spans after another."""
    rest = iter(spans)
    while some := list(islice(rest, _TOGETHER)):
        yield some


class SpanColumns:
    """The facts of spans by name, `/` between levels."""

    def __init__(self, schema: Schema) -> None:
        """No spans yet; `schema` tells where their times and names stand."""
        self._schema = schema
        self._times_of = {*schema.start, *schema.end, *schema.took}
        self._labels = _KEPT | {*WORKERS, *schema.paths}
        self._rows: dict[str, list[int]] = {}
        self._values: dict[str, list[Any]] = {}
        self._rescaled = 0
        self.rows = 0

    def add(self, spans: Sequence[dict[str, Any]]) -> None:
        """Add spans as they stand in the log."""
        self._add(range(self.rows, self.rows + len(spans)), spans, "")
        self.rows += len(spans)

    def _add(self, rows: Iterable[int], objects: Iterable[dict[str, Any]], prefix: str) -> None:
        """Add the facts of some objects, those with the same names together."""
        alike: dict[tuple[str, ...], tuple[list[int], list[dict[str, Any]]]] = {}
        for row, one in zip(rows, objects, strict=True):
            places, some = alike.setdefault(tuple(one), ([], []))
            places.append(row)
            some.append(one)
        for names, (places, some) in alike.items():
            for name, values in zip(names, zip(*map(dict.values, some), strict=True), strict=True):
                self.put(prefix + name, places, values)

    def put(self, path: str, rows: Sequence[int], values: Sequence[Any]) -> None:
        """Add the values of one name in some rows; None is no value."""
        kinds = set(map(type, values))
        if len(kinds) > 1 and not kinds <= _NUMBERS:
            for kind in kinds:
                own = [type(value) is kind for value in values]
                self.put(path, [*compress(rows, own)], [*compress(values, own)])
        elif dict in kinds:
            self._add(rows, values, f"{path}/")
        elif list in kinds and path in self._times_of:
            self.put(path, rows, [*map(_high_resolution, values)])
        elif list in kinds:
            prefix, _, name = path.rpartition("/")
            if name in _LISTED:
                self._add(rows, map(attributes, values), f"{prefix}{'/' * bool(prefix)}attributes/")
        elif str in kinds and path not in self._labels:
            told = [_number(text) for text in values]
            known = [number is not None for number in told]
            self._keep(path, [*compress(rows, known)], [*compress(told, known)])
        elif type(None) not in kinds:
            self._keep(path, rows, values)

    def _keep(self, path: str, rows: Sequence[int], values: Sequence[Any]) -> None:
        if values:
            self._rows.setdefault(path, []).extend(rows)
            self._values.setdefault(path, []).extend(values)

    def loose(self, form: str, file: LogFile) -> Loose:
        """The spans that have a time, as read by the format `form`.

        Raises:
            FormatError: none has.
        """
        start, end = self._times()
        kept = ~np.isnan(start)
        if not kept.any():
            raise FormatError("holds no span with a time.", "Check that the file is complete.")
        columns: dict[str, NDArray[Any]] = {"start": start[kept], "end": end[kept]}
        unended = np.isnan(columns["end"])
        blank: dict[str, BoolArray] = {"end": unended} if unended.any() else {}
        for name, paths in self._sources().items():
            values, gaps = self._filled(name, paths)
            gaps = gaps[kept]
            if not gaps.all():
                columns[name] = self._in_seconds(name, values[kept])
                if gaps.any():
                    blank[name] = gaps
        table = Table(columns=columns, blank=blank, kind="spans")
        issues = self._issues(file.name, self.rows - int(kept.sum()))
        return Loose(format=form, tables=(table,), issues=tuple(issues))

    def _issues(self, where: str, left: int) -> Iterator[Issue]:
        if left:
            text = f"{many(left, 'line')} without a whole span and its time {was(left)} left out."
            yield Issue(kind="rows set aside", where=where, count=left, text=text)
        if odd := self._rescaled:
            text = f"{many(odd, 'time')} {was(odd)} told in another unit than most, by their size."
            yield Issue(kind="mixed units", where=where, count=odd, text=text)

    def _times(self) -> tuple[FloatArray, FloatArray]:
        """When each span began and ended `(n,)`; NaN where one is not told.

        A span of a log that tells no end of any is a moment.
        """
        schema = self._schema
        start, end = self._seconds(schema.start), self._seconds(schema.end)
        took = self._lengths()
        start = np.where(np.isnan(start), end - took, start)
        if np.isnan(end).all() and np.isnan(took).all():
            return start, start
        return start, np.where(np.isnan(end), start + took, end)

    def _seconds(self, paths: Sequence[str]) -> FloatArray:
        found = np.full(self.rows, np.nan)
        for path in reversed([path for path in paths if path in self._values]):
            told, odd = clocks.of_cells(self._values[path], path)
            known = ~np.isnan(told)
            self._rescaled += odd
            found[np.array(self._rows[path], dtype=np.intp)[known]] = told[known]
        return found

    def _lengths(self) -> FloatArray:
        """How long each span took `(n,)`, in the unit of its start where its name tells none."""
        found = np.full(self.rows, np.nan)
        for path in reversed([path for path in self._schema.took if path in self._values]):
            told = clocks.numbers(self._values[path])
            parts = clocks.parts_named(path) or self._parts_of_starts()
            found[self._rows[path]] = told / parts
        return found

    def _in_seconds(self, path: str, values: NDArray[Any]) -> NDArray[Any]:
        """The values of a column `(n,)`; of no named unit, how long spans took is in seconds."""
        untold = path in self._schema.took and not clocks.parts_named(path)
        return values / self._parts_of_starts() if untold and values.dtype != object else values

    def _parts_of_starts(self) -> float:
        """How many of the unit of the starts make a second, 1 where they are dates."""
        for path in self._schema.start:
            if path in self._values:
                told = clocks.numbers(self._values[path])
                return float(np.median(clocks.parts(told, path)))
        return 1.0

    def _sources(self) -> dict[str, Sequence[str]]:
        """Each column's name and the paths it is read from, of which the first counts.

        How long a span took stays a column, beside its start and end.
        """
        schema = self._schema
        trace, parent, _ = AROUND
        known: dict[str, Sequence[str]] = {
            "name": schema.name,
            "worker": WORKERS,
            "trace_id": (*schema.trace, trace),
            "span_id": schema.span,
            "parent_id": (*schema.parent, parent),
        }
        used = {*known, *schema.paths}.difference(schema.took)
        return known | {path: (path,) for path in self._values if path not in used}

    def _filled(self, name: str, paths: Iterable[str]) -> tuple[NDArray[Any], BoolArray]:
        """The values of a column `(n,)`, and where there is none."""
        gaps = np.ones(self.rows, dtype=np.bool_)
        found = [path for path in paths if path in self._values]
        parts = [_column(self._values[path], as_text=name in _IDENTITY) for path in found]
        numbers = all(part.dtype != object for part in parts)
        column: NDArray[Any] = np.full(self.rows, np.nan if numbers else None)
        for path, part in zip(reversed(found), reversed(parts), strict=True):
            rows = np.array(self._rows[path], dtype=np.intp)
            there = _told(part) if name in _IDENTITY else np.ones(rows.size, dtype=np.bool_)
            column[rows[there]] = part[there]
            gaps[rows[there]] = False
        return column, gaps


def _high_resolution(time: list[object]) -> float | None:
    """JavaScript's [seconds, nanoseconds] in seconds; None of other lists."""
    numbers = [one for one in time if isinstance(one, (int, float))]
    return numbers[0] + numbers[1] / 1e9 if len(numbers) == len(time) == 2 else None


def _number(text: str) -> float | None:
    """The number that a text is, as some trackers write them; None of others."""
    if len(text) > _LONGEST or not text or text[-1] not in _LAST:
        return None
    try:
        return float(text)
    except ValueError:
        return None


def _told(texts: NDArray[Any]) -> BoolArray:
    """Which identities `(n,)` are some: OpenTelemetry writes zeros where there is none."""
    told = (text.strip("0") != "" or text == "0" for text in texts.tolist())
    return np.fromiter(told, np.bool_, texts.size)


def _column(values: Sequence[Any], *, as_text: bool) -> NDArray[Any]:
    """Values as numbers, or as texts where one is none; a name as long as an answer is cut."""
    if not as_text:
        plain = set(map(type, values)) <= _NUMBERS
        numbers = values if plain else [as_number(value) for value in values]
        if None not in numbers:
            return _floats(numbers)
    texts = np.empty(len(values), dtype=object)
    texts[:] = [str(value)[: LONG_TEXT - 1] for value in values]
    return texts


def _floats(numbers: Sequence[Any]) -> FloatArray:
    try:
        return np.array(numbers, dtype=np.float64)
    except OverflowError:
        return np.array([as_number(number) for number in numbers], dtype=np.float64)
