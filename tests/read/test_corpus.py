"""Real logs of real trainers, read with every fact right: rows, axis, first and last values.

The logs are not part of the repository; expectations are recomputed plainly from the same files.
"""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from rlreport.errors import RlreportError
from rlreport.read import format_of, read_file
from rlreport.sources import LogFile
from rlreport.values import Loose

LOGS = Path(__file__).resolve().parents[2] / "../shared/logs"

pytestmark = pytest.mark.skipif(not LOGS.is_dir(), reason="the folder of real logs is not here")


def find(pattern: str) -> Path:
    (path,) = LOGS.glob(pattern)
    return path


def load(path: Path) -> Loose:
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else None
    name = path.relative_to(LOGS).as_posix()
    return read_file(LogFile(name=name, path=None if content else path, content=content))


TABLES = {  # file: format, rows, step, columns with first and last value by their text
    "baselines/*/sample_result/ppo/progress.csv": ("baselines_progress", 100, "num episodes"),
    "baselines/*/logs/progress.csv": ("baselines_progress", 30, "num episodes"),
    "lightning_csv/*/*/version_38/metrics.csv": ("lightning_csv", 492, "step"),
    "lightning_csv/*/*/version_93/metrics.csv": ("lightning_csv", 296, "step"),
    "lightning_csv/*/*/version_40/metrics.csv": ("lightning_csv", 246, "step"),
    "rllib/*/*/progress.csv": ("rllib_progress", 3, "timesteps_total"),
    "spinningup/*/*/*/sac-hopper_s4/progress.txt": ("spinningup", 250, "total-env-interacts"),
    "spinningup/*/*/*/ddpg-hopper_s0/progress.txt": ("spinningup", 250, "total-env-interacts"),
    "spinningup/*/*/*/ppo_s0/progress.txt": ("spinningup", 250, "total-env-interacts"),
    "stable_baselines3/*/results/lunar_lander/A2C/progress.csv": (
        *("sb3_progress", 600, "time/total_timesteps"),
    ),
    "stable_baselines3/*/results/cartpole/A2C/progress.csv": (
        *("sb3_progress", 600, "time/total_timesteps"),
    ),
    "stable_baselines3/*/results/progress.csv": ("sb3_progress", 2000, "time/total_timesteps"),
}


@pytest.mark.parametrize("pattern", TABLES)
def test_a_table_of_a_trainer_equals_what_pandas_reads(pattern: str) -> None:
    path = find(pattern)
    loose = load(path)
    (table,) = loose.tables
    frame = pd.read_csv(path, sep="\t" if path.suffix == ".txt" else ",")
    assert (loose.format, table.rows, table.step) == TABLES[pattern]
    assert list(table.columns) == list(frame.columns)
    for name in map(str, frame.select_dtypes("number")):
        np.testing.assert_array_equal(table.columns[name], frame[name].to_numpy(float))


MONITORS = {"logs/PPO/log_v2": 268, "logs": 243, "logs/DQN/log_v8": 106}


@pytest.mark.parametrize("folder", MONITORS)
def test_a_monitor_has_a_row_an_episode_over_the_running_sum_of_lengths(folder: str) -> None:
    path = find(f"stable_baselines3/Alexander*/{folder}/monitor.csv")
    (table,) = load(path).tables
    frame = pd.read_csv(path, comment="#")
    assert (table.rows, table.step) == (MONITORS[folder], "timesteps")
    np.testing.assert_array_equal(table.columns["timesteps"], frame["l"].cumsum())
    np.testing.assert_array_equal(table.columns["r"], frame["r"])


EVALUATIONS = {"DavidSeyserGit__*/logs": 28, "Alexander-W-BP__*/logs/PPO/log_v2": 5}


@pytest.mark.parametrize("folder", EVALUATIONS)
def test_evaluations_are_the_means_over_their_episodes(folder: str) -> None:
    path = find(f"stable_baselines3/{folder}/evaluations.npz")
    (table,) = load(path).tables
    arrays = np.load(path)
    assert table.rows == EVALUATIONS[folder]
    np.testing.assert_array_equal(table.columns["timesteps"], arrays["timesteps"])
    expected = arrays["results"].mean(axis=1)
    np.testing.assert_allclose(table.columns["eval/mean_reward"], expected)


