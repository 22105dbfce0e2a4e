"""Names that trainers write today -> what they mean, and in which direction they are better."""

from __future__ import annotations

import numpy as np
import pytest

from rlreport.catalogue import describe, rank
from rlreport.values import Metric

FRACTION = np.array([0.43, 0.28, 0.51, 0.2, 0.59, 0.9, 0.36, 0.67, 0.82, 0.74])
COUNT = np.arange(10.0) * 1000
COUNTED = {"step", "env_steps", "tokens"}

# OpenRLHF, slime, SkyRL, prime-rl, AReaL, verl, TRL, CleanRL, rsl_rl, rl_games, skrl, ML-Agents,
# RLlib, Dreamer, Tianshou, EPyMARL, Keras, YOLO.
NAMES = {
    "accuracy": """
        eval/eval_math500_pass1 | eval_default_pass1 | passrate/pass@1 |
        reward/avg_pass_at_8 | eval/all/pass_at_1 | eval/aime24/pass@8 |
        val-core/math/acc/mean@1 | val-core/math/reward/best@32/mean |
        mean_token_accuracy | eval/rewards/accuracies | categorical_accuracy |
        val_sparse_categorical_accuracy | binary_accuracy | metrics/mAP50B |
        metrics/precisionB | metrics/recallB | rollout/acc | actor/correct_ratio |
        val-aux/math/score/maj@32/mean | Train Accuracy | eval/math500/accuracy | Pass@1
        | eval/exact_match | coco/bbox_mAP | bbox/AP50
    """,
    "success": """
        test_battle_won_mean | battle_won_mean | eval/win_rate | Metrics/success_rate |
        env_runners/success_rate | episode/success | eval_success_rate | success_once |
        success_at_end
    """,
    "reward": """
        rollout/raw_reward | rollout/rewards | reward/avg_raw_reward |
        loss/avg_final_rewards | reward/mean | reward/math/mean | val_reward/mean |
        ppo_actor/task_reward/avg | ppo_actor/final_reward/avg | rollout/reward |
        eval-rollout/task_reward/avg | critic/score/mean | objective/rlhf_reward |
        objective/scores | charts/episodic_return | charts/avg_episodic_return |
        Train/mean_reward | Train/mean_reward/time | Episode/rew_tracking_lin_vel |
        Episode_Reward/joint_limit | rewards/step | Reward / Total reward (mean) |
        Environment/Cumulative Reward | Policy/Extrinsic Reward | episode/score |
        evaluator/episode_return | test/returns_stat/mean | return_mean |
        test_return_mean | env_runners/episode_return_mean |
        env_runners/episode_reward_mean | eval/all/avg_score | AverageReturn |
        Average_Return | Eval_AverageReturn | train/episode_reward | avg_reward | Mean
        Reward | undiscounted_return | evaluation/Returns Mean | food_eaten
    """,
    "loss": """
        policy_loss | ptx_loss | train/pg_loss | policy/final_loss | loss/mean |
        actor/pg_loss | train/entropy_loss | losses/value_loss | losses/qf1_loss |
        Loss/value_function | Loss/surrogate | losses/a_loss | losses/c_loss | Loss /
        Policy loss | Losses/Policy Loss | train/box_loss | val/cls_loss |
        learners/default_policy/policy_loss | train/loss/policy | actor_loss | td_loss |
        loss/policy_loss | LossPi | xent | cross_entropy | valid_0-logloss
    """,
    "error": """
        ppl | Validation perplexity | lm loss PPL | mse
    """,
    "kl": """
        kl | train/ppo_kl | mismatch_kl/mean | policy/approxkl_avg | losses/approx_kl |
        info/kl | loss/approxkl | objective/kl | rollout_corr/kl | losses/old_approx_kl
        | actor/ppo_kl
    """,
    "entropy": """
        policy/policy_entropy | entropy/mean | losses/entropy | Policy/Entropy |
        Loss/entropy | actor/entropy | loss/policy_entropy | objective/entropy
    """,
    "learning_rate": """
        actor_lr | optim/lr | Loss/learning_rate | info/last_lr | Learning / Learning
        rate | Policy/Learning Rate | charts/learning_rate | lr/pg0 | lr-Adam | train/lr
    """,
    "schedule": """
        epsilon | Epsilon | exploration_rate | rollout/exploration_rate | Policy/Epsilon
        | Policy/Beta | train/clip_range | kl_coef | actor/kl_coef | train/ent_coef |
        eps
    """,
    "length": """
        response_length | train/response_length | rollout/response_len/mean | resp_len |
        seq_len/mean | ppo_actor/seq_len/avg | prompt_length/mean |
        charts/episodic_length | Train/mean_episode_length | Environment/Episode Length
        | episode/length | episode_lengths/step | ep_length_mean |
        env_runners/episode_len_mean | total_length | num_turns/mean |
        generate/avg_num_tokens | completions/mean_length | response_length/mean |
        train_length | Mean Generation Length | rollout/response_lengths |
        Episode / Total timesteps (mean)
    """,
    "throughput": """
        Perf/total_fps | performance/step_fps | perf/tokens_per_gpu_per_sec |
        perf/actor_train_tflops | perf/mfu | perf/throughput | fps/policy | charts/SPS |
        perf/mfu/actor | wps | Computation
    """,
    "timing": """
        timing/generation | perf/rollout_time | timeperf/train_step | time/step |
        step_time | Perf/collection time | Perf/learning_time | timing_s/step |
        timing_per_token_ms/gen | eta_seconds | remaining_time
    """,
    "step": """
        trainer/global_step | rollout/step | train/step | eval/step | training_iteration |
        current_steps | Learner Steps | training_step
    """,
    "tokens": """
        progress/total_tokens | num_tokens | perf/total_num_tokens
    """,
    "other": """
        lives_remaining | losses/qf1_values | losses/clipfrac | losses/explained_variance |
        train/explained_variance | train/clip_fraction | train/pg_clipfrac |
        actor/pg_clipfrac | rollout/truncated_ratio | eval/aime-truncated_ratio |
        is_truncated/mean | response_length/clip_ratio | critic/advantages/mean |
        val/ratio | sampling/importance_sampling_ratio/mean | Policy/mean_noise_std |
        Policy / Standard deviation | batch/solve_none | Episode_Termination/time_out |
        perf/max_memory_allocated_gb | column 4 | response/aborted_ratio |
        loss scale | frac_reward_zero_std | completions/clipped_ratio | clip_ratio/region_mean |
        rewards/std | reward_std
    """,
    "env_steps": """
        num_env_steps_sampled_lifetime | env_runners/num_env_steps_sampled_lifetime |
        num_env_steps_trained_lifetime | Env_Steps | global_env_steps | agent_steps |
        num_agent_steps_sampled | info/num_steps_trained | t_env | Actor Steps |
        Diagnostics/CumSteps
    """,
    "parallelism": """
        num_subagents | concurrency | average_parallelism | avg_parallelism |
        mean_parallelism | num_healthy_workers
    """,
    "critical_steps": """
        critical_steps | critical_path_length | avg_critical_steps
    """,
}
BETTER = {"accuracy": "higher", "success": "higher", "reward": "higher", "parallelism": "higher"}
BETTER |= {"throughput": "higher", "loss": "lower", "kl": "lower", "critical_steps": "lower"}
BETTER |= {"timing": "lower", "error": "lower"}
CASES = [
    (" ".join(name.split()), role) for role, names in NAMES.items() for name in names.split("|")
]


