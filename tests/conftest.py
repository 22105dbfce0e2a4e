"""What several test modules share: demonstration runs, the corpus of real logs, a browser."""

from pathlib import Path

import pytest
from hypothesis import settings

from tests import chromium

settings.register_profile("any machine", deadline=None)  # a slow example is no fault
settings.load_profile("any machine")

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT.parent / "shared" / "logs"


@pytest.fixture(scope="session")
def demo() -> Path:
    return ROOT / "data" / "synthetic-orchestrator.csv"


@pytest.fixture(scope="session")
def corpus() -> Path:
    if not CORPUS.is_dir():
        pytest.skip("the corpus of real logs is not on this machine")
    return CORPUS


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    path = chromium.installed()
    if path is None:
        pytest.skip("no Chromium or Chrome is installed")
    return {"executable_path": path, "args": list(chromium.FLAGS)}
