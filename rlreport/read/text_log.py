"""Free text that people print: `step:125/3200 val_loss:4.78 train_time:17264ms` and its kin.

A line is a row of metrics where it names a step and a number, or where its names come again and
again with changing numbers. So the source of a program, a configuration and prose are passed over.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from types import ModuleType

from rlreport.catalogue import AXIS_ROLES, OUTCOMES, describe
from rlreport.errors import FormatError
from rlreport.read import (
    Format,
    _above,
    _loops,
    _openings,
    _per_agent,
    _ranks,
    _streams,
    _unmarked,
    _worded,
    check_width,
    keras_console,
    sb3_console,
    tabular_console,
    text_table,
    trl_console,
    verl_console,
)
from rlreport.read._aside import (
    ASIDE,
    lists_in,
    means_in,
    set_aside,
    species_in,
    summary_left_out,
    summed,
)
from rlreport.read._console import cut_row, with_rows
from rlreport.read._csv_format import column_names
from rlreport.read._foreign import without_commits
from rlreport.read._plain import plain
from rlreport.read._prose import LineKind, fields
from rlreport.read._row_tables import looks_whole, tables, units_of
from rlreport.read._rows import Rows, is_varied
from rlreport.read._runs import LAUNCH, apart, begins
from rlreport.read._source import Source
from rlreport.read._streams import Told
from rlreport.read._tagged import Label, Tagged, first_of_each, is_clearer, labels, unclear
from rlreport.read._templates import Harvest
from rlreport.read._text import blocks, decode, lines, opening
from rlreport.read._titles import Titled, name_opponents, titles
from rlreport.read._unrolled import unrolled
from rlreport.sources import LogFile
from rlreport.texts import many, verb, was
from rlreport.values import Issue, Loose, Table

# Lines that were redrawn on a screen, without the carriage returns between them.
_GLUED = re.compile(
    r"(?<=\d)(?=(?:Episode|Epoch|Step|Iteration):? *#?\d)"
    r"|(?:<[^<\[\]\n]{1,200}\])(?=(?:[^\W\d][^%|<\[\]\n]{0,40}: *)?\d{1,3}%\|)"
)
# "loss: 0,25", or "loss 0,25", as programs of half of Europe write it, which is no thousand; and
# "loss: 0.25".
_LED = (r"[:=] *", r"(?:[:=] *|(?<=[^\W\d]) )")
_WRITTEN = tuple(
    (
        re.compile(rf"{led}[-+]?(?:\d+,(?:\d{{1,2}}|\d{{4,}})|0,\d+)(?!\d|,\d)"),
        re.compile(rf"{led}[-+]?\d*\.\d"),
    )
    for led in _LED
)
_COMMA = re.compile(r"(?<=\d),(?=\d)")
_FEWEST = 3  # numbers with a decimal comma, where none has a point
_FIRST = 1 << 16  # characters in which they are looked for
_FIRST_OF_ALL = 256  # bytes with the first mark of a text
_REPEATS = 2  # lines with a step, or imports, that tell what a text is
_IMPORT = re.compile(r"^(?:import|from) \w+", re.MULTILINE)
_JSON = re.compile(r"\s*(?:\{\s*\"|\{\}|\[\s*[\[{])")
_LISTED = 5  # names in an issue
_MANY = 10  # rows that say of themselves that they are a log
_OFTEN = 0.25  # share of the lines that such rows make up, where nothing else says so
_STATEMENTS = frozenset({"return"})  # of programs, too
_UNTOLD = frozenset({"other", "config", "timing"})  # roles that any program may print
_SETTINGS = {*AXIS_ROLES, "learning_rate", "schedule", "parallelism"}  # roles of settings, too
_EPISODIC = frozenset(OUTCOMES) - {"accuracy"}
_FEWER = 0.9  # share of rows that titles leave which tell equal names apart
_CLEARER = 0.1  # share of the values that came again at a step, which may still do so under titles
_LONGEST = 1 << 15  # characters of a line in which values are looked for
_PROBED = 40  # lines of what may be a table
# "Training finished in 3 h", said behind the last row of a launch.
_OVER = re.compile(
    r"\b(?:training|experiment|run)\b[^\n:=]{0,20}"
    r"\b(?:finished|completed?|done|ended|over)\b",
    re.IGNORECASE,
)
# So Optuna names a study; it makes up "no-name-..." where it is told none.
_STUDY = re.compile(r"A new study created .{0,200}?with name: (?!no-name-)(?P<name>\S+)")
_OF_NUMBERS = re.compile(r"(?:[-+]?[\d.]++(?:e[-+]?\d++)?|nan|inf|[\s,;|\[\]])++", re.IGNORECASE)
_CELL = re.compile(r"[^\s,;|\[\]]++")
_DEBUG = re.compile(r"[\s=-]*+\[DEBUG\] ")
_FRAME = re.compile(r'^ *File "[^"\n]*", line \d+', re.MULTILINE)  # of a Python traceback
_RAISED = re.compile(r"\n(?=\S)(?P<error>[A-Za-z_][\w.]{0,60})?")  # the first line behind it
_SAYS_OVER = ("inished", "omplete", "done", "Done", "ended", " over")  # found far sooner
_CONSOLES = (verl_console, trl_console, keras_console, sb3_console, tabular_console, text_table)


def _sniff(_name: str, head: bytes) -> int:
    """General text; surer where lines name steps with values, or where a program's source comes."""
    text = opening(head)
    marks = text[:4096]
    if not marks or _unprintable(marks) + marks.count("\ufffd") > len(marks) // 50:
        return 0
    if _JSON.match(text) and _JSON.match(decode(head[:_FIRST_OF_ALL])):
        # but not where a logger wrote something before each object
        rest = text[_above.end(text) or len(text) :]
        return 0 if _rows_of(rest) < _REPEATS or _is_console(head) else 2
    if _is_console(head):
        return 1
    tabular = bool(column_names(head))
    steps = _rows_of(text, _PROBED if tabular else None)
    if steps >= _REPEATS or len(_IMPORT.findall(text)) >= _REPEATS:
        return 2
    return int(not tabular)


