"""Delimited text -> columns, for every reader whose format is a kind of CSV.

    names(head)               the column names, for a `sniff` to decide by; () where there are none
    read_delimited(file)      the rows, repaired where needed, each repair as an `Issue`
    read_on(file, end)        the rows that came behind those of an earlier reading
    Delimited.table(step=...) the rows as a `Table`

Clean text is read by pandas' C engine and checked in bulk; only where a check fails are the rows
looked at one by one.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from rlreport.errors import FormatError
from rlreport.read import _cells, _dialect, _growing, check_width
from rlreport.read._dialect import Dialect
from rlreport.read._repair import repair
from rlreport.sources import LogFile
from rlreport.values import BoolArray, Issue, Table

if TYPE_CHECKING:
    import pandas as pd

_ENDS = (b"\n", b"\r")
_NAN = (b"nan", b"NaN", b"NAN", b"Nan", b"#IND", b"#QNAN")
_NONE = (b"None", b"null", b"NULL", b"NA,", b"N/A", b"n/a", b"<NA>", b'"NA"', b"NA\n", b"NA\r")


@dataclass(frozen=True, kw_only=True)
class Delimited:
    """The rows of delimited text.

    Attributes:
        columns, blank: as in `Table`.
        preamble: comment lines that stood before the header, without their mark.
        end: offset behind the last whole row, or 0 where reading cannot go on from there.
    """

    columns: Mapping[str, NDArray[Any]]
    blank: Mapping[str, BoolArray]
    preamble: tuple[str, ...]
    issues: tuple[Issue, ...]
    end: int

    def table(
        self,
        *,
        step: str = "",
        time: str = "",
        run: str = "",
        kind: Literal["metrics", "rollouts", "spans", "summary"] = "metrics",
    ) -> Table:
        """The rows as a table; a step or time that is no column is passed over."""
        return Table(
            columns=self.columns,
            blank=self.blank,
            run=run,
            step=step if step in self.columns else "",
            time=time if time in self.columns else "",
            kind=kind,
        )


def names(head: bytes) -> tuple[str, ...]:
    """The column names that delimited text begins with; () for other text and without a header."""
    dialect = _dialect.detect(_dialect.text(head))
    return dialect.names if dialect else ()


def is_delimited(head: bytes) -> bool:
    """Whether a file that begins with `head` is a table of numbers, with or without a header."""
    return _dialect.detect(_dialect.text(head)) is not None


def read_delimited(file: LogFile, *, header: Sequence[str] = ()) -> Delimited:
    """The rows of CSV, TSV and their kin.

    Args:
        file: the file.
        header: names for the columns of a format that writes none.

    Raises:
        FormatError: the text is no table.
    """
    content = file.bytes()
    dialect = _dialect.detect(_dialect.text(content[: 1 << 16]))
    if dialect is None:
        raise FormatError("is no table of delimited text.", "Expected are rows of equal length.")
    check_width(dialect.width)
    issues: list[Issue] = []
    plain = _plain(content, file.name, issues)
    body = _body(plain, dialect.skip)
    body = _without_cut(body, dialect, file.name, issues)
    named = _unique(dialect.names or tuple(header) or _numbered(dialect.width), file, issues)
    if not dialect.names and not header:
        issues.append(_issue("no header", file, dialect.width, _NO_HEADER))
    frame = _quick(body, dialect, named)
    end = 0
    if frame is None:
        columns, blank = _slow(body, dialect, named, file, issues)
    else:
        columns, blank = _columns(frame, body, dialect, named)
        end = _growing.end_of(content, body, dialect, frame) if plain is content else 0
    return Delimited(
        columns=columns,
        blank=blank,
        preamble=dialect.preamble,
        issues=tuple(issues),
        end=end,
    )


def read_on(file: LogFile, end: int) -> Delimited | None:
    """The rows behind the `end` of an earlier reading, with no columns where there are none.

    None where what came may change how the rows before it are read: the whole file must be read.
    """
    dialect = _dialect.detect(_dialect.text(file.head()))
    content = file.bytes(end - 1)  # with the line end before, which shows that a lone row is cut
    if dialect is None or not _growing.is_plain(content, dialect):
        return None
    issues: list[Issue] = []
    body = _without_cut(content, dialect, file.name, issues)
    if not (body.startswith(b"\n") and body.endswith(b"\n")):
        return None
    found = Delimited(
        columns={}, blank={}, preamble=(), issues=tuple(issues), end=end - 1 + len(body)
    )
    if not body.strip():
        return found
    named, rest = _unique(dialect.names, file, []), replace(dialect, names=())
    frame = _quick(body, rest, named)
    if frame is None or not _growing.is_exact(frame):
        return None
    columns, blank = _columns(frame, body, rest, named)
    return replace(found, columns=columns, blank=blank)


_NO_HEADER = "The file has no header; its {} columns are named by their place."


def _issue(kind: str, file: LogFile, count: int, text: str) -> Issue:
    return Issue(kind=kind, where=file.name, count=count, text=text.format(count))


def _plain(content: bytes, where: str, issues: list[Issue]) -> bytes:
    """The content as UTF-8 without NUL bytes."""
    encoding = _dialect.encoding(content[:4096])
    if encoding != "utf-8":
        content = content.decode(encoding, errors="replace").encode()
    if b"\0" in content:
        count = content.count(b"\0")
        text = f"{count} NUL bytes, as a crash of the file system leaves behind, were left out."
        issues.append(Issue(kind="NUL bytes", where=where, count=count, text=text))
        content = content.replace(b"\0", b"")
    if content.isascii():
        return content
    try:
        content.decode()
    except UnicodeDecodeError:
        text = "The file is not in UTF-8; it was read as Windows-1252."
        issues.append(Issue(kind="encoding", where=where, count=1, text=text))
        return content.decode("cp1252", errors="replace").encode()
    return content


def _body(content: bytes, skip: int) -> bytes:
    """The content without its first `skip` lines."""
    if not skip:
        return content
    return b"".join(content.splitlines(keepends=True)[skip:])


def _without_cut(body: bytes, dialect: Dialect, where: str, issues: list[Issue]) -> bytes:
    """The rows without a last one that was only half written."""
    if body.endswith(_ENDS):
        return body
    start = max(body.rfind(b"\n"), body.rfind(b"\r")) + 1
    if start == 0 or not _is_cut(body[start:].decode(errors="replace"), dialect):
        return body
    text = "The last row was cut off while it was written; it was left out."
    issues.append(Issue(kind="cut-off row", where=where, count=1, text=text))
    return body[:start]


def _is_cut(last: str, dialect: Dialect) -> bool:
    """Whether the last row, without a line end, lacks cells or the end of its last number.

    Many programs write no line end behind the last row, so that its absence alone proves nothing.
    """
    if last.count('"') % 2:
        return True
    if last.rstrip().endswith('"'):
        return False
    cells = _dialect.split([last], dialect.delimiter)[0] if last.strip() else []
    if len(cells) < dialect.width:
        return bool(cells)
    final = cells[-1].strip()
    others = [row[-1].strip() for row in dialect.rows[:-1] if len(row) == len(cells)]
    if not others or not all(map(_dialect.is_number, others)):
        return False
    return not _dialect.is_number(final) or len(final) < min(map(len, others))


def _numbered(width: int) -> tuple[str, ...]:
    return tuple(f"column {place + 1}" for place in range(width))


def _unique(names: Sequence[str], file: LogFile, issues: list[Issue]) -> list[str]:
    """Names without repetition: a second `loss` becomes `loss.1`, as pandas has it."""
    unique: dict[str, None] = {}
    times: dict[str, int] = {}
    repeated = 0
    for place, name in enumerate(names):
        free = base = name or f"column {place + 1}"
        while free in unique:
            times[base] = times.get(base, 0) + 1
            free = f"{base}.{times[base]}"
        repeated += free != base
        unique[free] = None
    if repeated:
        text = "{} columns bear a name that another has; they were numbered."
        issues.append(_issue("repeated names", file, repeated, text))
    return list(unique)


def _quick(body: bytes, dialect: Dialect, names: list[str]) -> pd.DataFrame | None:
    """The rows as pandas reads them, or None where the rows are not all of one kind."""
    import pandas as pd

    if any(len(row) != len(names) for row in dialect.rows):
        return None
    try:
        frame = _parse(body, dialect, names)
    except (pd.errors.ParserError, pd.errors.EmptyDataError, ValueError):
        return None
    if not frame.index.equals(pd.RangeIndex(len(frame))):
        return None
    texts = [place for place, name in enumerate(names) if frame[name].dtype.kind not in "fiub"]
    stained = any(_begins_with_numbers(dialect, place) for place in texts)
    repeated = any((frame[names[place]] == names[place]).any() for place in texts)
    return None if stained or repeated or _has_short_rows(frame, body, dialect) else frame


def _begins_with_numbers(dialect: Dialect, place: int) -> bool:
    """Whether the first cells of a column are plain numbers, as those of a text column are not."""
    cells = [row[place].strip() for row in dialect.rows if row[place].strip()]
    plain = [_dialect.is_number(cell) and "%" not in cell and "," not in cell for cell in cells]
    return bool(cells) and all(plain)


def _parse(body: bytes, dialect: Dialect, names: list[str], **options: Any) -> pd.DataFrame:
    import pandas as pd

    spaced = any(cell != cell.strip() for row in dialect.rows for cell in row)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", pd.errors.DtypeWarning)
        frame: pd.DataFrame = pd.read_csv(
            io.BytesIO(body),
            sep=r"\s+" if dialect.delimiter == " " else dialect.delimiter,
            decimal=dialect.decimal,
            header=0 if dialect.names else None,
            names=names,
            skipinitialspace=spaced or dialect.delimiter == ",",
            **options,
        )
    return frame


def _has_short_rows(frame: pd.DataFrame, body: bytes, dialect: Dialect) -> bool:
    """Whether pandas filled up rows: then the last column has gaps, and delimiters are missing."""
    if frame.shape[1] < 2 or not frame.iloc[:, -1].isna().any():
        return False
    if b'"' in body or dialect.delimiter == " ":
        lines = body.decode().splitlines()
        return any(len(row) != frame.shape[1] for row in _dialect.split(lines, dialect.delimiter))
    rows = len(frame) + bool(dialect.names)
    return body.count(dialect.delimiter.encode()) != rows * (frame.shape[1] - 1)


def _columns(
    frame: pd.DataFrame, body: bytes, dialect: Dialect, names: list[str]
) -> tuple[dict[str, NDArray[Any]], dict[str, BoolArray]]:
    """The frame's columns as arrays; gaps and texts are looked at again to tell blank from NaN."""
    numeric = [name for name in names if frame[name].dtype.kind in "fiub"]
    columns: dict[str, NDArray[Any]] = {
        name: frame[name].to_numpy(dtype=np.float64) for name in numeric
    }
    gaps = {name: np.isnan(columns[name]) for name in numeric if frame[name].dtype.kind == "f"}
    blank = {name: missing for name, missing in gaps.items() if missing.any()}
    if blank:
        blank = _told_from_nan(blank, body, dialect, names)
    texts = frame[frame.columns.difference(numeric, sort=False)]
    for name, (column, missing) in _texts(texts, body, dialect, names).items():
        columns[name] = column
        if missing.any():
            blank[name] = missing
    return {name: columns[name] for name in names}, blank


