"""Real logs, from a path to what a report is about: runs, points, axis and default metrics.

The logs are not part of the repository; each expectation is recomputed plainly from the file.
"""

from __future__ import annotations

import gzip
import json
import re
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pytest

from rlreport import selection
from rlreport.pipeline import read
from rlreport.values import Logs, Run, Settings

LOGS = Path(__file__).resolve().parents[1] / "../shared/logs"

pytestmark = pytest.mark.skipif(not LOGS.is_dir(), reason="the folder of real logs is not here")


class Fact(NamedTuple):
    """What a person would take from a log: how many runs, its axis, and what it is about."""

    pattern: str
    runs: int
    axis: str
    metrics: str


WORK_OVER_SPAN = "average_parallelism (work/span)"
NPZ = "stable_baselines3/*/logs/evaluations.npz"
FACTS = [
    Fact("baselines/*/logs/progress.csv", 1, "episodes", "mean 100 episode reward, loss"),
    Fact("csv_misc/HengYe*/logs/*.csv", 1, "episodes", "Total_Reward, Food_Eaten"),
    Fact("csv_misc/MartinRep*/output/log.csv", 1, "episodes", "score, steps"),
    Fact("csv_misc/al-kot*/*.csv", 1, "step", "episode_reward, eval_reward"),
    Fact("dopamine/*/baselines/atari/data/asterix.json", 30, "step", "Value"),
    Fact("dopamine/*/baselines/mujoco/data/hopper.json", 5, "step", "Value"),
    Fact(
        *("hf_trainer/IMJONEZZ*/outputs/*/trainer_state.json", 1, "step"),
        "reward, rewards/correctness_reward_func",
    ),
    Fact(
        *("hf_trainer/Dehao*/outputs/dpo/checkpoint-100/trainer_state.json", 1, "step"),
        "rewards/margins, rewards/accuracies",
    ),
    Fact("hf_trainer/Dehao*/outputs/sft/checkpoint-50/trainer_state.json", 1, "step", "loss"),
    Fact(
        *("jsonl/sushant*/logs_v2p3/metrics.jsonl", 1, "step"),
        "env/all/pass_rate, test/env/all/pass_rate",
    ),
    Fact("jsonl/junjungoal*/logs/metrics.jsonl", 1, "episodes", "train_return, train_length"),
    Fact("keras/nsarang*/logs/keras_log.csv", 1, "epoch", "val_loss, loss"),
    Fact("lightning_csv/*/*/version_38/metrics.csv", 1, "step", "train/reward, val/reward"),
    Fact(
        *("rllib/*/PPO_FeedingMico/result.json", 1, "env_steps"),
        "episode_reward_mean, info/learner/default_policy/learner_stats/total_loss",
    ),
    Fact(
        *("rollouts/Aditya*/results/trajectories.jsonl", 3, "relative_time"),
        "reward, execution_output/pass_rate",
    ),
    Fact(
        *("spinningup/*/data/sac-hopper/*/progress.txt", 1, "env_steps"),
        "average-episode-return, average-test-episode-return",
    ),
    Fact("spinningup/*/data/ppo/*/progress.txt", 1, "env_steps", "average-episode-return, pi-loss"),
    Fact(
        *("stable_baselines3/insper*/results/lunar_lander/A2C/progress.csv", 1, "env_steps"),
        "rollout/ep_rew_mean, train/policy_loss",
    ),
    Fact("stable_baselines3/*/logs/PPO/log_v2/monitor.csv", 1, "env_steps", "r, l"),
    Fact(NPZ, 1, "env_steps", "eval/mean_reward, eval/mean_ep_length"),
    Fact("tensorboard/BUGERR*/*/*/*", 1, "step", "rollout/ep_rew_mean, train/loss"),
    Fact(
        *("tensorboard/DavidSeyser*/her*/SAC_1/*", 1, "step"),
        "rollout/ep_rew_mean, rollout/success_rate",
    ),
    Fact("tensorboard/wandb*/tests/assets/*tfevents*", 1, "step", "epoch_acc, epoch_val_acc"),
    Fact("tensorboard/wandb*/tests/functional_tests/*/*/*/*/*", 1, "step", "MultiClass"),
    Fact("text_log/Coicozoi*/logs/r1_main.log", 1, "step", "Correct, Reward"),
    Fact("text_log/Coicozoi*/logs/dpo.log", 1, "step", "loss, dpo_loss"),
    Fact("text_log/Keller*/records/*/*ShortcutsTweaks/*.txt", 1, "step", "val_loss, train_loss"),
    Fact("traces/Kshitij*/logs/spans.jsonl", 1, "relative_time", f"success, {WORK_OVER_SPAN}"),
    Fact("trackio/*/examples/logs.csv", 1, "step", "lm_loss"),
    Fact(
        *("verl/*/gsm8k/Qwen*.log", 1, "step"),
        "val/test_score/openai/gsm8k, critic/score/mean",
    ),
    Fact("verl/*/gsm8k/*sft*.log", 1, "step", "val/loss, train/loss"),
    Fact("wandb/druidowm*/wandb_export.csv", 8, "step", "train/loss"),
    Fact("wandb/druidowm*/wandb/*/run-jnyhr7aj.wandb", 1, "step", "val/loss, train/loss"),
    Fact("wandb/HyLora*/wandb/*/run-8emcs2h1.wandb", 1, "step", "reward"),
    Fact(
        *("wandb/yx-lim*/logs/dsms_analysis/wandb_cache/*.json.gz", 1, "step"),
        "Train/mean_reward, Metrics/motion/error_anchor_pos",
    ),
]


