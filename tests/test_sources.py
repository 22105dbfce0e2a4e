"""Paths, folders, archives and uploads -> log files; what is no log is refused with advice."""

from __future__ import annotations

import gzip
import io
import os
import pickle
import tarfile
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from rlreport import archives, sources
from rlreport.errors import SourceError
from rlreport.pipeline import load
from rlreport.read._sqlite import sample_database
from rlreport.sources import LogFile, gather

ROWS = b"step,reward\n1,0.5\n2,0.75\n"


def zipped(**files: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def tarred(mode: str, **files: bytes) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode=mode) as archive:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return stream.getvalue()


def upload(name: str, content: bytes) -> LogFile:
    return LogFile(name=name, content=content)


def test_the_name_of_a_computer_is_no_ending_of_an_event_file(tmp_path: Path) -> None:
    (tmp_path / "events.out.tfevents.1700000000.host.go").write_bytes(b"x")
    (file,) = gather([tmp_path])[0]
    assert file.name.endswith("host.go")


def test_a_folder_is_walked_in_the_order_of_names_and_code_is_passed_over(tmp_path: Path) -> None:
    for name in ("b/progress.csv", "a/progress.csv", "train.py", ".git/index", "a/model.pt"):
        (tmp_path / "runs" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "runs" / name).write_bytes(ROWS)
    files, refused = gather([tmp_path / "runs"])
    assert [file.name for file in files] == ["runs/a/progress.csv", "runs/b/progress.csv"]
    assert refused == []


def test_what_lies_beside_the_weights_of_a_language_model_is_passed_over(tmp_path: Path) -> None:
    beside = ("tokenizer.json", "special_tokens_map.json", "model.safetensors.index.json")
    for name in (*beside, "vocab.json", "chat_template.jinja", "trainer_state.json"):
        (tmp_path / name).write_text("{}")
    assert [Path(file.name).name for file in gather([tmp_path])[0]] == ["trainer_state.json"]


def test_what_wandb_logs_of_itself_is_passed_over(tmp_path: Path) -> None:
    run = tmp_path / "wandb" / "offline-run-20261128_192511-42gennl8"
    own = ("logs/debug-internal.log", "logs/debug.log", "../debug.log")
    for name in (*own, "files/media/table/eval/t_20_60b9.table.json", "files/output.log"):
        (run / name).parent.mkdir(parents=True, exist_ok=True)
        (run / name).write_bytes(ROWS)
    assert [Path(file.name).name for file in gather([tmp_path])[0]] == ["output.log"]
    assert [Path(file.name).name for file in gather([run])[0]] == ["output.log"]


def test_what_neptune_has_not_sent_lies_in_a_hidden_folder_that_is_looked_into(
    tmp_path: Path,
) -> None:
    run = tmp_path / ".neptune" / "offline" / "run__5f19"
    run.mkdir(parents=True)
    for name in ("data-1.log", "last_ack_version", "last_put_version"):
        (run / name).write_bytes(ROWS)
    assert [Path(file.name).name for file in gather([tmp_path])[0]] == ["data-1.log"]


def test_trajectories_of_art_lie_in_a_hidden_folder_that_is_looked_into(tmp_path: Path) -> None:
    run = tmp_path / ".art" / "project" / "models" / "agent" / "trajectories" / "train"
    run.mkdir(parents=True)
    (run / "0001.jsonl").write_bytes(ROWS)
    assert [Path(file.name).name for file in gather([tmp_path])[0]] == ["0001.jsonl"]


def test_a_monitor_named_by_a_folder_that_was_not_there_yet_is_a_log_of_it(tmp_path: Path) -> None:
    folder = tmp_path / "ppo"
    folder.mkdir()
    (folder / ".monitor.csv").write_text('#{"t_start": 1.0}\nr,l,t\n2.5,9,0.5\n')
    (folder / ".progress.csv.swp").write_text("step,reward\n1,2\n")
    files, _ = gather([folder])
    assert [file.name for file in files] == ["ppo/.monitor.csv"]
    assert [run.name for run in load(folder)] == ["ppo"]


def test_what_swanlab_writes_a_second_time_is_passed_over(tmp_path: Path) -> None:
    for name in ("run-a.swanlab", "logs/3/1000.log", "logs/3/_summary.json", "debug/debug.log"):
        for run in ("a", "b"):
            if run == "a" or "swanlab" not in name:
                (tmp_path / run / name).parent.mkdir(parents=True, exist_ok=True)
                (tmp_path / run / name).write_bytes(ROWS)
    assert len(gather([tmp_path / "a"])[0]) == 1
    assert len(gather([tmp_path / "b"])[0]) == 3


