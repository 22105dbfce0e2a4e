"""Free text that people print: `step:125/3200 val_loss:4.78 train_time:17264ms` and its kin.

A line is a row of metrics where it names a step and a number, or where its names come again and
again with changing numbers. So the source of a program, a configuration and prose are passed over.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from rlreport.read import Format, sb3_console, tabular_console, trl_console, verl_console
from rlreport.read._console import finished, nothing_to_plot
from rlreport.read._csv_format import column_names
from rlreport.read._layout import COUNTERS
from rlreport.read._prose import Line, parse
from rlreport.read._records import Record, table
from rlreport.read._text import decode, end_of_lines, lines
from rlreport.sources import LogFile
from rlreport.values import Issue, Loose, Table

# Lines that were redrawn on a screen, without the carriage returns between them.
_GLUED = re.compile(r"(?<=\d)(?=(?:Episode|Epoch|Step|Iteration):? *#?\d)")
_FIRST = 1 << 16  # characters in which they are looked for
_REACH = 3  # lines below a step line in which its other metrics may stand
_BLOCK_REACH = 20  # the same where the step line is a heading, without a metric of its own
_REPEATS = 2  # times that a name must come, with changing values, where no step vouches for it
_RESETS = 0.1  # share of rows at which a counter of restarts may fall
_IMPORT = re.compile(r"^(?:import|from) \w+", re.MULTILINE)
_JSON = re.compile(r"\s*(?:\{\s*\"|\{\}|\[\s*[\[{])")
_PROBED = 40  # lines of what may be a table
_BOXED = re.compile(r"-{8}|─{8}|━{8}")
_CONSOLES = (verl_console, trl_console, sb3_console, tabular_console)
_RANK = {word: rank for rank, word in enumerate(COUNTERS)}


def _sniff(_name: str, head: bytes) -> int:
    """General text; surer where lines name steps with values, or where a program's source comes."""
    text = decode(head)
    marks = text[:4096]
    unprintable = sum(not (mark.isprintable() or mark in "\r\n\t\b") for mark in marks)
    if not marks or unprintable + marks.count("\ufffd") > len(marks) // 50:
        return 0
    if _JSON.match(text):
        return 0
    if _is_console(text):
        return 1
    tabular = bool(column_names(head))
    found = parse(lines(text)[: _PROBED if tabular else None])
    rows = sum(line.strong and bool(line.values) for _, line in found)
    if rows >= _REPEATS or len(_IMPORT.findall(text)) >= _REPEATS:
        return 2
    return int(not tabular)


def _is_console(text: str) -> bool:
    head = text.encode()
    return any(part.FORMAT.sniff("", head) for part in _CONSOLES)


def _read(file: LogFile) -> Loose:
    content = file.bytes()
    text = decode(content)
    if _GLUED.search(text, 0, _FIRST):
        text = _GLUED.sub("\n", text)
    texts = lines(text)
    if " - " in text and verl_console.records(texts):
        return verl_console.FORMAT.read(file)
    if "'epoch'" in text and trl_console.records(texts):
        return trl_console.FORMAT.read(file)
    if _BOXED.search(text) and sb3_console.records(texts)[0]:
        return sb3_console.FORMAT.read(file)
    if "------  --" in text and tabular_console.records(texts)[0]:
        return tabular_console.FORMAT.read(file)
    rows = _rows(texts)
    last = [_record(row) for row in _rows(texts[-1:])]
    records, issues = finished([*map(_record, rows)], where=file.name, text=text, last=last)
    if not records:
        raise nothing_to_plot('"step:7 loss:0.5" or "Epoch 7, reward = 0.5"')
    return Loose(
        format=FORMAT.name,
        tables=tuple(_tables(rows[: len(records)])),
        issues=(*issues, *_unit_issues(rows, file)),
        end=end_of_lines(content),
    )


def _record(row: Line) -> Record:
    return {**row.counters, **row.values}


def _rows(texts: Sequence[str]) -> list[Line]:
    """The rows of metrics among the lines, each with its counters; see the module's docstring."""
    found = list(parse(texts))
    shapes = Counter(_shape(line) for _, line in found)
    vouched = {
        at for at, line in found if line.counters and (line.strong or shapes[_shape(line)] > 1)
    }
    if any(line.values for at, line in found if at in vouched) or len(vouched) > 1:
        rows = list(_below_steps(found, vouched))
    else:
        rows = list(_merged([line for at, line in found if at not in vouched]))
    return _without_strays(rows)


def _shape(line: Line) -> tuple[str, ...]:
    return (*line.counters, "", *line.values)


def _below_steps(found: Sequence[tuple[int, Line]], vouched: set[int]) -> Iterator[Line]:
    """The lines with a counter, joined by the lines close below them that have none.

    Lines that count something else, once for each of the others, belong to them, too.
    """
    row, reached, reach = None, 0, 0
    beside = _beside([line for at, line in found if at in vouched])
    for at, line in found:
        if at in vouched and row and frozenset(line.counters) in beside:
            row.counters.update(line.counters)
            row.totals.update(line.totals)
            row.values.update(line.values)
            row.units.update(line.units)
            reached = at
        elif at in vouched:
            if row:
                yield row
            row, reached = line, at
            reach = _REACH if line.values else _BLOCK_REACH
        elif row and not line.counters and at - reached <= reach:
            reached = at
            if row.values.keys() & line.values.keys():
                yield row
                row = Line(counters=row.counters)
            _join(row, line)
    if row:
        yield row


