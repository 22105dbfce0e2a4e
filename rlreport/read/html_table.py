"""Web pages: each table in them, as pandas and trackers write them, is read as its CSV would be."""

from __future__ import annotations

import re

from rlreport.read import Format, _html
from rlreport.read._text import decode
from rlreport.read._titled import as_csv, read_titled
from rlreport.sources import LogFile
from rlreport.values import Loose

_SHAPE = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?=<[!a-z]).*<table\b", re.IGNORECASE | re.DOTALL)
_TABLE = re.compile(r"<table\b[^<>]*>", re.IGNORECASE)
_CAPTION = re.compile(r"<(caption|h[1-6])\b[^<>]*>([^<>]{1,80})</\1>", re.IGNORECASE)


def _sniff(_name: str, head: bytes) -> int:
    return 2 if _SHAPE.match(head) else 0


def _read(file: LogFile) -> Loose:
    """The rows of all tables; where several hold metrics, each table is a run.

    Raises:
        FormatError: no table holds a log.
    """
    above, *tables = _TABLE.split(decode(file.bytes()))
    parts: dict[str, str] = {}
    for place, html in enumerate(tables, start=1):
        titles = [title for _, title in _CAPTION.findall(above)]
        caption = _CAPTION.match(html.lstrip())
        title = _html.text(caption[2] if caption else "".join(titles[-1:])) or f"table {place}"
        rows = _html.rows(html)
        parts[title if title not in parts else f"{title} {place}"] = as_csv(rows, part="table")
        above = html
    filled = ((title, text) for title, text in parts.items() if text.count("\n") > 1)
    return read_titled(file, filled, name=FORMAT.name, whole="a web page", part="table")


FORMAT = Format(
    name="html_table",
    label="table of a web page (HTML)",
    sniff=_sniff,
    read=_read,
    sample=(
        "results.html",
        (
            b"<table><tr><th>step</th><th>reward</th></tr>\n"
            b"<tr><td>1</td><td>0.5</td></tr><tr><td>2</td><td>1.5</td></tr></table>\n"
        ),
    ),
)