def test_a_folder_that_a_link_leads_to_is_known_by_its_own_name(tmp_path: Path) -> None:
    (tmp_path / "run-1" / "files").mkdir(parents=True)
    (tmp_path / "run-1" / "files" / "log.csv").write_bytes(ROWS)
    (tmp_path / "latest-run").symlink_to("run-1")
    (file,) = gather([tmp_path])[0]
    assert file.name.endswith("run-1/files/log.csv")


def test_files_of_one_name_in_two_folders_are_told_apart(tmp_path: Path) -> None:
    paths = [tmp_path / run / "log.csv" for run in ("a", "b")]
    for path in paths:
        path.parent.mkdir()
        path.write_bytes(ROWS)
    assert [file.name for file in gather(paths)[0]] == ["a/log.csv", "b/log.csv"]


def test_a_pipe_and_a_device_are_refused_unopened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "log.csv")
    files, refused = gather([tmp_path / "log.csv", "/dev/zero"])
    assert files == []
    assert ["pipe" in one.reason and "report -" in one.advice for one in refused] == [True, True]
    assert gather([tmp_path]) == ([], [])


def test_a_file_named_twice_is_one_file(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_bytes(ROWS)
    assert len(gather([tmp_path, tmp_path / "log.csv"])[0]) == 1


def test_no_name_holds_the_path_of_the_machine(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_bytes(ROWS)
    (tmp_path / "empty.csv").write_bytes(b"")
    files, refused = gather([tmp_path / "log.csv", tmp_path / "empty.csv"])
    assert [files[0].name, refused[0].path] == ["log.csv", "empty.csv"]


def test_a_path_that_does_not_exist_names_its_neighbours(tmp_path: Path) -> None:
    (tmp_path / "progress.csv").write_bytes(ROWS)
    with pytest.raises(SourceError, match=r"no file or folder .* Did you mean progress\.csv\?"):
        gather([tmp_path / "progres.csv"])


@pytest.mark.parametrize("given", ["bad\0name", "https://example.org/run.csv", "/nowhere/at/all"])
def test_what_is_no_path_is_an_error_of_ours(given: str) -> None:
    with pytest.raises(SourceError):
        gather([given])


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is empty"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n", "Git LFS pointer"),
        (b"/home/someone/runs/events.out.tfevents.1.host", "symbolic link"),
        (pickle.dumps({"loss": [1.0]}), "a Python pickle"),
        (pickle.dumps({"loss": [1.0]}, protocol=0), "a Python pickle"),
        (pickle.dumps({"iteration_0": {"train_average_return": [1.0]}}), "a pickle of Dopamine's"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "an image"),
        (b"404: Not Found", "what a web site answered"),
        (b'{\n "checkpoints": [\n {"trainable_name": "PPO"}], "stats": {}}', "Ray Tune's trials"),
        (b"\n<!DOCTYPE html>\n<html></html>", "what a web site answered"),
        (b"[]\n", "nothing was logged"),
        (b'{"images": [{"id": 1, "file_name": "a.jpg"}]}', "is a list of pictures"),
        (b'[{"image_id": 1, "score": 0.5, "bbox": [1, 2]}]', "what was found in pictures"),
        (b'{"flags": {}, "shapes": [{"points": [[1, 2]]}]}', "what a picture shows"),
        (b'{"truncation": null, "added_tokens": []}', "is a tokenizer, and no log"),
        (b'{"input_ids": [1, 5, 2], "labels": [1, 5, 2]}', "is text as the numbers"),
        (b'{"type": "FeatureCollection", "features": []}', "is a map"),
        (b'{"a.py": {"summary": {"covered_lines": 5}}}', "what tests covered"),
        (b'{"lighthouseVersion": "7.0", "audits": {"a": {"score": 0.5}}}', "a web page"),
        (b'{"benchmarks": [{"name": "a", "iterations": 9, "real_time": 5}]}', "benchmarks"),
        (b'{\n "(0, 1)": [0.5, 1e-3, -1]}', "the values of a policy for each state"),
    ],
)
def test_what_is_no_log_is_refused_with_what_it_is(content: bytes, reason: str) -> None:
    files, (refusal,) = gather([upload("events.out.tfevents.1.host", content)])
    assert files == []
    assert reason in refusal.reason
    assert refusal.advice


def test_json_that_only_begins_as_what_is_no_log_does_may_be_one() -> None:
    returns = str([*range(50)])
    for content in (f'{{"(1, 2)": {returns}}}', '{"image_id": 3, "reward": 1}'):
        assert not gather([upload("a.json", content.encode())])[1]


@pytest.mark.parametrize(("name", "reason"), [("r.pkl", "pickle"), ("r.xls", "a workbook")])
def test_what_is_no_log_by_its_ending_is_refused(name: str, reason: str) -> None:
    _, (refusal,) = gather([upload(name, b"(dp0")])
    assert reason in refusal.reason