def _beside(lines_: Sequence[Line]) -> set[frozenset[str]]:
    """The counters of lines that come at most once behind each line with the first counters."""
    first = lines_[0].counters.keys()
    beside = {frozenset(line.counters) for line in lines_ if first.isdisjoint(line.counters)}
    since: set[frozenset[str]] = set()
    for line in lines_:
        names = frozenset(line.counters)
        if first & names:
            since.clear()
        elif names in since:
            beside.discard(names)
        since.add(names)
    return beside


def _merged(found: Sequence[Line]) -> Iterator[Line]:
    """Lines without a counter, joined up to where a name comes again."""
    row = Line()
    for line in found:
        if row.values.keys() & line.values.keys():
            yield row
            row = Line()
        _join(row, line)
    if row.values:
        yield row


def _join(row: Line, line: Line) -> None:
    row.values.update(line.values)
    row.units.update(line.units)
    row.joined.update(line.values)


def _without_strays(rows: Sequence[Line]) -> list[Line]:
    """The rows without joined names that are constant or rare: a configuration, a remark."""
    joined = [name for row in rows for name in row.joined]
    often = {name for name, times in Counter(joined).items() if times >= min(_REPEATS, len(rows))}
    varied = {
        name
        for name in often
        if len({row.values[name] for row in rows if name in row.joined}) > 1
        or 2 * sum(name in row.joined for row in rows if row.counters) > len(rows) > 1
    }
    for row in rows:
        for name in row.joined - varied:
            del row.values[name]
    return [row for row in rows if row.values]


def _tables(rows: Sequence[Line]) -> Iterator[Table]:
    """One table for each kind of counter: "iter 9:" and "step 9:" may count different things."""
    _count_on(rows)
    steps = _step_of([row.counters for row in rows])
    related = {name for row in rows if steps in row.counters for name in row.counters}
    last: dict[str, float] = {}
    groups: dict[frozenset[str], tuple[list[dict[str, float]], list[Record]]] = {}
    for row in rows:
        last.update({name: n for name, n in row.counters.items() if name == steps})
        counters = {**last, **row.counters} if related & row.counters.keys() else row.counters
        key = related if steps in counters else counters.keys()
        own, records = groups.setdefault(frozenset(key), ([], []))
        own.append(counters)
        records.append({**counters, **row.values})
    units = {name: min(found) for name, found in _units(rows).items() if len(found) == 1}
    for own, records in groups.values():
        made = table(records, step=_step_of(own))
        known = {name: unit for name, unit in units.items() if name in made.columns}
        yield replace(made, units=known)


def _count_on(rows: Sequence[Line]) -> None:
    """Steps that begin anew in each epoch go on counting: `(epoch - 1) * steps + step`."""
    first = min((_number_of_epoch(row) for row in rows if _epoch(row)), default=1)
    for name in {name for row in rows for name in row.totals}:
        inner = [row for row in rows if name in row.totals and _epoch(row) and name != _epoch(row)]
        falls = [
            _number_of_epoch(after) > _number_of_epoch(before)
            for before, after in pairwise(inner)
            if after.counters[name] < before.counters[name]
        ]
        if falls and all(falls):
            for row in inner:
                done = (_number_of_epoch(row) - min(first, 1)) * row.totals[name]
                row.counters[name] += done


def _epoch(row: Line) -> str:
    return next((name for name in row.counters if name.lower() == "epoch"), "")


def _number_of_epoch(row: Line) -> float:
    return row.counters[_epoch(row)]


def _step_of(counters: Sequence[dict[str, float]]) -> str:
    """The counter that is the step: the finest that hardly ever falls; "" where all do."""
    most = Counter(name for row in counters for name in row).most_common()
    common = [name for name, times in most if 2 * times >= most[0][1]]
    ranked = sorted(common, key=lambda name: _RANK.get(name.lower().replace("_", " "), 99))
    for name in ranked:
        values = [row[name] for row in counters if name in row]
        falls = sum(after < before for before, after in pairwise(values))
        if falls <= _RESETS * len(values) and (len(set(values)) > 1 or len(values) == 1):
            return name
    return ""


def _units(rows: Sequence[Line]) -> dict[str, set[str]]:
    """The units that the values of each name are written with."""
    units: dict[str, set[str]] = {}
    for row in rows:
        for name, unit in row.units.items():
            units.setdefault(name, set()).add(unit)
    return units


def _unit_issues(rows: Sequence[Line], file: LogFile) -> Iterator[Issue]:
    for name, found in _units(rows).items():
        if len(found) > 1:
            yield Issue(
                kind="mixed units",
                where=f"{file.name}, {name}",
                count=sum(name in row.units for row in rows),
                text=f"{name} is logged in several units ({', '.join(sorted(found))}); "
                "the number was taken.",
            )


_SAMPLE = b"""import sys
lr = 3
step:0/3200 val_loss:10.8 train_time:515ms step_avg:nanms
step:1/3200 train_loss:10.7 train_time:3650ms step_avg:150.5ms
"""

FORMAT = Format(
    name="text_log",
    label="free text log",
    sniff=_sniff,
    read=_read,
    sample=("train.log", _SAMPLE),
)
