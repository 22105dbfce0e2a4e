"""Tables drawn in text: Markdown's, LaTeX's, and the grids and columns that consoles print.

The columns of all tables with the same names are put together, so that a grid printed at each
evaluation, with its names beside or above the values, is one row of one table.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from rlreport.catalogue import AXIS_ROLES, OUTCOMES, describe
from rlreport.read import Format, _aligned, _crossed
from rlreport.read._aside import left_beside
from rlreport.read._console import with_rows
from rlreport.read._records import Record, table
from rlreport.read._text import blocks, lines, number, opening
from rlreport.sources import LogFile
from rlreport.texts import many, verb
from rlreport.values import Issue, Loose, Table

Cells = tuple[int, list[str]]
"""A line, and the cells of the row that stands there."""

_BARS = "|│┃"
_DIVIDERS = (*_BARS, "&")
_ROW = re.compile(r"[^&\\%]+(?:&[^&]*)+\\\\.*")
_RULE = re.compile(r"[\s|│┃+:=\u2500-\u257f-]+")
_COMMAND = re.compile(r"\\(?:textbf|textit|mathbf|emph|num|text)\{([^{}]*)\}|[\\$*`]")
# "0.5 <- best" and "41.5% (saved)": a remark behind the last number of a row.
_REMARK = re.compile(r"(?<=[\d%])\s+(?:[^\w\s.,%±+-]|[-+]+>)[^\d]*\Z")
_PROGRESS = re.compile(r"\d%\|")  # a bar between rows
_TRIAL = "Trial name"  # of the rows in which Ray Tune prints how far each trial is
_NAMES = ("name", "metric", "key")
_FEWEST = 2  # rows of a table of metrics
_OF_LAUNCH = 3  # rows, on average, where several launches print one
_LISTED = 5  # lines in an issue
_SHARES = ("P", "R")  # as YOLO calls precision and recall
_LEAST_BARS = 2  # that divide the cells of a row which has none at its ends
# A line of names that begins with a counting word, as tables among other lines have it.
_COUNTED = (
    "[Ee]poch|EPOCH|[Ss]teps?|STEP|[Ii]ter(?:ation)?s?|[Ee]pisode|[Uu]pdate|[Tt]imesteps?|[Rr]ound"
    r"|Trial name|[Gg]en(?:eration)?|Iterat(?= #)|E(?=[ \t]+#[ \t])"
)
_HEADER = re.compile(
    rf"\n[ \t{_BARS}]*+(?:ID[ \t]++)?(?:{_COUNTED})(?:[ \t]++|(?=[{_BARS}]))"
    r"[^\d:=\n](?:[^:=\n]|\[m:s\])*+(?=\n|\Z)"
)


def _sniff(_name: str, head: bytes) -> int:
    """Sure of tables with a step and numbers, as they stand among prose; not of other tables."""
    return 2 if _found(lines(opening(head))).records else 0


@dataclass(kw_only=True)
class _Series:
    """The rows of all tables with the same names.

    Attributes:
        odd: lines of rows with fewer or more cells than names: what is missing is blank, and what
            is beyond the names was left out.
    """

    records: list[Record] = field(default_factory=list)
    odd: list[int] = field(default_factory=list)

    def issues(self, where: str) -> tuple[Issue, ...]:
        """What is told of odd rows."""
        if not self.odd:
            return ()
        count = len(self.odd)
        shown = ", ".join(str(line + 1) for line in self.odd[:_LISTED]) + ", ..." * (
            count > _LISTED
        )
        text = (
            f"{many(count, 'row')} of a table {verb(count, 'has', 'have')} fewer or more cells "
            "than names: what is missing is blank, and what is over was left out."
        )
        place = f"{where}, {verb(count, 'line', 'lines')} {shown}"
        return (Issue(kind="rows of another length", where=place, count=count, text=text),)


def _found(texts: Sequence[str]) -> _Series:
    """The rows of the table that has a step and numbers, and most rows of all."""
    return next(iter(_all_found(texts)), _Series())


def _all_found(texts: Sequence[str]) -> list[_Series]:
    """The rows of the tables that have a step and numbers, those of most rows first.

    They are drawn in one way, in which there are most rows.
    """
    ways = [_drawn(texts), _printed(texts)]
    for known in ways:
        known.sort(key=lambda series: len(series.records), reverse=True)
    return max(ways, key=lambda known: len(known[0].records) if known else 0)


def _drawn(texts: Sequence[str]) -> list[_Series]:
    """The rows between bars, or ampersands."""
    found: dict[tuple[str, ...], _Series] = {}
    for places, (names, *body) in _upright_blocks(texts):
        series = found.setdefault(tuple(names), _Series())
        series.records += [dict(zip(names, row, strict=False)) for row in body]
        series.odd += [
            line for line, row in zip(places[1:], body, strict=True) if len(row) != len(names)
        ]
    for series in found.values():
        series.records = _states(series.records)
    crossed = _Series(records=[*_crossed.records(texts, _cells, _RULE.fullmatch)[0]])
    return [series for series in (*found.values(), crossed) if _is_series(series.records)]


def _apart(found: Sequence[_Series]) -> tuple[list[_Series], list[_Series]]:
    """The tables that tell metrics of their own, and those that tell some again."""
    taken, left, told = list[_Series](), list[_Series](), set[str]()
    for series in found:
        names = {name for name in series.records[0] if describe(name).role not in AXIS_ROLES}
        own = not taken or (bool(names) and names.isdisjoint(told))
        (taken if own else left).append(series)
        told |= names if own else set()
    return taken, left


def _states(records: list[Record]) -> list[Record]:
    """Of rows of trials those that tell that one got on: all are printed again and again."""
    counter = next((name for name in _counters(records) if _TRIAL in records[0]), "")
    if not counter:
        return records
    told = [record for record in records if number(str(record.get(counter, ""))) is not None]
    return [*{(record[_TRIAL], record[counter]): record for record in told}.values()]


def _counters(records: Sequence[Record]) -> list[str]:
    """The names of the rows' first that count something, those that count steps first."""
    names = [name for name in records[0] if describe(name).role in AXIS_ROLES] if records else []
    return sorted(names, key=lambda name: describe(name).role == "relative_time")


