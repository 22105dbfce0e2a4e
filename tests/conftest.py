"""What several test modules share: demonstration runs, the corpus of real logs, a browser."""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Error, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT.parent / "shared" / "logs"
_QUIET = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync")
_QUIET += ("--disable-background-networking", "--disable-component-update")
_QUIET += ("--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup",)  # a page for each window


@pytest.fixture(scope="session")
def demo() -> Path:
    return ROOT / "data" / "synthetic-orchestrator.csv"


@pytest.fixture(scope="session")
def corpus() -> Path:
    if not CORPUS.is_dir():
        pytest.skip("the corpus of real logs is not on this machine")
    return CORPUS


def _chromium() -> str | None:
    """An installed Chromium or Chrome, or else the one that Playwright downloaded."""
    for name in ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"):
        if path := shutil.which(name):
            return path
    try:
        with sync_playwright() as playwright:
            path = playwright.chromium.executable_path
    except Error:
        return None
    return path if Path(path).exists() else None


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    path = _chromium()
    if path is None:
        pytest.skip("no Chromium or Chrome is installed")
    return {"executable_path": path, "args": list(_QUIET)}
