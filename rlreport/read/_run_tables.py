"""The rows of a run of a free text log -> its tables, and what is odd about them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from rlreport.catalogue import AXIS_ROLES, describe, words
from rlreport.read import check_width
from rlreport.read._row_tables import tables, units_of
from rlreport.read._rows import Rows, is_varied
from rlreport.read._runs import LAUNCH
from rlreport.read._streams import Told
from rlreport.texts import many, verb
from rlreport.values import Issue, Table

_LISTED = 5  # names in an issue
_MANY = 10  # rows that say of themselves that they are a log
_OFTEN = 0.25  # share of the lines that such rows make up, where nothing else says so
_ONCE = 1  # times that a name comes in the steps of a recipe or a Dockerfile
_STATEMENTS = frozenset({"return"})  # of programs, too
_SUMMARIES = frozenset({"best", "mean", "average", "avg"})  # of many values, whatever they are
_UNTOLD = frozenset({"other", "config", "timing"})  # roles that any program may print
_SETTINGS = {*AXIS_ROLES, "learning_rate", "schedule", "parallelism"}  # roles of settings, too


def told(found: Rows, name: str, where: str, *, lines_read: int) -> Told:
    """The tables of a run and what is odd about them."""
    check_width(len({name for part in found.parts for name in part.values}))
    made, assumed = tables(found) if found.size else ([], {})
    if not _is_log(found, made, lines_read):
        return Told(tables=())
    issues = (
        *_unit_issues(found, where),
        *_repeated(found, where),
        *_counted_on(assumed, where),
    )
    return Told(tables=tuple(replace(table, run=name) for table in made), issues=issues)


def counted_alike(tables: Sequence[Table]) -> tuple[Table, ...]:
    """The tables of launches by the step that most of them have, where each row has it."""
    steps = Counter(table.step for table in tables if table.run.startswith(LAUNCH))
    ((common, _),) = steps.most_common(1) or [("", 0)]
    return tuple(
        replace(table, step=common, counted="")
        if common and table.run.startswith(LAUNCH) and _has_throughout(table, common)
        else table
        for table in tables
    )


def _has_throughout(table: Table, name: str) -> bool:
    return table.step != name and name in table.columns and name not in table.blank


def several(parts: Sequence[tuple[str, Rows]], where: str) -> tuple[Issue, ...]:
    count = many(len(parts), "run")
    names = [name for name, _ in parts if name]
    text = f"The log holds {count} one after another, as the step begins anew "
    if any(name.startswith(LAUNCH) for name in names):
        text += "each time, where a launch had come to its end or another one was set up."
    else:
        text += f"behind lines such as {names[0]!r}."
    return (Issue(kind="several runs", where=where, count=len(parts), text=text),)


def _is_log(found: Rows, made: Sequence[Table], lines_read: int) -> bool:
    """Whether rows are those of a log: a few of unknown names without a step may be anything.

    So may those in which all such names stay the same, or that are few among other lines; and
    names that come once each, as in the steps of a recipe or a Dockerfile.
    """
    columns = found.columns()
    is_constant = found.size > 1 and not any(map(is_varied, columns.values()))
    if is_constant and not (found.block >= 0).any() and 2 * found.size <= lines_read:
        return False
    roles = {describe(name).role for name in columns.keys() - _STATEMENTS} - _UNTOLD
    if roles - _SETTINGS:
        return True
    if all(sum(column.size for column in values) <= _ONCE for values in columns.values()):
        return 2 * found.size > lines_read
    if roles:
        return True
    if is_constant and all(_SUMMARIES.isdisjoint(words(name)) for name in columns):
        return False
    often = _most(found) >= max(_MANY, _OFTEN * lines_read)
    return often or 2 * _counted(found) > lines_read or any(table.step for table in made)


def _counted(found: Rows) -> int:
    """How many rows count something and tell values."""
    return sum(part.row.size for part in found.parts if part.kind.counters and part.values)


def _most(found: Rows) -> int:
    """How many lines have the same names, whatever labels tell them apart."""
    times = Counter[str]()
    for part in found.parts:
        size = int((part.row >= 0).sum())
        times.update({name: size for name, _ in part.kind.values})
    return max(found.size, *times.values(), 0)


def _unit_issues(found: Rows, where: str) -> Iterator[Issue]:
    for name, units in units_of(found).items():
        if len(units) > 1:
            yield Issue(
                kind="mixed units",
                where=f"{where}, {name}",
                count=sum(units.values()),
                text=f"{name} is logged in several units ({', '.join(sorted(units))}); "
                "the number was taken.",
            )


def _repeated(found: Rows, where: str) -> Iterator[Issue]:
    """Of names that stand more than once in a line, which value was taken."""
    times = Counter[str]()
    for part in found.parts:
        times.update(dict.fromkeys(part.kind.again, int((part.row >= 0).sum())))
    count = sum(times.values())
    if count:
        yield Issue(
            kind="repeated names",
            where=where,
            count=count,
            text=f"{', '.join([*times][:_LISTED])}{', ...' * (len(times) > _LISTED)} "
            f"{verb(len(times), 'comes', 'come')} more than once in a line, in "
            f"{many(count, 'place')}; the last value of each line was taken.",
        )


def _counted_on(assumed: Mapping[str, str], where: str) -> Iterator[Issue]:
    for name, text in assumed.items():
        yield Issue(kind="counted on", where=f"{where}, {name}", count=1, text=text)
