"""Texts that differ in their numbers alone -> those numbers, of all of them at once.

A log repeats a few lines, or boxes, a million times over. Where the numbers of one stand is found
out slowly, once; the text between them becomes a template, and every other text that fits it is
read by that, with one regular expression for many. A template may pass over how a number is
written and how many blanks stand before it only after texts changed in that way were read slowly,
and read alike.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rlreport.values import BoolArray, FloatArray

Span = tuple[int, int]

_WORTH = 4  # texts of one outline in a block, from which on a template pays
_MOST = 8  # templates of one outline, and attempts to make one
_LONGEST = 1 << 14  # characters of a text that becomes a template: verl's lines have 5,000
_PASSED_OVER = b"0123456789+-.eE, #" + bytes(range(0x80, 0x100))  # in the outline of a text

_RUN = re.compile(r"[0-9]+|(?P<bar>(?<=%\|)[^|]*(?=\|))| +")
_LINKS = ",:/-T"  # between digits whose number matters: 1,000 is a number, 10:00:00 a time
_LONG = 6  # digits, from which on their number never matters
_NUMBER = (
    r"([-+]?[0-9]++(?:\.[0-9]++)?+(?:[eE][-+]?[0-9]++)?+"
    r"|[-+]?(?:[nN][aA][nN]|[iI][nN][fF]))"
)
_GROUPED = r"([-+]?[0-9]{1,3}(?:,[0-9]{3})++(?:\.[0-9]++)?+)"
_WRITTEN = ("7", "-1234567", "0.5", "-1234567.7654321", "1e-05", "-2.5E+10", "nan", "-inf")
_WRITTEN_GROUPED = ("1,234", "12,345,678")
_BARS = ("", "#####5    ", "██████▌  ")
_COUNTED = ("7", "1234567")
TRUTHS = {"True": 1.0, "False": 0.0}
"""What Python prints for yes and no."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Fields:
    """Where the numbers of a text stand.

    Attributes:
        kind: what they are; the numbers of all texts of one kind make up one sheet.
        spans: their begins and ends, in the order of the kind.
        counts: how many of them, from the first, are counts, which bear no sign.
        names: parts of the text that are names, although digits stand in them.
    """

    kind: Hashable
    spans: tuple[Span, ...]
    counts: int = 0
    names: tuple[Span, ...] = ()


Find = Callable[[Sequence[str]], Iterable[Fields | None]]
"""Texts, none of which holds a line end, to their fields; None for a text without any."""


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """The numbers of all texts of one kind.

    Attributes:
        place: `(n,)` the places of the texts, ascending.
        numbers: `(n, k)`.
    """

    kind: Hashable
    place: NDArray[np.intp]
    numbers: FloatArray

    def only(self, rows: slice | BoolArray) -> Sheet:
        """The numbers of some of the texts."""
        return replace(self, place=self.place[rows], numbers=self.numbers[rows])


@dataclass(frozen=True, kw_only=True, slots=True)
class _Template:
    """What fits texts of one kind.

    Attributes:
        fields: of the text that it was made of.
        pattern: with one group for each number, in the order in which they stand.
        order: for each number of the fields, its group.
        grouped: whether commas may stand in the numbers.
    """

    fields: Fields
    pattern: re.Pattern[str]
    order: tuple[int, ...]
    grouped: bool