STATES = {
    "IMJONEZZ*/outputs/checkpoint-250": 250,
    "Dehao*/outputs/dpo/checkpoint-100": 20,
    "Dehao*/outputs/dpo/checkpoint-50": 10,
    "Dehao*/outputs/sft/checkpoint-50": 10,
    "Dehao*/outputs/sft/checkpoint-25": 5,
}


@pytest.mark.parametrize("folder", STATES)
def test_a_trainer_state_has_a_row_for_each_entry_of_its_history(folder: str) -> None:
    path = find(f"hf_trainer/{folder}/trainer_state.json")
    (table,) = load(path).tables
    history = json.loads(path.read_text())["log_history"]
    assert (table.rows, table.step) == (STATES[folder], "step")
    for name in history[0]:
        np.testing.assert_array_equal(table.columns[name], [entry[name] for entry in history])


def test_an_rllib_result_has_the_rows_of_its_progress_csv() -> None:
    (nested,) = load(find("rllib/*/*/result.json")).tables
    (flat,) = load(find("rllib/*/*/progress.csv")).tables
    assert (nested.rows, nested.step) == (3, "timesteps_total")
    for name in ("episode_reward_mean", "num_healthy_workers", "perf/cpu_util_percent"):
        np.testing.assert_array_equal(nested.columns[name], flat.columns[name])


@pytest.mark.parametrize(("game", "agents", "rows"), [("asterix", 6, 199), ("hopper", 1, 320)])
def test_dopamine_curves_are_five_seeds_of_each_agent(game: str, agents: int, rows: int) -> None:
    path = find(f"dopamine/*/*/*/*/{game}.json")
    tables = load(path).tables
    values = [entry["Value"] for entry in json.loads(path.read_text())]
    assert [table.rows for table in tables] == [rows] * 5 * agents
    assert len({table.run for table in tables}) == 5 * agents
    joined = np.concatenate([table.columns["Value"] for table in tables])
    np.testing.assert_array_equal(joined, values)


VERL = {"Qwen2.5*": (435, 43, 9, 434), "gemma-2-2b-it-ppo*": (107, 10, 0, 105)}


@pytest.mark.parametrize("name", VERL)
def test_a_verl_log_has_a_row_a_step_line_and_validation_on_some(name: str) -> None:
    (table,) = load(find(f"verl/*/*/{name}.log")).tables
    rows, validations, first, last = VERL[name]
    known = ~table.blank["val/test_score/openai/gsm8k"]
    assert (table.rows, int(known.sum()), table.step) == (rows, validations, "step")
    assert table.columns["step"][-1] == last
    assert first in table.columns["step"][[0, int(np.flatnonzero(known)[0])]]
    score = table.columns["critic/score/mean"]
    assert np.nanmin(score) >= 0
    assert np.nanmax(score) <= 1


def test_a_verl_sft_log_has_validation_on_lines_of_its_own() -> None:
    (table,) = load(find("verl/*/*/gemma-2-2b-it-sft*.log")).tables
    assert table.rows == 60
    assert (~table.blank["val/loss"]).sum() == 2
    assert table.columns["val/loss"][-1] == 0.411
    assert set(table.columns) == {"step", "train/loss", "train/lr(1e-3)", "val/loss"}


NANOGPT = {  # rows, validations, first and last validation loss
    "track_1_short/2024-11-06_ShortcutsTweaks/*": (3227, 27, 10.8258, 3.2972),
    "track_1_short/2024-10-20_ScaleUp1B/*": (20508, 164, 22.6137, 2.7737),
    "track_3_optimization/results/20260430_muonh/*": (3353, 28, 10.82584, 3.27959),
}


