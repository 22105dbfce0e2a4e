"""Draws page.png, the picture of the page in README: `python docs/screenshot.py`.

Needs Playwright and an installed Chromium or Chrome.
"""

from __future__ import annotations

import io
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

_ROOT = Path(__file__).resolve().parents[1]
_PICTURE = Path(__file__).with_name("page.png")
_SIZE = {"width": 1280, "height": 1240}
_COLOURS = 128
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def main() -> None:
    """Serve the demonstration run, and draw the top of its page in the light theme."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless=true"]
    environment = os.environ | {"PYTHONPATH": str(_ROOT)}
    server = subprocess.Popen(  # noqa: S603 - starts this repository's own page
        [*command, f"--server.port={port}"], cwd=_ROOT, env=environment, stdout=subprocess.DEVNULL
    )
    try:
        _wait_for(port)
        picture = Image.open(io.BytesIO(_drawn(f"http://127.0.0.1:{port}")))
    finally:
        server.terminate()
        server.wait()
    picture.convert("RGB").quantize(_COLOURS).save(_PICTURE, optimize=True)


def _drawn(address: str) -> bytes:
    """The page as a picture, once its charts are drawn; the server may still be starting."""
    with sync_playwright() as playwright:
        path = next(filter(None, map(shutil.which, _BROWSERS)), None)
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        page = browser.new_page(viewport=_SIZE, color_scheme="light")
        page.set_default_timeout(60_000)
        page.goto(address)
        page.wait_for_selector('[data-test-script-state="notRunning"]')
        page.wait_for_function(
            "document.querySelectorAll('.st-key-charts canvas.marks').length > 1"
        )
        page.wait_for_selector(".st-key-downloads")
        page.wait_for_function("!document.querySelector('[data-testid=stSkeleton]')")
        page.wait_for_timeout(1500)
        picture = page.screenshot()
        browser.close()
    return picture


def _wait_for(port: int) -> None:
    """Until the server answers, for half a minute at most."""
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
        except OSError:
            time.sleep(0.1)
        else:
            return


if __name__ == "__main__":
    main()
