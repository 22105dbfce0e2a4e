"""The bytes of delimited text as UTF-8, without what a crash or a cut left in them."""

from __future__ import annotations

from rlreport.read import _dialect
from rlreport.read._dialect import Dialect
from rlreport.texts import many, was
from rlreport.values import Issue

_ENDS = (b"\n", b"\r")


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
        text = "The file is not in UTF-8; it was read as Windows-1252."
        issues.append(Issue(kind="encoding", where=where, count=1, text=text))
        return content.decode("cp1252", errors="replace").encode()
    return content


def without_lines(content: bytes, count: int) -> bytes:
    """The content without its first `count` lines."""
    if not count:
        return content
    return b"".join(content.splitlines(keepends=True)[count:])


def without_cut(body: bytes, dialect: Dialect, where: str, issues: list[Issue]) -> bytes:
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
