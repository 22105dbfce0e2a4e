"""The bytes of delimited text as UTF-8, without what a crash or a cut left in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rlreport.read import _dialect
from rlreport.read._dialect import Dialect
from rlreport.read._encodings import LABELS, code_page
from rlreport.read._passage import Body, OddBytesError
from rlreport.sources import LogFile
from rlreport.texts import many, was
from rlreport.values import Issue

_ENDS = (b"\n", b"\r")
_FEW = 8  # numbers whose lengths tell how short one may be
_TAIL = 1 << 16  # bytes in which the last row is looked for


def plain(content: bytes, where: str, issues: list[Issue]) -> bytes:
    """The content as UTF-8 without NUL bytes; itself where it is that already."""
    encoding = _dialect.encoding(content[:4096])
    if encoding != "utf-8":
        content = content.decode(encoding, errors="replace").encode()
    if b"\0" in content:
        count = content.count(b"\0")
        text = (
            f"{many(count, 'NUL byte')}, as a crash of the file system leaves behind, "
            f"{was(count)} left out."
        )
        issues.append(Issue(kind="NUL bytes", where=where, count=count, text=text))
        content = content.replace(b"\0", b"")
    if content.isascii():
        return content
    try:
        content.decode()
    except UnicodeDecodeError:
        page = code_page(content)
        text = f"The file is not in UTF-8; it was read as {LABELS[page]}."
        issues.append(Issue(kind="encoding", where=where, count=1, text=text))
        return content.decode(page, errors="replace").encode()
    return content


def body(file: LogFile, dialect: Dialect, issues: list[Issue]) -> Body:
    """The header and the rows of a file, without a last one that was only half written.

    Raises:
        OddBytesError: the file ends in NUL bytes.
    """
    size, head = file.size, file.head()
    start = sum(map(len, head.splitlines(keepends=True)[: dialect.skip]))
    tail = _tail(file, start, size)
    if b"\0" in tail:
        raise OddBytesError
    last = max(tail.rfind(b"\n"), tail.rfind(b"\r")) + 1
    whole = size - len(tail) + tail.rfind(b"\n") + 1
    uncut = Body(file=file, start=start, stop=size, whole=whole, ended=tail.endswith(b"\n"))
    if tail.endswith(_ENDS) or not last or not _is_cut(_text(tail[last:]), dialect):
        return uncut
    text = "The last row was cut off while it was written; it was left out."
    issues.append(Issue(kind="cut-off row", where=file.name, count=1, text=text))
    return replace(uncut, stop=size - len(tail) + last, ended=tail[last - 1 :][:1] == b"\n")


def _text(line: bytes) -> str:
    return line.decode(errors="replace")


def _tail(file: LogFile, start: int, size: int) -> bytes:
    """The bytes before `size` in which the last line begins, or all from `start` on."""
    with file.open() as stream:
        for length in (_TAIL, size):
            begin = max(size - length, start)
            stream.seek(begin)
            tail = stream.read(size - begin)
            if begin == start or b"\n" in tail.rstrip(b"\r\n"):
                break
    return tail


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
    return not _dialect.is_number(final) or _is_shortened(final, others)


def _is_shortened(final: str, others: Sequence[str]) -> bool:
    """Whether a number lacks digits that all others have: decimals of a fixed width, or several.

    By chance alone, one of few numbers is the shortest often, and by a digit even one of many.
    """
    decimals = {len(cell.partition(".")[2]) for cell in others}
    if len(decimals) == 1 and len(others) > 1 and decimals != {0}:
        return len(final.partition(".")[2]) < min(decimals)
    return len(others) >= _FEW and len(final) + 1 < min(map(len, others))