def _rows_of(text: str, most: int | None = None) -> int:
    """How many of its lines, or of the first of them, name a step with values."""
    kinds = [line.kind for line in fields(lines(text)[:most]) if line]
    return sum(isinstance(kind, LineKind) and kind.is_row for kind in kinds)


def _unprintable(marks: str) -> int:
    """How many marks no text has."""
    plain = "".join(marks.split("\n"))
    return 0 if plain.isprintable() else sum(not (m.isprintable() or m in "\r\t\b") for m in plain)


def _is_console(head: bytes) -> bool:
    return any(part.FORMAT.sniff("", head) for part in _CONSOLES if part is not text_table)


def _read(file: LogFile) -> Loose:
    begun = _begun(file)
    text = _new(begun)
    loose = _streams.read(file, text, format_=FORMAT.name)
    for console in text.consoles():
        other: Loose = console.read_rows(file)
        if other.tables and _is_preferred(console, other, loose):
            return other
    loose = _told_apart(file, text, _under_titles(file, text, loose))
    if loose.tables:
        loose = replace(loose, issues=(*loose.issues, *_of_beginning(begun, text, file.name)))
    elif error := _error(begun):
        raise FormatError(
            f"holds no metric but the traceback of a Python error ({error}).",
            "Name the log with the run's metrics; if there is none, it failed before the first.",
        )
    elif names := summed(begun):
        raise FormatError(
            f"holds no metric at a step. {summary_left_out(names)}",
            "Download the metrics from Comet, and name these.",
        )
    elif _holds_uneven_rows(begun):
        raise FormatError(
            "holds rows of numbers alone, which have no names and are not equally long.",
            "Write one row for each step, all equally long, below the names of the columns.",
        )
    elif lists := lists_in(begun, file.name):
        raise FormatError(
            f"holds no metric of one number. {lists[0].text}",
            "Log a number of each, such as the mean, and name the log with it.",
        )
    return with_rows(loose, '"step:7 loss:0.5" or "Epoch 7, reward = 0.5"')