@pytest.mark.parametrize("place", NANOGPT)
def test_a_log_that_begins_with_its_program_has_only_its_own_metrics(place: str) -> None:
    path = find(f"text_log/KellerJordan*/records/{place}.txt")
    (table,) = load(path).tables
    rows, validations, first, last = NANOGPT[place]
    known = table.columns["val_loss"][~table.blank["val_loss"]]
    steps = sum(line.startswith("step:") for line in path.read_text().splitlines())
    assert (table.rows, known.size, known[0], known[-1]) == (rows, validations, first, last)
    assert rows == steps
    assert set(table.columns) <= {"step", "val_loss", "train_loss", "train_time", "step_avg"}


MINIMIND = {
    "r1_main": (500, "Reward", 0.342),
    "sft": (1133, "loss", 1.896),
    "dpo": (215, "loss", 0.3476),
}


@pytest.mark.parametrize("name", MINIMIND)
def test_the_step_of_minimind_stands_in_parentheses(name: str) -> None:
    path = find(f"text_log/Coicozoi*/logs/{name}.log")
    (table,) = load(path).tables
    rows, metric, last = MINIMIND[name]
    assert (table.rows, table.step, table.columns[metric][-1]) == (rows, "step", last)
    assert rows == path.read_text().count("Epoch:[")
    assert (np.diff(table.columns["step"]) > 0).all()


def test_settings_among_log_lines_are_no_metrics() -> None:
    (table,) = load(find("text_log/JinyuCong*/logs/ppo_training.log")).tables
    assert table.rows == 12  # the lines with mean losses, the first four of them NaN
    assert set(table.columns) == {
        *("Epoch", "mean total loss", "mean actor loss", "mean critic loss", "mean entropy loss")
    }
    assert np.isnan(table.columns["mean total loss"][:4]).all()


def test_nanogpt_lines_of_two_shapes_are_two_tables() -> None:
    loose = load(find("wandb/druidowm*/wandb/*/files/output.log"))
    tables = {table.step: table for table in loose.tables}
    assert (tables["iter"].rows, tables["step"].rows) == (2156, 11)
    assert tables["iter"].columns["loss"][0] == 4.4512
    assert tables["iter"].columns["mfu"][0] == -100
    assert tables["iter"].units["mfu"] == "%"
    assert tables["step"].columns["val loss"][-1] == 4.2661


WANDB = {
    "druidowm*/wandb/run-20241012*": (11, "train/loss", 0.03039759211242199),
    "HyLora*/wandb/run-20251105*": (99, "reward", -1265.4543036949767),
    "HyLora*/wandb/run-20251022*": (680, "total_reward_training", 42.78259158283217),
}


@pytest.mark.parametrize("folder", WANDB)
def test_a_wandb_file_has_a_row_a_history_record(folder: str) -> None:
    (table,) = load(find(f"wandb/{folder}/*.wandb")).tables
    rows, metric, last = WANDB[folder]
    assert (table.rows, table.step, table.time) == (rows, "_step", "_timestamp")
    assert table.columns[metric][-1] == last
    np.testing.assert_array_equal(table.columns["_step"], np.arange(rows))


def test_a_killed_wandb_run_says_that_its_end_is_missing() -> None:
    loose = load(find("wandb/HyLora*/wandb/run-20251105*/*.wandb"))
    assert [issue.kind for issue in loose.issues] == ["cut-off row"]


@pytest.mark.parametrize(
    ("pattern", "runs"), [("wandb/druidowm*/wandb_export.csv", 8), ("trackio/*/*/logs.csv", 1)]
)
def test_a_chart_export_is_one_run_for_each_curve(pattern: str, runs: int) -> None:
    path = find(pattern)
    tables = load(path).tables
    frame = pd.read_csv(path).set_index("Step")
    assert len(tables) == runs
    for table in tables:
        (metric,) = set(table.columns) - {"Step"}
        curve = frame[f"{table.run} - {metric}"].dropna()
        np.testing.assert_array_equal(table.columns[metric], curve)
        np.testing.assert_array_equal(table.columns["Step"], curve.index)


