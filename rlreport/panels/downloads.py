"""Taking the report away: every export there is, made when it is asked for, and text to copy."""

from __future__ import annotations

from functools import partial

import streamlit as st

from rlreport.export import Export, latex, slack
from rlreport.panels.markdown import legible
from rlreport.pipeline import Report, exports


def downloads(report: Report) -> None:
    """A button per export, and the short texts with a button that copies them."""
    st.header("Take it away", anchor=False)
    with st.container(horizontal=True, gap="small", key="downloads"):
        for export in exports():
            _button(report, export)
    texts = {
        "For a chat message": slack.message(report),
        "Caption for a paper's figure": report.narrative.caption,
        "Figure and paragraph in LaTeX": f"{latex.figure(report)}\n\n{latex.paragraph(report)}",
    }
    with st.expander("Text to copy", icon=":material/content_copy:"):
        for purpose, text in texts.items():
            st.caption(purpose)
            lines = "\n".join(legible(line, 5000) for line in text.splitlines())
            st.code(lines, language=None, wrap_lines=True)


def _button(report: Report, export: Export) -> None:
    st.download_button(
        _label(export),
        data=partial(export.render, report),
        file_name=f"report{export.ending}",
        mime=export.media_type,
        key=f"download-{export.name}",
        on_click="ignore",
        icon=":material/download:",
    )


def _label(export: Export) -> str:
    """The name of an export for a button; those named after their ending are abbreviations."""
    if export.name == "figure-pdf":
        return "Figure (PDF)"
    abbreviated = export.name in export.ending
    return export.name.upper() if abbreviated else export.name.capitalize()