def find(pattern: str) -> Path:
    (path,) = LOGS.glob(pattern)
    return path


@cache
def logs(pattern: str) -> Logs:
    return read(find(pattern))


def only(pattern: str) -> Run:
    (run,) = logs(pattern).runs
    return run


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.pattern)
def test_a_real_log_is_about_what_a_person_would_plot(fact: Fact) -> None:
    found = logs(fact.pattern)
    run = found[0]
    chosen = selection.metrics([run], Settings())[run.name]
    assert not found.refused
    assert (len(found), run.axes[0].kind) == (fact.runs, fact.axis)
    assert ", ".join(metric.name for metric in chosen) == fact.metrics


def holds(run: Run, name: str, values: Any, step: Any = None) -> None:
    """That the metric has exactly these values, as logged, at these steps."""
    metric = run.metrics[name]
    expected = np.asarray(values, dtype=float)
    np.testing.assert_allclose(metric.logged / metric.scale, expected, rtol=1e-12)
    if step is not None:
        there = slice(None) if metric.missing is None else ~metric.missing
        np.testing.assert_array_equal(metric.step[there], np.asarray(step, dtype=float))


TABLES = [  # file, separator, step column, metrics
    ("csv_misc/HengYe*/logs/*.csv", ",", "Episode", ["Total_Reward", "Epsilon", "Food_Eaten"]),
    ("csv_misc/al-kot*/*.csv", ",", "step", ["eval_reward", "avg_loss"]),
    (
        *("spinningup/*/data/sac-hopper/*/progress.txt", "\t", "total-env-interacts"),
        ["average-test-episode-return"],
    ),
    (
        *("stable_baselines3/insper*/results/lunar_lander/A2C/progress.csv", ","),
        *("time/total_timesteps", ["rollout/ep_rew_mean", "train/explained_variance"]),
    ),
]


@pytest.mark.parametrize(("pattern", "separator", "step", "names"), TABLES)
def test_a_table_has_the_values_that_pandas_reads(
    pattern: str, separator: str, step: str, names: list[str]
) -> None:
    frame = pd.read_csv(find(pattern), sep=separator)
    run = logs(pattern)[0]
    for name in names:
        logged = frame[[step, name]].dropna().drop_duplicates(step, keep="last")
        holds(run, name, logged[name], logged[step])


def test_trainer_state_has_the_values_of_its_history() -> None:
    pattern = "hf_trainer/IMJONEZZ*/outputs/*/trainer_state.json"
    history = json.loads(find(pattern).read_text())["log_history"]
    rows = [row for row in history if "reward" in row]
    assert len(rows) == 250
    for name in ("reward", "kl", "completion_length"):
        holds(only(pattern), name, [row[name] for row in rows], [row["step"] for row in rows])


def test_json_lines_keep_keys_that_come_and_go() -> None:
    pattern = "jsonl/sushant*/logs_v2p3/metrics.jsonl"
    rows = [json.loads(line) for line in find(pattern).read_text().splitlines()]
    for name in ("env/all/pass_rate", "test/env/all/pass_rate"):
        there = [row for row in rows if name in row]
        holds(only(pattern), name, [row[name] for row in there], [row["step"] for row in there])


def test_episodes_of_a_monitor_lie_at_the_sum_of_their_lengths() -> None:
    pattern = "stable_baselines3/*/logs/PPO/log_v2/monitor.csv"
    frame = pd.read_csv(find(pattern), skiprows=1)
    holds(only(pattern), "r", frame["r"], frame["l"].cumsum())


