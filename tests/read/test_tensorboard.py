"""Event files: what TensorBoard's own loader reads, bit for bit, and more of damaged ones."""

from __future__ import annotations

import random
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import rlreport
from rlreport.cli import main
from rlreport.errors import FormatError
from rlreport.read import _frames, resume, tensorboard
from rlreport.sources import LogFile
from rlreport.values import Loose, Table
from tests.read.events import block, event, records, scalar, tensor


def read(content: bytes) -> Loose:
    return tensorboard.read(LogFile(name="events.out.tfevents.1.host", content=content))


def values(table: Table) -> list[float]:
    return list(map(float, list(table.columns.values())[2]))


def oracle(path: Path) -> dict[str, list[tuple[float, float, float]]]:
    """What EventAccumulator makes of every scalar, in both encodings."""
    accumulator = pytest.importorskip(
        "tensorboard.backend.event_processing.event_accumulator"
    ).EventAccumulator(str(path), {"scalars": 0, "tensors": 0}, purge_orphaned_data=False)
    accumulator.Reload()
    found = {
        tag: [(event.step, event.wall_time, event.value) for event in accumulator.Scalars(tag)]
        for tag in accumulator.Tags()["scalars"]
    }
    for tag in accumulator.Tags()["tensors"]:
        events = accumulator.Tensors(tag)
        if events[0].tensor_proto.dtype == 1 and not events[0].tensor_proto.tensor_shape.dim:
            found[tag] = [
                (event.step, event.wall_time, _float(event.tensor_proto)) for event in events
            ]
    return found


def _float(proto: Any) -> float:
    content = proto.tensor_content
    return float(struct.unpack("<f", content)[0] if content else proto.float_val[0])


def assert_equal_to_oracle(path: Path) -> None:
    expected = oracle(path)
    tables = {list(table.columns)[2]: table for table in read(path.read_bytes()).tables}
    assert set(tables) == set(expected)
    for tag, table in tables.items():
        rows = np.column_stack(list(table.columns.values()))
        np.testing.assert_array_equal(rows, np.array(expected[tag]))


def test_what_tensorboardx_writes_is_read_bit_for_bit(tmp_path: Path) -> None:
    writer = pytest.importorskip("tensorboardX").SummaryWriter(str(tmp_path))
    chance = random.Random(1)
    for step in range(300):
        writer.add_scalar("train/loss", chance.gauss(0, 1), step * 1000, walltime=1.7e9 + step)
        if step % 7 == 0:
            writer.add_scalar("eval/reward", chance.random(), -step)
            writer.add_histogram("weights", np.arange(50.0), step)
            writer.add_text("note", "a text " * 20, step)
    writer.close()
    assert_equal_to_oracle(next(tmp_path.glob("*tfevents*")))


def test_real_event_files_are_read_bit_for_bit(corpus: Path) -> None:
    for path in (corpus / "tensorboard").rglob("*tfevents*"):
        if path.is_file() and path.stat().st_size < 300_000 and _has_scalars(path):
            assert_equal_to_oracle(path)


def _has_scalars(path: Path) -> bool:
    try:
        return bool(read(path.read_bytes()).tables)
    except FormatError:
        return False


def test_each_tag_is_a_table_with_its_own_steps_and_times() -> None:
    content = records(
        event([scalar("loss", 0.5), scalar("reward", 2.0)], step=1, wall_time=10.0),
        event([scalar("loss", 0.25)], step=3, wall_time=11.0),
    )
    loss, reward = read(content).tables
    assert list(loss.columns) == ["step", "wall_time", "loss"]
    assert (loss.columns["step"].tolist(), values(loss)) == ([1.0, 3.0], [0.5, 0.25])
    assert (values(reward), reward.step, reward.time) == ([2.0], "step", "wall_time")


def test_a_tag_called_step_keeps_its_name() -> None:
    (table,) = read(records(event([scalar("step", 7.0)], step=1))).tables
    assert (values(table), table.columns[table.step].tolist()) == ([7.0], [1.0])


