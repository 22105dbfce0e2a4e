"""What a server does before the first session."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

import streamlit as st

from rlreport.panels import logs, memory
from rlreport.panels.ready import SCRIPT, ready
from rlreport.values import Settings


def test_a_server_has_the_demonstration_drawn_in_both_themes_before_a_session_asks() -> None:
    memory.drawing_shelf.clear()
    with ThreadPoolExecutor(1) as apart:  # the browser of other tests has a loop in this thread
        apart.submit(lambda: asyncio.run(_served())).result()
    key, settings = logs.demonstration().key, Settings()
    for theme in ("light", "dark"):
        look = memory.Look(theme=theme)
        assert memory.drawing_shelf().latest((key, settings, look, None))


async def _served() -> None:
    before = set(threading.enumerate())
    async with ready(st.App(SCRIPT)):
        for thread in set(threading.enumerate()) - before:
            await asyncio.to_thread(thread.join)