def _told_from_nan(
    gaps: dict[str, BoolArray], body: bytes, dialect: Dialect, names: list[str]
) -> dict[str, BoolArray]:
    """Which of the cells that pandas takes for missing are blank, and no logged NaN."""
    below = body.find(b"\n") if dialect.names else 0
    letters = body.find(b"n", below) >= 0 or body.find(b"N", below) >= 0
    if not (letters and any(spelled in body for spelled in _NAN)):
        return gaps
    mark = dialect.delimiter.encode()
    empty = (mark * 2, mark + b"\n", mark + b"\r", b"\n" + mark, b'""', *_NONE)
    if dialect.delimiter != " " and not any(cell in body for cell in empty):
        return {}
    cells = _parse(body, dialect, names, usecols=list(gaps), dtype=str, keep_default_na=False)
    blank = {
        name: (cells[name].isna() | cells[name].str.lower().isin(_cells.NO_VALUE)).to_numpy()
        for name in gaps
    }
    return {name: missing for name, missing in blank.items() if missing.any()}


def _texts(
    frame: pd.DataFrame, body: bytes, dialect: Dialect, names: list[str]
) -> dict[str, tuple[NDArray[Any], BoolArray]]:
    """The columns that are not all numbers, cells as they stand in the file."""
    found: dict[str, tuple[NDArray[Any], BoolArray]] = {}
    plain = {name: series for name, series in frame.items() if _is_plain(series)}
    for name, series in plain.items():
        if _dialect.is_number(str(series.iloc[0])):
            found[str(name)] = _cells.column(series.tolist(), decimal=dialect.decimal)
        else:
            found[str(name)] = series.to_numpy(dtype=object), np.zeros(len(series), dtype=np.bool_)
    left = [str(name) for name in frame.columns if name not in plain]
    if left:
        cells = _parse(body, dialect, names, usecols=left, dtype=str, keep_default_na=False)
        for name in left:
            texts = cells[name].fillna("").tolist()
            found[name] = _cells.column(texts, decimal=dialect.decimal)
    return found


def _is_plain(series: pd.Series[Any]) -> bool:
    """Whether pandas has read a column of texts as they stand in the file."""
    return series.dtype != object and not series.isna().any()


def _slow(
    body: bytes, dialect: Dialect, names: list[str], file: LogFile, issues: list[Issue]
) -> tuple[dict[str, NDArray[Any]], dict[str, BoolArray]]:
    """The rows one by one, repaired."""
    rows = _dialect.split(body.decode().splitlines(), dialect.delimiter)
    texts, found = repair(rows[1:] if dialect.names else rows, names, file.name)
    issues.extend(found)
    columns: dict[str, NDArray[Any]] = {}
    blank: dict[str, BoolArray] = {}
    for name, cells in texts.items():
        columns[name], gaps = _cells.column(cells, decimal=dialect.decimal)
        if gaps.any():
            blank[name] = gaps
    return columns, blank
