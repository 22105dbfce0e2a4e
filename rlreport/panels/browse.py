"""The logs on the server as a table: what each file is, what it holds, and when it last changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from time import monotonic
from typing import Any

import streamlit as st

from rlreport.errors import RlreportError
from rlreport.panels.health import guarded
from rlreport.panels.markdown import legible
from rlreport.panels.memory import contents_shelf, stamp
from rlreport.read import format_of, read_file
from rlreport.sources import LogFile
from rlreport.wording import count

_SHOWN = 60
_PATIENCE, _AGAIN = 0.5, 2.0
"""Seconds after which the listing is shown with what is known by then, and until it is shown anew;
an answer that took longer than that would keep others waiting."""
_LOOKED_INTO = 4_000_000
"""Bytes of a file up to which its metrics and length are told before it is chosen."""


_COLUMNS = {
    "Name": st.column_config.Column(width=330),
    "Format": st.column_config.Column(width=215),
    "Changed (UTC)": st.column_config.Column(width=140),
    "Rows": st.column_config.NumberColumn(format="localized", width=80),
    "Size": st.column_config.NumberColumn(format="bytes", width=80),
}
"""The metrics come last, and take what room is left: nothing stands behind them unseen."""


@st.dialog("Logs on this server", width="large")
def browse(files: Sequence[LogFile]) -> None:
    """Search the listing and choose files by their rows.

    What the files hold fills in while the listing is shown: many are not looked into at once.
    """
    is_known = all(contents_shelf().latest(stamp(file)) for file in files)
    st.fragment(_listing, run_every=None if is_known else _AGAIN)(files)


def _listing(files: Sequence[LogFile]) -> None:
    with guarded():
        # The button stands before the table, in which the Tab key goes from cell to cell.
        head = st.container(horizontal=True, vertical_alignment="bottom")
        wanted = head.text_input("Search names, formats and metrics", key="browse-search")
        # Those found by their names come first, so that what is found later stands below.
        named = [file for file in files if _matches({"Name": file.name}, wanted)]
        found, left = _looked_into(named, files, wanted)
        looking = f"Looking into {count(left, 'more file')}."
        if not found:
            st.info(looking if left else "No log fits these words.", icon=":material/search_off:")
            return
        event = st.dataframe(
            [row for _, row in found],
            hide_index=True,
            selection_mode="multi-row",
            on_select="rerun",
            key=f"browse {wanted}",  # rows chosen among others would be other files
            placeholder="",
            column_config=_COLUMNS,
        )
        if left:
            st.caption(looking)
        if len(found) == _SHOWN:
            of = f" of {len(named)}" if len(named) > _SHOWN else ""
            st.caption(f"The first {_SHOWN}{of} are listed: search to see others.")
        st.caption(
            "By keyboard: the arrow keys, Shift and Space to choose a row, Shift and Tab to open."
        )
        names = [legible(found[row][0].name, 300) for row in event["selection"]["rows"]]
        label = f"Open {len(names)}" if names else "Open"
        if head.button(label, type="primary", disabled=not names):
            st.session_state["browsed"] = names
            st.rerun()


def _matches(row: dict[str, Any], wanted: str) -> bool:
    text = " ".join(map(str, row.values())).casefold()
    return all(word in text for word in wanted.casefold().split())


def _looked_into(
    named: Sequence[LogFile], files: Sequence[LogFile], wanted: str
) -> tuple[list[tuple[LogFile, dict[str, Any]]], int]:
    """The first files that fit some words, with a row each, and how many are to be looked into.

    Args:
        named: those that fit by their names.
        files: all, of which the others may fit by what they hold.
        wanted: the words.
    """
    until = monotonic() + _PATIENCE
    rows = [(file, _known(file, until)) for file in named[:_SHOWN]]
    left = sum(row is None for _, row in rows)
    found = [(file, row or _named(file)) for file, row in rows]
    by_name = {file.name for file in named}
    others = [file for file in files if file.name not in by_name]
    for place, file in enumerate(others):
        if len(found) == _SHOWN:
            break
        row = _known(file, until)
        if row is None:
            return found, left + len(others) - place
        if _matches(row, wanted):
            found.append((file, row))
    return found, left


def _known(file: LogFile, until: float) -> dict[str, Any] | None:
    """The row of a file, where it was looked into or there is time for that."""
    key = stamp(file)
    known = contents_shelf().latest(key)
    if known is None and monotonic() < until:
        return contents_shelf().get(key, partial(_row, file))
    return known


def _row(file: LogFile) -> dict[str, Any]:
    size, format_, metrics, length = _contents(file)
    known = {"Format": format_, "Metrics": legible(metrics, 200), "Rows": length, "Size": size}
    return _named(file) | known


def _named(file: LogFile) -> dict[str, Any]:
    """The row of a file that has not been looked into."""
    changed = datetime.fromtimestamp(file.modified, UTC)
    return {
        "Name": legible(file.name, 300),
        "Format": "",
        "Changed (UTC)": f"{changed:%Y-%m-%d %H:%M}",
        "Rows": None,
        "Size": None,
        "Metrics": "",
    }


def _contents(file: LogFile) -> tuple[int | None, str, str, int | None]:
    """The file's size, format, metrics and number of rows, as far as a quick look tells."""
    size = None
    try:
        size = file.size
        known = format_of(file.name, file.head())
        if known is None:
            return size, "unknown", "", None
        if size > _LOOKED_INTO:
            return size, known.label, "told when opened: a large file", None
        tables = read_file(file).tables
    except (RlreportError, OSError):
        return size, "cannot be read", "", None
    names = dict.fromkeys(name for table in tables for name in table.columns)
    return size, known.label, ", ".join(names), max((table.rows for table in tables), default=0)
