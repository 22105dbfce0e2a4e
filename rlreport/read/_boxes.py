"""Boxes of `name value` lines between two rules, as consoles print them at each step -> rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PureWindowsPath
from typing import Self

import numpy as np

from rlreport.catalogue import AXIS_ROLES, describe
from rlreport.read._console import named, table_of
from rlreport.read._counting import WORDS
from rlreport.read._runs import begins_anew, launches_apart
from rlreport.read._streams import CUT, Told
from rlreport.read._templates import Fields, Harvest, Span
from rlreport.read._text import number_span
from rlreport.texts import many, was
from rlreport.values import FloatArray, IntArray, Issue, Table

_OPENED = re.compile(r"Logging to (?P<path>\S.*)|Using \w+(?::\d+)? device\s*")
_OPENS = ("Logging to ", "Using ")
# "***** Iteration 3/50 *****": which of them the box below is of.
_HEADING = re.compile(
    rf"[^\w|]{{0,40}}(?P<word>{WORDS})\s?[:#=]?\s?(?P<n>\d{{1,15}})(?:\s?/\s?\d+)?[^\w|]{{0,40}}",
    re.IGNORECASE,
)
_SOON = 0.1  # share of a launch within which the next one begins its count
_DRAWN = "|-"  # what a line of a box, and one around it, begins with most often
LINE_END = "\r"  # inside a box: no line of a log holds one


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """A line of a box.

    Attributes:
        key, value: where the name and what is said of it stand in the line.
        indented: whether the name is one of the section above.
    """

    key: Span
    value: Span
    indented: bool = False


@dataclass(frozen=True, kw_only=True)
class Style:
    """How a trainer draws its boxes.

    Attributes:
        plain: a line -> the same with dashes and bars for all that lines are drawn with.
        is_rule: whether a line begins or ends a box.
        is_cell: whether a line is one of a box.
        cell: such a line -> its cell.
        steps: names of columns that are the step, of which the first that is there is taken.
    """

    plain: Callable[[str], str]
    is_rule: Callable[[str], bool]
    is_cell: Callable[[str], bool]
    cell: Callable[[str], Cell]
    steps: Sequence[str]

    def find(self, texts: Sequence[str]) -> Iterator[Fields | None]:
        """The named numbers of each box.

        A line without a value opens a section; the indented names below it are named
        `section/name`.
        """
        for text in texts:
            cells = [*self._cells(text)]
            yield named(
                ((name, value) for name, _, value in cells if value),
                names=[key for _, key, _ in cells],
            )

    def completed(self, begun: Sequence[str], box: Sequence[str]) -> str:
        """What is left of a box, in the section that the next box tells; "" if it is none of it."""
        section, first = "", begun[0]
        for line in box:
            if not line[slice(*self.cell(line).value)].strip():
                section = line
            if self._key(line) == self._key(first):
                break
        lines = [section, *begun] if section and self.cell(first).indented else begun
        text = LINE_END.join(lines)
        return text if self._names(text) <= self._names(LINE_END.join(box)) else ""

    def has_step(self, box: Sequence[str]) -> bool:
        """Whether a box tells its step."""
        return not self._names(LINE_END.join(box)).isdisjoint(self.steps)

    def _key(self, line: str) -> str:
        return line[slice(*self.cell(line).key)]

    def _names(self, text: str) -> set[str]:
        return {name for name, _, span in self._cells(text) if span}

    def _cells(self, text: str) -> Iterator[tuple[str, Span, Span | None]]:
        """The name of each line, where it stands, and where its number does."""
        begin, section = 0, ""
        for line in text.split(LINE_END):
            cell = self.cell(line)
            key = line[slice(*cell.key)]
            value = line[slice(*cell.value)]
            span = number_span(value)
            at = begin + cell.value[0]
            if not value.strip():
                section = key if key.endswith("/") else f"{key}/"
            yield (
                f"{section}{key}" if cell.indented else key,
                (begin + cell.key[0], begin + cell.key[1]),
                (at + span[0], at + span[1]) if span else None,
            )
            begin += len(line) + len(LINE_END)


@dataclass(kw_only=True)
class Boxes:
    """Reads the lines of a log with boxes; it may begin inside of one.

    Attributes:
        box: the lines of a box that is open, or None.
        is_filled: whether one of them has a number.
        is_first: whether no rule has come yet.
        begun: the lines of a box whose first are missing, until the next one tells what they are.
        is_begun: whether such a box was read.
        cut: boxes that were never closed.
        size: boxes that were.
        opened: of each line that sets up a model, how many boxes stand before it, and its path.
        headings: what the lines above boxes count, by how many boxes stand before them.
    """

    style: Style
    harvest: Harvest
    box: list[str] | None = field(default_factory=list)
    is_filled: bool = False
    is_first: bool = True
    begun: Sequence[str] = ()
    is_begun: bool = False
    cut: int = 0
    size: int = 0
    opened: list[tuple[int, str]] = field(default_factory=list)
    headings: dict[int, tuple[str, float]] = field(default_factory=dict)

    def copy(self) -> Self:
        """A reader that goes on from here."""
        box = None if self.box is None else [*self.box]
        own = replace(self, harvest=self.harvest.copy(), box=box)
        own.opened, own.headings = [*self.opened], {**self.headings}
        return own

    def add(self, texts: Sequence[str]) -> None:
        """Read lines."""
        found = [*self._boxes(texts)]
        self.harvest.add(found, start=self.size)
        self.size += len(found)

    def _boxes(self, texts: Sequence[str]) -> Iterator[str]:
        style, is_cell, size = self.style, self.style.is_cell, self.size
        for text in texts:
            line = style.plain(text)
            if line.startswith(_OPENS):
                opened = _OPENED.fullmatch(line)
                self.opened += [(size, opened["path"] or "")] if opened else []
            if line[:1] not in _DRAWN and (heading := _HEADING.fullmatch(line)):
                self.headings[size] = heading["word"], float(heading["n"])
            if style.is_rule(line):
                if self.is_filled and self.box is not None:
                    for box in self._closed(self.box):
                        size += 1
                        yield box
                is_end = self.is_filled and not self.is_first
                self.box = None if is_end else []
                self.is_filled = self.is_first = False
            elif self.box is not None and is_cell(line):
                self.box.append(line)
                self.is_filled = self.is_filled or self._has_number(line)
            elif self.is_first:
                self.box, self.is_filled = [], False
            elif self.is_filled:
                self.cut, self.box, self.is_filled = self.cut + 1, None, False

    def _closed(self, box: Sequence[str]) -> Iterator[str]:
        """A box, behind the one before whose first lines are missing."""
        if self.is_first:
            self.begun = box
            return
        if self.begun:
            whole = self.style.completed(self.begun, box)
            self.begun, self.is_begun = (), bool(whole)
            yield from [whole] if whole else []
        yield LINE_END.join(box)

    def _has_number(self, line: str) -> bool:
        return number_span(line[slice(*self.style.cell(line).value)]) is not None

    def told(self, where: str, *, last: str) -> Told:  # noqa: ARG002
        """The rows of the closed boxes."""
        harvest, is_begun = self.harvest, self.is_begun
        if self.begun and self.style.has_step(self.begun):
            harvest, is_begun = harvest.copy(), True
            harvest.add([LINE_END.join(self.begun)], start=self.size)
        tables = table_of(harvest.sheets(), step=self.style.steps)
        tables = tuple(self._with_headings(found) for found in tables)
        runs = [run for table in tables for run in self._launches(table)]
        issues = [*_several(len(runs), where), *self._issues(where, is_begun=is_begun)]
        return Told(tables=tuple(runs), issues=tuple(issues))

    def _with_headings(self, found: Table) -> Table:
        """The table with what lines above the boxes count, where these count nothing."""
        counted = [self.headings[box] for box in range(self.size) if box in self.headings]
        words = {word for word, _ in counted}
        roles = {describe(name).role for name in found.columns}
        if len(words) > 1 or not 0 < len(counted) == found.rows or not roles.isdisjoint(AXIS_ROLES):
            return found
        (word,) = words
        numbers = np.array([number for _, number in counted])
        return replace(found, columns={word: numbers, **found.columns}, step=word)

    def _launches(self, found: Table) -> tuple[Table, ...]:
        """A table for each launch, of the same length or behind lines that set up a model."""
        steps = found.columns[found.step] if found.step and found.step not in found.blank else None
        if steps is None:
            return (found,)
        begins = begins_anew(steps)
        if not begins.size and steps.size == self.size:
            begins = self._set_up(steps)
        names = [self._path(begin) for begin in (0, *begins.tolist())]
        runs = launches_apart(found, begins)
        if len({*names} - {""}) < len(runs) or len(runs) == 1:
            return runs
        return tuple(replace(run, run=name) for run, name in zip(runs, names, strict=True))

    def _set_up(self, steps: FloatArray) -> IntArray:
        """The rows at which the step begins anew behind a line that sets up another model."""
        falls = 1 + np.flatnonzero(steps[1:] < steps[:-1])
        soon = steps[falls] <= np.maximum(steps[0], _SOON * steps[falls - 1])
        opened = zip(falls.tolist(), soon.tolist(), strict=True)
        return np.array([fall for fall, is_soon in opened if self._is_other(fall, is_soon)], int)

    def _is_other(self, box: int, is_soon: bool) -> bool:
        """Whether the log of a box is said to go elsewhere, or not where and another model is."""
        path = self._path(box)
        if path:
            return path != self._path_before(box)
        return is_soon and any(place == box for place, _ in self.opened)

    def _path(self, box: int) -> str:
        """The last part of where the log of a box is said to go, right before it; or ""."""
        return next((_last(path) for place, path in self.opened if place == box and path), "")

    def _path_before(self, box: int) -> str:
        """The same, of the last line that says so for a box before."""
        told = (path for place, path in reversed(self.opened) if place < box and path)
        return _last(next(told, ""))

    def _issues(self, where: str, *, is_begun: bool) -> Iterator[Issue]:
        cut = self.cut + (self.is_filled and not self.is_first)
        if is_begun:
            text = "The log begins inside a printed box; what is left of that was read."
            yield Issue(kind="begins inside a box", where=where, count=1, text=text)
        if cut:
            text = f"{many(cut, 'printed box')} of metrics {was(cut)} never closed and left out."
            yield Issue(kind=CUT, where=where, count=cut, text=text)


def _last(path: str) -> str:
    return PureWindowsPath(path.strip()).name


def _several(count: int, where: str) -> Iterator[Issue]:
    if count > 1:
        text = (
            f"The log holds {many(count, 'run')} one after another, as the step begins anew each "
            "time: all come as far, or the log says that a model is set up."
        )
        yield Issue(kind="several runs", where=where, count=count, text=text)


def boxes(style: Style) -> Boxes:
    """A reader of the boxes of one style."""
    return Boxes(style=style, harvest=Harvest(find=style.find))
