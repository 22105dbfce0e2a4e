"""The two ways in which parallel agents fail, read off rollouts that log work and span."""

from __future__ import annotations

import numpy as np
import pytest

from rlreport import pipeline
from rlreport.sources import LogFile
from rlreport.tidy import runs
from rlreport.values import Logs, Loose, Settings, Table

STEPS, PROMPTS, TRIES = 80, 64, 4


def found(accuracy: tuple[float, float], parallelism: tuple[float, float]) -> set[str]:
    """The patterns in a report on rollouts whose accuracy and parallelism change so."""
    rng = np.random.default_rng(0)
    step = np.repeat(np.arange(STEPS), PROMPTS * TRIES)
    way = step / (STEPS - 1)
    chance = accuracy[0] + (accuracy[1] - accuracy[0]) * way
    span = rng.integers(3, 9, size=step.size)
    speed = np.maximum(parallelism[0] + (parallelism[1] - parallelism[0]) * way, 1)
    scatter = rng.integers(0, 2, size=step.size) * (speed > 1)
    columns = {
        "step": step.astype(float),
        "prompt_id": np.arange(step.size) // TRIES * 1.0,
        "reward": (rng.random(step.size) < chance).astype(float),
        "work": np.round(span * speed) + scatter,
        "span": span.astype(float),
    }
    loose = Loose(format="rollouts", tables=(Table(columns=columns, kind="rollouts"),))
    logs = Logs(runs=runs([(LogFile(name="run.jsonl", content=b""), loose)]))
    kinds = {one.kind for one in pipeline.build(logs, Settings()).observations}
    return kinds & {"serial collapse", "spurious parallelism"}


@pytest.mark.parametrize(
    ("accuracy", "parallelism", "pattern"),
    [
        ((0.35, 0.65), (4, -1), {"serial collapse"}),
        ((0.5, 0.5), (2, 6), {"spurious parallelism"}),
        ((0.65, 0.35), (2, 6), {"spurious parallelism"}),
        ((0.35, 0.65), (2, 6), set()),
        ((0.35, 0.65), (3, 3), set()),
        ((0.5, 0.5), (3, 3), set()),
        ((0.65, 0.35), (4, 2), set()),
    ],
)
def test_patterns_of_failing_parallelism_are_found_where_they_are(
    accuracy: tuple[float, float], parallelism: tuple[float, float], pattern: set[str]
) -> None:
    assert found(accuracy, parallelism) == pattern