@pytest.mark.parametrize(("name", "role"), CASES)
def test_a_name_that_a_trainer_writes_has_its_role_and_direction(name: str, role: str) -> None:
    meaning = describe(name, COUNT if role in COUNTED else FRACTION)
    assert (meaning.role, meaning.better) == (role, BETTER.get(role, "neither"))


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("eval/math500/accuracy", "%"),
        ("env_runners/success_rate", "%"),
        ("completions/mean_length", "tokens"),
        ("charts/episodic_length", "steps"),
        ("timing_s/step", "s"),
        ("num_tokens", "tokens"),
        ("charts/episodic_return", ""),
    ],
)
def test_a_name_that_a_trainer_writes_has_its_unit(name: str, unit: str) -> None:
    assert describe(name, FRACTION).unit == unit


def test_a_counter_in_a_folder_of_times_that_begins_anew_is_no_time() -> None:
    assert describe("time/iterations", [1, 2, 3, 1, 2]).role == "other"
    assert describe("time/time_elapsed", [1, 2, 3, 1, 2]).role == "timing"


def test_what_a_program_normalises_by_and_single_rewards_are_not_what_a_report_is_about() -> None:
    assert describe("train/returns_running_mean", FRACTION).role == "other"
    assert describe("running_reward", FRACTION).role == "reward"
    total = "Reward / Total reward"
    names = [f"{total} (max)", "Reward / Instantaneous reward (mean)", f"{total} (mean)"]
    steps = np.arange(FRACTION.size, dtype=float)
    found = [
        Metric(name=name, step=steps, value=FRACTION, meaning=describe(name)) for name in names
    ]
    assert rank(found)[0].name == f"{total} (mean)"


@pytest.mark.parametrize("name", ["time/iterations", "raw/gen/time/iterations"])
def test_what_counts_in_a_folder_called_time_is_no_duration(name: str) -> None:
    assert describe(name, (2.5, 2.5)).unit == ""
