"""Logs that grow while they are followed: read in parts, they give what they give at once."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rlreport.pipeline import read, read_on
from rlreport.readings import Reading, read_again
from rlreport.sources import LogFile
from rlreport.values import Logs, Loose
from tests.read.events import event, records, scalar

_CSV = "step,loss,phase\n" + "".join(f"{n},{n / 8},{'ab'[n % 2]}\n" for n in range(70))
_LINES = "".join(json.dumps({"step": n, "reward": n * n % 7}) + "\n" for n in range(70))
_EVENTS = records(*(event([scalar("acc", n / 90)], step=n) for n in range(90)))
_WHOLE = {
    "a/progress.csv": _CSV.encode(),
    "b/metrics.jsonl": _LINES.encode(),
    "c/events.out.tfevents.1": _EVENTS,
}


def files(sizes: dict[str, int]) -> list[LogFile]:
    return [LogFile(name=name, content=_WHOLE[name][:size]) for name, size in sizes.items()]


def said(logs: Logs) -> object:
    """All that can be told of logs: what was read, and what was odd."""
    runs = [
        (
            run.name,
            run.format,
            run.issues,
            [(m.name, m.step.tolist(), repr(m.value.tolist())) for m in run.metrics.values()],
        )
        for run in logs
    ]
    return runs, logs.refused


@settings(max_examples=6)
@given(st.lists(st.floats(0.2, 1), min_size=1, max_size=3))
def test_a_folder_read_in_parts_is_the_folder(shares: list[float]) -> None:
    readings: tuple[Reading, ...] = ()
    for share in [*sorted(shares), 1.0]:
        sizes = {name: int(len(whole) * share) for name, whole in _WHOLE.items()}
        logs, readings = read_on(readings, *files(sizes))
    assert said(logs) == _read_at_once()


@cache
def _read_at_once() -> object:
    return said(read(*files({name: len(whole) for name, whole in _WHOLE.items()})))


def on_disk(path: Path) -> LogFile:
    return LogFile(name=path.name, path=path, modified=path.stat().st_mtime)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "run.csv"
    path.write_text(_CSV)
    return path


def test_a_file_that_has_not_changed_is_not_read(log: Path) -> None:
    before = read_again(on_disk(log))
    assert read_again(on_disk(log), before).how == "not"


def test_a_file_that_has_grown_is_read_on(log: Path) -> None:
    before = read_again(on_disk(log))
    log.write_text(_CSV + "70,1.5,a\n")
    again = read_again(on_disk(log), before)
    assert again.how == "on"
    assert isinstance(again.found, Loose)
    assert again.found.tables[0].rows == 71


@pytest.mark.parametrize(
    "now", [_CSV[:300], _CSV.replace("0,0.0,a", "0,9.0,a") + "70,1,a\n", _LINES * 2]
)
def test_another_file_in_its_place_is_read_anew_and_said(log: Path, now: str) -> None:
    before = read_again(on_disk(log))
    log.write_text(now)
    again = read_again(on_disk(log), before)
    assert again.how == "replaced"
    assert said(read_on([before], log)[0]) == said(read(log))


def test_of_a_long_log_only_the_new_bytes_are_read(
    log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log.write_text("step,loss\n" + "".join(f"{n},{n / 8}\n" for n in range(100_000)))
    before = read_again(on_disk(log))
    with log.open("a") as stream:
        stream.write("100000,0.5\n")
    asked: list[int] = []
    whole = LogFile.bytes

    def counted(file: LogFile, start: int = 0) -> bytes:
        asked.append(start)
        return whole(file, start)

    monkeypatch.setattr(LogFile, "bytes", counted)
    assert read_again(on_disk(log), before).how == "on"
    assert asked == [before.size - 1]
