"""What a server does once, while the first browser still loads Streamlit's own page.

That takes a browser a second or two. In this time the libraries are imported, and the demonstration
is reported on and drawn, so that the first session finds all of it done.
"""

from __future__ import annotations

import importlib
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from streamlit.starlette import App

SCRIPT = Path(__file__).with_name("__main__.py")
"""What Streamlit runs for a session."""
_TURN = 0.0005
"""Seconds until another thread has its turn, meanwhile: with Python's own 5 ms, each of the
browser's hundred files would wait for the imports several times."""


@asynccontextmanager
async def ready(_: App) -> AsyncIterator[None]:
    """The server's life: it listens at once, and is made ready beside that."""
    threading.Thread(target=_make_ready, daemon=True).start()
    yield


def _make_ready() -> None:
    usual = sys.getswitchinterval()
    sys.setswitchinterval(_TURN)
    try:
        _demonstrate()
    finally:
        sys.setswitchinterval(usual)


def _demonstrate() -> None:
    """Lay the demonstration's report and charts on the shelves where a session looks for them."""
    from rlreport import pipeline
    from rlreport.panels import logs, memory
    from rlreport.values import Settings

    chosen = logs.demonstration()
    loaded = memory.logs_shelf().get(chosen.key, lambda: pipeline.read(*chosen.files))
    report = memory.report(chosen.key, loaded, Settings())
    memory.drawings(chosen.key, report, memory.Look(theme="light"))
    memory.drawings(chosen.key, report, memory.Look(theme="dark"))
    importlib.import_module("rlreport.panels.page")
    memory.freeze()
