"""JSON lines -> tables, for every reader whose format is one JSON object per line.

    keys(head)         the names in the first lines, `/` between levels, for a `sniff` to decide by
    first_row(head)    the first row as far as it goes, where the head ends before it
    read_lines(file)   the tables, the issues, and where a later reading can go on
    row_kind(names)    whether rows of these names are steps, rollouts or spans

Blocks of lines are decoded at once into typed rows. A block in which something is new or wrong
is decoded line by line, and what is new in it is learnt for the next.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal

import msgspec

from rlreport.read import _dialect, _records, check_width
from rlreport.read._columns import Columns
from rlreport.read._json import begun
from rlreport.read._schema import Schema
from rlreport.sources import LogFile
from rlreport.texts import many, verb, was
from rlreport.values import Issue, Loose, Table

_BLOCK = 1 << 20
_FIRST_BLOCK = 1 << 14
_LEARN_AT_MOST = 64  # blocks; after that each block is decoded line by line
ASK = {
    "prompt",
    "question",
    "problem",
    "input",
    "messages",
    "query",
    "task_id",
    "prompt_id",
    "uid",
}
_OUTCOME = {"reward", "score", "correct", "acc", "accuracy", "is_correct", "success", "info/acc"}
_OUTCOME |= {"resolved", "is_resolved", "pass", "passed", "solved", "is_solved"}
_TRIED = {
    "trial",
    "rollout_id",
    "trial_name",
    "trial_id",
    "trial_idx",
    "attempt",
    "attempt_id",
    "attempt_idx",
    "rollout_idx",
}
_ANSWER = {"response", "completion", "output", "answer", "model_response"} | _TRIED
_TASK = {"task", "taskId", "task_name", "instance_id", "problem_id", "question_id"}
"""What names a task where a trial of it is named, too."""
_VARIABLES, _FILLED = "vars/", {"response/output", "output"}
"""What promptfoo puts into a prompt, and what was answered."""
TRACE = {"trace_id", "traceId", "traceID", "SpanContext/TraceID", "span_id", "spanId"}
_BEGIN = {"start_time_ns", "start_time", "startTime", "StartTime", "startTimeUnixNano", "start"}


@dataclass(frozen=True, kw_only=True)
class Lines:
    """The rows of a file of JSON lines.

    Attributes:
        end: offset behind the last whole line, 0 where reading cannot go on from there.
    """

    tables: tuple[Table, ...]
    issues: tuple[Issue, ...]
    end: int


@lru_cache(maxsize=2)
def keys(head: bytes) -> frozenset[str]:
    """The names in the first 50 whole lines; empty where the first of them is no JSON object.

    Where the first line is longer than the head, the names that are in it, those of lists too.
    """
    cut = first_row(head)
    if cut:
        return frozenset(_records.flatten(cut) | _records.lengths(cut))
    found: set[str] = set()
    lines = [line for line in _dialect.text(head).split("\n") if line.strip()][:50]
    for count, line in enumerate(lines):
        value = _value(line)
        if isinstance(value, dict):
            found.update(_records.flatten(value))
        elif count == 0:
            break
    return frozenset(found)


@lru_cache(maxsize=2)
def first_row(head: bytes) -> dict[str, Any]:
    """The beginning of a first line that is longer than the head; empty where it is not."""
    return begun(_dialect.text(head)) if len(head) >= 1 << 16 and b"\n" not in head else {}


def row_kind(names: frozenset[str] | set[str]) -> Literal["metrics", "rollouts", "spans"]:
    """What rows of these names are: a step of training, one rollout, or one span of a trace."""
    if names & TRACE and names & _BEGIN:
        return "spans"
    asked = (names & ASK and names & _ANSWER) or (names & _TASK and names & _TRIED)
    filled = names & _FILLED and any(name.startswith(_VARIABLES) for name in names)
    return "rollouts" if names & _OUTCOME and (asked or filled) else "metrics"


def read_lines(file: LogFile, *, before: Loose | None = None, lengths: bool = False) -> Lines:
    """The objects in a file, one row each; nested names are joined by `/`, lists are left out.

    Args:
        file: the file.
        before: an earlier reading of a file that has grown since.
        lengths: keep the length of each list as a column, named `list/n`.
    """
    start, tables = (before.end, before.tables) if before else (0, ())
    known = frozenset(name for table in tables for name in table.columns)
    columns = Columns(known=known, lengths=lengths)
    reading = _Reading(schema=Schema(lengths=lengths), columns=columns)
    encoding = _dialect.encoding(file.head(4096))
    if encoding == "utf-8":
        with file.open() as stream:
            stream.seek(start)
            reading.read(stream)
        end = start + reading.end
    else:
        content = file.bytes().decode(encoding, errors="replace").encode()
        with LogFile(name=file.name, content=content).open() as stream:
            reading.read(stream)
        end = 0
    return Lines(
        tables=reading.columns.tables(row_kind(reading.columns.names)),
        issues=tuple(reading.issues(file.name)),
        end=end,
    )


@dataclass(kw_only=True)
class _Reading:
    """One pass over a file: what has been learnt, what was found, and what was wrong."""

    schema: Schema = field(default_factory=Schema)
    decoder: msgspec.json.Decoder[Any] | None = None
    columns: Columns = field(default_factory=Columns)
    learnt: int = 0
    line: int = 0
    bad: list[int] = field(default_factory=list)
    nuls: int = 0
    cut: bool = False
    end: int = 0

    def read(self, stream: io.BufferedReader | io.BytesIO) -> None:
        for block in _blocks(stream):
            if not self._typed(block):  # as it is where NULs are among the lines
                clean = bytes(block).replace(b"\0", b"")
                self.nuls += len(block) - len(clean)
                self._by_line(clean)
            self.line = self.columns.rows + len(self.bad)
            self.end += len(block)

    def _typed(self, block: memoryview) -> bool:
        """Decode a block of lines at once; False where something in it is new or wrong."""
        if self.decoder is None or (self.schema.has_long_texts and not self._known(block)):
            return False
        try:
            rows = self.decoder.decode_lines(block)
        except (msgspec.DecodeError, ValueError):
            return False
        self.columns.add_rows(rows, self.schema)
        return True

    def _known(self, block: memoryview) -> bool:
        """Whether the first and the last line of a block hold no new name.

        Where long texts are skipped, the decoder skips names that it does not know, too.
        """
        values = map(_value, _edges(block))
        return all(isinstance(value, dict) and self.schema.knows(value) for value in values)

    def _by_line(self, block: bytes) -> None:
        records: list[dict[str, Any]] = []
        lines = block.split(b"\n")
        for place, line in enumerate(lines):
            if not line.strip():
                continue
            found = objects(line)
            records.extend(found)
            if not found and place == len(lines) - 1:
                self.cut = True
                self.end -= len(line)
            elif not found:
                self.bad.append(self.line + place + 1)
        self.columns.add_records(records)
        check_width(len(self.columns.parts))
        self.learnt += 1
        if self.learnt <= _LEARN_AT_MOST:
            self.schema.learn(records)
            self.decoder = self._decoder()

    def _decoder(self) -> msgspec.json.Decoder[Any] | None:
        """A decoder for rows such as those seen so far, or None where they are too mixed."""
        if not (self.schema.kinds and self.schema.is_regular):
            return None
        return msgspec.json.Decoder(self.schema.struct(strict=not self.schema.has_long_texts))

    def issues(self, where: str) -> Iterator[Issue]:
        if self.bad:
            listed = ", ".join(map(str, self.bad[:5])) + (", ..." if len(self.bad) > 5 else "")
            count = len(self.bad)
            text = (
                f"{many(count, 'line')} without a JSON object {was(count)} left out "
                f"({verb(count, 'line', 'lines')} {listed})."
            )
            yield Issue(kind="unreadable lines", where=where, count=count, text=text)
        if self.nuls:
            text = (
                f"{many(self.nuls, 'NUL byte')}, as a crash leaves behind, "
                f"{was(self.nuls)} left out."
            )
            yield Issue(kind="NUL bytes", where=where, count=self.nuls, text=text)
        yield from self.columns.issues(where)
        if self.cut:
            text = "The last line was cut off while it was written; it was left out."
            yield Issue(kind="cut-off row", where=where, count=1, text=text)


def _blocks(stream: io.BufferedReader | io.BytesIO) -> Iterator[memoryview]:
    """Blocks of whole lines; the first is small, to learn from.

    They lie in one buffer, so that fresh memory is not asked of the system for each: a block lasts
    until the next.
    """
    buffer, kept, size = bytearray(2 * _BLOCK), 0, _FIRST_BLOCK
    while got := stream.readinto(memoryview(buffer)[kept : kept + size]):
        end = buffer.rfind(b"\n", kept, kept + got) + 1
        if end:
            yield memoryview(buffer)[:end]
        rest = buffer[end : kept + got]
        kept, size = len(rest), _BLOCK
        if kept + size > len(buffer):
            buffer = bytearray(2 * len(buffer))
        buffer[:kept] = rest
    if kept:
        yield memoryview(buffer)[:kept]


def _edges(block: memoryview) -> tuple[bytes, bytes]:
    """The first and the last line of a block."""
    for size in (_FIRST_BLOCK, len(block)):
        begin, end = bytes(block[:size]), bytes(block[-size:]).removesuffix(b"\n")
        if b"\n" in begin and b"\n" in end:
            break
    return begin.split(b"\n", 1)[0], end.rsplit(b"\n", 1)[-1]


def objects(line: bytes) -> list[dict[str, Any]]:
    """The objects on one line: one, or several without a line end between; none where it is bad."""
    value = _value(line)
    if value is not None:
        return [value] if isinstance(value, dict) else []
    text = line.decode("utf-8-sig", errors="replace").strip()
    found: list[dict[str, Any]] = []
    place = 0
    decoder = json.JSONDecoder()
    while place < len(text):
        try:
            value, place = decoder.raw_decode(text, place)
        except (ValueError, RecursionError):
            break
        if isinstance(value, dict):
            found.append(value)
    return found


def _value(line: bytes | str) -> Any:
    """The value of a line, or None where it is no JSON; bare NaN and Infinity are read."""
    try:
        return msgspec.json.decode(line)
    except (msgspec.DecodeError, ValueError, RecursionError):
        pass
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None