def test_a_table_of_runs_has_a_run_a_row_and_its_last_values() -> None:
    path = find("wandb/yx-lim*/wandb_export.csv")
    tables, frame = load(path).tables, pd.read_csv(path)
    assert [table.run for table in tables] == frame["Name"].tolist()
    rewards = [table.columns["Loss/value"].item() for table in tables]
    assert rewards == frame["Loss/value"].tolist()


def test_a_history_by_columns_has_twenty_thousand_rows() -> None:
    path = find("wandb/yx-lim*/logs/*/*/*.json.gz")
    (table,) = load(path).tables
    columns = json.loads(gzip.decompress(path.read_bytes()))
    assert (table.rows, table.step) == (20001, "_step")
    rewards = np.array(columns["Train/mean_reward"], dtype=float)
    np.testing.assert_array_equal(table.columns["Train/mean_reward"], rewards)


def test_a_summary_holds_last_values_only() -> None:
    (table,) = load(find("wandb/druidowm*/wandb/*/files/wandb-summary.json")).tables
    assert (table.kind, table.rows) == ("summary", 1)
    assert table.columns["train/loss"][0] == 0.03039759211242199


REFUSED = {
    "wandb/druidowm*/wandb/run-20241022*/*.wandb": "without history",
    "wandb/wandb__wandb/tests/assets/wandb/*/*.wandb": "without history",
    "wandb/wandb__wandb/tests/assets/wandb/*/files/wandb-summary.json": "without any value",
    "rollouts/muhsinh*/data/rollouts.jsonl": "no number",
}


@pytest.mark.parametrize("pattern", REFUSED)
def test_a_file_without_metrics_says_so(pattern: str) -> None:
    with pytest.raises(RlreportError, match=REFUSED[pattern]):
        load(find(pattern))


def test_every_metric_of_an_mlflow_store_belongs_to_its_run() -> None:
    folder = find("mlflow/*/training/mlruns/*/e945*/metrics")
    for path in folder.rglob("*"):
        if path.is_file():
            (table,) = load(path).tables
            stamps, values, steps = np.loadtxt(path, unpack=True)
            assert table.run == "e945b9d4744542bcb1961942fbbe66b6"
            name = path.relative_to(folder).as_posix()
            np.testing.assert_array_equal(table.columns[name], values)
            np.testing.assert_array_equal(table.columns[table.step], steps)
            np.testing.assert_allclose(table.columns[table.time], stamps / 1000)


SPANS = {"spans": 160, "spans_backup": 239, "spans_debug_backup": 486}


@pytest.mark.parametrize("name", SPANS)
def test_a_span_begins_its_latency_before_its_end(name: str) -> None:
    path = find(f"traces/Kshitij*/logs/{name}.jsonl")
    (table,) = load(path).tables
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    assert (table.kind, table.rows) == ("spans", SPANS[name])
    starts = [row["ts"] - row["latency_s"] for row in rows]
    np.testing.assert_array_equal(table.columns["start"], starts)
    np.testing.assert_array_equal(table.columns["success"], [row["success"] for row in rows])


def test_flattened_opentelemetry_spans_keep_their_nesting() -> None:
    (table,) = load(find("traces/pleasenopressure*/logs/traces.jsonl")).tables
    assert (table.kind, table.rows) == ("spans", 15)
    assert (table.columns["end"] >= table.columns["start"]).all()
    assert table.blank["parent_id"].sum() == 2


def test_a_position_inside_an_episode_is_not_called_the_step() -> None:
    (table,) = load(find("rollouts/Aditya*/results/trajectories.jsonl")).tables
    assert (table.kind, table.rows, table.step) == ("rollouts", 111, "")
    assert 0 <= table.columns["reward"].min() <= table.columns["reward"].max() <= 1


def test_every_log_is_claimed_by_one_format() -> None:
    for path in LOGS.rglob("*"):
        if path.is_file() and path.stat().st_size and path.suffix not in {".gz", ".md", ".yaml"}:
            name = path.relative_to(LOGS).as_posix()
            assert format_of(name, LogFile(name=name, path=path).head()) is not None
