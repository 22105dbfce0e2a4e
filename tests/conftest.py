"""What several test modules share: the demonstration runs and the corpus of real logs."""

from pathlib import Path

import pytest

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