def test_evaluations_are_means_over_their_episodes() -> None:
    with np.load(find(NPZ)) as stored:
        holds(only(NPZ), "eval/mean_reward", stored["results"].mean(axis=1), stored["timesteps"])


def test_verl_s_console_has_every_step_and_the_validation_of_some() -> None:
    pattern = "verl/*/gsm8k/Qwen*.log"
    text = find(pattern).read_text(errors="replace").replace("\0", "")
    lines = [line for line in text.splitlines() if re.search(r"step:\d+ - ", line)]
    for name in ("critic/score/mean", "val/test_score/openai/gsm8k"):
        found = [re.search(rf"step:(\d+) - .*{name}:(\S+)", line) for line in lines]
        pairs = {int(match[1]): float(match[2]) for match in found if match}
        holds(only(pattern), name, list(pairs.values()), list(pairs))


def test_a_cached_history_of_twenty_thousand_rows_has_one_point_for_each_step() -> None:
    pattern = "wandb/yx-lim*/logs/dsms_analysis/wandb_cache/*.json.gz"
    frame = pd.DataFrame(json.loads(gzip.decompress(find(pattern).read_bytes())))
    kept = frame[["_step", "Train/mean_reward"]].drop_duplicates("_step", keep="last")
    assert (len(frame), len(kept)) == (20001, 19981)
    holds(only(pattern), "Train/mean_reward", kept["Train/mean_reward"], kept["_step"])


def test_seeds_of_dopamine_are_a_group_of_five() -> None:
    found = logs("dopamine/*/baselines/atari/data/asterix.json")
    assert {run.group for run in found} == {run.name.rpartition(" seed")[0] for run in found}
    assert all(run.metrics["Value"].logged.size == 199 for run in found)


def test_an_event_file_logs_what_tensorboard_reads() -> None:
    accumulator = pytest.importorskip("tensorboard.backend.event_processing.event_accumulator")
    pattern = "tensorboard/BUGERR*/*/*/*"
    events = accumulator.EventAccumulator(str(find(pattern)), size_guidance={"scalars": 0})
    events.Reload()
    for name in events.Tags()["scalars"]:
        scalars = events.Scalars(name)
        holds(only(pattern), name, [s.value for s in scalars], [s.step for s in scalars])


REFUSED = {
    "rollouts/muhsinh*/data/rollouts.jsonl": "no number",
    "stable_baselines3/*/results/atari_breakout/*/progress.csv": "empty",
    "tensorboard/yx-lim*/logs/rsl_rl/*/*/*": "Git LFS",
    "tensorboard/HyLora*/wandb/*/files/runs/*/*": "symbolic link",
    "tensorboard/HyLora*/runs/*1762361205/*": "without any scalar",
    "wandb/wandb*/core/tests/files/empty.parquet": "without a single row",
    "wandb/druidowm*/wandb/*/run-u1pue59s.wandb": "without history",
}


@pytest.mark.parametrize("pattern", REFUSED)
def test_a_file_without_a_metric_says_what_it_is_and_what_to_do(pattern: str) -> None:
    found = logs(pattern)
    (refusal,) = found.refused
    assert not found.runs
    assert REFUSED[pattern] in refusal.reason
    assert refusal.advice


FOLDERS = {
    "hf_trainer/Dehao*": ["dpo", "sft"],
    "rllib/Luis*": ["PPO_FeedingMico"],
    "stable_baselines3/Alex*": ["logs", "DQN/log_v8", "PPO/log_v2"],
    "tensorboard/clay*": ["clay-arras__grape-leaf-disease"],
    "tensorboard/janosh*": ["duplicate_steps/run_1", "duplicate_steps/run_2", "strict/run_1"],
    "mlflow/Artur*": None,
}


@pytest.mark.parametrize("pattern", FOLDERS)
def test_a_folder_holds_the_runs_that_a_person_means(pattern: str) -> None:
    names = [run.name for run in logs(pattern)]
    assert names == FOLDERS[pattern] or (FOLDERS[pattern] is None and len(names) == 1)


def test_two_runs_of_one_experiment_are_a_group() -> None:
    found = {run.name: run.group for run in logs("tensorboard/janosh*")}
    assert found["duplicate_steps/run_1"] == found["duplicate_steps/run_2"] == "duplicate_steps"
    assert not found["strict/run_1"]