def _of_beginning(begun: str, text: _Text, where: str) -> tuple[Issue, ...]:
    """What is odd about a log by its beginning alone."""
    worded = _worded.issues(_worded.told_in_words(begun), where)
    lists = lists_in(_per_agent.in_pairs(begun, text.listed), where)
    return (*lists, *means_in(plain(begun), where), *species_in(begun, where), *worded)


def _holds_uneven_rows(text: str) -> bool:
    """Whether a text is nothing but rows of numbers, some longer than others."""
    lengths = {len(_CELL.findall(line)) for line in text.splitlines() if line.strip()}
    return len(lengths) > 1 and _OF_NUMBERS.fullmatch(text) is not None


def _error(text: str) -> str:
    """What the first Python traceback in a text was raised as; "" of none."""
    frame = _FRAME.search(text)
    raised = _RAISED.search(text, frame.start()) if frame else None
    return (raised["error"] or "") if raised else ""


def _under_titles(file: LogFile, text: _Text, loose: Loose) -> Loose:
    """The log with values under several titles told apart, where these crowd each other."""
    if not text.titles or not loose.tables:
        return loose
    titled = replace(_new(_begun(file)), harvest=Titled(titles=text.titles))
    several = _streams.read(file, titled, format_=FORMAT.name)
    rows, came_again = _crowding(loose)
    fewer, again = _crowding(several)
    is_clearer = again <= came_again and (
        (fewer <= rows and came_again > 0 and again <= _CLEARER * came_again)
        or fewer < _FEWER * rows
        or _set_aside(several) < _set_aside(loose)
        or (name_opponents(text.titles) and _are_labelled(several))
    )
    return several if is_clearer and _holds(several, loose) else loose


def _crowding(loose: Loose) -> tuple[int, int]:
    """How many rows there are, and how many values come again at a step."""
    again = unclear(loose.tables) - unclear(_only_step(table) for table in loose.tables)
    return sum(table.rows for table in loose.tables), again


def _are_labelled(loose: Loose) -> bool:
    """Whether all values of a name that has labels have one."""
    names = [name for table in loose.tables for name in table.columns]
    return not any(name.endswith(f" {other}") for name in names for other in names)


def _set_aside(loose: Loose) -> int:
    """How many values stand near no step."""
    return sum(issue.count for issue in loose.issues if issue.kind == ASIDE)


def _only_step(table: Table) -> Table:
    """The step of a table, which may come again in rows that have different values."""
    columns = {name: column for name, column in table.columns.items() if name == table.step}
    return replace(table, columns=columns, blank={}, units={}, roles={})


def _holds(several: Loose, loose: Loose) -> bool:
    """Whether a reading has all names of another one, be it with labels."""
    told = {name for table in several.tables for name in table.columns}
    names = {name for table in loose.tables for name in table.columns}
    return all(name in told or any(own.endswith(f" {name}") for own in told) for name in names)


def _told_apart(file: LogFile, text: _Text, loose: Loose) -> Loose:
    """The log with the runs told apart that its lines name, where its steps come again."""
    if not unclear(loose.tables):
        return loose
    texts = _lines_of(file)
    new = partial(
        _Text,
        is_glued=text.is_glued,
        has_commas=text.has_commas,
        worded=text.worded,
        listed=text.listed,
        unmarked=text.unmarked,
    )
    for label in _labels(texts, text, loose.tables):
        tagged = partial(Tagged, label=label, new=new)
        some = "\n".join([*first_of_each(texts, label), ""]).encode()
        tried = LogFile(name=file.name, content=some)
        before, after = (_streams.read(tried, own(), format_=FORMAT.name) for own in (new, tagged))
        if is_clearer(before.tables, after.tables):
            several = _streams.read(file, tagged(), format_=FORMAT.name)
            if is_clearer(loose.tables, several.tables):
                return several
    return _of_one_rank(file, loose) or loose


