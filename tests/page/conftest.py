"""One server for all tests of the page."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect
from streamlit.components.v2 import manifest_scanner

ROOT = Path(__file__).resolve().parents[2]
_PATIENCE = 60
_SIZE: ViewportSize = {"width": 1280, "height": 720}
_LAST = ".st-key-downloads, .st-key-steps"
"""What stands last on the page, and while presenting."""
_STILL = """() => {
  const before = window.before
  window.before = [...document.querySelectorAll("canvas.marks")].map(c => c.toDataURL()).join()
  return window.before === before
}"""
expect.set_options(timeout=60_000)


@pytest.fixture(scope="session", autouse=True)
def _components_found_once() -> Iterator[None]:
    """Each AppTest looks through all installed packages for components: once is enough."""
    found = cache(manifest_scanner.scan_component_manifests)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", found)
        yield


@pytest.fixture(scope="session")
def logs(tmp_path_factory) -> Path:
    """The server's folder: the logs of the demonstration, to which tests may add."""
    folder: Path = tmp_path_factory.mktemp("logs") / "logs"
    shutil.copytree(ROOT / "data", folder)
    return folder


@pytest.fixture(scope="session")
def server(tmp_path_factory, logs: Path) -> Iterator[str]:
    """The address of the page, served on a folder of logs."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = tmp_path_factory.mktemp("server") / "log.txt"
    command = [sys.executable, "-m", "streamlit", "run", "app.py"]
    options = ["--server.headless=true", f"--server.port={port}"]
    environment = {**os.environ, "RLREPORT_LOGS": str(logs)}
    with log.open("wb") as out:
        process = subprocess.Popen(
            [*command, *options], cwd=ROOT, env=environment, stdout=out, stderr=out
        )
        try:
            _wait_for(f"http://127.0.0.1:{port}/_stcore/health", process, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def _wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Until the server says "ok": any other path answers 200 too."""
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=2) as answer:
                if answer.read() == b"ok":
                    return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"the server did not start: {log.read_text(errors='replace')[-2000:]}")


@pytest.fixture(scope="session")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """One for all pages, which need not load and compile the scripts of Streamlit each time."""
    context = browser.new_context()
    context.set_default_timeout(120_000)
    yield context
    context.close()


@pytest.fixture(scope="session")
def asked(context: BrowserContext) -> list[str]:
    """What all pages have asked for."""
    urls: list[str] = []
    context.on("request", lambda request: urls.append(request.url))
    return urls


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    page = context.new_page()
    yield page
    page.close()


@pytest.fixture
def opened(page: Page, server: str) -> Page:
    """The page as it opens with no click."""
    page.goto(server)
    settled(page)
    return page


@pytest.fixture(scope="session")
def _seen(context: BrowserContext, server: str, asked: list[str]) -> Page:
    return _whole(context, server)


@pytest.fixture
def seen(_seen: Page) -> Page:
    """The same for tests that leave it as it was, in a window of any size."""
    _seen.bring_to_front()
    _resized(_seen)
    return _seen


@pytest.fixture(scope="session")
def _tried(context: BrowserContext, server: str) -> Page:
    return _whole(context, server)


@pytest.fixture
def tried(_tried: Page, server: str) -> Iterator[Page]:
    """The same for tests that do no more than choose key observations, which is undone."""
    _tried.bring_to_front()
    yield _tried
    _resized(_tried)
    _tried.locator(".st-key-focus").get_by_text("All", exact=True).click()
    _begun_anew(_tried, server)


@pytest.fixture
def uploading(_tried: Page, server: str) -> Iterator[Page]:
    """The same for tests that do no more than upload logs, which are taken away again."""
    _tried.bring_to_front()
    yield _tried
    _resized(_tried)
    remove = _tried.get_by_test_id("stFileChipDeleteBtn")
    while count := remove.count():
        remove.first.click()
        expect(remove).to_have_count(count - 1)
    expect(_tried.locator(".st-key-about")).to_contain_text("Synthetic demonstration run")
    _begun_anew(_tried, server)


def _resized(page: Page) -> None:
    """In the usual window, and its charts drawn anew for that where it had another."""
    if page.viewport_size != _SIZE:
        page.set_viewport_size(_SIZE)
        page.wait_for_function(_STILL, polling=300)


def _begun_anew(page: Page, server: str) -> None:
    expect(page).to_have_url(f"{server}/")
    settled(page)
    page.locator(".stMain h1").scroll_into_view_if_needed()


@pytest.fixture(scope="session")
def _presented(context: BrowserContext, server: str) -> Page:
    return _whole(context, f"{server}/?present=1&focus=3")


@pytest.fixture
def presented(_presented: Page) -> Page:
    """Presenting a key observation, for tests that leave it as it was, in a window of any size."""
    _presented.bring_to_front()
    return _presented


def _whole(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    page.goto(address)
    settled(page)
    return page


def settled(page: Page) -> None:
    """Wait until the script has run to the end of the page and the charts are drawn."""
    page.wait_for_selector(_LAST)
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')
    page.wait_for_selector(".chart[data-drawn] canvas.marks")
    expect(page.locator(".st-key-charts .chart:not([data-drawn])")).to_have_count(0)
