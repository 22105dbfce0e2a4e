"""Taking the report away: every export there is, made when it is asked for, and text to copy."""

from __future__ import annotations

from functools import partial

import streamlit as st

from rlreport.export import KINDS, Export, latex, slack
from rlreport.export._packed import packed
from rlreport.panels.markdown import legible
from rlreport.pipeline import Report, exports

_STEM = "report"
"""What the files are called."""


def downloads(report: Report) -> None:
    """A button per export, and the short texts with a button that copies them."""
    st.header("Take it away", anchor="take-it-away")
    with st.container(horizontal=True, gap="large", key="downloads"):
        for kind, title in KINDS.items():
            with st.container(horizontal=True, width="content", gap="xsmall"):
                st.markdown(f"### {title}", anchors=False)
                for export in sorted(exports(), key=lambda export: export.label):
                    if export.kind == kind:
                        _button(report, export, title)
    opened = st.expander(
        "Text to copy", icon=":material/content_copy:", key="copied", on_change="rerun"
    )
    if opened.open:
        with opened:
            _texts(report)


def _texts(report: Report) -> None:
    texts = {
        "For a chat message": slack.message(report),
        "Caption for a paper's figure": report.narrative.caption,
        "Figure and paragraph in LaTeX": f"{latex.figure(report)}\n\n{latex.paragraph(report)}",
    }
    for purpose, text in texts.items():
        st.caption(purpose)
        lines = "\n".join(legible(line, 5000) for line in text.splitlines())
        st.code(lines, language=None, wrap_lines=True)


def _button(report: Report, export: Export, title: str) -> None:
    several = export.files is not None
    st.download_button(
        f"{title} as **{export.label}**",  # style.css leaves the last words alone to be seen
        data=partial(_content, export, report),
        file_name=f"{_STEM}{export.ending}{'.zip' if several else ''}",
        mime="application/zip" if several else export.media_type,
        key=f"download-{export.name}",
        on_click="ignore",
    )


def _content(export: Export, report: Report) -> bytes:
    """The file, or an archive of the files that belong together."""
    if export.files is None:
        return export.render(report)
    return packed(export.files(report, _STEM))