def _printed(texts: Sequence[str]) -> list[_Series]:
    """The rows of printed columns that have a step, and with each those below that have none."""
    found: dict[tuple[str, ...], _Series] = {}
    last: dict[str, object] = {}
    drawn = ""
    # Tabs part the cells of a file's table.
    aligned = ["" if "\t" in text else text for text in texts]
    for line, names, cells, fits in _aligned.rows(aligned):
        record: dict[str, object] = dict(zip(names, cells, strict=True))
        if _aligned.counters(names):
            series = found.setdefault(names, _Series())
            if _aligned.is_redrawn(drawn, texts[line]) or _completes(record, last):
                last.update(record)
            else:
                series.records.append(record)
                series.odd += [] if fits else [line]
                last = record
            drawn = texts[line]
        else:
            last.update({name: cell for name, cell in record.items() if name not in last})
            last, drawn = {}, ""
    return [series for series in found.values() if _is_series(series.records)]


def _completes(record: Record, last: Record) -> bool:
    """Whether a row is the last one again, with cells that were empty in that."""
    told = {name: cell for name, cell in last.items() if cell is not None}
    return 0 < len(told) < len(record) and told.items() < record.items()


def _upright_blocks(texts: Sequence[str]) -> Iterator[tuple[list[int], list[list[str]]]]:
    """The blocks, with the line of each row; see `_upright`."""
    for block in map(_named_once, _blocks(texts)):
        yield [line for line, _ in block], _upright([cells for _, cells in block])


def _named_once(block: list[Cells]) -> list[Cells]:
    """The block with names of two lines in one, as MATLAB has `Mini-batch` above `Accuracy`."""
    (first, above), (second, below), *body = block
    is_name = second == first + 1 and len(below) == len(above) and body
    if not is_name or any(number(cell) is not None for cell in (*above, *below)):
        return block
    names = [f"{one} {other}".strip() for one, other in zip(above, below, strict=True)]
    return [(second, names), *body]


def _blocks(texts: Sequence[str]) -> Iterator[list[Cells]]:
    """The rows of cells that follow each other, rules left out; the first has the names.

    Rows of numbers alone, as many as there are names, go on below other lines.
    """
    block: list[Cells] = []
    beside = False
    for line, text in enumerate(texts):
        if not block and not any(mark in text for mark in _DIVIDERS):
            continue
        if _RULE.fullmatch(text) or (text.lstrip().startswith("\\") and "&" not in text):
            continue
        cells = _cells(text)
        if len(block) > 1 and (
            cells == block[0][1] or (cells and not _goes_on(cells, block, beside=beside))
        ):
            yield block
            block = []
        if cells:
            block.append((line, cells))
        elif len(block) == 1:
            block = []
        beside = bool(cells)
    if len(block) > 1:
        yield block


def _goes_on(cells: Sequence[str], block: Sequence[Cells], *, beside: bool) -> bool:
    """Whether a row is of the block; directly below it, it may have fewer or more cells."""
    numbers = any(number(cell) is not None for cell in cells)
    if len(cells) != len(block[0][1]):
        return beside and numbers
    return numbers or not any(number(cell) is not None for cell in block[-1][1])


def _cells(text: str) -> list[str]:
    """The cells of a row, without the marks of Markdown and LaTeX; none of another line."""
    line = text.strip()
    if _PROGRESS.search(line):
        return []
    bars = sum(map(line.count, _BARS))
    opens, closes = line[:1] in _BARS, line[-1:] in _BARS
    if bars and (closes if opens else bars >= _LEAST_BARS):
        parts = re.split(rf"[{_BARS}]", line[1:-1] if opens else line)
    elif _ROW.fullmatch(line):
        parts = line.partition("\\\\")[0].split("&")
    else:
        return []
    parts[-1] = _REMARK.sub("", parts[-1])
    cells = [_COMMAND.sub(lambda match: match[1] or "", part).strip() for part in parts]
    return cells if len(cells) > 1 else []