@dataclass(kw_only=True)
class Harvest:
    """The numbers of texts, as they come in.

    Attributes:
        find: reads any text, slowly.
    """

    find: Find
    _parts: dict[Hashable, list[Sheet]] = field(default_factory=dict)
    _known: dict[bytes, list[_Template]] = field(default_factory=dict)
    _tries: dict[bytes, int] = field(default_factory=dict)

    def copy(self) -> Harvest:
        """A harvest that goes on from here, and leaves this one as it is."""
        parts = {kind: [*sheets] for kind, sheets in self._parts.items()}
        return Harvest(find=self.find, _parts=parts, _known=self._known, _tries=self._tries)

    def add(self, texts: Sequence[str], *, start: int) -> None:
        """Add texts, the first of which has the place `start`."""
        if not texts:
            return
        outlines = "\n".join(texts).encode().translate(None, _PASSED_OVER).split(b"\n")
        groups: defaultdict[bytes, list[int]] = defaultdict(list)
        for place, outline in enumerate(outlines):
            groups[outline].append(place)
        bare = [place for place in groups.pop(b"", ()) if not texts[place].isascii()]
        groups |= {b"": bare} if bare else {}  # without a letter there is no name
        rest: list[int] = []
        for outline, places in groups.items():
            rest += self._fitting(outline, places, texts, start)
        if rest:
            self._one_by_one(sorted(rest), texts, start)

    def sheets(self) -> list[Sheet]:
        """One sheet for each kind, in the order in which the kinds first appear."""
        self._parts = {kind: [_joined(parts)] for kind, parts in self._parts.items()}
        found = [sheet for (sheet,) in self._parts.values()]
        return sorted(found, key=lambda sheet: int(sheet.place[0]))

    def _fitting(
        self, outline: bytes, places: list[int], texts: Sequence[str], start: int
    ) -> list[int]:
        """Add the texts of one outline that fit its templates; the places of the others."""
        for template in self._known.get(outline, ()):
            places = self._take(template, places, texts, start)
        odd: list[int] = []
        while len(places) >= _WORTH and self._tries.get(outline, 0) < _MOST:
            self._tries[outline] = self._tries.get(outline, 0) + 1
            made = _template(texts[places[0]], self.find)
            if made is None:
                odd.append(places.pop(0))
            else:
                self._known.setdefault(outline, []).append(made)
                places = self._take(made, places, texts, start)
        return odd + places

    def _take(
        self, template: _Template, places: list[int], texts: Sequence[str], start: int
    ) -> list[int]:
        """Add the texts that fit; the places of the others."""
        cells = template.pattern.findall("\n".join([texts[place] for place in places]))
        left: list[int] = []
        if len(cells) < len(places):
            fits = template.pattern.fullmatch
            left = [place for place in places if not fits(texts[place])]
            lost = set(left)
            places = [place for place in places if place not in lost]
        if places:
            self._store(template.fields, places, cells, start, template=template)
        return left

    def _one_by_one(self, places: Sequence[int], texts: Sequence[str], start: int) -> None:
        found: dict[Hashable, tuple[Fields, list[int], list[list[str]]]] = {}
        for place, fields in zip(places, self.find([texts[at] for at in places]), strict=True):
            if fields:
                _, rows, cells = found.setdefault(fields.kind, (fields, [], []))
                rows.append(place)
                cells.append([texts[place][begin:end] for begin, end in fields.spans])
        for fields, rows, cells in found.values():
            self._store(fields, rows, cells, start)

    def _store(
        self,
        fields: Fields,
        places: Sequence[int],
        cells: Sequence[Any],
        start: int,
        *,
        template: _Template | None = None,
    ) -> None:
        size = len(fields.spans)
        flat: list[str] = [*cells] if size == 1 and template else [*chain.from_iterable(cells)]
        order = template.order if template else tuple(range(size))
        if template is None or template.grouped:
            flat = [cell.replace(",", "") for cell in flat]
        numbers = _numbers(flat).reshape(-1, size)
        sheet = Sheet(
            kind=fields.kind,
            place=np.array(places, dtype=np.intp) + start,
            numbers=numbers if order == (*range(size),) else numbers[:, order],
        )
        self._parts.setdefault(fields.kind, []).append(sheet)


def _numbers(cells: Sequence[str]) -> FloatArray:
    try:
        return np.fromiter(map(float, cells), np.float64, len(cells))
    except ValueError:
        told = (TRUTHS[cell] if cell in TRUTHS else float(cell) for cell in cells)
        return np.fromiter(told, np.float64, len(cells))


def _joined(parts: Sequence[Sheet]) -> Sheet:
    if len(parts) == 1 and (np.diff(parts[0].place) > 0).all():
        return parts[0]
    place = np.concatenate([part.place for part in parts])
    order = np.argsort(place, kind="stable")
    return Sheet(
        kind=parts[0].kind,
        place=place[order],
        numbers=np.concatenate([part.numbers for part in parts])[order],
    )