def _of_one_rank(file: LogFile, loose: Loose) -> Loose | None:
    """The log by the lines of the first of several ranks, where all log the same."""
    if not (first := _ranks.first(file)):
        return None
    own, issue = first
    alone = _streams.read(own, _new(_begun(own)), format_=FORMAT.name)
    if not _ranks.says_the_same(alone.tables, loose.tables):
        return None
    return replace(alone, issues=(issue, *alone.issues), end=0, state=None)


def _labels(texts: Sequence[str], text: _Text, tables: Sequence[Table]) -> Iterator[Label]:
    """What may tell the lines of several runs apart."""
    begun = [] if text.is_glued else begins(text.harvest.sheets())
    return labels(texts, begun, has_step=any(table.step for table in tables))


def _lines_of(file: LogFile) -> list[str]:
    return [line for block in blocks(file) for line in block.texts]


def _is_preferred(console: ModuleType, other: Loose, loose: Loose) -> bool:
    """Whether what a console's reader found is what the log is about."""
    without_step = console is sb3_console and not any(table.step for table in other.tables)
    alone = console is trl_console and sum(table.rows for table in other.tables) == 1  # settings
    if console is text_table or without_step or alone:
        return _size(other) > _size(loose)
    if console is keras_console:  # which may fit the networks of a program with its own log
        return not (_outcomes(loose) - _outcomes(other))
    return True


def _outcomes(loose: Loose) -> set[str]:
    names = {name for table in loose.tables for name in table.columns}
    return {name for name in names if describe(name).role in _EPISODIC}


def _size(loose: Loose) -> int:
    """How many values there are."""
    return sum(
        len(table.columns) * table.rows - sum(int(blank.sum()) for blank in table.blank.values())
        for table in loose.tables
    )


def _resume(file: LogFile, before: Loose) -> Loose | None:
    """What was written behind a reading; None where it may have become another kind of log."""
    more = _streams.resume(file, before)
    if more is None or not isinstance(more.state, _streams.State):
        return None
    text, tables = more.state.reader, more.state.told.tables
    if not isinstance(text, _Text):
        return None
    if unclear(tables) and (any(_labels(_lines_of(file), text, tables)) or _ranks.first(file)):
        return None
    near = max(before.end - _FIRST, 0)
    if any(console.read_rows(file, start=near).tables for console in text.consoles()):
        return None
    return more if near > 0 or _begins_so(file, text, before) else None


def _begins_so(file: LogFile, text: _Text, before: Loose) -> bool:
    """Whether the beginning of a log, now that it is longer, tells what it told before."""
    begun = _begun(file)
    told = _of_beginning(begun, text, file.name)
    return text.is_written_as(_new(begun)) and all(issue in before.issues for issue in told)


def _begun(file: LogFile) -> str:
    return decode(file.head(_FIRST))


def _new(begun: str) -> _Text:
    """A reader of lines that are written as a log begins."""
    has_commas = any(
        len(commas.findall(begun)) >= _FEWEST and not points.search(begun)
        for commas, points in _WRITTEN
    )
    text = _Text(
        is_glued=bool(_GLUED.search(begun)),
        has_commas=has_commas,
        worded=_worded.to_read(begun),
        listed=_per_agent.told(begun),
        unmarked=_unmarked.told(begun),
        titles=titles(lines(begun)),
        above=len(lines(begun[: above + 1])) - 1 if (above := _above.end(begun)) else 0,
    )
    studies = {*_STUDY.findall(begun)}
    return replace(
        text,
        opened=_openings.set_up(lines(text.plain(begun))),
        skips_debug="[DEBUG] " in begun and _has_rows_beside_debug(begun),
        study=studies.pop() if len(studies) == 1 else "",
    )