def _upright(block: list[list[str]]) -> list[list[str]]:
    """The block; that of LightZero and its kin begins with a cell that says `Name`."""
    lying = len(block) == 2 and block[0][0].lower() in _NAMES and block[1][0].lower() == "value"
    return [row[1:] for row in block] if lying else block


def _is_series(records: Sequence[Record]) -> bool:
    """Whether the rows count something, and hold another number."""
    if len(records) < _FEWEST:
        return False
    trials = [record.get(_TRIAL) for record in records]
    for step in _counters(records):
        counts = [count for count in _numbers(step, records) if count is not None]
        differ = len({*zip(trials, counts, strict=False)}) == len(records)
        if len(counts) == len(records) and (differ or _rises_again(counts)):
            others = (_numbers(name, records) for name in records[0] if name != step)
            return any(value is not None for values in others for value in values)
    return False


def _rises_again(counts: Sequence[float]) -> bool:
    """Whether the counts rise from row to row, but for a few launches that begin anew."""
    launches = 1 + sum(after <= before for before, after in pairwise(counts))
    return len(counts) >= _OF_LAUNCH * launches


def _numbers(name: str, records: Iterable[Record]) -> Iterator[float | None]:
    """The number in each row under a name, None where there is none."""
    return (number(str(record.get(name, "")).rstrip("%")) for record in records)


def _table(records: Sequence[Record]) -> Table:
    """The rows; beside a mean average precision, P and R are precision and recall."""
    found = table(records)
    if not any("mAP" in name for name in found.columns):
        return found
    shares = [name for name in found.columns if name.rpartition("/")[2] in _SHARES]
    return replace(found, roles=dict.fromkeys(shares, "accuracy"))


def may_be_in(text: str) -> bool:
    """Whether some lines may hold a table: False where no line of names opens with a counter."""
    return bool(_HEADER.search(f"\n{text}"))


def read_rows(file: LogFile, *, start: int = 0) -> Loose:
    """The rows of a log from an offset on; no table where there are none."""
    series = _found([text for block in blocks(file, start=start) for text in block.texts])
    return Loose(
        format=FORMAT.name,
        tables=(_table(series.records),) if series.records else (),
        issues=series.issues(file.name),
    )


def _read(file: LogFile) -> Loose:
    loose = with_rows(read_rows(file), "| step | reward |")
    texts = [text for block in blocks(file) for text in block.texts]
    taken, left = _apart(_all_found(texts))
    tables = tuple(_table(series.records) for series in taken)
    read = frozenset(name for table in tables for name in table.columns)
    issues = [issue for series in taken for issue in series.issues(file.name)]
    issues += [*left_beside(texts, read, file.name), *_left(left, file.name)]
    issues += _summaries(texts, read, file.name)
    return replace(loose, tables=tables, issues=tuple(issues))


def _left(tables: Sequence[_Series], where: str) -> Iterator[Issue]:
    """What is told of tables that were left out."""
    for series in tables:
        names, count = [*series.records[0]], len(series.records)
        shown = f"{', '.join(names[:_LISTED])}{', ...' * (len(names) > _LISTED)}"
        text = (
            f"A table of {many(count, 'row')} below {shown} was left out, "
            "as one of more rows tells some of these."
        )
        yield Issue(kind="tables left out", where=where, count=1, text=text)


def _summaries(texts: Sequence[str], read: frozenset[str], where: str) -> Iterator[Issue]:
    """What is told of tables that count nothing and yet tell outcomes, as those of a summary do."""
    records, crossed = _crossed.records(texts, _cells, _RULE.fullmatch)
    if records and not read.isdisjoint(records[0]):
        texts = ["" if line in crossed else text for line, text in enumerate(texts)]
    found: dict[tuple[str, ...], list[Sequence[str | None]]] = {}
    for _, (header, *body) in _upright_blocks(texts):
        found.setdefault(tuple(header), []).extend(body)
    for _, above, cells, _ in _aligned.rows(texts):
        found.setdefault(above, []).append(cells)
    for names, rows in found.items():
        said = {*names, *(row[0] or "" for row in rows)}
        is_told = any(describe(name).role in OUTCOMES for name in said)
        if is_told and read.isdisjoint(names) and not _aligned.counters(names):
            text = (
                f"A table of {many(len(rows), 'row')} below {', '.join(names[:_LISTED])}"
                f"{', ...' * (len(names) > _LISTED)} was left out, as it counts nothing."
            )
            yield Issue(kind="tables left out", where=where, count=1, text=text)


_SAMPLE = b"""# Results

| Epoch | Reward | Accuracy |
|------:|-------:|---------:|
| 1     | 0.5    | 41.5%    |
| 2     | 0.75   | 43.0%    |
"""

FORMAT = Format(
    name="text_table",
    label="table in Markdown, LaTeX or a console",
    sniff=_sniff,
    read=_read,
    sample=("results.md", _SAMPLE),
)