@pytest.mark.parametrize(
    ("dtype", "field", "content", "expected"),
    [
        (1, 4, struct.pack("<f", 1.5), 1.5),
        (1, 5, struct.pack("<f", 1.5), 1.5),
        (2, 4, struct.pack("<d", 0.1), 0.1),
        (2, 6, struct.pack("<d", 0.1), 0.1),
        (3, 7, b"\x05", 5.0),
        (9, 10, b"\xff" * 9 + b"\x01", -1.0),
        (9, 4, struct.pack("<q", 1 << 40), float(1 << 40)),
        (14, 4, b"\xc0\x3f", 1.5),
        (19, 4, struct.pack("<e", 1.5), 1.5),
    ],
)
def test_tensors_of_one_number_are_scalars(
    dtype: int, field: int, content: bytes, expected: float
) -> None:
    one = event([tensor("reward", dtype, field, content)], step=1)
    (table,) = read(records(one, one)).tables
    assert values(table) == [expected, expected]


def test_texts_and_tensors_with_dimensions_are_no_scalars() -> None:
    text = tensor("note", 7, 8, b"0.5")
    histogram = tensor("weights", 2, 4, struct.pack("<d", 1.0), shape=b"\x12\x02\x08\x01")
    loose = read(records(event([text, histogram, scalar("loss", 0.5)], step=1)))
    assert [list(table.columns)[2] for table in loose.tables] == ["loss"]


def test_values_that_are_not_finite_are_kept() -> None:
    events = [event([scalar("loss", value)], step=1) for value in (float("nan"), float("inf"))]
    (table,) = read(records(*events)).tables
    np.testing.assert_array_equal(values(table), [np.nan, np.inf])
    assert not table.blank


def test_a_file_without_a_version_record_is_read() -> None:
    content = records(*(event([scalar("loss", 0.5)], step=n) for n in range(5)), version=False)
    assert read(content).tables[0].rows == 5


def test_every_cut_gives_the_rows_before_it() -> None:
    events = [event([scalar("loss", float(n))], step=n) for n in range(12)]
    content, whole = records(*events), records()
    ends = np.cumsum([len(whole), *(len(records(one, version=False)) for one in events)])
    for cut in range(len(whole) + 1, len(content)):
        rows = int(np.searchsorted(ends, cut, side="right")) - 1
        if rows:
            loose = read(content[:cut])
            assert loose.tables[0].rows == rows
            assert bool(loose.issues) == (cut not in ends)
            assert loose.end == ends[rows]


def test_a_damaged_middle_is_skipped_and_said() -> None:
    events = [event([scalar("loss", float(n))], step=n) for n in range(100)]
    content = bytearray(records(*events))
    half = len(content) // 2
    content[half : half + 60] = b"\xee" * 60
    loose = read(bytes(content))
    assert 95 <= loose.tables[0].rows < 100
    assert {"damaged bytes"} <= {issue.kind for issue in loose.issues}