# --- making a template --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of a text, and the other ways in which it may be written.

    Attributes:
        pattern: what fits in its place.
        others: what is put there to see whether the text is still read alike.
        number: which of the numbers it is, or -1.
    """

    text: str
    pattern: str
    others: tuple[str, ...] = ()
    number: int = -1


def _template(text: str, find: Find) -> _Template | None:
    """The template of a text; None where it has no numbers, or is too long."""
    (fields,) = find([text]) if len(text) <= _LONGEST else (None,)
    if fields is None or _overlap([*fields.spans, *fields.names]):
        return None
    ways = (_freely(text, fields), _freely(text, fields, blanks=False), _strictly(text, fields))
    for pieces in ways:
        pattern = re.compile(f"^{''.join(piece.pattern for piece in pieces)}$", re.MULTILINE)
        if pattern.fullmatch(text) and all(
            _reads_alike(pieces, turn, fields, find) for turn in range(_turns(pieces))
        ):
            stand = [piece.number for piece in pieces if piece.number >= 0]
            order = tuple(stand.index(number) for number in range(len(fields.spans)))
            grouped = any("," in text[begin:end] for begin, end in fields.spans)
            return _Template(fields=fields, pattern=pattern, order=order, grouped=grouped)
    return None


def _overlap(spans: Sequence[Span]) -> bool:
    return any(end > begin for (_, end), (begin, _) in pairwise(sorted(spans)))


def _turns(pieces: Sequence[_Piece]) -> int:
    return max((len(piece.others) for piece in pieces), default=0)


def _reads_alike(pieces: Sequence[_Piece], turn: int, fields: Fields, find: Find) -> bool:
    """Whether the text is of the same kind when each piece is written in another way."""
    spans: dict[int, Span] = {}
    text = ""
    for piece in pieces:
        begin = len(text)
        text += piece.others[turn % len(piece.others)] if piece.others else piece.text
        spans[piece.number] = begin, len(text)
    (found,) = find([text])
    expected = tuple(spans[number] for number in range(len(fields.spans)))
    return bool(found and found.kind == fields.kind and found.spans == expected)


def _freely(text: str, fields: Fields, *, blanks: bool = True) -> list[_Piece]:
    """Pieces of a text that may bear other numbers, however they are written and set apart."""
    pieces: list[_Piece] = []
    for part, number, at in _parts(text, fields):
        if number == -2:
            pieces.append(_Piece(part, re.escape(part)))
        elif number >= 0:
            pieces.append(_number(part, number, is_count=number < fields.counts))
        else:
            pieces += _between(text, part, at, fields, blanks=blanks)
    return pieces


def _number(part: str, number: int, *, is_count: bool) -> _Piece:
    if part in TRUTHS:
        return _Piece(part, f"({'|'.join(TRUTHS)})", tuple(TRUTHS), number)
    if "," in part:
        return _Piece(part, _GROUPED, _WRITTEN_GROUPED, number)
    if is_count and "." in part:
        others = tuple(f"{n}.{n}" for n in _COUNTED)
        return _Piece(part, r"([0-9]++\.[0-9]++)", others, number)
    if is_count:
        return _Piece(part, "([0-9]++)", _COUNTED, number)
    return _Piece(part, _NUMBER, _WRITTEN, number)


def _between(text: str, part: str, at: int, fields: Fields, *, blanks: bool) -> list[_Piece]:
    """What stands between numbers: idle digits and bars may be others, and blanks more."""
    pieces: list[_Piece] = []
    last = 0
    for run in _RUN.finditer(part):
        pieces.append(_Piece(part[last : run.start()], re.escape(part[last : run.start()])))
        begin, end = run.start() + at, run.end() + at
        last = run.end()
        if run["bar"] is not None:
            pieces.append(_Piece(run[0], r"[^|\n]*+", _BARS))
        elif run[0][0] == " ":
            free = blanks and _is_beside(fields, text, begin, end)
            pieces.append(_Piece(run[0], " +", (" ", "    ")) if free else _Piece(run[0], run[0]))
        elif _is_linked(text, begin, end):
            pieces.append(_Piece(run[0], _exactly(run[0])))
        else:
            pieces.append(_Piece(run[0], "[0-9]{1,18}+", _COUNTED))
    pieces.append(_Piece(part[last:], re.escape(part[last:])))
    return pieces


def _is_beside(fields: Fields, text: str, begin: int, end: int) -> bool:
    """Whether what stands there is beside a number or a digit."""
    digits = any(map(str.isdigit, text[max(begin - 1, 0) : begin] + text[end : end + 1]))
    return digits or any(begin == stop or end == start for start, stop in fields.spans)


def _is_linked(text: str, begin: int, end: int) -> bool:
    before, behind = text[max(begin - 2, 0) : begin], text[end : end + 2]
    return any(
        len(pair) == 2 and pair[link] in _LINKS and pair[1 - link].isdigit()
        for pair, link in ((before, 1), (behind, 0))
    )


def _strictly(text: str, fields: Fields) -> list[_Piece]:
    """Pieces of a text that may bear other digits, as many as these."""
    return [
        _Piece(
            part,
            re.escape(part)
            if number == -2
            else f"({_digits(part)})"
            if number >= 0
            else _digits(part),
            number=number,
        )
        for part, number, _ in _parts(text, fields)
    ]


def _digits(part: str) -> str:
    return re.sub(r"[0-9]+", lambda run: _exactly(run[0]), re.escape(part))


def _exactly(run: str) -> str:
    return f"[0-9]{{{len(run)}}}" if len(run) < _LONG else f"[0-9]{{{_LONG},}}+"


def _parts(text: str, fields: Fields) -> Iterable[tuple[str, int, int]]:
    """The parts of a text with their place: a number's, -1 between them, -2 for a name."""
    spans = sorted(
        [(span, number) for number, span in enumerate(fields.spans)]
        + [(span, -2) for span in fields.names]
    )
    last = 0
    for (begin, end), number in spans:
        yield text[last:begin], -1, last
        yield text[begin:end], number, begin
        last = end
    yield text[last:], -1, last
