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

_SHOWN = 60
_PATIENCE = 0.5
"""Seconds after which the listing is shown, or shown anew, with what is known by then."""
_LOOKED_INTO = 4_000_000
"""Bytes of a file up to which its metrics and length are told before it is chosen."""


@st.dialog("Logs on this server", width="large")
def browse(files: Sequence[LogFile]) -> None:
    """Search the listing and choose files by their rows.

    What the files hold fills in while the listing is shown: many are not looked into at once.
    """
    is_known = all(contents_shelf().latest(stamp(file)) for file in files)
    st.fragment(_listing, run_every=None if is_known else _PATIENCE)(files)


def _listing(files: Sequence[LogFile]) -> None:
    with guarded():
        # The button stands before the table, in which the Tab key goes from cell to cell.
        head = st.container(horizontal=True, vertical_alignment="bottom")
        wanted = head.text_input("Search names, formats and metrics", key="browse-search")
        # Those found by their names come first, so that what is found later stands below.
        order = sorted(files, key=lambda file: not _matches({"Name": file.name}, wanted))
        rows, left = _looked_into(order)
        found = [
            (file, row) for file, row in zip(order, rows, strict=True) if _matches(row, wanted)
        ]
        looking = f"Looking into the files: {len(files) - left} of {len(files)}."
        if not found:
            st.info(looking if left else "No log fits these words.", icon=":material/search_off:")
            return
        table = [row for _, row in found[:_SHOWN]]
        event = st.dataframe(
            table,
            hide_index=True,
            selection_mode="multi-row",
            on_select="rerun",
            key=f"browse {wanted}",  # rows chosen among others would be other files
            placeholder="",
            column_config={"Size": st.column_config.NumberColumn(format="bytes")},
        )
        if left:
            st.caption(looking)
        if len(found) > _SHOWN:
            st.caption(f"The first {_SHOWN} of {len(found)} are listed: search to see others.")
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


def _looked_into(files: Sequence[LogFile]) -> tuple[list[dict[str, Any]], int]:
    """A row for each file, and how many of them are still to be looked into."""
    until = monotonic() + _PATIENCE
    shelf = contents_shelf()
    rows: list[dict[str, Any]] = []
    left = 0
    for file in files:
        key = stamp(file)
        row = shelf.latest(key)
        if row is None and monotonic() < until:
            row = shelf.get(key, partial(_row, file))
        left += row is None
        rows.append(row or _named(file))
    return rows, left


def _row(file: LogFile) -> dict[str, Any]:
    size, format_, metrics, length = _contents(file)
    known = {"Format": format_, "Metrics": legible(metrics, 200), "Rows": length, "Size": size}
    return _named(file) | known


def _named(file: LogFile) -> dict[str, Any]:
    """The row of a file that has not been looked into."""
    unknown = {"Format": "", "Metrics": "", "Rows": None, "Size": None}
    changed = datetime.fromtimestamp(file.modified, UTC)
    return {
        "Name": legible(file.name, 300),
        **unknown,
        "Changed (UTC)": f"{changed:%Y-%m-%d %H:%M}",
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
