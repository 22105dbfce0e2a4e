"""Getting logs in: uploads, a pasted table, the server's folder, or else the demonstration run."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from rlreport import pipeline, wording
from rlreport.panels import links
from rlreport.panels.browse import browse
from rlreport.panels.folded import folded
from rlreport.panels.markdown import legible, plain
from rlreport.panels.memory import logs_shelf, readings_shelf, stamp
from rlreport.panels.serve import folders
from rlreport.sources import LogFile, listing
from rlreport.synthetic import founding_csv
from rlreport.texts import natural
from rlreport.values import Logs

_DEMO = "synthetic-orchestrator.csv"
OFF = "off"
"""The choice not to follow the logs."""
REPLACED = "replaced"
"""Where the session keeps the names of files that had been replaced at the last look."""
_LISTED_FOR = 3
"""Seconds that the listing of the server's folder is kept."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Chosen:
    """The log files that a person chose.

    Attributes:
        key: equal for equal content.
        demo: whether this is the demonstration run because nothing was chosen.
        followed: whether the files lie on the server, where they may still grow.
    """

    files: tuple[LogFile, ...]
    key: Hashable
    demo: bool = False
    followed: bool = False


def choose() -> Chosen:
    """The widgets that say which logs to read -> the files."""
    st.subheader("Logs", anchor="logs")
    uploads = _uploads()
    stored = _stored()
    files = (*uploads, *stored)
    if not files:
        return demonstration()
    key = tuple(stamp(file) for file in files)
    return Chosen(files=files, key=key, followed=bool(stored) and not uploads)


def demonstration() -> Chosen:
    """The demonstration run, which is shown where nothing was chosen."""
    return Chosen(files=(_demo(),), key=_DEMO, demo=True)


def read(chosen: Chosen) -> Logs:
    """The runs in the chosen files, read once; shows progress, and can be stopped meanwhile.

    The place for progress is there in every run: without it all below would move up by one, and a
    browser would set up the charts anew.
    """
    place = st.empty()

    def reading() -> Logs:
        with place.container(key="progress"):
            bar = st.progress(0.0, text="Reading the logs")
            st.button("Stop reading", on_click=_stop, icon=":material/stop_circle:")

        def show(done: int, total: int, name: str) -> None:
            which = f" ({done + 1:,} of {total:,})" if total > 1 else ""
            text = f"Reading {plain(name, 60)}{which}" if name else "Putting the runs together"
            bar.progress(done / max(total, 1), text=text)

        try:
            return _read(chosen, show)
        finally:
            place.empty()

    return logs_shelf().get(chosen.key, reading)


def _read(chosen: Chosen, show: pipeline.Progress) -> Logs:
    """The runs in the files; of those that are followed, only what came since the last look."""
    if not chosen.followed or not following():
        return pipeline.read(*chosen.files, progress=show)
    names = tuple((file.name, str(file.path)) for file in chosen.files)
    earlier = readings_shelf().latest(names) or ()
    loaded, readings = pipeline.read_on(earlier, *chosen.files, progress=show)
    readings_shelf().put(names, readings)
    st.session_state[REPLACED] = [one.file.name for one in readings if one.how == "replaced"]
    return loaded


def following() -> bool:
    """Whether the page looks at the files again and again."""
    return bool(st.session_state.get("follow", OFF) != OFF)


def forget() -> None:
    """Take back every choice of logs: the page shows the demonstration run again."""
    st.session_state["log"] = []
    st.session_state["paste"] = ""
    st.session_state["upload-round"] = st.session_state.get("upload-round", 0) + 1


def _stop() -> None:
    forget()
    st.toast("Reading was stopped. What is shown is the demonstration run.")


