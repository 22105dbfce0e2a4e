"""The logs on the server as a table: what each file is, what it holds, and when it last changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any

import streamlit as st

from rlreport.errors import RlreportError
from rlreport.panels.health import guarded
from rlreport.panels.markdown import legible
from rlreport.panels.memory import contents_shelf, stamp
from rlreport.read import format_of, read_file
from rlreport.sources import LogFile

_SHOWN = 60
_LOOKED_INTO = 4_000_000
"""Bytes of a file up to which its metrics and length are told before it is chosen."""


@st.dialog("Logs on this server", width="large")
def browse(files: Sequence[LogFile]) -> None:
    """Search the listing and choose files by their rows."""
    with guarded():
        # The button stands before the table, in which the Tab key goes from cell to cell.
        head = st.container(horizontal=True, vertical_alignment="bottom")
        wanted = head.text_input("Search names, formats and metrics", key="browse-search")
        with st.spinner("Looking into the files"):
            rows = [(f, contents_shelf().get(stamp(f), partial(_row, f))) for f in files]
        found = [(file, row) for file, row in rows if _matches(row, wanted)]
        if not found:
            st.info("No log fits these words.", icon=":material/search_off:")
            return
        table = [row for _, row in found[:_SHOWN]]
        event = st.dataframe(
            table,
            hide_index=True,
            selection_mode="multi-row",
            on_select="rerun",
            key="browse",
            placeholder="",
            column_config={"Size": st.column_config.NumberColumn(format="bytes")},
        )
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


def _row(file: LogFile) -> dict[str, Any]:
    changed = datetime.fromtimestamp(file.modified, UTC)
    size, format_, metrics, length = _contents(file)
    return {
        "Name": legible(file.name, 300),
        "Format": format_,
        "Metrics": legible(metrics, 200),
        "Rows": length,
        "Size": size,
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
