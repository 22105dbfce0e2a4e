"""Tables that consoles print as columns of text below a line of names -> the names and cells.

`Epoch   box_loss   mAP50` may be printed once, or before each row; other lines may come between.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from rlreport.catalogue import AXIS_ROLES, describe
from rlreport.read._counting import Span

Row = tuple[tuple[str, ...], list[str | None]]
Placed = tuple[int, tuple[str, ...], list[str | None], bool]

_BAR = re.compile(r"(?<!\s):?\s++\d++%(?:\|| [━─╸╺]).*")  # a progress bar behind the last cell
# Between groups of columns, and before them where none closes the line, as ElegantRL has it.
_GROUPS = re.compile(r"(?:(?<=\S )\s*[|│┃](?=\s|$|-\d)|^\s*[|│┃](?=\s)(?!.*[|│┃]\s*$))")
_BARS = "|│┃"
_WORD = re.compile(r"[^\W\d][^\s=|]*")
# "#" and "#Fevals" behind another name, and a unit, as that of "elapsed time (s)".
_BEHIND = re.compile(r"#\w*|[(\[](?:[^\W\d_]{1,8}|%)[)\]]")
_WORDS = re.compile(r"\S+(?: \S+)*")  # names of several words, between wider gaps
_GAP = re.compile(r"\s{2,}|\t")
_TOKEN = re.compile(r"\S+")
_CELL = re.compile(
    r"[-+]?(?:\d[\d,]*+(?:\.\d*+)?|\.\d++)(?:[eE][-+]?\d++)?(?:/\d++|[%a-zA-Z]{0,3}|(?::\d++)+):?"
    r"|[-+]?(?:nan|inf)|[-+]",
    re.IGNORECASE,
)
# Names that are not one word each, and those that say nothing: of pycma and spaCy.
_CMA = re.compile(r"\s*Iterat #Fevals\s+function value\s+axis ratio\s+sigma\s+min.*")
_NAMES_OF_CMA = (
    *("iteration", "Fevals", "function value", "axis ratio", "sigma", "min std", "max std"),
    "elapsed [m:s]",
)
_OF_SPACY, _NAMES_OF_SPACY = ["E", "#"], ["epoch", "step"]
_INDEX = re.compile(r"\s*\d+(?=\s)")  # of a data frame, above which no name stands
_MOST = 64  # headers that are remembered, and rows above the first
_MOST_PLACES = 1024  # and places below them
_KEPT = 4  # lines that may be names
_FEWEST = 2  # columns, and numbers in a row


def rows(texts: Iterable[str]) -> Iterator[Placed]:
    """Each row of cells: its line, the names above it, the cells, None for one that is empty.

    Also whether it fits the names: one directly below another may have cells beyond them, too.
    Words between rows, such as "Saving model", may look like names. Rows right above the first
    names are of these, where a log was cut or the names stand below.
    """
    headers: list[str] = []  # the last first
    nameless: deque[tuple[int, str]] = deque(maxlen=_MOST)
    above = -2
    for line, text in enumerate(texts):
        if not text or text.isspace():
            continue
        plain = _BAR.sub("", text) if "%" in text else text
        if any(bar in plain for bar in _BARS):
            plain = _GROUPS.sub(lambda match: " " * len(match[0]), plain)
        tokens = plain.split()
        if _is_header(tokens):
            yield from _right_above(plain, line, nameless)
            nameless.clear()
            headers = [plain, *(one for one in headers if one != plain)][:_KEPT]
        elif not any(map(_CELL.fullmatch, tokens[:_FEWEST])):
            continue  # a line of words
        elif headers and (_is_row(tokens) or _is_remarked(tokens)):
            found = _fitting(headers, plain, len(tokens)) if _is_row(tokens) else None
            if not found and _is_remarked(tokens):
                plain, tokens = _without_remark(_without_index(plain, headers[0]))
                found = _fitting(headers, plain, len(tokens))
            below = found or (_partly(headers[0], plain) if above == line - 1 else None)
            if below:
                above = line
                yield line, *below, found is not None
        elif not headers and _is_row(tokens):
            nameless.append((line, plain))


def _right_above(header: str, place: int, nameless: Iterable[tuple[int, str]]) -> Iterator[Placed]:
    """The rows that follow each other down to the line of names, and fit these."""
    told: list[Placed] = []
    for line, text in reversed([*nameless]):
        found = _fitting([header], text, len(text.split()))
        if line != place - len(told) - 1 or not found or not _counts(found):
            break
        told.append((line, *found, True))
    yield from reversed(told)


def _fitting(headers: Sequence[str], line: str, size: int) -> Row | None:
    """The names above a row that it fits: the last, unless only others before them count."""
    first: Row | None = None
    for header in headers:
        found = _names(header, line, size)
        if found and _counts(found):
            return found
        first = first or found
    return first


def _counts(row: Row) -> bool:
    """Whether a row of as many cells as names has a number below one that counts."""
    names, cells = row
    counted = (cells[place] for place in counters(names))
    return None not in cells and any(cell and cell[0].isdigit() for cell in counted)


@lru_cache(maxsize=_MOST)
def counters(names: tuple[str, ...]) -> tuple[int, ...]:
    """The places of names that count."""
    return tuple(at for at, name in enumerate(names) if describe(name).role in AXIS_ROLES)


def is_redrawn(before: str, text: str) -> bool:
    """Whether two lines are one row beside a progress bar, before the bar moved and after."""
    bars = [_BAR.search(line) for line in (before, text)]
    return all(bars) and before.split()[:1] == text.split()[:1]


def _is_header(tokens: Sequence[str]) -> bool:
    return (
        len(tokens) >= _FEWEST
        and _WORD.fullmatch(tokens[0]) is not None
        and all(_WORD.fullmatch(token) or _BEHIND.fullmatch(token) for token in tokens)
    )


def _is_row(tokens: Sequence[str]) -> bool:
    """Whether all tokens are cells, but for the first, which may name what the row is of."""
    numbers = sum(map(bool, map(_CELL.fullmatch, tokens)))
    return numbers >= _FEWEST and numbers >= len(tokens) - 1


def _is_remarked(tokens: Sequence[str]) -> bool:
    """Whether words without digits stand behind a count and another number: "3  0.5  <- best"."""
    words = [_CELL.fullmatch(token) is None for token in tokens]
    size = words.index(True) if any(words[-1:]) else 0
    return (
        size >= _FEWEST and all(words[size:]) and not any(map(str.isdigit, "".join(tokens[size:])))
    )


def _without_index(line: str, header: str) -> str:
    """A row with blanks for a number that ends before the first name begins, as of a data frame."""
    index = _INDEX.match(line)
    named = index and index.end() <= len(header) - len(header.lstrip())
    return " " * index.end() + line[index.end() :] if index and named else line


def _without_remark(line: str) -> tuple[str, list[str]]:
    """A row without the words behind its cells, and its cells."""
    found = [*_TOKEN.finditer(line)]
    size = next(at for at, token in enumerate(found) if not _CELL.fullmatch(token[0]))
    return line[: found[size - 1].end()], [token[0] for token in found[:size]]


def _names(header: str, line: str, size: int) -> Row | None:
    """The names of the columns and the cells below them; None where they do not fit."""
    single, wide = [_placed(header, pattern) for pattern in (_TOKEN, _WORDS)]
    if len(single) == size - 1 and (bare := _without_index(line, header)) != line:
        return _in_order(single, bare)
    if len(single) == size:
        return _in_order(single, line)
    below = [_in_place(named, line, size) for named in (wide, single)]
    if len(wide) == size and (below[0] or not below[1]):
        return _in_order(wide, line)
    return below[0] or below[1]


def _in_order(named: Sequence[tuple[str, Span]], line: str) -> Row:
    """As many names and cells."""
    return tuple(name for name, _ in named), [*map(_plain, line.split())]


def _in_place(named: tuple[tuple[str, Span], ...], line: str, size: int) -> Row | None:
    """The names and the cells, each below one, which is that of no other."""
    spans = tuple(place for _, place in named)
    cells = [(match[0], match.span()) for match in _TOKEN.finditer(line)]
    places = [_below(span, spans) for _, span in cells]
    if len(set(places)) != size or size > len(named) or -1 in places:
        return None
    found: list[str | None] = [None] * len(named)
    for place, (cell, _) in zip(places, cells, strict=True):
        found[place] = _plain(cell)
    return tuple(name for name, _ in named), found


def _partly(header: str, line: str) -> Row | None:
    """The names of the columns and the cells that stand below one; None where those are few."""
    names = _placed(header, _TOKEN)
    spans = tuple(span for _, span in names)
    places = [(_below(match.span(), spans), match[0]) for match in _TOKEN.finditer(line)]
    found: list[str | None] = [None] * len(names)
    for place, cell in places:
        if place >= 0 and found[place] is None:
            found[place] = _plain(cell)
    few = len(names) - found.count(None) < _FEWEST or found[0] is None
    return None if few else (tuple(name for name, _ in names), found)


@lru_cache(maxsize=_MOST)
def _placed(header: str, pattern: re.Pattern[str]) -> tuple[tuple[str, Span], ...]:
    """The names in a header, and where they stand."""
    if _CMA.fullmatch(header):
        return tuple((name, (0, 0)) for name in _NAMES_OF_CMA)
    found = [*pattern.finditer(header)]
    names = _each_once(_names_of([match[0] for match in found]))
    return tuple((name, match.span()) for name, match in zip(names, found, strict=True))


def _names_of(texts: Sequence[str]) -> Iterator[str]:
    """Names without colons; of several brackets that hold columns, each gives its name to them.

    Ultralytics writes "Box(P   R   mAP50   mAP50-95)", and "Mask(P ..." behind it.
    """
    several = sum(text.count("(") > text.count(")") for text in texts) > 1
    of = ""
    for text in texts:
        name = text.rstrip(":")
        if name.count("(") > name.count(")"):
            of, _, name = name.partition("(")
        closes = name.count(")") > name.count("(")
        name = name.rstrip(")") if closes else name
        yield f"{of}/{name}" if several and of else name
        of = "" if closes else of


def _each_once(names: Iterable[str]) -> Iterator[str]:
    """Names of which one that comes again bears a number, and those that spaCy cuts short."""
    told = [*names]
    told[:2] = _NAMES_OF_SPACY if told[:2] == _OF_SPACY else told[:2]
    for place, name in enumerate(told):
        again = told[:place].count(name)
        yield f"{name}.{again}" if again else name


@lru_cache(maxsize=_MOST_PLACES)
def _below(cell: Span, names: tuple[Span, ...]) -> int:
    """The one column whose name stands above a cell, or -1; rows below each other share places."""
    found = [n for n, (begin, end) in enumerate(names) if begin < cell[1] and cell[0] < end]
    return found[0] if len(found) == 1 else -1


def _plain(cell: str) -> str:
    """A cell without the total behind its number, and without a colon."""
    number = cell.rstrip(":")
    return number.partition("/")[0] if number[:1].isdigit() else number