def _uploads() -> tuple[LogFile, ...]:
    """What was uploaded or pasted, named as the user knows it."""
    round_ = st.session_state.get("upload-round", 0)
    files = st.file_uploader(
        "Drop training logs here",
        accept_multiple_files=True,
        key=f"upload-{round_}",
        help=f"Logs of any trainer, compressed or in archives too, each of at most "
        f"{st.get_option('server.maxUploadSize')} MB; the command line reads larger ones.",
    )
    used = any(st.session_state.get(key) for key in (f"upload-folder-{round_}", "paste"))
    more = folded("A whole folder, or a table", key="more-logs", used=used)
    uploads = map(_as_log, files)
    if more is None:
        return tuple(uploads)
    with more:
        return (*uploads, *_folder(round_), *_pasted())


def _folder(round_: int) -> Iterator[LogFile]:
    files = st.file_uploader(
        "Upload a folder", accept_multiple_files="directory", key=f"upload-folder-{round_}"
    )
    yield from map(_as_log, files)


def _pasted() -> Iterator[LogFile]:
    table = st.text_area(
        "Paste a table",
        key="paste",
        height=110,
        placeholder="step,accuracy\n1,0.35\n2,0.36",
        help="Rows as copied from a spreadsheet, a CSV file or a console.",
    )
    if table.strip():
        yield LogFile(name="pasted table", content=table.encode("utf-8", "replace"))


def _as_log(file: UploadedFile) -> LogFile:
    """An upload as a log file: its name is only shown, never used as a path."""
    return LogFile(name=legible(file.name.replace("\\", "/"), 200), content=file.getvalue())


@st.cache_data(ttl=_LISTED_FOR, max_entries=4, show_spinner=False)
def _listed(roots: tuple[str, ...]) -> tuple[LogFile, ...]:
    """Every log file below the server's folders; the only files that the page can open."""
    found: list[LogFile] = []
    for root in map(Path, roots):
        if root.is_file():
            found.append(LogFile(name=root.name, path=root, modified=root.stat().st_mtime))
        else:
            found.extend(listing(root))
    return tuple(found)


def relist() -> None:
    """Look at the server's folders anew."""
    _listed.clear()


def _stored() -> tuple[LogFile, ...]:
    """The files that were selected from the listing of the server's folders."""
    roots = folders()
    files = _listed(tuple(str(root) for root in roots))
    if browsed := st.session_state.pop("browsed", None):
        st.session_state["log"] = [*st.session_state.get("log", []), *browsed]
    by_name = _by_name(files)
    asked = [*links.given("log"), *st.session_state.get("log", ())]
    if any(name not in by_name for name in asked):  # it may have come since the listing was made
        relist()
        files = _listed(tuple(str(root) for root in roots))
        by_name = _by_name(files)
    links.missed("log", [name for name in st.session_state.get("log", ()) if name not in by_name])
    if told := links.given("log"):  # by hand, a folder's name may be written as that of a file
        links.tell("log", [f"{name}/" if f"{name}/" in by_name else name for name in told])
    if not files:
        links.none("log")
        if roots:
            st.caption("There is no log yet in the folder that this server was started on.")
        return ()
    names = sorted(by_name, key=natural)
    links.many("log", names)
    selected = st.multiselect(
        "From this server",
        names,
        key="log",
        placeholder=f"Search {wording.count(len(files), 'file')}",
        filter_mode="contains",
        help="Files and folders of the folder that this server was started on.",
    )
    links.tell_many("log")
    if st.button("Browse", icon=":material/folder_open:", width="stretch"):
        browse(files)
    return tuple(dict.fromkeys(file for name in selected for file in by_name[name]))


def _by_name(files: Sequence[LogFile]) -> dict[str, list[LogFile]]:
    """What can be selected: each file, and each folder with all of the files below it."""
    by_name: dict[str, list[LogFile]] = {}
    for file in files:
        *folders_, last = legible(file.name, 300).split("/")
        for above in accumulate([*(f"{folder}/" for folder in folders_), last]):
            by_name.setdefault(above, []).append(file)
    return by_name


@st.cache_resource(show_spinner=False)
def _demo() -> LogFile:
    return LogFile(name=_DEMO, content=founding_csv())