def test_where_a_file_is_damaged_the_checksums_of_payloads_are_verified() -> None:
    events = [event([scalar("loss", float(n))], step=n) for n in range(100)]
    content = bytearray(records(*events))
    size = len(records(events[0], version=False))
    content[-3 * size - 6] ^= 1  # a value, three records before the end
    content[len(content) // 2 : len(content) // 2 + 5] = b"\xee" * 5
    loose = read(bytes(content))
    assert 97.0 not in values(loose.tables[0])
    assert "damaged records" in {issue.kind for issue in loose.issues}


def test_checksums_of_payloads_are_verified_on_request_in_a_file_that_looks_sound(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    events = [event([scalar("loss", float(n))], step=n) for n in range(100)]
    content = bytearray(records(*events))
    content[-6] ^= 1  # the last value
    path = tmp_path / "events.out.tfevents.1.host"
    path.write_bytes(bytes(content))
    assert not rlreport.load(path).runs[0].issues
    assert main(["inspect", str(path), "--checksums"]) == 0
    assert "1 record has a wrong checksum" in capsys.readouterr().out


def test_small_blocks_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    events = [event([scalar(f"tag/{n % 5}", float(n))], step=n) for n in range(200)]
    big = tensor("image", 7, 8, bytes(5000))
    content = records(*events[:90], event([big, scalar("tag/0", -1.0)], step=90), *events[90:])
    expected = [values(table) for table in read(content).tables]
    monkeypatch.setattr(_frames, "BLOCK", 256)
    assert [values(table) for table in read(content).tables] == expected


def test_many_and_long_tags_are_told_apart() -> None:
    tags = [f"{'long/' * (n % 130)}{n}" for n in range(700)]
    content = records(*(event([scalar(tag, float(n))], step=n) for n, tag in enumerate(tags)))
    loose = read(content)
    assert [list(table.columns)[2] for table in loose.tables] == tags
    assert [values(table) for table in loose.tables] == [[float(n)] for n in range(700)]


def test_reading_goes_on_where_it_ended() -> None:
    events = [event([scalar("loss", float(n))], step=n) for n in range(10)]
    content = records(*events)
    first = read(content[:-7])
    grown = LogFile(name="events.out.tfevents.1.host", content=content)
    rest = resume(grown, first)
    assert rest is not None
    assert values(first.tables[0]) + values(rest.tables[0]) == [float(n) for n in range(10)]
    after = resume(grown, rest)
    assert after is not None
    assert after.tables == ()
    assert resume(LogFile(name="shorter", content=content[:50]), rest) is None


@pytest.mark.parametrize("content", [records(), records(event([], step=1))])
def test_a_file_without_a_scalar_says_so(content: bytes) -> None:
    with pytest.raises(FormatError, match=r"version record|without any scalar"):
        read(content)


def test_the_table_of_hyperparameters_is_the_configuration() -> None:
    text = b"|param|value|\n|-|-|\n|env_id|Pole-v1|\n|lr|2.5e-4|\n|cuda|True|\n|track|None|"
    told = event([tensor("hyperparameters/text_summary", 7, 8, text)], step=0)
    content = records(told, event([scalar("reward", 0.5)], step=1))
    loose = tensorboard.read(LogFile(name="events.out.tfevents.1.host", content=content))
    assert loose.config == {"env_id": "Pole-v1", "lr": 2.5e-4, "cuda": True}


def test_hyperparameters_of_the_plugin_are_the_configuration() -> None:
    pairs = {
        "lr": b"\x11" + struct.pack("<d", 2.5e-4),
        "opt": block(3, b"adam"),
        "cuda": b"\x20\x01",
    }
    entries = [block(1, block(1, name.encode()) + block(2, value)) for name, value in pairs.items()]
    plugin = block(1, block(1, b"hparams") + block(2, block(3, b"".join(entries))))
    session = block(1, block(1, b"_hparams_/session_start_info") + block(9, plugin))
    content = records(event([session], step=0), event([scalar("reward", 0.5)], step=1))
    assert read(content).config == {"lr": 2.5e-4, "opt": "adam", "cuda": True}
    cut = content.index(b"adam")
    assert read(content[: cut - 2] + b"\xff\xff" + content[cut:]).config == {}


@pytest.mark.parametrize("odd", [b"\x28\x07", b"\x2a\x00", b"\x32\x03abc", b"\x3d\0\0\0\0"])
def test_a_tensor_whose_list_is_of_another_kind_costs_its_event_alone(odd: bytes) -> None:
    value = block(1, block(1, b"loss") + block(8, b"\x08\x01" + odd))
    damaged = b"\x09" + bytes(8) + b"\x10\x02" + block(5, value)
    whole = [event([scalar("loss", n)], step=n) for n in (1, 3)]
    loose = read(records(whole[0], damaged, whole[1]))
    assert sum(table.rows for table in loose.tables) == 2
    assert [issue.count for issue in loose.issues] == [1]