@pytest.mark.parametrize(
    "label", [b"0 0.5 0.5 0.1 8e-05", b"3 0.1 1 0.3 2 0.2 0.3", b"1 0 0 0.5 1\n0"]
)
def test_labels_of_a_picture_are_no_log(label: bytes) -> None:
    files, (refusal,) = gather([upload("runs/predict/labels/a.txt", label)])
    assert files == []
    assert "places in a picture" in refusal.reason
    for name, content in (("rewards.txt", label), ("labels/a.txt", b"0 0.5 0.5 -0.1 7")):
        assert not gather([upload(name, content)])[1]


def test_what_ray_tune_resumes_from_is_passed_over(tmp_path: Path) -> None:
    names = ["experiment_state-1.json", "basic-variant-state-1.json", "t/checkpoint_00/state.pkl"]
    for name in [*names, "t/result.json"]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"{}")
    assert [Path(file.name).name for file in gather([tmp_path])[0]] == ["result.json"]


def test_weights_of_pytorch_are_a_saved_model_whatever_they_are_called() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("policy/data.pkl", b"\x80\x02")
    _, (refusal,) = gather([upload("policy.zip", stream.getvalue())])
    assert refusal.reason == "is a saved model, not a log."


def test_the_index_of_swanlabs_dashboard_is_no_log() -> None:
    content = sample_database("CREATE TABLE experiment (id INTEGER, name TEXT)")
    _, (refusal,) = gather([upload("swanlog/runs.swanlab", content)])
    assert "no metric" in refusal.reason


def test_an_aim_repository_is_refused_once(tmp_path: Path) -> None:
    for name in ("meta/CURRENT", "seqs/000004.log", "run_metadata.sqlite"):
        (tmp_path / ".aim" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / ".aim" / name).write_bytes(b"x")
    files, (refusal,) = gather([tmp_path])
    assert files == []
    assert "Aim" in refusal.reason
    _, (alone,) = gather([tmp_path / ".aim" / "run_metadata.sqlite"])
    assert "Aim" in alone.reason


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("log.csv.gz", gzip.compress(ROWS, mtime=0)),
        ("log.zip", zipped(**{"log.csv": ROWS})),
        ("log.tar", tarred("w", **{"log.csv": ROWS})),
        ("log.tar.gz", tarred("w:gz", **{"log.csv": ROWS})),
        ("log.tgz", tarred("w:gz", **{"log.csv": ROWS})),
        ("log.tar.xz", tarred("w:xz", **{"log.csv": ROWS})),
        ("nested.zip", zipped(**{"inner.zip": zipped(**{"log.csv": ROWS})})),
    ],
)
def test_an_archive_is_unpacked_in_memory(name: str, content: bytes) -> None:
    (file,), refused = gather([upload(name, content)])
    assert (file.bytes(), refused) == (ROWS, [])
    assert file.name.endswith("log.csv")


def test_a_zstandard_file_is_unpacked() -> None:
    pa = pytest.importorskip("pyarrow")
    packed = pa.compress(ROWS, codec="zstd", asbytes=True)
    (file,), _ = gather([upload("log.csv.zst", packed)])
    assert (file.name, file.bytes()) == ("log.csv", ROWS)


@pytest.mark.parametrize("name", ["../out.csv", "/etc/out.csv", "a/../../out.csv", "C:\\out.csv"])
def test_a_member_that_leads_out_of_its_archive_is_refused(name: str) -> None:
    content = zipped(**{name: ROWS, "good.csv": ROWS})
    (file,), (refusal,) = gather([upload("log.zip", content)])
    assert file.name == "log.zip/good.csv"
    assert "leads out of the archive" in refusal.reason


def test_a_link_in_a_tar_is_refused() -> None:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        info = tarfile.TarInfo("log.csv")
        info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(info)
    files, (refusal,) = gather([upload("log.tar", stream.getvalue())])
    assert files == []
    assert "link" in refusal.reason


def test_a_bomb_is_refused_before_it_fills_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "_RATIO_COUNTS_FROM", 1 << 20)
    files, (refusal,) = gather([upload("log.csv.gz", gzip.compress(bytes(8 << 20)))])
    assert files == []
    assert "times its size" in refusal.reason


def test_no_more_of_a_bomb_is_held_than_of_a_log(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "_RATIO_COUNTS_FROM", 1 << 20)
    bomb = upload("log.csv.gz", gzip.compress(bytes(64 << 20)))
    gather([bomb])
    tracemalloc.start()
    gather([bomb])
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 8 << 20