def _has_rows_beside_debug(begun: str) -> bool:
    """Whether rows of metrics are told beside what is told to those who debug."""
    texts = [text for text in lines(begun) if not _DEBUG.match(text)]
    kinds = (found.kind for found in fields(texts) if found)
    return sum(isinstance(kind, LineKind) and kind.is_row for kind in kinds) >= _REPEATS


@dataclass(kw_only=True)
class _Text:
    """Reads the lines of a free text log.

    Attributes:
        is_glued: whether lines were redrawn on a screen without line ends between.
        has_commas: whether numbers have a decimal comma.
        worded: the names that are told in words, and which of these are read, see `_worded`.
        listed: the names of lists of a number for each agent, see `_per_agent`.
        unmarked: the names whose numbers no mark sets apart, see `_unmarked`.
        titles: what stands above values again and again, see `_titles`.
        study: what Optuna calls it; "" of none, or several.
        above: how many first lines hold how a training is set up, see `_above`.
        opened: lines that say how a training is set up, above its first row, see `_openings`.
        skips_debug: whether lines led by "[DEBUG]" are passed over, as rows stand beside them.
        skipped: how many were.
        size: how many lines have been read.
        long: how many of them were read in part, as they are longer than any row.
        signs: of which consoles the sign was seen.
        ends: the places of lines that say that a training is over, or that another one begins.
        bars: progress bars without values, see `_loops`.
        summed: the metrics that a summary tells alone.
    """

    is_glued: bool
    has_commas: bool
    worded: Mapping[str, bool] = field(default_factory=dict)
    listed: frozenset[str] = frozenset()
    unmarked: _unmarked.Names = frozenset()
    titles: frozenset[str] = frozenset()
    study: str = ""
    above: int = 0
    opened: frozenset[str] = frozenset()
    skips_debug: bool = False
    skipped: int = 0
    size: int = 0
    long: int = 0
    signs: frozenset[str] = frozenset()
    ends: tuple[int, ...] = ()
    source: Source = field(default_factory=Source)
    harvest: Harvest | Titled = field(default_factory=lambda: Harvest(find=fields))
    bars: list[tuple[int, int, int]] = field(default_factory=list)
    summed: tuple[str, ...] = ()

    def is_written_as(self, other: _Text) -> bool:
        """Whether lines and numbers are written as another reader expects."""
        own, others = (
            (one.is_glued, one.has_commas, one.worded, one.listed, one.unmarked)
            for one in (self, other)
        )
        alike = (self.titles, self.skips_debug, self.above) == (
            other.titles,
            other.skips_debug,
            other.above,
        )
        return alike and own == others

    def copy(self) -> _Text:
        """A reader that goes on from here."""
        own = replace(self, source=self.source.copy(), harvest=self.harvest.copy())
        own.bars = [*self.bars]
        return own

    def consoles(self) -> list[ModuleType]:
        """The consoles that may have written the log."""
        return [console for console in _CONSOLES if console.FORMAT.name in self.signs]

    def add(self, texts: Sequence[str]) -> None:
        """Read lines."""
        if self.size < self.above:
            texts = [""] * len(texts[: self.above - self.size]) + [*texts[self.above - self.size :]]
        text = "\n".join(texts)
        lined = self.plain(text)
        if lined != text:
            text, texts = lined, lined.split("\n")
        self.summed += tuple(summed(text))
        self.signs |= {console.FORMAT.name for console in _CONSOLES if console.may_be_in(text)}
        if len(text) > _LONGEST:
            self.long += sum(len(one) > _LONGEST for one in texts)
            texts = [one[:_LONGEST] for one in texts]
        texts = self._without_debug(texts) if self.skips_debug else texts
        self.ends += tuple(sorted([*self._ends(text), *self._begins(texts)]))
        self.harvest.add(self.source.without(texts), start=self.size)
        self.bars += _loops.empty(texts, self.size) if "%|" in text else []
        self.size += len(texts)

    def _without_debug(self, texts: Sequence[str]) -> Sequence[str]:
        kept = ["" if _DEBUG.match(text) else text for text in texts]
        self.skipped += sum(map(bool, texts)) - sum(map(bool, kept))
        return kept

    def _ends(self, text: str) -> Iterator[int]:
        """The places of lines that say that a training is over."""
        place, last = self.size, 0
        for match in _OVER.finditer(text) if any(mark in text for mark in _SAYS_OVER) else ():
            place += text.count("\n", last, match.start())
            last = match.start()
            yield place

    def _begins(self, texts: Sequence[str]) -> Iterator[int]:
        """The places of lines that say again how a training is set up."""
        for place, text in () if self.opened.isdisjoint(texts) else enumerate(texts):
            if text in self.opened:
                yield self.size + place

    def told(self, where: str, *, last: str) -> Told:
        """The rows of metrics among the lines; see the module's docstring."""
        parts = apart([*self.harvest.sheets(), *_loops.as_sheets(self.bars)], self.ends)
        cut: tuple[Issue, ...] = ()
        name, found = parts[-1]
        if found.size and last and self._is_row(last) and not looks_whole(found):
            parts[-1], cut = (name, found.first(found.size - 1)), (cut_row(where),)
        told = [
            _told(found, f"{self.study} {name}".strip(), where, lines_read=self.size)
            for name, found in parts
        ]
        several = _several(parts, where) if len(parts) > 1 else ()
        own = (issue for part in told for issue in part.issues)
        tables = tuple(table for part in told for table in part.tables)
        aside = set_aside((found for _, found in parts), where) if tables else ()
        return Told(tables=tables, issues=(*several, *own, *aside, *self._left_out(where), *cut))

    def _left_out(self, where: str) -> Iterator[Issue]:
        """The issues of lines that were passed over, or read in part."""
        if self.skipped:
            text = (
                f"{many(self.skipped, 'line')} led by [DEBUG] {was(self.skipped)} left out, as "
                "rows of metrics stand beside."
            )
            yield Issue(kind="lines left out", where=where, count=self.skipped, text=text)
        if self.summed:
            text = f"{summary_left_out(self.summed)} It was left out."
            yield Issue(kind="summary left out", where=where, count=len(self.summed), text=text)
        if self.long:
            text = (
                f"Of {many(self.long, 'line')} of more than {_LONGEST:,} characters, "
                "only so many were looked at."
            )
            yield Issue(kind="long lines", where=where, count=self.long, text=text)

    def plain(self, text: str) -> str:
        """Lines with an end of each, points for decimal commas, plain times, sums and groups."""
        text = unrolled(without_commits(text))
        text = _worded.in_numbers(text, self.worded) if self.worded else text
        text = _per_agent.in_pairs(text, self.listed) if self.listed else text
        text = _unmarked.marked(plain(text), self.unmarked)
        text = _COMMA.sub(".", text) if self.has_commas else text
        return _GLUED.sub(r"\g<0>\n", text) if self.is_glued else text

    def _is_row(self, text: str) -> bool:
        """Whether a line is a row of metrics by itself."""
        last = self.plain(text).split("\n")[-1][:_LONGEST]
        (found,) = fields([last])
        return bool(found and isinstance(found.kind, LineKind) and found.kind.is_row)


def _told(found: Rows, name: str, where: str, *, lines_read: int) -> Told:
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


def _several(parts: Sequence[tuple[str, Rows]], where: str) -> tuple[Issue, ...]:
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
    roles = {describe(name).role for name in columns.keys() - _STATEMENTS} - _UNTOLD
    if roles - _SETTINGS:
        return True
    if all(sum(column.size for column in values) < _REPEATS for values in columns.values()):
        return 2 * found.size > lines_read
    if roles:
        return True
    if found.size > 1 and not any(map(is_varied, columns.values())):
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
    resume=_resume,
)