@pytest.mark.parametrize("cut", [0, 5000])
def test_rows_that_pack_well_are_read_whole(monkeypatch: pytest.MonkeyPatch, cut: int) -> None:
    monkeypatch.setattr(archives, "_RATIO_COUNTS_FROM", 1 << 20)
    rows = b"step,reward\n" + b"".join(b"%d,0.000000000000000000\n" % n for n in range(200000))
    monkeypatch.setattr(archives, "_USUAL_RATIO", 2)
    packed = gzip.compress(rows)
    (file,), refused = gather([upload("log.csv.gz", packed[: len(packed) - cut])])
    assert len(file.bytes()) > 1 << 20
    assert (rows.startswith(file.bytes()), len(refused)) == (True, bool(cut))
    assert (file.bytes() == rows) == (cut == 0)


def test_all_archives_together_stay_below_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    budget = archives.Budget(size=len(ROWS) + 1)
    monkeypatch.setattr(sources, "Budget", lambda: budget)
    uploads = [upload(f"{name}.csv.gz", gzip.compress(ROWS)) for name in "ab"]
    (file,), (refusal,) = gather(uploads)
    assert file.name == "a.csv"
    assert "unpacks to more than" in refusal.reason


def test_a_cut_off_archive_gives_what_stands_before_the_cut() -> None:
    rows = b"step,reward\n" + b"".join(b"%d,%d\n" % (n, n * n % 7919) for n in range(20000))
    packed = gzip.compress(rows)
    (file,), (refusal,) = gather([upload("log.csv.gz", packed[: len(packed) // 2])])
    assert rows.startswith(file.bytes())
    assert len(file.bytes()) > 1000
    assert "cut off" in refusal.reason


def test_a_packed_tar_is_read_member_by_member() -> None:
    rows = b"step,reward\n" + b"".join(b"%d,%d\n" % (n, n * n % 7919) for n in range(100_000))
    packed = upload("logs.tar.gz", tarred("w:gz", **{f"{name}.csv": rows for name in "abcdefgh"}))
    gather([packed])
    tracemalloc.start()
    files, refused = gather([packed])
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert ([file.bytes() == rows for file in files], refused) == ([True] * 8, [])
    assert most < 8.5 * len(rows) + (8 << 20)


def test_a_packed_tar_that_is_cut_off_gives_what_stands_before_the_cut() -> None:
    rows = b"step,reward\n" + b"".join(b"%d,%d\n" % (n, n * n % 7919) for n in range(20000))
    packed = tarred("w:gz", **{"a.csv": rows, "b.csv": rows})
    files, (refusal,) = gather([upload("logs.tar.gz", packed[: len(packed) * 3 // 4])])
    assert files[0].bytes() == rows
    assert rows.startswith(files[1].bytes())
    assert len(files[1].bytes()) > 1000
    assert "cut off" in refusal.reason


def test_a_packed_tar_that_packs_too_well_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "_RATIO_COUNTS_FROM", 1 << 20)
    bomb = upload("logs.tar.gz", tarred("w:gz", **{"a.csv": bytes(32 << 20)}))
    tracemalloc.start()
    files, (refusal,) = gather([bomb])
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert files == []
    assert "times its size" in refusal.reason
    assert most < 8 << 20


def test_a_saved_model_and_a_damaged_archive_are_refused() -> None:
    model = zipped(_stable_baselines3_version=b"2.3", data=b"{}")
    damaged = zipped(**{"log.csv": ROWS})[:-30]
    files, refused = gather([upload("model.zip", model), upload("log.zip", damaged)])
    assert files == []
    assert ["saved model" in refused[0].reason, "damaged" in refused[1].reason] == [True, True]


def test_evaluations_are_no_archive_of_files() -> None:
    (file,), _ = gather([upload("evaluations.npz", zipped(**{"results.npy": b"x"}))])
    assert file.name == "evaluations.npz"


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")
def test_a_link_that_leads_out_of_a_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_bytes(ROWS)
    (tmp_path / "runs").mkdir()
    (tmp_path / "runs" / "link.csv").symlink_to(tmp_path / "secret.csv")
    (tmp_path / "runs" / "loop").symlink_to(tmp_path / "runs")
    files, (refusal,) = gather([tmp_path / "runs"])
    assert files == []
    assert refusal.path == "runs/link.csv"


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")
def test_links_that_lead_in_a_circle_keep_no_file_from_being_read(tmp_path: Path) -> None:
    (tmp_path / "run.csv").write_bytes(ROWS)
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    files, refused = gather([tmp_path])
    assert ([Path(file.name).name for file in files], refused) == (["run.csv"], [])


def test_a_file_over_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "MAX_FILE", 10)
    _, (refusal,) = gather([upload("log.csv", ROWS)])
    assert "is larger than" in refusal.reason
